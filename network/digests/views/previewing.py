"""What the next digest of whoever asks would say. Looking at it changes nothing."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from network.digests.reading.previewing import Preview, preview
from network.digests.reading.reaching import told, way_to_letters
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest
from portal.mail.framing import framed


def own(request: SignedInRequest) -> Preview | None:
    """Return the digest of whoever asks as it would leave now."""
    person = get_object_or_404(User.objects.select_related("digest_preference"), pk=request.user.pk)
    return preview(person, seen_by=person)


@require_safe
@never_cache
@login_required
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # typed for views without arguments
def digest_preview(request: SignedInRequest) -> HttpResponse:
    """Show the digest as text with links to follow, and as HTML in a frame that can do nothing."""
    context = {"shown": own(request), "coming": told(request.user), "ways": way_to_letters(request.user)}
    response = render(request, "digests/preview.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
@login_required
@xframe_options_sameorigin
def digest_preview_html(request: SignedInRequest) -> HttpResponse:
    """Serve the HTML part by itself, under a policy that lets it do nothing but be read."""
    shown = own(request)
    return framed(shown.html if shown else "")
