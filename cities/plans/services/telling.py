"""Telling followers what was published: at most one letter for a follower and day, whoever runs it and how often.

Each follow keeps until when it was told, so a run that was missed loses nothing. Two runs at once wait for each
other on the rows, and the second finds nothing new.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField
from django.db.models.functions import Cast, Coalesce, Lower
from django.utils import timezone

from cities.places.services.joining import digest
from cities.plans import mailings
from cities.plans.elsewhere import is_not_for_letters, is_told_elsewhere
from cities.plans.letters import public
from cities.plans.models import Follow
from cities.plans.reading.news import News, NewsOf, has_news, name_of, with_names
from cities.plans.services.following import end_token
from portal.accounts.models import User
from portal.accounts.zones import zone_named
from portal.mail.services import Outgoing, known_keys, send_letters

FOLLOWERS_AT_ONCE = 100
SETTLED = timedelta(minutes=10)
"""What was published a moment ago waits for the next run: its transaction may not have ended yet."""
RECENT = timedelta(days=30)
"""Who was told elsewhere, and is told by letters again, is told of what was published since then and not told there."""


def confirmed() -> Any:
    """Return the follows that letters tell of things, with `follower`: the person's key, or the address."""
    by = Coalesce(Cast("user", CharField()), Lower("email"), output_field=CharField())
    found = Follow.objects.confirmed().exclude(user__is_active=False).exclude(is_not_for_letters())
    return found.annotate(follower=by)


def tell_followers(at: datetime | None = None) -> int:
    """Write to followers what is new to them, and return how many letters were written. Safe to repeat."""
    at = at or timezone.now()
    forget_what_is_old(at)
    told, after = 0, ""
    while followers := waiting(after, at - SETTLED):
        told += tell(followers, at)
        after = followers[-1]
    return told


def forget_what_is_old(at: datetime) -> None:
    """Let the marks of those who are told elsewhere follow: when they return, letters begin with what is recent."""
    oldest = at - RECENT
    Follow.objects.filter(is_told_elsewhere(), told_until__lt=oldest).update(told_until=oldest)


def waiting(after: str, until: datetime) -> list[str]:
    """Return the next followers to whom something is new."""
    rows = confirmed().filter(has_news(until), follower__gt=after).order_by("follower")
    return list(rows.values_list("follower", flat=True).distinct()[:FOLLOWERS_AT_ONCE])


@transaction.atomic
def tell(followers: list[str], at: datetime) -> int:
    """Write the letters of some followers, in a fixed number of queries; they are sent on commit."""
    until = at - SETTLED
    rows = with_names(confirmed().filter(follower__in=followers)).select_related("user")
    follows = list(rows.select_for_update(of=["self"]).order_by("pk"))
    if not follows:
        return 0
    news = News(follows, until)
    letters: dict[str, list[Follow]] = defaultdict(list)
    for follow in follows:
        letters[key_of(follow, at)].append(follow)
    written = known_keys(letters)
    free = {key: own for key, own in letters.items() if key not in written}
    outgoing = [letter for key, own in free.items() if (letter := letter_of(key, own, news))]
    send_letters(outgoing)
    Follow.objects.filter(pk__in=[follow.pk for own in free.values() for follow in own]).update(told_until=until)
    return len(outgoing)


def key_of(follow: Follow, at: datetime) -> str:
    """Return the key of the letter of one follower on the day that it is for them."""
    zone = zone_named(follow.user.time_zone) if follow.user else None
    day = timezone.localdate(at, zone)
    if follow.user:
        return f"{mailings.BULLETIN}:{follow.user.pk}:{day}"
    return f"{mailings.BULLETIN}:{digest(follow.email)[:40]}:{day}"


def letter_of(key: str, follows: list[Follow], news: News) -> Outgoing | None:
    """Return the letter of one follower, or None where nothing that they may read is new."""
    parts = parts_of(follows, news)
    if not parts:
        return None
    person: User | None = follows[0].user
    stop = public("follow_end", end_token(follow.pk for follow in follows))
    return mailings.bulletin(person, person.email if person else follows[0].email, key, parts, stop=stop)


def parts_of(follows: list[Follow], news: News) -> list[NewsOf]:
    """Return what is new in each thing that one follower follows; what two of them hold is told once."""
    parts: list[NewsOf] = []
    told: set[str] = set()
    for follow in sorted(follows, key=lambda follow: follow.plan_id is None):
        items = [item for item in news.of(follow) if item.url not in told]
        told.update(item.url for item in items)
        if items:
            stop = public("follow_end", end_token([follow.pk]))
            parts.append(NewsOf(name_of(follow), address_of(follow), stop, items))
    return parts


def address_of(follow: Follow) -> str:
    if follow.plan:
        return public("plan", follow.plan.city.slug)
    return public("action", follow.action.plan.city.slug, follow.action_id)  # type: ignore[union-attr]
