"""The one page of preferences, and the pictures of people."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.forms import save_all
from portal.accounts.models import User
from portal.accounts.pictures import CONTENT_TYPE
from portal.accounts.preferences import panels_for
from portal.accounts.signed_in import SignedInRequest
from portal.accounts.visibility import can_see_person


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """Show every panel; save all of them, or none when one is wrong."""
    panels = panels_for(request)
    if request.method == "POST" and save_all(panels):
        messages.success(request, _("Your preferences are saved."))
        return redirect("preferences")
    status = 200 if request.method != "POST" else 422
    return render(request, "accounts/preferences.html", {"panels": panels}, status=status)


@cache_control(private=True, max_age=300)
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer a person's picture to whoever may see them; to others it is not there."""
    person = get_object_or_404(User, pk=pk)
    if not person.picture or not can_see_person(request.user, person):
        raise Http404
    try:
        file = person.picture.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(file, content_type=CONTENT_TYPE)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
