"""Warnings, silences and suspensions; asking for a decision to be looked at again; the guidelines."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.views.doors import attempt, sent
from network.forum.forms.moderating import AppealForm, FindForm, LiftForm, SanctionForm
from network.forum.models import Post, Sanction
from network.forum.reading.keepers import found_people, known_to
from network.forum.services.appeals import appeal as write_appeal
from network.forum.services.sanctions import lift
from network.forum.services.sanctions import sanction as lay
from network.forum.views.doors import for_readers
from network.forum.views.held import key_in
from network.forum.views.moderators import for_who, page
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest

MOST_PAST = 50


@for_who("forum.moderate_anywhere")
def sanctions(request: SignedInRequest) -> HttpResponse:
    """Find somebody, and list what is in force and what was laid on people last."""
    find = FindForm(request.GET)
    text = find.cleaned_data["q"] if find.is_valid() else ""
    rows = Sanction.objects.visible_to(request.user).select_related("person", "by", "lifted_by")
    in_force = rows.in_force(timezone.now())
    past = rows.exclude(pk__in=in_force.values("pk"))[:MOST_PAST]
    context = {"in_force": in_force.order_by("until"), "past": past, "find": find, "sought": text}
    return page(request, "sanctions", {**context, "found": found_people(text, request.user)})


@for_who("forum.moderate_anywhere")
def sanction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was laid on a person, and lay or lift something."""
    person = known_or_404(pk, request.user)
    lifting: LiftForm | None = None
    form = SanctionForm(initial={"post": key_in(request.GET.get("post", "")) or None})
    if request.method == "POST" and request.POST.get("act") == "lift":
        lifting = LiftForm(request.POST)
        if lifting.is_valid() and lifted(request, person, lifting):
            return redirect("sanction", pk)
    elif request.method == "POST":
        form = SanctionForm(request.POST)
        if form.is_valid() and laid(request, person, form):
            return redirect("sanction", pk)
    rows = Sanction.objects.visible_to(request.user).filter(person=person).select_related("by", "lifted_by")
    context = {
        "person": person,
        "now": timezone.now(),
        "rows": rows,
        "lifting": lifting,
        "may_sanction": has_perm("forum.sanction", request.user, person),
    }
    return page(request, "sanction", {**context, "sanction_form": form}, form=lifting or form)


def known_or_404(pk: int, by: User) -> User:
    """Return somebody of whom `by` reads a post, or a report, or what was laid on them; others are not there."""
    return get_object_or_404(known_to(by), pk=pk)


def laid(request: SignedInRequest, person: User, form: SanctionForm) -> Sanction | None:
    given = form.cleaned_data
    post = Post.objects.filter(pk=given["post"] or 0, author=person).first()
    told: dict[str, Any] = {"kind": given["kind"], "reason": given["reason"], "until": form.ends, "post": post}
    made = attempt(form, lambda: lay(person, by=request.user, **told))
    if made is not None:
        messages.success(request, _("Done. %(person)s gets a letter with your reason.") % {"person": person})
    return made


def lifted(request: SignedInRequest, person: User, form: LiftForm) -> Sanction | None:
    found = get_object_or_404(Sanction, pk=form.cleaned_data["sanction"], person=person)
    done = attempt(form, lambda: lift(found, reason=form.cleaned_data["reason"], by=request.user))
    if done is not None:
        messages.success(request, _("Lifted. %(person)s gets a letter.") % {"person": person})
    return done


@form_methods
@for_writers
def appeal(request: SignedInRequest) -> HttpResponse:
    """Write to the moderators about a decision; suspended people too."""
    form = AppealForm(sent(request), by=request.user, initial={"token": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        about = given.get("about")
        if attempt(form, lambda: write_appeal(given["message"], by=request.user, token=form.key, about=about)):
            messages.success(request, _("Your letter is on its way. The answer comes to your own address."))
            return redirect("appeal")
    own = Sanction.objects.filter(person=request.user, lifted_at=None).select_related("by")
    return page(request, "appeal", {"own": own, "now": timezone.now()}, form=form)


@require_safe
@for_readers
def guidelines(request: HttpRequest, user: Any) -> HttpResponse:
    """Say how people write here, and who may do what to whom."""
    canonical = settings.SITE_URL + reverse("guidelines")
    return render(request, "forum/guidelines.html", {"is_indexed": True, "canonical_url": canonical})
