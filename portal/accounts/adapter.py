"""How allauth meets the portal: its letters go through the ledger, its limits count by the visitor's address."""

from __future__ import annotations

import ipaddress
import secrets
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.signup import prevent_enumeration
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.accounts.addresses import clean_address
from portal.accounts.models import User
from portal.accounts.signing_up import keep_answers
from portal.mail.letters import compose
from portal.mail.models import SuppressionCause
from portal.mail.services import send_letter

KIND_PREFIX = "account."
WHERE_TO = "after_sign_up"
"""Where a session keeps the address, on this site, that a sign-up was on the way to."""


class AccountAdapter(DefaultAccountAdapter):
    """The portal's choices where allauth leaves one."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's letters, with links to the site's public address."""
        person = context.get("user")
        given = {"email": email, "name": confirmed_name(person, email), **lifetimes(), **with_public_links(context)}
        name = template_prefix.rpartition("/")[2]
        works_for = keys_work_for().get(name)
        send_letter(
            letter_key(template_prefix, email, context),
            kind=KIND_PREFIX + name,
            to=email,
            words=compose(template_prefix, given),
            person=person if person is not None and person.pk else None,
            until=timezone.now() + works_for / 2 if works_for else None,
            in_spite=SuppressionCause.COMPLAINED if works_for else None,
        )

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Write to a person about their own act, as to a person: allauth leaves out who they are."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Write to who has an account, and take as long as making one does: hashing a password."""
        self._remember_where_to(self.request)
        make_password(secrets.token_urlsafe())
        super().send_account_already_exists_mail(email)

    def clean_email(self, email: str) -> str:
        """Refuse an address that the database has no room for, which allauth would cut to another one."""
        return super().clean_email(clean_address(email))

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that the outermost of our own proxies saw, or else the peer's."""
        hops = settings.TRUSTED_PROXIES
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        claimed = forwarded[-hops] if 0 < hops <= len(forwarded) else ""
        # A request over a Unix socket has no address: it comes from this machine.
        return ip_address(claimed) or ip_address(request.META.get("REMOTE_ADDR", "")) or "127.0.0.1"

    @staticmethod
    def _remember_where_to(request: HttpRequest) -> None:
        """Keep where a sign-up was on the way to: the letter that confirms it comes between."""
        if wanted := get_next_redirect_url(request):
            request.session[WHERE_TO] = wanted

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead whoever signs in after signing up to where they were on the way to."""
        return request.session.pop(WHERE_TO, "") or super().get_login_redirect_url(request)

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """Save a new person and what they answered; whoever loses a race for one address reads the same as others."""
        self._remember_where_to(request)
        try:
            with transaction.atomic():
                person = super().save_user(request, user, form, commit)
                keep_answers(person, form.cleaned_data)
                return person
        except IntegrityError as error:
            answer = prevent_enumeration(request, email=form.cleaned_data["email"])
            raise ImmediateHttpResponse(answer) from error


def confirmed_name(person: User | None, email: str) -> str:
    """Return the name by which a letter greets a person whose address is confirmed, or nothing.

    Anyone may sign up with another's address, and would choose what a letter to it calls its reader.
    """
    if person is None or not EmailAddress.objects.filter(user=person.pk, email__iexact=email, verified=True).exists():
        return ""
    return person.display_name


def keys_work_for() -> dict[str, timedelta]:
    """Return how long what a letter holds works, by the letters that a person asks for at that moment to get in.

    They go in spite of a complaint, and not once half of that time has passed: they would come too late.
    """
    confirmation = timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    return {
        "login_code": timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
        "password_reset_key": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        "email_confirmation": confirmation,
        "email_confirmation_signup": confirmation,
    }


def letter_key(template_prefix: str, email: str, context: dict[str, Any]) -> str:
    """Return the key of one letter: the same when one act is sent twice, another for every other act.

    The one-use key in a letter tells acts apart, and never stands in the ledger itself. A letter without one
    ("you have no account here") goes to an address at most once a minute.
    """
    act = context.get("key") or context.get("code") or int(time.time() // 60)
    digest = salted_hmac("portal.accounts.letter", f"{email}\n{context.get('uid', '')}\n{act}", algorithm="sha256")
    return f"{template_prefix}:{digest.hexdigest()}"


def with_public_links(context: dict[str, Any]) -> dict[str, Any]:
    """Put the site's public address into every link: the Host header of a request is the visitor's to choose."""
    return {
        name: public_url(value) if name.endswith("_url") and isinstance(value, str) else value
        for name, value in context.items()
    }


def public_url(url: str) -> str:
    """Return `url` on SITE_URL, whatever host it names."""
    _, _, path, query, _ = urlsplit(url)
    return settings.SITE_URL + urlunsplit(("", "", path, query, ""))


def lifetimes() -> dict[str, int]:
    """Say in days how long links work, for the letters."""
    return {
        "confirmation_days": app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
        "password_days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
    }


def ip_address(text: str) -> str:
    """Return the IP address in `text`, without port, brackets and zone, or nothing."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return ""
