"""Text as people write it: Markdown, sanitising and word differences. Holds no models."""
