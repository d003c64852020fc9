"""The home page, which assembles the rest, and the standard pages below it."""
