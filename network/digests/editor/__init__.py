"""The administrators' pages on digests at /editor/."""
