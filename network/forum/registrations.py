"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from network.forum import kept_pages, load, receivers
from portal.loads import Load, register_load


def register() -> None:
    register_load(Load(name="threads", help="threads on boards of the forum", generate=load.generate_threads))
    register_load(Load(name="posts", help="posts in those threads", generate=load.generate_posts))
    receivers.connect()
    kept_pages.connect()
