"""Moderation: authors are told what was decided on their posts, and those who moderate what waits for them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cities.places.models import Membership
from network.digests.choices import NoticeKind
from network.digests.describing.moderation import DECISION, DECISIONS, FLAG, HELD, SANCTION
from network.digests.services.noticing import Cause, notice
from network.forum import signals
from network.forum.models import Flag, ModerationEntry, Post, Sanction
from network.forum.rules import named_cities
from network.forum.services.surfacing import keepers_of
from portal.accounts.models import User
from portal.accounts.roles import Role


def connect() -> None:
    signals.moderated.connect(moderated, dispatch_uid="digests-notices")
    signals.sanctioned.connect(sanctioned, dispatch_uid="digests-notices")
    signals.flagged.connect(flagged, dispatch_uid="digests-notices")
    signals.post_held.connect(post_held, dispatch_uid="digests-notices")


def moderated(entry: ModerationEntry, **_: Any) -> None:
    """Tell an author that their post is hidden, shown again, published or refused."""
    if entry.post and entry.act in DECISIONS:
        told = Cause(kind=NoticeKind.MODERATION, source=DECISION, at=entry.at, actor=entry.by_id)
        notice(told, entry.pk, [entry.post.author_id])


def sanctioned(sanction: Sanction, **_: Any) -> None:
    told = Cause(kind=NoticeKind.MODERATION, source=SANCTION, at=sanction.at, actor=sanction.by_id)
    notice(told, sanction.pk, [sanction.person_id])


def flagged(flag: Flag, **_: Any) -> None:
    """Tell those who may settle a report: each is asked about this one, so that nobody else learns of it."""
    told = Cause(kind=NoticeKind.MODERATION, source=FLAG, at=flag.at, actor=flag.by_id)
    able = [one.pk for one in may_settle(flag) if Flag.objects.visible_to(one).filter(pk=flag.pk).exists()]
    notice(told, flag.pk, able)


def may_settle(flag: Flag) -> list[User]:
    """Return those among whom the ones are who settle a report: who moderates, coordinates, or administers."""
    groups = Q(groups__name__in=[Role.MODERATORS, Role.ADMINISTRATORS])
    coordinators = Membership.objects.coordinators().filter(city__in=named_cities(flag.post.thread.board))
    people = User.objects.filter(groups | Q(pk__in=coordinators.values("user")), is_active=True)
    return list(people.distinct())


def post_held(post: Post, **_: Any) -> None:
    """Tell those who moderate the board that a newcomer's post waits."""
    told = Cause(kind=NoticeKind.MODERATION, source=HELD, at=post.written_at, actor=post.author_id)
    notice(told, post.pk, [person.pk for person in keepers_of(post.thread.board)])
