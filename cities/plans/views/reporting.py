"""Updates: written, kept as a draft, published, and corrected by a further one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from rules import has_perm

from cities.places.views.doors import refuse, require, sent, try_act
from cities.plans.choices import Stage
from cities.plans.forms.updates import EvidenceForm, UpdateForm, evidence_rows
from cities.plans.models import Action, Evidence, Update
from cities.plans.reading.readers import readers_of_updates
from cities.plans.reading.state import State, states_of
from cities.plans.services.drafts import (
    SaidMeanwhile,
    ToldAlready,
    goes_on,
    keep,
    keep_and_publish,
    newest_of,
    others_of,
)
from cities.plans.services.updates import Proof, fields_of, lacking_for_agreement, standing_for, throw_away_draft
from cities.plans.views.doors import plan_page
from cities.plans.views.editing import form_methods
from cities.plans.views.finding import with_action
from portal.accounts.signed_in import SignedInRequest

PUBLISH = "publish"


@dataclass
class Writing:
    """One update at work: its draft or what it begins with, its form, and the rows of its evidence."""

    action: Action
    corrects: Update | None
    draft: Update
    form: UpdateForm
    rows: list[EvidenceForm] = field(default_factory=evidence_rows)
    is_overtaken: bool = False
    """Whether somebody else's correction was published since the form was drawn: this one is kept, to be read again."""
    meanwhile: Update | None = None
    """What somebody else published since the form was drawn, to be read before this is published."""

    @property
    def is_in_order(self) -> bool:
        return not self.form.errors and not any(row.errors for row in self.rows)


@form_methods
@with_action("plans.report")
def add(request: SignedInRequest, action: Action) -> HttpResponse:
    """Write what happened with an action."""
    draft = Update.objects.draft_of(request.user).filter(action=action).first()
    if may_go_on(request, action, draft) and request.method != "POST":
        messages.info(request, _("You began a correction. Publish it or discard it before a further update."))
        return redirect("update_correct", action.plan.city.slug, action.pk, draft.corrects_id)  # type: ignore[union-attr]
    return write(request, action, draft, corrects=None)


def may_go_on(request: SignedInRequest, action: Action, draft: Update | None) -> bool:
    """Return whether a draft is of a correction that the visitor may still make."""
    if draft is None or draft.corrects is None:
        return False
    draft.corrects.action = action
    return has_perm("plans.correct", request.user, draft.corrects)


@form_methods
@with_action("plans.report")
def correct(request: SignedInRequest, action: Action, update: int) -> HttpResponse:
    """Correct an update by a further one, which takes its place and shows both."""
    published = Update.objects.published().filter(action=action).select_related("partner__organisation")
    wrong = get_object_or_404(published, pk=update)
    wrong.action = action
    require(request, "plans.correct", wrong)
    standing = standing_for(wrong)
    if standing != wrong and request.method != "POST":
        messages.info(request, _("This update has a correction already. Correct the correction."))
        return redirect("update_correct", action.plan.city.slug, action.pk, standing.pk)
    draft = Update.objects.draft_of(request.user).filter(action=action).first()
    if draft and not goes_on(draft, wrong) and request.method != "POST":
        messages.info(request, _("You began another update. Publish it or discard it before you correct one."))
        return redirect("update_add", action.plan.city.slug, action.pk)
    return write(request, action, draft, corrects=standing, is_overtaken=standing != wrong)


def write(
    request: SignedInRequest,
    action: Action,
    draft: Update | None,
    *,
    corrects: Update | None,
    is_overtaken: bool = False,
) -> HttpResponse:
    """Show the form of an update; on POST keep it as a draft, and publish it where that is asked."""
    city = action.plan.city
    writing = begun(request, action, draft, corrects)
    writing.is_overtaken = is_overtaken
    if request.method == "POST":
        try:
            answer = take(request, writing)
        except ToldAlready as told:
            messages.info(request, _("This update was published already, by an earlier sending of this form."))
            return redirect("plan_update", city.slug, action.pk, told.update.pk)
        if answer:
            return answer
    return drawn(request, writing)


def begun(request: SignedInRequest, action: Action, draft: Update | None, corrects: Update | None) -> Writing:
    """Return the form of an update, which begins with the draft, what it corrects, or the stage as it is."""
    state = states_of([action.pk]).get(action.pk, State())
    base = draft or Update(action=action, by=request.user, corrects=corrects, stage=state.stage, outlook=state.outlook)
    initial = fields_of(base)
    if draft is None and corrects is not None:
        initial = fields_of(corrects)
    initial["known"] = newest_of(action, request.user)
    initial["others"] = others_of(action, request.user).count()
    form = UpdateForm(sent(request), initial=initial)
    rows = evidence_rows(request.POST, request.FILES) if request.method == "POST" else evidence_rows()
    return Writing(action, corrects, base, form, rows)


def take(request: SignedInRequest, writing: Writing) -> HttpResponse | None:
    """Keep what is in order of what was sent, and publish it where all is; None where the form says what is not.

    The draft takes the files first, because a browser does not send them a second time.
    """
    action, form = writing.action, writing.form
    form.is_valid()
    whole = [row for row in writing.rows if row.is_valid() and not row.is_empty]
    kept: dict[str, Any] = {
        "known": form.cleaned_data.get("known", 0),
        "proofs": lambda: proofs_of(whole, request),
        "without": [int(pk) for pk in request.POST.getlist("drop") if pk.isascii() and pk.isdigit() and len(pk) < 10],
        "corrects": writing.corrects,
    }
    told, refusal = form.told(writing.draft), None
    try:
        if request.POST.get("act") == PUBLISH and writing.is_in_order and not writing.is_overtaken:
            read = form.cleaned_data["others"]
            writing.draft, refusal = keep_and_publish(action, told, by=request.user, read=read, **kept)
        else:
            writing.draft = keep(action, told, by=request.user, **kept)
    except ValidationError as error:
        refuse(form, error)
        return None
    writing.rows = [row if row.errors else EvidenceForm(prefix=row.prefix) for row in writing.rows]
    if refusal:
        refuse(form, refusal)
    if isinstance(refusal, SaidMeanwhile):
        writing.meanwhile = refusal.update
        form.data = {**form.data.dict(), "others": others_of(action, request.user).count()}  # type: ignore[attr-defined]  # which this answer shows
    return done(request, writing) if writing.is_in_order else None


def proofs_of(rows: list[EvidenceForm], request: SignedInRequest) -> list[Proof]:
    return [row.proof(request.user) for row in rows]


def done(request: SignedInRequest, writing: Writing) -> HttpResponse:
    """Say that an update is kept or published, and lead on."""
    place = [writing.action.plan.city.slug, writing.action.pk]
    if writing.draft.is_published:
        readers = readers_of_updates(writing.action)
        messages.success(request, _("Your update is published. Who reads it: %(readers)s") % {"readers": readers})
        return redirect("plan_update", *place, writing.draft.pk)
    if writing.is_overtaken:
        said = _("Somebody else published a correction first. Yours is kept as a draft: here it would correct theirs.")
        messages.warning(request, said)
    else:
        messages.success(request, _("Your draft is kept. Nobody else reads it."))
    if writing.corrects:
        return redirect("update_correct", *place, writing.corrects.pk)
    return redirect("update_add", *place)


def drawn(request: SignedInRequest, writing: Writing) -> HttpResponse:
    """Draw the form, and say before anyone tries what “agreed” still lacks."""
    action, draft = writing.action, writing.draft
    evidence = list(draft.evidence.select_related("document")) if draft.pk else []
    earlier = evidence_behind(writing.corrects) if writing.corrects else []
    place = [action.plan.city.slug, action.pk]
    context = {
        "heading": _("Correct an update") if writing.corrects else _("Write an update"),
        "lede": f"{action.number} {action.title}",
        "action": action,
        "writing": writing,
        "evidence": evidence,
        "earlier": earlier,
        "readers": readers_of_updates(action),
        "is_proposed": states_of([action.pk]).get(action.pk, State()).stage == Stage.PROPOSED,
        "lacking": lacking_for_agreement(action, {proof.kind for proof in (*evidence, *earlier)}),
        "cancel_url": reverse("action", args=place),
        "throw_away_url": reverse("update_throw_away", args=place) if draft.pk else "",
        "parts_url": reverse("action_parts", args=place),
        "is_kept": draft.pk is not None and request.method == "POST",
        "refused_row": any(row.errors for row in writing.rows),
    }
    status = 200 if request.method != "POST" else 422
    return plan_page(request, "update_form", action.plan.city, context, form=writing.form, status=status)


def evidence_behind(corrects: Update) -> list[Evidence]:
    """Return the evidence that counts for a correction too: of what it corrects, back to the first."""
    return list(Evidence.objects.filter(update__in=[corrects, *corrects.former()]).select_related("document"))


@require_POST
@with_action("plans.report")
def throw_away(request: SignedInRequest, action: Action) -> HttpResponse:
    """Throw away one's own draft."""
    draft = get_object_or_404(Update.objects.draft_of(request.user), action=action)
    try:
        try_act(request, lambda: throw_away_draft(draft, by=request.user), done=_("The draft is discarded."))
    except Update.DoesNotExist:
        messages.info(request, _("This draft is none any more: it was published or discarded meanwhile."))
    return redirect("action", action.plan.city.slug, action.pk)
