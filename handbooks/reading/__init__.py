"""What a reader sees: pages of the handbooks turned into the values that templates print.

A model asks `registry.reading_of(self, request)` for its reading; the modules here register theirs when the
app is ready, so that models need not import what is built on them.
"""
