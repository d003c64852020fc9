"""What is read of notices and digests."""
