"""Events for programs that keep people's appointments: the public ones, one event, and what one person comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rules import has_perm

from network.events.calendars import calendar_of, tag_of
from network.events.choices import Coming
from network.events.models import Event
from network.events.views.doors import event_or_404
from network.forum.services.feeds import reader_of, token_for
from network.forum.views.doors import for_readers
from network.forum.views.signed_in import is_within_limit
from portal.accounts.models import User

KEPT_FOR = timedelta(days=90)
"""How long an event that is over stays in a calendar."""
MOST = 1000
PURPOSE = "calendar"


@require_safe
def events_calendar(request: HttpRequest) -> HttpResponse:
    """Return the events that everyone reads: when each is, and no place, which is for those who come."""
    events = recent(Event.objects.visible_to(None))
    response = calendar(request, events, name=_("Events of the network"), filename="events")
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
@for_readers
def event_calendar(request: HttpRequest, user: Any, pk: int) -> HttpResponse:
    """Return one event, with its place for those who come."""
    event = event_or_404(pk, user)
    if not event.thread.last_number or event.thread.is_hidden:
        raise Http404
    known = [pk] if has_perm("events.read_place", user, event) else []
    response = calendar(request, [event], name=event.thread.title, filename=f"event-{pk}", with_place=known)
    if not user.is_authenticated:
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@require_safe
def my_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Return what a person comes to or waits for, as far as they read it now. Whoever has the address reads it."""
    if not is_within_limit(request, "forum_feed"):
        return HttpResponse(status=429)
    person = reader_of(token, purpose=PURPOSE)
    if person is None:
        raise Http404
    own = {"attendances__person": person.pk, "attendances__state__in": (Coming.GOING, Coming.WAITING)}
    events = recent(Event.objects.visible_to(person).with_own(person).filter(**own))
    known = [event.pk for event in events if event.own_state == Coming.GOING and has_perm("forum.belong", person)]
    response = calendar(request, events, name=_("Your events"), filename="my-events", with_place=known)
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def own_address(person: User) -> str:
    """Return the address of a person's own calendar."""
    return reverse("my_calendar", args=[token_for(person, purpose=PURPOSE)])


def recent(events: Any) -> list[Any]:
    """Return the events of a calendar, cancelled ones too: a program that has them must learn of it."""
    found = events.listed().filter(ends_at__gt=timezone.now() - KEPT_FOR).select_related("thread")
    return list(found.order_by("starts_at", "pk")[:MOST])


def calendar(
    request: HttpRequest, events: Sequence[Any], *, name: str, filename: str, with_place: Sequence[int] = ()
) -> HttpResponse:
    """Answer a calendar; whoever has it as it is gets 304 before it is written."""
    tag = f'"{tag_of(events, name, sorted(with_place))}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        written = calendar_of(events, name=name, with_place=with_place)
        response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    response["Content-Disposition"] = f'inline; filename="{filename}.ics"'
    return response
