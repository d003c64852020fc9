"""What editors of the newsroom work with at /editor/."""
