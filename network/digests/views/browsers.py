"""Browsers that are told at once: the worker that shows what they are told, and a person's own ones."""

from __future__ import annotations

from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from network.digests.models import Subscription
from network.digests.push.keys import has_keys
from network.digests.push.signing_out import BROWSER
from network.digests.services.subscribing import MOST, subscribe, unsubscribe
from network.forum.views.doors import View
from network.forum.views.signed_in import for_scripts, for_writers, is_within_limit
from portal.accounts.signed_in import SignedInRequest


def where_there_are_keys(view: View) -> View:
    """Answer as if there were nothing while the portal has no keys."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_keys():
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
@where_there_are_keys
def push_worker(request: HttpRequest) -> HttpResponse:
    """Return the script that shows what a browser is told. It may stand for the whole site, and answers no request."""
    response = render(request, "digests/worker.js", content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    return response


@require_safe
@where_there_are_keys
@for_writers
def browsers(request: SignedInRequest) -> HttpResponse:
    """Show which browsers are told, and let this one be told."""
    own = [
        {"pk": one.pk, "service": urlsplit(one.endpoint).hostname, "since": one.made_at}
        for one in Subscription.objects.filter(person=request.user).order_by("-pk")
    ]
    told = {"browsers": own, "key": settings.VAPID_PUBLIC_KEY, "most": MOST}
    return render(request, "digests/browsers.html", told)


@require_POST
@where_there_are_keys
@for_scripts
def browser_add(request: SignedInRequest) -> HttpResponse:
    """Tell the browser whose script sends its address and keys."""
    if not is_within_limit(request, "push_subscribe"):
        return JsonResponse({"error": _("That was too often. Try again in a few minutes.")}, status=429)
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
    try:
        subscription = subscribe(request.user, **given)
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=422)
    request.session[BROWSER] = subscription.pk
    return JsonResponse({"browser": subscription.pk}, status=201)


@require_POST
@where_there_are_keys
@for_writers
def browser_remove(request: SignedInRequest) -> HttpResponse:
    """Tell a browser no more: one of the list by its number."""
    number = request.POST.get("browser", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    if not is_number or not unsubscribe(request.user, pk=int(number)):
        raise Http404
    messages.success(request, _("That browser shows no more notices."))
    return redirect("browsers")
