"""Models of notices and digests."""

from network.digests.models.digest import Digest, DigestItem, Run
from network.digests.models.preference import Preference

__all__ = ["Digest", "DigestItem", "Preference", "Run"]
