"""What was published since followers were told, for many followers in a fixed number of queries.

Somebody of the network reads of what its network reads, but of no draft; everyone else of what the public reads,
under the title that the last edition gives it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cities.places.models import Membership
from cities.plans.choices import Visibility
from cities.plans.elsewhere import EDITION, UPDATE, Told, told_elsewhere
from cities.plans.models import ActionPlan, Edition, EditionAction, Follow, Update

LONGEST_QUOTE = 300
MOST_LISTED = 20
"""Items of one plan or action in a letter; it says how many more there are."""


@dataclass(frozen=True)
class Item:
    """One thing that was published."""

    title: str
    said: str
    quote: str
    at: datetime
    url: str


@dataclass
class NewsOf:
    """What is new in one plan or action that somebody follows."""

    title: str
    url: str
    stop: str
    items: list[Item] = field(default_factory=list)

    @property
    def listed(self) -> list[Item]:
        return self.items[:MOST_LISTED]

    @property
    def more(self) -> int:
        return max(len(self.items) - MOST_LISTED, 0)

    @property
    def count(self) -> int:
        return len(self.items)


def published_title(path: str) -> Subquery:
    """Return the title of an action in the last edition that holds it, or None; `path` leads to its id."""
    rows = EditionAction.objects.filter(action=OuterRef(path)).order_by("-edition__number")
    return Subquery(rows.values("title")[:1])


def has_news(until: datetime) -> Q:
    """Match follows in which something was published after their mark and not after `until`."""
    fresh = {"published_at__gt": OuterRef("told_until"), "published_at__lte": until}
    updates = Update.objects.filter(Q(action=OuterRef("action")) | Q(action__plan=OuterRef("plan")), **fresh)
    editions = Edition.objects.filter(plan=OuterRef("plan"), **fresh)
    return Q(Exists(updates)) | Q(Exists(editions))


class News:
    """What is new to some followers, as of `until`."""

    def __init__(self, follows: Sequence[Follow], until: datetime) -> None:
        since = min(follow.told_until for follow in follows)
        plans = {follow.plan_id for follow in follows if follow.plan_id}
        actions = {follow.action_id for follow in follows if follow.action_id}
        window = {"published_at__gt": since, "published_at__lte": until}
        self.updates = list(
            Update.objects.filter(Q(action__in=actions) | Q(action__plan__in=plans), **window)
            .select_related("action__plan__city", "partner__organisation")
            .annotate(published_title=published_title("action"))
            .order_by("-published_at", "-pk")
        )
        self.editions = list(
            Edition.objects.filter(plan__in=plans, **window)
            .select_related("plan__city")
            .defer("payload")
            .order_by("-published_at")
        )
        people = {follow.user_id for follow in follows if follow.user_id}
        self.cities = cities_of(people)
        self.told = with_replaced(told_elsewhere(people), self.updates)

    def of(self, follow: Follow) -> list[Item]:
        """Return what is new to one follower, newest first."""
        items = [item_of_update(update, self.title(update, follow)) for update in self.updates_of(follow)]
        items += [item_of_edition(edition) for edition in self.editions_of(follow)]
        return sorted(items, key=lambda item: item.at, reverse=True)

    def editions_of(self, follow: Follow) -> Iterable[Edition]:
        """Yield the editions that are new to one follower: none before one that they were told of elsewhere."""
        for edition in self.editions:
            if edition.plan_id != follow.plan_id:
                continue
            if edition.published_at <= follow.told_until or Told(follow.user_id, EDITION, edition.pk) in self.told:
                return
            yield edition

    def updates_of(self, follow: Follow) -> Iterable[Update]:
        for update in self.updates:
            is_followed = update.action_id == follow.action_id or update.action.plan_id == follow.plan_id
            is_new = update.published_at is not None and update.published_at > follow.told_until
            is_new = is_new and Told(follow.user_id, UPDATE, update.pk) not in self.told
            if is_followed and is_new and self.title(update, follow):
                yield update

    def title(self, update: Update, follow: Follow) -> str:
        """Return the title under which a follower knows the action, or nothing where they do not read of it."""
        action = update.action
        if action.plan.city_id in self.cities[follow.user_id] and action.visibility != Visibility.DRAFT:
            return action.title
        return update.published_title or ""  # type: ignore[attr-defined]  # annotated


def with_replaced(told: set[Told], updates: Iterable[Update]) -> set[Told]:
    """Add to what people were told of, elsewhere, the updates that it corrects: their text stands no more."""
    replaced = {update.pk: update.corrects_id for update in updates if update.corrects_id}
    found = set(told)
    for one in told:
        key = replaced.get(one.key) if one.kind == UPDATE else None
        while key:
            found.add(Told(one.person, UPDATE, key))
            key = replaced.get(key)
    return found


def cities_of(users: set[int]) -> dict[int | None, set[int]]:
    """Return the cities that each user has a part in."""
    found: dict[int | None, set[int]] = defaultdict(set)
    for user, city in Membership.objects.active().filter(user__in=users).values_list("user_id", "city_id"):
        found[user].add(city)
    return found


def public(url: str) -> str:
    return settings.SITE_URL + url


def item_of_update(update: Update, title: str) -> Item:
    action = update.action
    said = update.get_stage_display()
    if update.outlook:
        said = _("%(stage)s, %(outlook)s") % {"stage": said, "outlook": update.get_outlook_display().lower()}
    if update.partner:
        said = _("%(said)s; from %(organisation)s") % {"said": said, "organisation": update.partner}
    if update.corrects_id:
        said = _("%(said)s; corrects an earlier update") % {"said": said}
    return Item(
        title=_("Action %(number)s: %(title)s") % {"number": action.number, "title": title},
        said=said,
        quote=Truncator(update.body).chars(LONGEST_QUOTE),
        at=update.published_at or update.made_at,
        url=public(reverse("plan_update", args=[action.plan.city.slug, action.pk, update.pk])),
    )


def item_of_edition(edition: Edition) -> Item:
    return Item(
        title=_("Edition %(number)s of the action plan") % {"number": edition.number},
        said=_("Published"),
        quote=Truncator(edition.note).chars(LONGEST_QUOTE),
        at=edition.published_at,
        url=public(reverse("plan_edition", args=[edition.plan.city.slug, edition.number])),
    )


def name_of(follow: Follow) -> str:
    """Return what is followed in words; an action from `with_names` by the title that everyone reads."""
    if follow.plan:
        return name_of_plan(follow.plan)
    action = follow.action
    city = action.plan.city  # type: ignore[union-attr]  # follow_of_one
    title = follow.published_title or _("an action that is not published")  # type: ignore[attr-defined]
    return _("%(city)s, action %(number)s: %(title)s") % {
        "city": city,
        "number": action.number,  # type: ignore[union-attr]
        "title": title,
    }


def name_of_plan(plan: ActionPlan) -> str:
    return _("Action plan of %(city)s") % {"city": plan.city}


def with_names(follows: Any) -> Any:
    """Return a queryset of follows with what `name_of` needs."""
    return follows.select_related("plan__city", "action__plan__city").annotate(
        published_title=published_title("action")
    )
