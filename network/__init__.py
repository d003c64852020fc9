"""The peer network between the cities. Its rooms stand above the handbooks and below search and the home page."""
