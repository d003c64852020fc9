"""Models of notices and digests."""

from network.digests.models.digest import Digest, DigestItem, Halt, Run
from network.digests.models.notice import Notice, Subscription
from network.digests.models.preference import Preference

__all__ = ["Digest", "DigestItem", "Halt", "Notice", "Preference", "Run", "Subscription"]
