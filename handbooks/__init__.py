"""The two connected handbooks: entries, precedents, glossary, and how they link.

May import `cities.places` and the ground rooms of `portal`; never `network`, `portal.search` or `portal.home`.
"""
