"""People: users, sign-in, preferences and privacy."""
