"""Pages of the local mailbox, so that a fresh clone can follow the links in its own letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.mail.framing import framed
from portal.mail.mailbox import MOST_KEPT, Mail, newest, read

View = Callable[..., HttpResponseBase]


def local_only(view: View) -> View:
    """Answer 404 unless mail stays on this machine; never kept by a cache or a search engine."""

    @require_safe
    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.MAILBOX_ENABLED:
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def mail_or_404(name: str) -> Mail:
    found = read(name)
    if found is None:
        raise Http404
    return found


@local_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the letters that this machine has kept, newest first."""
    mails = newest()
    return render(request, "mail/mailbox.html", {"mails": mails, "is_cut": len(mails) == MOST_KEPT})


@local_only
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one letter: its text with links to follow, and its HTML in a frame that can do nothing."""
    return render(request, "mail/mailbox_mail.html", {"mail": mail_or_404(name)})


@local_only
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Serve the HTML part of one letter by itself, under a policy that lets it do nothing but be read."""
    html = mail_or_404(name).html
    if not html:
        raise Http404
    return framed(html)
