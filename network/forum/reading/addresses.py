"""Addresses of threads and posts from what a row holds, so that a list of many asks no resolver for each."""

from __future__ import annotations

from functools import cache

from django.urls import reverse

from network.forum.text import slug_of

ON_A_PAGE = 20
"""Posts of a page of a thread: the page of a number is arithmetic."""


@cache
def network() -> str:
    """Return the address of the forum, under which all its others lie."""
    return reverse("forum")


def board_address(slug: str) -> str:
    return f"{network()}{slug}/"


def thread_address(board: str, pk: int, title: str) -> str:
    """Return the address of a thread from the slug of its board, its key and its title."""
    return f"{network()}{board}/{pk}-{slug_of(title)}/"


def event_address(pk: int, title: str) -> str:
    """Return the address of an event, whose key is that of its thread."""
    return f"{network()}events/{pk}-{slug_of(title)}/"


def page_of(number: int) -> int:
    """Return the page of a thread on which a number stands."""
    return max(number - 1, 0) // ON_A_PAGE + 1


def on_page(address: str, number: int) -> str:
    """Return the address of one post of a thread: its page, and its place there."""
    page = page_of(number)
    return f"{address}?page={page}#p{number}" if page > 1 else f"{address}#p{number}"


def thread_act(pk: int, act: str) -> str:
    """Return the address of what may be done with a thread."""
    return f"{network()}threads/{pk}/{act}/"


def post_act(pk: int, act: str = "") -> str:
    """Return the address of what may be done with a post; its lasting one without an act."""
    return f"{network()}posts/{pk}/{act}/" if act else f"{network()}posts/{pk}/"
