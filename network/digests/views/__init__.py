"""Views of digests and notices."""
