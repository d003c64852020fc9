"""What becomes of asks and offers: met, withdrawn, open for longer. They are opened with their thread."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.choices import ListingState
from network.forum.models import Listing
from network.forum.querysets import ListingQuerySet
from network.forum.services.door import check, lock_thread
from network.forum.services.posting import Opening
from network.forum.services.sidecars import LISTED, days_of
from network.forum.signals import listing_changed
from portal.accounts.models import User


@transaction.atomic
def meet(listing: Listing, *, by: User, met_with: Listing | None = None, note: str = "") -> Listing:
    """Say that an ask or an offer is met, and with what or how. Raises PermissionDenied, ValidationError."""
    listing = open_listing(listing, by)
    if listing.state == ListingState.MET:
        return listing
    if listing.state != ListingState.OPEN:
        raise ValidationError(_("It is withdrawn. Open it again first."))
    if met_with is None and not note:
        raise ValidationError({"met_note": _("Say with what it is met, or how.")})
    if met_with is not None and met_with.pk not in counterparts(listing, by).values_list("pk", flat=True):
        raise ValidationError({"met_with": _("Choose one that is there.")})
    listing.state, listing.met_on = ListingState.MET, timezone.localdate()
    listing.met_with, listing.met_note = met_with, note
    return saved(listing)


@transaction.atomic
def withdraw(listing: Listing, *, by: User) -> Listing:
    """Say that an ask or an offer does not stand any more. Raises PermissionDenied, ValidationError."""
    listing = open_listing(listing, by)
    if listing.state == ListingState.MET:
        raise ValidationError(_("It is met."))
    if listing.state == ListingState.WITHDRAWN:
        return listing
    listing.state = ListingState.WITHDRAWN
    return saved(listing)


@transaction.atomic
def extend(listing: Listing, *, by: User, expires_on: date | None, needed_by: date | None = None) -> Listing:
    """Let an ask or an offer stay open until another day; one that is over is open again.

    Raises PermissionDenied, ValidationError with the field that is wrong.
    """
    listing = open_listing(listing, by)
    days = days_of(Opening(title="", needed_by=needed_by, expires_on=expires_on))
    for name, day in days.items():
        setattr(listing, name, day)
    listing.state, listing.met_on, listing.met_with, listing.met_note = ListingState.OPEN, None, None, ""
    return saved(listing)


def open_listing(listing: Listing, by: User) -> Listing:
    """Return an ask or an offer as it is now, behind its thread's lock. Raises PermissionDenied, ValidationError."""
    thread = lock_thread(listing.thread_id)
    check("forum.read", by, thread)
    check("forum.change_listing", by, thread)
    if thread.merged_into_id or thread.is_hidden:
        raise ValidationError(_("This thread is not listed any more."))
    found = Listing.objects.get(pk=listing.pk)
    found.thread = thread
    return found


def saved(listing: Listing) -> Listing:
    listing.full_clean(exclude=["thread"])
    listing.save()
    listing_changed.send(Listing, listing=listing)
    return listing


def counterparts(listing: Listing, user: User) -> ListingQuerySet:
    """Return what an ask or an offer may be met with: those of the other kind that `user` reads and that stood open."""
    (other,) = LISTED - {listing.thread.kind}
    seen = Listing.objects.visible_to(user).filter(thread__kind=other, state=ListingState.OPEN)
    return seen.exclude(thread__author=listing.thread.author_id)
