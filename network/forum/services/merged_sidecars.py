"""What hangs on a thread that becomes part of another: its answer, its outcome, its links, its ask or offer."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.forum.choices import Kind, ListingState, MatchState
from network.forum.models import Listing, Match, Outcome, Thread, ThreadLink
from network.forum.querysets import THINGS
from network.forum.signals import links_changed, listing_changed


def refuse_sidecars(left: Thread, into: Thread) -> None:
    """Raise ValidationError where something that hangs on the thread would have no place in the other."""
    if Outcome.objects.filter(thread=left).exists() and Outcome.objects.filter(thread=into).exists():
        raise ValidationError({"into": _("Both have an outcome. Write one of them into the other first.")})
    if Listing.objects.filter(thread=left).exists() and left.kind != into.kind:
        message = _("An ask or an offer becomes part of another of its kind only, which says until when it is open.")
        raise ValidationError({"into": message})


def follow_thread(left: Thread, into: Thread) -> None:
    """Move what hangs on a thread to the one that it becomes part of."""
    Outcome.objects.filter(thread=left).update(thread=into)
    carry_answer(left, into)
    carry_links(left, into)
    carry_listing(left, into)


def carry_answer(left: Thread, into: Thread) -> None:
    """Let the answer of a question answer the other one, where that has none."""
    answer, answered_at = left.answer_id, left.answered_at
    Thread.objects.filter(pk=left.pk).update(answer=None, answered_at=None)
    if answer and into.kind == Kind.QUESTION and not into.answer_id:
        into.answer_id, into.answered_at = answer, answered_at
        into.save(update_fields=["answer", "answered_at"])


def carry_links(left: Thread, into: Thread) -> None:
    """Let the other be about the same things, each once, and not about itself."""
    known = {key_of(link) for link in ThreadLink.objects.filter(thread=into)}
    own = ThreadLink.objects.filter(thread=left)
    moving = [link.pk for link in own if key_of(link) not in known and link.event_id != into.pk]
    ThreadLink.objects.filter(pk__in=moving).update(thread=into)
    own.delete()
    if moving:
        links_changed.send(Thread, thread=into)


def key_of(link: ThreadLink) -> tuple[int | None, ...]:
    return tuple(getattr(link, f"{name}_id") for name in THINGS)


def carry_listing(left: Thread, into: Thread) -> None:
    """Withdraw an open ask or offer, of which the other is the same, and remember who was prompted already."""
    listing = Listing.objects.select_for_update().filter(thread=left).first()
    if listing is None or listing.state != ListingState.OPEN:
        return
    listing.state = ListingState.WITHDRAWN
    listing.save(update_fields=["state"])
    Match.objects.filter(offer=listing, state=MatchState.SUGGESTED).delete()
    carry_matches(listing, into.listing)
    listing_changed.send(Listing, listing=listing)


def carry_matches(listing: Listing, kept: Listing) -> None:
    """Let nobody be prompted again for an ask that they were prompted for."""
    known = {(match.person_id, match.offer_id) for match in Match.objects.filter(ask=kept)}
    for match in Match.objects.filter(ask=listing).exclude(offer=kept):
        if (match.person_id, match.offer_id) not in known:
            Match.objects.filter(pk=match.pk).update(ask=kept)
    Match.objects.filter(ask=listing).delete()
