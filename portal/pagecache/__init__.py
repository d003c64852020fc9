"""Whole public pages kept for readers who are not signed in, in Redis and in each process.

`addresses` says which requests may have a kept page, `pages` what is kept and how it is sent, `shared`
and `memory` where it lies, `receivers` what makes all of it stale. Stale is told by one generation: a
token in Redis that is part of every key. It changes when something that readers see is committed, so
nothing is ever searched for and deleted, and nothing here empties a cache that others use.
"""

from portal.pagecache.middleware import PageCacheMiddleware

__all__ = ["PageCacheMiddleware"]
