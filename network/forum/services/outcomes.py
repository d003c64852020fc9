"""The outcome of a thread: recorded by whoever knows it, changed by who recorded it, looked at again on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import City
from network.forum.letters import send_outcome_review
from network.forum.models import Outcome, Post, Thread
from network.forum.services.door import check, lock_thread
from network.forum.signals import outcome_recorded
from portal.accounts.models import User

MOST_POSTS = 10
AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of a thread, as somebody tells it. `numbers` are those of the posts that show it."""

    asked: str
    result: str
    summary: str
    place: str = ""
    city: City | None = None
    numbers: Sequence[int] = ()
    review_on: date | None = None


@transaction.atomic
def record_outcome(thread: Thread, told: Told, *, by: User, seen: datetime | None = None) -> Outcome:
    """Record what came of a thread, or change it. Raises PermissionDenied, ValidationError.

    `seen` is when the outcome that was changed had been changed last: where somebody else did so since, nothing is
    written. A closed thread takes an outcome too.
    """
    thread = lock_thread(thread.pk)
    check("forum.record_outcome", by, thread)
    if thread.merged_into_id or thread.is_hidden or not thread.last_number:
        raise ValidationError(_("This thread takes no outcome any more."))
    outcome = Outcome.objects.select_related("thread__board").filter(thread=thread).first()
    if outcome is not None:
        if outcome.changed_at != seen:
            raise ValidationError(_("Somebody wrote the outcome meanwhile. Theirs stands now."), code="stale")
        check("forum.change_outcome", by, outcome)
    posts = posts_named(thread, told.numbers)
    outcome = outcome or Outcome(thread=thread, by=by)
    if outcome.review_on != told.review_on:
        outcome.reviewed_at = None
    for name in ("asked", "result", "summary", "place", "city", "review_on"):
        setattr(outcome, name, getattr(told, name))
    outcome.full_clean(exclude=["thread", "by"])
    outcome.save()
    outcome.posts.set(posts)
    outcome_recorded.send(Outcome, outcome=outcome)
    return outcome


def posts_named(thread: Thread, numbers: Sequence[int]) -> list[Post]:
    """Return the posts of a thread with some numbers. Raises ValidationError for one that is not there to be read."""
    wanted = set(numbers)
    if len(wanted) > MOST_POSTS:
        raise ValidationError({"posts": _("Name at most %(most)s posts.") % {"most": MOST_POSTS}})
    posts = list(Post.objects.readable().filter(thread=thread, number__in=wanted))
    if missing := sorted(wanted - {post.number for post in posts}):
        said = ", ".join(str(number) for number in missing)
        raise ValidationError(
            {"posts": _("There is no post to read with this number: %(numbers)s") % {"numbers": said}}
        )
    return posts


def remind_outcomes(at: datetime | None = None) -> int:
    """Remind who recorded an outcome to look at it again, once on its day, and return how many. Safe to repeat."""
    day = timezone.localdate(at)
    due = Outcome.objects.filter(review_on__lte=day, reviewed_at=None)
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    batches = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return sum(remind(batch, day) for batch in batches)


@transaction.atomic
def remind(keys: Sequence[int], day: date) -> int:
    """Write the letters of some outcomes. Another run that is at work on one has it; it is left out here."""
    due = Q(pk__in=keys, review_on__lte=day, reviewed_at=None)
    rows = Outcome.objects.select_for_update(of=["self"], skip_locked=True).filter(due)
    told = 0
    for outcome in rows.select_related("by", "thread__board"):
        if outcome.by.is_active and has_perm("forum.read", outcome.by, outcome) and not outcome.thread.is_hidden:
            send_outcome_review(outcome, outcome.review_on or day)
            told += 1
        outcome.reviewed_at = timezone.now()
        outcome.save(update_fields=["reviewed_at"])
    return told
