"""What somebody was told: the list, one notice that leads on, all of them read, and the count for a script."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from network.digests.counting import unread_count
from network.digests.describing import described
from network.digests.models import Notice
from network.digests.push.keys import has_keys
from network.digests.reading.noticed import Noticed
from network.digests.services import reading
from network.forum.views.signed_in import for_scripts, for_writers
from network.forum.views.threads import is_reading
from portal.accounts.signed_in import SignedInRequest


@require_safe
@for_writers
def notices(request: SignedInRequest) -> HttpResponse:
    """List what the reader was told, what they have not read first."""
    noticed = Noticed(request.user, request.GET.get("kind", ""), request.GET.get("after", ""))
    told = {"unread": noticed.unread, "until": timezone.now(), "has_browsers": has_keys()}
    return render(request, "digests/notices.html", {"noticed": noticed, **told})


@require_safe
@for_writers
def notice(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lead to what a notice is about. To open it is to read it, as with a thread; to fetch it ahead is not."""
    found = list(Notice.objects.visible_to(request.user).filter(pk=pk))
    line = described(found, request.user).get(pk)
    if line is None:
        raise Http404
    if is_reading(request, request.user):
        reading.mark_read(request.user, pk)
    return redirect(line.url)


@require_POST
@for_writers
def notices_read(request: SignedInRequest) -> HttpResponse:
    """Let everything be read that stood on the page, and on those behind it."""
    if reading.mark_all_read(request.user, moment_in(request)):
        messages.success(request, _("Marked as read."))
    else:
        messages.info(request, _("Everything was read already."))
    return redirect("notices")


def moment_in(request: HttpRequest) -> datetime:
    """Return when the page was drawn whose form was sent, or now where the form does not say so."""
    now = timezone.now()
    try:
        at = datetime.fromisoformat(request.POST.get("until", ""))
        return min(at.astimezone(UTC), now) if timezone.is_aware(at) else now
    except (ValueError, OverflowError):
        return now


@require_safe
@for_scripts
def notices_count(request: SignedInRequest) -> HttpResponse:
    """Return the bell as the head of a page draws it, or that nothing has changed since a script asked last."""
    count = unread_count(request.user)
    tag = quote_etag(f"{get_language()}-{count}")
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = render(request, "digests/bell-count.html", {"count": count})
    response["ETag"] = tag
    return response
