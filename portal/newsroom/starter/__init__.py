"""What the newsroom starts with: articles with their drawings, the narrative, and outlets that the handbooks name.

`content/` holds the words as YAML, described in `content/README.md`. They are loaded after the handbooks, into the
same ledger: what an editor changed, moved or deleted is left alone.
"""
