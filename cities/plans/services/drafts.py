"""An update as its form sends it: kept as a draft whatever else happens, published when it may be, and never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cities.plans.models import Action, Evidence, Update
from cities.plans.reading.people import Names
from cities.plans.services.door import open_action
from cities.plans.services.updates import Proof, Told, publish_update, remove_evidence, save_draft
from portal.accounts.models import User


class ToldAlready(Exception):
    """What a form holds was published by an earlier sending of it: `update`."""

    def __init__(self, update: Update) -> None:
        super().__init__("This was published already")
        self.update = update


class SaidMeanwhile(ValidationError):
    """Somebody else published an update of the action since a form was drawn: `update`, which is to be read first."""

    def __init__(self, update: Update, who: str) -> None:
        given = {"who": capfirst(who), "ago": naturaltime(update.published_at or update.made_at)}
        super().__init__(_("%(who)s published an update %(ago)s: read it, then publish yours.") % given)
        self.update = update


def others_of(action: Action, by: User) -> QuerySet[Update]:
    """Return what others have published of an action. None of it goes, so more of it is news."""
    return Update.objects.published().filter(action=action.pk).exclude(by=by.pk)


def newest_of(action: Action, by: User) -> int:
    """Return the primary key of the newest published update of somebody on an action; 0 where there is none."""
    own = Update.objects.published().filter(action=action.pk, by=by.pk).order_by("-pk")
    return own.values_list("pk", flat=True).first() or 0


@transaction.atomic
def keep(
    action: Action,
    told: Told,
    *,
    known: int,
    by: User,
    proofs: Callable[[], Sequence[Proof]],
    without: Iterable[int] = (),
    corrects: Update | None = None,
) -> Update:
    """Keep an update as a draft, with what `proofs` returns and without the evidence `without`.

    `known` is what `newest_of` returned when the form was drawn; files are stored behind the lock, by who is the
    first to send them. Raises ToldAlready, PermissionDenied, ValidationError.
    """
    action = open_action(action, "plans.report", by)
    newest = newest_of(action, by)
    if newest > known:
        raise ToldAlready(Update.objects.get(pk=newest))
    check_draft(action, by, corrects)
    own = Evidence.objects.filter(update__in=Update.objects.draft_of(by).filter(action=action))
    for evidence in own.filter(pk__in=list(without)):
        remove_evidence(evidence, by=by)
    given = proofs()
    try:
        return save_draft(action, told, by=by, proofs=given, corrects=corrects)
    except ValidationError:
        for proof in given:
            if proof.document:
                proof.document.file.delete(save=False)  # its row goes with the transaction
        raise


def check_draft(action: Action, by: User, corrects: Update | None) -> None:
    """Raise ValidationError where the one draft that somebody has on an action is of something else.

    A draft of a correction may go on to correct what took the place of its update.
    """
    draft = Update.objects.draft_of(by).filter(action=action).first()
    if draft and not goes_on(draft, corrects):
        raise ValidationError(_("You have a draft of another update of this action. Publish it or discard it first."))


def goes_on(draft: Update, corrects: Update | None) -> bool:
    """Return whether a draft is of what is written now: an update, or a correction of `corrects` or of its former."""
    if corrects is None or draft.corrects_id is None:
        return corrects is None and draft.corrects_id is None
    return draft.corrects_id in [corrects.pk, *(wrong.pk for wrong in corrects.former())]


@transaction.atomic
def keep_and_publish(
    action: Action, told: Told, *, by: User, read: int, **kept: object
) -> tuple[Update, ValidationError | None]:
    """Keep an update and publish it; where it may not be published, return why with the draft that is kept.

    `read` is how many updates of others there were when the form was drawn.
    """
    draft = keep(action, told, by=by, **kept)  # type: ignore[arg-type]
    others = others_of(action, by)
    if others.count() > read:
        latest = others.select_related("partner__organisation", "by").order_by("-published_at", "-pk")[0]
        return draft, SaidMeanwhile(latest, Names(by).signed(latest))
    try:
        with transaction.atomic():
            return publish_update(draft, by=by), None
    except ValidationError as refusal:
        return draft, refusal
