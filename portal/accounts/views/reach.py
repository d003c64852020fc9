"""Where a person puts right that letters do not reach them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.reach import trial
from portal.accounts.signed_in import SignedInRequest


@never_cache
@login_required
@require_safe
def letters(request: SignedInRequest) -> HttpResponse:
    """Say whether letters reach the person, why not, and what can be done."""
    row = trial.suppression_of(request.user)
    context = {
        "stopped": row,
        "said": trial.last_word(row.address) if row else "",
        "trials": trial.trials_today(request.user) if row else [],
        "most": trial.MOST,
    }
    return render(request, "accounts/letters.html", context)


@login_required
@require_POST
def send_trial(request: SignedInRequest) -> HttpResponse:
    try:
        letter = trial.send_trial(request.user)
    except trial.TriedOften:
        messages.warning(request, _("You had three trial letters within a day. You can ask for another tomorrow."))
    else:
        if letter is not None:
            messages.success(request, _("We have sent you a letter. When it arrives, follow the link in it."))
    return redirect("letters")


@login_required
@require_POST
def turn_on(request: SignedInRequest) -> HttpResponse:
    if trial.turn_on_again(request.user):
        messages.success(request, _("Letters come to you again. In your preferences you choose which."))
    return redirect("letters")


@csrf_exempt  # the token is the proof, and a browser that sends no referrer has no other to show
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arrived(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether a trial letter has arrived, and act on the answer: mail scanners follow links, too."""
    asked = request.method != "POST"
    try:
        works = trial.arrived(token, act=not asked)
    except trial.BadToken:
        works = False
    status = 200 if works else 404
    response = render(request, "accounts/letters_arrived.html", {"works": works, "asked": asked}, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
