"""Updates: drafted, published with their evidence, corrected by a further one, answered by co-owners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.services.door import check
from cities.plans.choices import EvidenceKind, Part, Stage, Stance
from cities.plans.models import Action, Evidence, Response, Update
from cities.plans.rules import own_partner
from cities.plans.services.door import open_action, partner_signing
from cities.plans.signals import response_given, update_published
from portal.accounts.models import User
from portal.media.models import PrivateFile
from portal.text.hidden import paragraphs

MOST_EVIDENCE = 10


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A piece of evidence as it was given: an address, or a file that is stored already."""

    kind: str
    title: str
    dated_on: date | None = None
    publisher: str = ""
    url: str = ""
    document: PrivateFile | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody says happened."""

    stage: str
    outlook: str = ""
    body: str = ""
    next_step: str = ""
    next_on: date | None = None
    reported_on: date | None = None


@transaction.atomic
def save_draft(
    action: Action, told: Told, *, by: User, proofs: Sequence[Proof] = (), corrects: Update | None = None
) -> Update:
    """Keep what somebody wrote until they publish it: one draft for each person and action.

    `proofs` are added to the evidence that the draft has. Raises PermissionDenied, ValidationError.
    """
    action = open_action(action, "plans.report", by)
    check_corrector(corrects, action, by)
    draft = Update.objects.draft_of(by).filter(action=action).first() or Update(action=action, by=by)
    for name in ("stage", "outlook", "body", "next_step", "next_on"):
        setattr(draft, name, getattr(told, name))
    draft.reported_on = told.reported_on or timezone.localdate()
    draft.partner_id, draft.corrects = own_partner(by, action.plan.city_id), corrects
    draft.full_clean(exclude=["by", "action", "partner"])
    draft.save()
    add_evidence(draft, proofs)
    return draft


def check_corrector(corrects: Update | None, action: Action, by: User) -> None:
    """Raise PermissionDenied unless `by` may correct it. Other co-owners say that they do not agree: see `respond`."""
    if corrects:
        corrects.action = action
        check("plans.correct", by, corrects)


def check_correction(update: Update) -> None:
    """Raise ValidationError unless what it corrects stands."""
    if update.corrects_id and not Update.objects.standing().filter(pk=update.corrects_id).exists():
        raise ValidationError(_("A correction of this update was published already. Read it, and correct that one."))


def standing_for(corrected: Update) -> Update:
    """Return the update that stands in the place of a published one: itself, or the last of its corrections."""
    while correction := corrected.corrections.filter(published_at__isnull=False).first():
        corrected = correction
    return corrected


def add_evidence(draft: Update, proofs: Sequence[Proof]) -> None:
    """Put evidence to a draft. Raises ValidationError."""
    if draft.evidence.count() + len(proofs) > MOST_EVIDENCE:
        raise ValidationError(_("An update has at most %(most)s pieces of evidence.") % {"most": MOST_EVIDENCE})
    for proof in proofs:
        evidence = Evidence(update=draft, **vars(proof))
        if evidence.dated_on and evidence.dated_on > timezone.localdate():
            raise ValidationError({"dated_on": _("This day is still to come.")})
        evidence.full_clean()
        evidence.save()


@transaction.atomic
def remove_evidence(evidence: Evidence, *, by: User) -> None:
    """Take a piece of evidence from one's own draft, with its file."""
    draft = own_draft(evidence.update, by)
    document = draft.evidence.get(pk=evidence.pk).document
    evidence.delete()
    if document:
        document.delete()


def own_draft(draft: Update, by: User) -> Update:
    """Return somebody's own draft, locked. Raises Update.DoesNotExist when it is no draft of theirs any more."""
    open_action(draft.action, "plans.report", by)
    return Update.objects.draft_of(by).select_for_update(of=["self"]).get(pk=draft.pk)


@transaction.atomic
def throw_away_draft(draft: Update, *, by: User) -> None:
    """Delete one's own draft with its evidence and files."""
    discard(own_draft(draft, by))


def discard(draft: Update) -> None:
    """Delete a draft that is locked, with its evidence and files."""
    documents = [evidence.document for evidence in draft.evidence.select_related("document") if evidence.document]
    draft.delete()
    for document in documents:
        document.delete()


@transaction.atomic
def publish_update(draft: Update, *, by: User, is_by_link: bool = False) -> Update:
    """Publish one's own draft: from now on nobody changes it. Raises ValidationError for what its stage needs."""
    action = open_action(draft.action, "plans.report", by)
    draft = own_draft(draft, by)
    check_corrector(draft.corrects, action, by)
    check_correction(draft)
    check_told(draft)
    check_different(draft)
    check_stage(draft, action)
    now = timezone.now()
    draft.published_at, draft.is_by_link = now, is_by_link
    draft.counts_from = draft.corrects.counts_from if draft.corrects else now
    draft.partner_id = own_partner(by, action.plan.city_id)
    draft.save()
    update_published.send(sender=Update, update=draft)
    return draft


def check_told(update: Update) -> None:
    """Raise ValidationError, with its field, for what no update may lack."""
    if not paragraphs(update.body):
        halted = update.stage in (Stage.PAUSED, Stage.DROPPED)
        raise ValidationError({"body": _("Say why, and who decided.") if halted else _("Say what happened.")})
    if update.reported_on > timezone.localdate():
        raise ValidationError({"reported_on": _("This day is still to come.")})


def check_different(update: Update) -> None:
    """Raise ValidationError for a correction that says and shows what the corrected update does."""
    wrong = update.corrects
    if wrong is not None and fields_of(update) == fields_of(wrong) and not update.evidence.exists():
        raise ValidationError(_("Nothing is different. Change what is wrong, then publish the correction."))


def check_stage(update: Update, action: Action) -> None:
    """Raise ValidationError for what a stage needs and the action or the update has not.

    “Agreed” needs an entry or why none is needed, a lead that has accepted, and a decision as evidence;
    “done” needs evidence. That of all that a correction replaces, back to the first, counts with it.
    """
    kinds = set(Evidence.objects.filter(update__in=[update, *update.former()]).values_list("kind", flat=True))
    if update.stage == Stage.DONE and not kinds:
        raise ValidationError({"stage": _("Show that it is done: give at least one piece of evidence.")})
    if update.stage == Stage.AGREED and (lacking := lacking_for_agreement(action, kinds)):
        raise ValidationError({"stage": [_("“Agreed” needs more first:"), *lacking]})


def lacking_for_agreement(action: Action, kinds: set[str]) -> list[str]:
    """Return what an action lacks before it can be agreed, a sentence for each; `kinds` are those of its evidence."""
    lacking = []
    if not action.bases.filter(precedent=None).exists():
        lacking.append(_("Name an entry that permits it, or say why none is needed."))
    if not action.partners.filter(part=Part.LEAD, accepted_at__isnull=False).exists():
        lacking.append(_("Its lead has to accept."))
    if EvidenceKind.DECISION not in kinds:
        lacking.append(_("Give the decision as evidence, with its date."))
    return lacking


@transaction.atomic
def report(
    action: Action,
    told: Told,
    *,
    by: User,
    proofs: Sequence[Proof] = (),
    corrects: Update | None = None,
    is_by_link: bool = False,
) -> Update:
    """Write an update and publish it at once. Raises PermissionDenied, ValidationError."""
    draft = save_draft(action, told, by=by, proofs=proofs, corrects=corrects)
    return publish_update(draft, by=by, is_by_link=is_by_link)


@transaction.atomic
def respond(update: Update, *, stance: str, body: str, by: User) -> Response:
    """Agree, partly agree or dispute an update for one's own organisation, publicly and once."""
    action = open_action(update.action, "plans.respond", by, thing=update)
    if not update.is_published:
        raise ValidationError(_("This update is not published."))
    if stance != Stance.AGREE and not paragraphs(body):
        raise ValidationError({"body": _("Say what you do not agree with.")})
    signing = partner_signing(by, action.plan)
    response = Response(update=update, partner_id=signing, stance=stance, body=body, by=by)
    response.full_clean(exclude=["by"])
    response.save()
    response_given.send(sender=Response, response=response)
    return response


def fields_of(update: Update) -> dict[str, Any]:
    """Return what an update says, for the form of a correction."""
    names = ("stage", "outlook", "body", "next_step", "next_on", "reported_on")
    return {name: getattr(update, name) for name in names}
