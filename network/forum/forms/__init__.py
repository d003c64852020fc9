"""What people fill in in the forum."""
