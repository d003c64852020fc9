"""The page behind the link in a digest that turns it down: GET asks, POST acts, without signing in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from network.digests.models import Preference
from network.digests.rhythm import state_in_words
from network.digests.services.preferring import Former, as_it_was, restore, stop
from network.digests.tokens import BadToken, read_token
from network.digests.turning_down import TurningForm, first_choice, read_undo, undo_token
from portal.mail.one_click import kept_by_nobody

View = Callable[[HttpRequest, int], HttpResponse]


def by_token(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Answer for the person that a token is of; the address tells nobody else, and no machine keeps it."""

    @csrf_exempt  # mail programs send the POST by themselves, without a cookie; the token is the proof
    @kept_by_nobody
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, read_token(token))
        except BadToken:
            return render(request, "mail/one_click_broken.html", status=404)

    return wrapped


@by_token
def unsubscribe(request: HttpRequest, person: int) -> HttpResponse:
    """Show how a digest can be turned down; a mail program's POST ends it at once. Source: RFC 8058 s.3.1, s.3.2"""
    former = as_it_was(person)
    if request.method != "POST":
        asked = first_choice(request.GET.get("choice", ""), Preference.objects.filter(person=person).first())
        return page(request, person, TurningForm(person=person, initial=asked))
    if request.POST.get("List-Unsubscribe") == "One-Click":
        stop(person)
        return page(request, person, None, former)
    if "undo" in request.POST:
        return take_back(request, person)
    form = TurningForm(request.POST, person=person)
    if form.is_valid() and form.act():
        return page(request, person, None, former)
    return page(request, person, form, status=400)


def take_back(request: HttpRequest, person: int) -> HttpResponse:
    """Restore what the person had chosen before."""
    former = read_undo(person, request.POST["undo"])
    if former is None:
        asked = first_choice("", Preference.objects.filter(person=person).first())
        return page(request, person, TurningForm(person=person, initial=asked), status=400)
    restore(person, former)
    return page(request, person, None)


def page(
    request: HttpRequest, person: int, form: TurningForm | None, former: Former | None = None, *, status: int = 200
) -> HttpResponse:
    """Return the page with the form or, once it was acted upon, with what is so now and a way back."""
    undo = undo_token(person, former) if former and former != as_it_was(person) else ""
    context = {"form": form, "state": state_in_words(person), "undo": undo}
    return render(request, "digests/unsubscribe.html", context, status=status)
