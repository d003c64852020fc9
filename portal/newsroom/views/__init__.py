"""Thin views of the newsroom, one concern to a file."""
