"""What pages of events print."""
