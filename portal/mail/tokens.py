"""One-click tokens: a link in a letter that acts for one person, for one purpose, without signing in.

A token says who, what for and until when, and is signed; nothing is stored. Nothing changes on GET, because
mail scanners fetch every link: GET shows a page with a button, POST acts. Source: RFC 8058 s.3.1, s.3.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from portal.words.parts import Text

SALT = "portal.mail.one-click"
WORKS_FOR = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class OneClick:
    """What a token of one purpose does, and what the page says before and after.

    `act` takes the person's id, and the id of what the token is about where it is about something. It may be called
    again with the same ids, and does no harm then.
    """

    purpose: str
    act: Callable[..., None]
    title: Text
    question: Text
    button: Text
    done: Text


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token that was read: the act it is for, the id of the person it acts for, and of what it is about."""

    one_click: OneClick
    person: int
    about: tuple[int, ...] = ()

    def use(self) -> None:
        self.one_click.act(self.person, *self.about)


class BadToken(Exception):
    """The token is not one of ours, or it is too old."""


_acts: dict[str, OneClick] = {}


def register_one_click(one_click: OneClick) -> None:
    """Let links act for this purpose; a room calls it from `AppConfig.ready`."""
    _acts[one_click.purpose] = one_click


def make_token(purpose: str, person: int, *about: int, works_for: timedelta = WORKS_FOR) -> str:
    """Return a token for one purpose and person, perhaps about something, that works until `works_for` has passed."""
    until = int((timezone.now() + works_for).timestamp())
    return signing.dumps([purpose, person, until, *about], salt=SALT)


def read_token(token: str) -> Token:
    """Return what a token is for. Raises BadToken."""
    try:
        purpose, person, until, *about = signing.loads(token, salt=SALT)
        one_click = _acts[purpose]
    except (signing.BadSignature, ValueError, TypeError, KeyError) as error:
        raise BadToken from error
    if timezone.now().timestamp() > until:
        raise BadToken
    return Token(one_click=one_click, person=person, about=tuple(about))


def one_click_url(purpose: str, person: int, *about: int, address: str = "one_click") -> str:
    """Return the link for a letter; `address` is the name of the address where the act is answered."""
    return url_of(make_token(purpose, person, *about), address=address)


def url_of(token: str, *, address: str = "one_click") -> str:
    """Return the link that a token stands in."""
    return settings.SITE_URL + reverse(address, kwargs={"token": token})


def unsubscribe_headers(url: str, token: str = "") -> dict[str, str]:
    """Return the headers by which a mail program offers to end such letters, with `token` by mail too.

    Some programs know only the way by mail. Source: RFC 8058 s.8.1.
    """
    ways = f"<{url}>, <{by_mail(token)}>" if token else f"<{url}>"
    return {"List-Unsubscribe": ways, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def by_mail(token: str) -> str:
    """Return the mailto address to which a mail program writes what a one-click token says."""
    return f"mailto:{return_address()}?subject={quote(f'unsubscribe {token}')}"


def return_address() -> str:
    """Return the address at which mail about mail is read."""
    return getattr(settings, "MAIL_RETURN_ADDRESS", "") or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
