"""What is new to a person, and how closely they follow threads, boards and themes."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.views.doors import sent
from network.forum.choices import Level
from network.forum.forms.following import LevelForm, LevelsForm
from network.forum.models import Board, Thread
from network.forum.reading.asked import Place
from network.forum.reading.following import Following, LevelRow, meanings
from network.forum.reading.new import WhatIsNew
from network.forum.reading.thread import ThreadReading, thread_for
from network.forum.services import readers
from network.forum.views.about_threads import address_of, thread_page
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest


@require_safe
@for_writers
def forum_new(request: SignedInRequest) -> HttpResponse:
    """Show what is new to the reader, first what concerns them most."""
    context = {
        "heading": _("New for you"),
        "lede": _("What you have not read yet, each thread once, with why it stands here."),
        "parts": WhatIsNew(request.user).parts,
    }
    return render(request, "forum/new.html", context)


@form_methods
@for_writers
def mark_all_read(request: SignedInRequest) -> HttpResponse:
    """Let all that is there count as read. Who only opens the address is led to what is new."""
    if request.method == "POST":
        readers.mark_all_read(request.user)
        messages.success(request, _("All that was there counts as read."))
    return redirect("forum_new")


@form_methods
@for_writers
def thread_level(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how closely the reader follows a thread and why, and let them choose."""
    thread = thread_for(pk, request.user)
    if thread is None or thread.merged_into_id:
        raise Http404
    followed = ThreadReading(thread, request.user, "1").followed
    form = LevelForm(sent(request), initial={"level": followed.level if followed else Level.NORMAL})
    if form.is_valid():
        readers.set_level(thread, form.cleaned_data["level"], by=request.user)
        label = Level(form.cleaned_data["level"]).label
        messages.success(request, _("You follow this thread: %(level)s.") % {"level": label})
        return redirect(address_of(thread))
    context = {"heading": _("How closely you follow"), "followed": followed}
    return thread_page(request, "level", thread, context, form=form)


@form_methods
@for_writers
def forum_following(request: SignedInRequest) -> HttpResponse:
    """Show every level that the reader chose, what each means, and let them choose others."""
    following = Following(request.user, Place.read(request.GET.get("before", "")))
    parts = {"boards": following.boards, "themes": following.themes, "threads": following.threads}
    part = request.POST.get("part", "")
    forms = {name: LevelsForm(request.POST if name == part else None, rows=rows) for name, rows in parts.items()}
    if part in forms and forms[part].is_valid():
        chosen = forms[part].changed()
        choose(chosen, by=request.user)
        if chosen:
            messages.success(request, _("Saved."))
        return redirect(back_to(request, f"{request.get_full_path()}#{part}"))
    context = {
        "heading": _("Following"),
        "lede": _("What you write in is followed by itself. All else you choose here, or where you read it."),
        "forms": forms,
        "meanings": meanings(),
        "older": following.older,
        "is_refused": request.method == "POST",
    }
    return render(request, "forum/following.html", context, status=422 if context["is_refused"] else 200)


@transaction.atomic
def choose(chosen: list[tuple[LevelRow, str]], *, by: User) -> None:
    """Follow each thing as closely as it says."""
    for row, level in chosen:
        if isinstance(row.thing, Thread):
            readers.set_level(row.thing, level, by=by)
        elif isinstance(row.thing, Board):
            readers.follow(level, by=by, board=row.thing)
        else:
            readers.follow(level, by=by, theme=row.thing)


def back_to(request: SignedInRequest, otherwise: str) -> str:
    """Return the page of this portal on which the form stood."""
    back = request.POST.get("back", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None) else otherwise
