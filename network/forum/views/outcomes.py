"""What came of threads: recording it, making a precedent of it, and the list of all."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.views.doors import attempt, sent
from network.forum.forms.outcomes import OutcomeForm, PrecedentForm, initial_of
from network.forum.models import Outcome, Thread
from network.forum.reading.outcomes import OutcomeList
from network.forum.services.outcomes import Told, record_outcome
from network.forum.services.precedents import (
    Story,
    draft_precedent,
    may_draft,
    may_propose,
    proposal_of,
    propose_precedent,
    story_of,
)
from network.forum.views.about_threads import address_of, thread_or_404, thread_page
from network.forum.views.doors import for_readers
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest


@form_methods
@for_writers
def outcome(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record what came of a thread, or change what was recorded."""
    user = request.user
    thread = thread_or_404(pk, user, permission="forum.record_outcome")
    recorded: Outcome | None = getattr(thread, "outcome", None)
    if recorded and not has_perm("forum.change_outcome", user, recorded):
        raise PermissionDenied
    before = recorded.review_on if recorded else None
    form = OutcomeForm(sent(request), initial=first_words(thread, recorded), before=before)
    if form.is_valid() and attempt(form, lambda: record(thread, form.cleaned_data, request)) is not None:
        messages.success(request, _("The outcome is recorded. It stands above the posts, and in the list of outcomes."))
        return redirect(address_of(thread))
    context = {
        "theirs": meanwhile(form, thread),
        "heading": _("Change the outcome") if recorded else _("Record the outcome"),
        "lede": _("What others can use of this thread, said in a few words."),
        "recorded": recorded,
        "read_by": thread.board.read_by,
        "may_propose": bool(recorded and may_propose(user, recorded)),
    }
    return thread_page(request, "outcome", thread, context, form=form)


def first_words(thread: Thread, recorded: Outcome | None) -> dict[str, Any]:
    return initial_of(recorded) if recorded else {"asked": thread.title, "city": thread.city_id}


def record(thread: Thread, given: dict[str, Any], request: SignedInRequest) -> Outcome:
    names = ("asked", "result", "summary", "place", "city", "review_on")
    told = Told(numbers=given["posts"], **{name: given[name] for name in names})
    return record_outcome(thread, told, by=request.user, seen=given["seen"])


def meanwhile(form: OutcomeForm, thread: Thread) -> Outcome | None:
    """Return the outcome that somebody wrote while one typed; the form then takes the place of theirs if sent again."""
    if not form.has_error(NON_FIELD_ERRORS, "stale"):
        return None
    theirs = Outcome.objects.select_related("by").filter(thread=thread).first()
    if theirs:
        form.data = {**form.data.dict(), "seen": theirs.changed_at.isoformat()}  # type: ignore[attr-defined]  # as sent
    return theirs


@form_methods
@for_writers
def outcome_precedent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make the draft of a precedent from an outcome, or propose one to the editors."""
    user = request.user
    thread = thread_or_404(pk, user)
    recorded: Outcome | None = getattr(thread, "outcome", None)
    if recorded is None:
        raise Http404
    if not may_propose(user, recorded):
        raise PermissionDenied
    is_editor = may_draft(user)
    form = PrecedentForm(sent(request), initial=vars(story_of(recorded)))
    if form.is_valid():
        act = draft_precedent if is_editor else propose_precedent
        if made := attempt(form, lambda: act(recorded, Story(**form.cleaned_data), by=user)):
            if is_editor:
                return redirect("wagtailadmin_pages:edit", made.pk)
            messages.success(request, _("Thank you. The editors of the handbooks have your proposal."))
            return redirect(address_of(thread))
    context = {
        "heading": _("Make a precedent of it") if is_editor else _("Propose a precedent"),
        "lede": _("The outcome as a page of the handbooks, where everyone finds it."),
        "is_editor": is_editor,
        "is_public": thread.board.is_public,
        "read_by": thread.board.read_by,
        "draft_url": draft_url(recorded) if is_editor else "",
        "is_made": bool(recorded.precedent_id) or (not is_editor and proposal_of(recorded) is not None),
    }
    return thread_page(request, "outcome-precedent", thread, context, form=form)


def draft_url(recorded: Outcome) -> str:
    return reverse("wagtailadmin_pages:edit", args=[recorded.precedent_id]) if recorded.precedent_id else ""


@require_safe
@for_readers
def outcomes(request: HttpRequest, user: Any) -> HttpResponse:
    """List what came of the threads that the reader reads, the latest first, by theme and result."""
    context = {
        "heading": _("Outcomes"),
        "lede": _("What came of threads: what worked, what did not, and where."),
        "reading": OutcomeList(request.GET, user),
        "is_signed_in": user.is_authenticated,
        "is_indexed": not request.GET,
    }
    return render(request, "forum/outcomes.html", context)
