"""What our mail provider tells of letters: its calls at `/mail/events/<provider>/`.

There only for the provider that is configured, and only where its calls can be told from others': by a password in
them or by its signature. django-anymail knows the form of each; a call that comes again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import structlog
from anymail import urls as anymail_urls
from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.utils import get_anymail_setting
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.mail import mailgun
from portal.mail.bounces import Event, is_address, key_of, kind_of_status, note
from portal.mail.models import Bounce, BounceKind, BounceSource
from portal.mail.noting import moment_of, note_all
from portal.mail.signals import address_unsubscribed

log = structlog.get_logger(__name__)

LARGEST = 1024 * 1024
SIGNED_WITH = {
    "mailersend": ["signing_secret"],
    "mailgun": ["webhook_signing_key", "api_key"],
    "mailtrap": ["tracking_secret"],
    "mandrill": ["webhook_key"],
    "postal": ["webhook_key"],
    "resend": ["signing_secret"],
    "sendgrid": ["tracking_webhook_verification_key"],
    "unisender_go": ["api_key"],
}
"""The settings of providers that sign their calls; with one of them, django-anymail refuses what is not signed."""
NAMES = ("tracking_webhook", "combined_webhook", "webhook")

FOR_GOOD = (RejectReason.INVALID, RejectReason.BOUNCED)
FOR_NOW = (RejectReason.TIMED_OUT, RejectReason.BLOCKED, RejectReason.OTHER)
TYPES = ("Type", "type", "event", "bounce_type", "bounceType", "severity", "status")
"""Where providers say in their own words of what type an event is, in it or one level below."""
SOFT_WORDS = ("soft", "transient", "temporary")


@csrf_exempt  # the provider's signature or password is the proof
@never_cache
def provider_events(request: HttpRequest, provider: str) -> HttpResponse:
    """Answer the provider that is configured; for any other the address is not there."""
    if provider != settings.MAIL_PROVIDER or not is_secured(provider):
        raise Http404
    return answer(request, provider)


@require_http_methods(["POST", "HEAD"])
def answer(request: HttpRequest, provider: str) -> HttpResponse:
    """Take in what the provider tells. It tries again after any answer but 200."""
    if request.method == "HEAD":  # some look whether the address is there
        return HttpResponse()
    try:
        events = read(request, webhook_of(provider))
    except RequestDataTooBig:
        return said("Too large", 413)
    except AnymailWebhookValidationFailure:
        log.warning("A call of the mail provider was not signed, or wrongly", provider=provider)
        return challenge()
    except Exception as error:  # django-anymail expects the form that it knows
        log.warning("A call of the mail provider could not be read", provider=provider, error=type(error).__name__)
        return said("Not understood", 400)
    try:
        take_in(provider, events)
    except DatabaseError:
        log.exception("What the mail provider told could not be written down")
        return said("Try again later", 503)
    return HttpResponse()


def is_secured(provider: str) -> bool:
    """Return whether calls of the provider can be told from those of others."""
    keys = SIGNED_WITH.get(provider, [])
    known = (get_anymail_setting(key, esp_name=provider, default=None, allow_bare=False) for key in keys)
    return bool(get_anymail_setting("webhook_secret", default=None)) or any(known)


def webhook_of(provider: str) -> type[AnymailCoreWebhookView]:
    """Return django-anymail's view of a provider."""
    names = [f"{provider}_{name}" for name in NAMES]
    found = (each for each in anymail_urls.urlpatterns if each.name in names)
    return next(found).callback.view_class


def read(request: HttpRequest, webhook: type[AnymailCoreWebhookView]) -> list[Any]:
    """Return the events in a call. Raises what django-anymail raises for one that is forged or malformed."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise RequestDataTooBig
    _ = request.body  # before a form in it is read, which leaves nothing for a signature
    try:
        view = webhook()
    except AnymailConfigurationError as error:
        raise AnymailWebhookValidationFailure(str(error)) from error
    view.setup(request)
    view.run_validators(request)
    if settings.MAIL_PROVIDER == "mailgun":
        mailgun.check(request)
    told = json.loads(request.body) if request.content_type == "application/json" else None
    return each_of(view, request, told) if isinstance(told, list) and told else list(view.parse_events(request) or ())


def each_of(view: AnymailCoreWebhookView, request: HttpRequest, told: list[Any]) -> list[Any]:
    """Return the events of a list of them, read one by one: one that is malformed costs none of the others.

    Raises what the last one raised where all are malformed.
    """
    events: list[Any] = []
    failure: Exception | None = None
    for one in told:
        request._body = json.dumps([one]).encode()  # django-anymail reads it from nowhere else
        try:
            events += view.parse_events(request) or ()
        except Exception as error:
            failure = error
    if failure and not events:
        raise failure
    if failure:
        log.warning("Some of what the mail provider told could not be read", error=type(failure).__name__)
    return events


def take_in(provider: str, events: Iterable[Any]) -> None:
    """Do what events ask for. Most tell of what needs nothing."""
    found = [taken for event in events if (taken := event_in(provider, event))]
    if len(found) == 1:
        note(found[0])
    else:
        note_all(found)


def event_in(provider: str, event: Any) -> Event | None:
    """Return what an event says of an address, if anything. A wish to get no more is done at once."""
    address = event.recipient if isinstance(event, AnymailTrackingEvent) else None
    if not isinstance(address, str) or not is_address(address):
        return None
    if event.event_type == EventType.UNSUBSCRIBED or event.reject_reason == RejectReason.UNSUBSCRIBED:
        with transaction.atomic():
            address_unsubscribed.send(sender=Bounce, address=address)
        return None
    kind = kind_of(event)
    if kind is None:
        return None
    number = event.event_id or (event.message_id, event.timestamp)
    return Event(
        address=address,
        kind=kind,
        source=BounceSource.WEBHOOK,
        key=f"{provider}:{key_of(number, event.event_type, address.lower())}",
        detail=str(event.mta_response or event.description or event.reject_reason or ""),
        at=moment_of(event.timestamp),
    )


def kind_of(event: AnymailTrackingEvent) -> BounceKind | None:
    """Return what an event says of its recipient, or None where it says nothing."""
    reason, is_rejected = event.reject_reason, event.event_type == EventType.REJECTED
    if event.event_type == EventType.COMPLAINED or (is_rejected and reason == RejectReason.SPAM):
        return BounceKind.COMPLAINT
    if event.event_type == EventType.BOUNCED and reason in FOR_NOW:
        return BounceKind.SOFT
    is_told = is_rejected or event.event_type == EventType.BOUNCED
    if not is_told or reason not in (FOR_GOOD if is_rejected else (*FOR_GOOD, None)):
        return None
    is_soft = is_called_soft(event.esp_event) or kind_of_status(str(event.mta_response or "")) is BounceKind.SOFT
    return BounceKind.SOFT if is_soft else BounceKind.HARD


def is_called_soft(esp_event: Any) -> bool:
    """Return whether the provider itself calls an event one that may pass. django-anymail does not tell."""
    if not hasattr(esp_event, "items"):
        return False
    below = [value for _name, value in esp_event.items() if hasattr(value, "items")]
    types = (str(holder.get(name, "")).lower() for holder in (esp_event, *below) for name in TYPES)
    return any(word in value for value in types for word in SOFT_WORDS)


def challenge() -> HttpResponse:
    """Answer 403, or to Amazon 401: it gives the password only when asked for it."""
    if settings.MAIL_PROVIDER == "amazon_ses":
        question = said("Sign in", 401)
        question["WWW-Authenticate"] = 'Basic realm="Events"'
        return question
    return said("Not signed", 403)


def said(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}.\n", status=status, content_type="text/plain")
