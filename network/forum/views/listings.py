"""Asks and offers: what is open, what became of one, and what is suggested."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.places.models import City
from cities.places.views.doors import attempt, try_act
from network.forum.choices import Kind, ListingState, MatchState
from network.forum.forms.listing import ExtendForm, MetForm
from network.forum.models import Listing, Match
from network.forum.reading.listings import ListingList, met_words
from network.forum.reading.matches import suggestion_for, suggestions_of
from network.forum.services.listings import extend, meet, withdraw
from network.forum.services.matching import answer
from network.forum.views.about_threads import address_of, thread_or_404, thread_page
from network.forum.views.doors import for_readers
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest

MET, EXTEND, WITHDRAW = "met", "extend", "withdraw"


@require_safe
@for_readers
def listings(request: HttpRequest, user: Any) -> HttpResponse:
    """List the asks and offers of the threads that the reader reads, and say how many were met."""
    reading = ListingList(request.GET, list(City.objects.visible_to().only("slug", "name")), user)
    context = {
        "heading": _("Asks and offers"),
        "lede": _("What the cities need from each other, and what they have to give."),
        "reading": reading,
        "quarter": met_words(reading.quarter),
        "year": met_words(reading.year),
        "is_signed_in": user.is_authenticated,
        "is_indexed": not request.GET,
    }
    return render(request, "forum/listings.html", context)


@form_methods
@for_writers
def listing(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is suggested for an ask or an offer; say that it is met or withdrawn, or let it stay open."""
    thread = thread_or_404(pk, request.user, permission="forum.change_listing")
    found: Listing | None = getattr(thread, "listing", None)
    if found is None:
        raise Http404
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == WITHDRAW:
        is_done = try_act(request, lambda: withdraw(found, by=request.user), done=_("It is withdrawn."))
        return redirect(address_of(thread) if is_done else "listing", *([] if is_done else [pk]))
    met = MetForm(request.POST if act == MET else None, listing=found, user=request.user)
    days = {"expires_on": found.expires_on, "needed_by": found.needed_by}
    longer = ExtendForm(request.POST if act == EXTEND else None, initial=days)
    if met.is_valid() and attempt(met, lambda: say_met(found, met.cleaned_data, request)) is not None:
        messages.success(request, _("It is met, and counted. Thank you for saying so."))
        return redirect(address_of(thread))
    if longer.is_valid() and attempt(longer, lambda: extend(found, by=request.user, **longer.cleaned_data)) is not None:
        messages.success(request, _("It is open until the day that you gave."))
        return redirect(address_of(thread))
    is_ask = thread.kind == Kind.ASK
    context = {
        "heading": _("Your ask") if is_ask else _("Your offer"),
        "lede": _("Say what became of it, so that others see what is still open."),
        "listing": found,
        "is_open": found.state == ListingState.OPEN,
        "is_ask": is_ask,
        "met": met,
        "longer": longer,
        "suggestions": suggestions_of(found, request.user),
    }
    return thread_page(request, "listing", thread, context, form=longer if longer.errors else met)


def say_met(found: Listing, given: dict[str, Any], request: SignedInRequest) -> Listing:
    return meet(found, by=request.user, met_with=given["met_with"], note=given["met_note"])


@form_methods
@for_writers
def match(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a suggestion to one of its two sides, who take it up or decline it."""
    found = suggestion_for(pk, request.user)
    if found is None:
        raise Http404
    state = {"take": MatchState.TAKEN, "decline": MatchState.DECLINED}.get(request.POST.get("act", ""))
    if state:
        is_new = answer(Match(pk=pk), state, by=request.user)
        if not is_new:
            messages.info(request, _("This suggestion was answered already."))
        elif state == MatchState.TAKEN:
            return redirect(found.then)
        else:
            messages.success(request, _("Thank you. It is not suggested again."))
        return redirect(str(found.ask.url))
    context = {"heading": _("A suggestion"), "lede": found.says, "found": found}
    return render(request, "forum/match.html", context)
