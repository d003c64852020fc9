"""What comes with a new thread: what it is about, and the days of an ask or an offer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import Kind
from network.forum.models import Listing, Thread, ThreadLink
from network.forum.querysets import THINGS
from network.forum.services.linking import MOST
from network.forum.signals import links_changed, listing_changed
from portal.accounts.models import User

if TYPE_CHECKING:
    from network.forum.services.posting import Opening

LISTED = frozenset({Kind.ASK, Kind.OFFER})
OPEN_FOR = timedelta(days=90)
"""How long an ask or an offer stays open where no day is given."""
LONGEST_OPEN = timedelta(days=366)


def add_sidecars(thread: Thread, opening: Opening, *, by: User) -> None:
    """Save what a new thread is about, and its days where it is an ask or an offer. Raises ValidationError."""
    if opening.kind in LISTED:
        listing = Listing.objects.create(thread=thread, **days_of(opening))
        listing_changed.send(Listing, listing=listing)
    wanted = [(name, pk) for name, pk in dict.fromkeys(opening.about) if name in THINGS][:MOST]
    links = [ThreadLink(thread=thread, by=by, **{f"{name}_id": pk}) for name, pk in wanted]
    if links:
        ThreadLink.objects.bulk_create(links)
        own = ThreadLink.objects.filter(thread=thread)
        own.exclude(pk__in=own.to_things_of(by).values("pk")).delete()
        links_changed.send(Thread, thread=thread)


def days_of(opening: Opening) -> dict[str, date | None]:
    """Return until when it is needed and open. Raises ValidationError with the field that is wrong."""
    today = timezone.localdate()
    needed_by, expires_on = opening.needed_by, opening.expires_on
    if needed_by and needed_by < today:
        raise ValidationError({"needed_by": _("This day is past.")})
    if needed_by and needed_by > today + LONGEST_OPEN:
        raise ValidationError({"needed_by": _("Give a day within a year.")})
    expires_on = expires_on or max(today + OPEN_FOR, needed_by or today)
    if expires_on < (needed_by or today):
        raise ValidationError({"expires_on": _("It must stay open at least until it is needed, and until today.")})
    if expires_on > today + LONGEST_OPEN:
        raise ValidationError({"expires_on": _("Give a day within a year.")})
    return {"needed_by": needed_by, "expires_on": expires_on}
