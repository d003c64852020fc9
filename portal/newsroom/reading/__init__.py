"""What the templates of the newsroom print."""
