"""What who moderates reads of a thread and of people: how it stands, who else could act, whom they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.forum.models import Flag, Post, Sanction, Thread
from network.forum.reading.naming import readers_q
from portal.accounts.models import User
from portal.accounts.roles import Role

MOST_FOUND = 20


def who_can_move(thread: Thread, by: User) -> str:
    """Say who else can move a thread, to somebody who moderates no other board."""
    others = User.objects.filter(readers_q(thread.board), groups__name=Role.MODERATORS).exclude(pk=by.pk)
    names = ", ".join(others.order_by("display_name", "pk").values_list("display_name", flat=True))
    none = _("You moderate no other board that is open, so there is none to choose.")
    if names:
        return f"{none} " + _("Ask one of the moderators who read this board: %(names)s.") % {"names": names}
    return f"{none} " + _("That takes a moderator who reads this board, and at the moment there is none.")


def states_of(thread: Thread) -> list[str]:
    """Say how a thread stands, each state with the day since which it does."""
    marks = (
        (thread.hidden_at, _("Hidden since %(day)s: only those who moderate the board read it.")),
        (thread.closed_at, _("Closed since %(day)s: only those who moderate the board add to it.")),
        (thread.pinned_at, _("Pinned since %(day)s: it stands on top of its board.")),
    )
    said = [words % {"day": date_format(timezone.localtime(at), "j F Y")} for at, words in marks if at]
    if not thread.last_number:
        said.insert(0, _("Its first post is held: nobody else reads it yet."))
    return said or [_("Open, not pinned and not hidden.")]


def known_to(moderator: Any) -> Any:
    """Return the people to whom a moderator comes: of whom they read a post, a report, or what was laid on them."""
    own = OuterRef("pk")
    posts, reports = Post.objects.visible_to(moderator), Flag.objects.visible_to(moderator)
    known = Exists(posts.filter(author=own)) | Exists(reports.filter(post__author=own))
    return User.objects.filter(known | Exists(Sanction.objects.filter(person=own)), anonymised_at=None)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody whom a moderator looked for, with the city that their last post says."""

    pk: int
    name: str
    city: str


def found_people(text: str, moderator: Any) -> list[FoundPerson]:
    """Return those whom a moderator comes to, by words of their name or by their whole address."""
    words = text.split()
    if not words:
        return []
    named = Q()
    for word in words:
        named &= Q(display_name__icontains=word)
    posts = Post.objects.visible_to(moderator).filter(author=OuterRef("pk")).order_by("-pk")
    people = known_to(moderator).filter(named | Q(email__iexact=text.strip()))
    rows = people.annotate(city=Subquery(posts.values("city__name")[:1])).order_by("display_name", "pk")[:MOST_FOUND]
    return [FoundPerson(row.pk, row.display_name, row.city or "") for row in rows]
