"""What is published on plans and actions that a person follows, where they are told of it here and not by letter.

A follow keeps until when letters told of it; from then on the digest tells, each thing once. See
`cities.plans.elsewhere` for the way back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from cities.plans.models import Edition, Follow
from network.digests import plan_news
from network.digests.building.choice import Choice
from network.digests.building.kinds import updates
from network.digests.building.people import People
from network.digests.building.told import told_of
from network.digests.choices import ItemKind

NAME = "plans_followed"
MOST = 24
"""Of one person: more than a digest holds."""


class Published(NamedTuple):
    """Something that was published on a plan, at a moment and by a person; `read_by` decides who reads an update."""

    kind: ItemKind
    key: int
    at: datetime
    by: int
    read_by: dict[str, Any]


def gather(people: People) -> dict[int, list[Choice]]:
    """Return what is new to each person in what they follow, the newest first, but for what they published."""
    rows = Follow.objects.confirmed().filter(plan_news.followers(), user__in=people.keys)
    follows = list(rows.select_related("plan__city").order_by("plan_id", "pk"))  # actions last: they say why
    if not follows:
        return {}
    news = News(people, follows)
    found: dict[Any, dict[tuple[str, int], tuple[datetime, Choice]]] = defaultdict(dict)
    for follow in follows:
        why = why_of(follow)
        for one in news.of(follow):
            choice = Choice(section=NAME, kind=one.kind, key=one.key, why=why)
            found[follow.user_id][one.kind, one.key] = one.at, choice
    return {person: newest(own) for person, own in found.items()}


def newest(own: dict[tuple[str, int], tuple[datetime, Choice]]) -> list[Choice]:
    ordered = sorted(own.values(), key=lambda pair: pair[0], reverse=True)
    return [choice for _at, choice in ordered[:MOST]]


def why_of(follow: Follow) -> str:
    if follow.plan:
        return _("You follow the plan of %(city)s.") % {"city": follow.plan.city}
    return _("You follow this action.")


class News:
    """What was published of late on what some people follow, in four queries."""

    def __init__(self, people: People, follows: list[Follow]) -> None:
        self.people = people
        plans = {follow.plan_id for follow in follows if follow.plan_id}
        actions = {follow.action_id for follow in follows if follow.action_id}
        self.of_plan: dict[int, list[Published]] = defaultdict(list)
        self.of_action: dict[int, list[Published]] = defaultdict(list)
        self.add_updates(Q(action__in=actions) | Q(action__plan__in=plans))
        self.add_editions(plans)
        every = [one for own in (*self.of_plan.values(), *self.of_action.values()) for one in own]
        self.told = {
            (kind, *pair)
            for kind in (ItemKind.UPDATE, ItemKind.EDITION)
            for pair in told_of(people, kind, {one.key for one in every if one.kind == kind})
        }

    def add_updates(self, followed: Q) -> None:
        """Add updates that no correction has replaced."""
        rows = updates.of_live_plans().standing().filter(followed, published_at__gt=self.people.since)
        columns = ("pk", "action", "action__plan", "by", "published_at", *updates.READ_BY)
        for row in rows.order_by("-published_at", "-pk").values(*columns):
            one = Published(ItemKind.UPDATE, row["pk"], row["published_at"], row["by"], row)
            self.of_plan[row["action__plan"]].append(one)
            self.of_action[row["action"]].append(one)

    def add_editions(self, plans: set[int]) -> None:
        """Add the last edition of each plan: it holds what those before it held."""
        rows = Edition.objects.visible_to().current().filter(plan__in=plans, published_at__gt=self.people.since)
        for pk, plan, at, by in rows.values_list("pk", "plan", "published_at", "published_by"):
            self.of_plan[plan].append(Published(ItemKind.EDITION, pk, at, by, {}))

    def of(self, follow: Follow) -> Iterator[Published]:
        """Yield at most so many things that a follower reads, did not publish, and was not told of."""
        published = self.of_plan[follow.plan_id] if follow.plan_id else self.of_action[follow.action_id]  # type: ignore[index]  # follow_of_one
        left = MOST
        for one in published:
            if left and one.at > follow.told_until and self.is_new(one, follow.user_id):  # type: ignore[arg-type]  # of accounts
                left -= 1
                yield one

    def is_new(self, one: Published, person: int) -> bool:
        if one.by == person or (one.kind, person, one.key) in self.told:
            return False
        return one.kind == ItemKind.EDITION or updates.reads(self.people, person, one.read_by)
