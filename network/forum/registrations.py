"""What this room puts into the registries of the rooms below it, and the signals it listens to."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.forum import kept_pages, load, personal, receivers, suggesting, waited
from network.forum.demo import loading
from network.forum.feed_addresses import FeedAddress, register_address
from network.forum.reading.addresses import network
from network.forum.reading.for_you import lines_of
from network.forum.reading.matches import suggestion_lines
from network.forum.services.feeds import token_for
from network.forum.services.sanctions import stopped
from portal import errors
from portal.accounts.demo import DemoPart, register_demo
from portal.accounts.for_you import register_lines
from portal.accounts.models import User
from portal.accounts.privacy import register_eraser, register_exporter
from portal.loads import Load, register_load
from portal.newsroom.services.asking import register_unavailable
from portal.words.parts import Link


def register() -> None:
    register_demo(DemoPart(name="forum", people=tuple, load=loading.load))
    register_load(Load(name="threads", help="threads on boards of the forum", generate=load.generate_threads))
    register_load(Load(name="posts", help="posts in those threads", generate=load.generate_posts))
    errors.NEAREST_PAGES.append(ways_back)
    receivers.connect()
    kept_pages.connect()
    suggesting.connect()
    waited.register()
    register_lines(lines_of, order=20)
    register_lines(suggestion_lines, order=21)
    register_exporter("forum", personal.copy_of, files=personal.files_of)
    register_eraser(personal.forget)
    register_unavailable(stopped)
    register_address(
        FeedAddress(
            name="following",
            title=_("What you follow"),
            text=_("The latest posts of the threads, boards and themes that you follow, for a feed reader."),
            path=own_feed,
            order=10,
        )
    )


def own_feed(person: User) -> str:
    return reverse("forum_feed", args=[token_for(person)])


def ways_back(path: str) -> Sequence[Link]:
    """Lead from an address of the forum at which nothing is back into it: the same, whatever was meant."""
    if not path.startswith(network()):
        return []
    return [Link(title=_("All threads of the forum"), url=network()), Link(title=_("Boards"), url=reverse("boards"))]
