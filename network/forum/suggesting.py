"""Looks for what may help as soon as an ask or an offer can be read: when it is published, or opened again."""

from __future__ import annotations

from typing import Any

from network.forum.models import Listing, Post
from network.forum.services.matching import suggest
from network.forum.services.sidecars import LISTED
from network.forum.signals import listing_changed, post_published


def connect() -> None:
    listing_changed.connect(on_listing, dispatch_uid="forum-suggesting")
    post_published.connect(on_post, dispatch_uid="forum-suggesting")


def on_listing(listing: Listing, **_: Any) -> None:
    if listing.thread.last_number:
        suggest(listing)


def on_post(post: Post, **_: Any) -> None:
    """The first post of a thread that comes with an ask or an offer; one that waited for a moderator too."""
    if (
        post.number == 1
        and post.thread.kind in LISTED
        and (found := Listing.objects.filter(thread=post.thread).first())
    ):
        suggest(found)
