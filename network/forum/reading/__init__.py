"""What pages of the forum print."""
