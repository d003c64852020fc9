"""One-click tokens: a link in a letter that acts for one person, for one purpose, without signing in.

A token says who, what for and until when, and is signed; nothing is stored. All that end letters never run out, and
work after a change of keys for as long as the former key is in SECRET_KEY_FALLBACKS. Nothing changes on GET, because
mail scanners fetch every link: GET shows a page with a button, POST acts. Source: RFC 8058 s.3.1, s.3.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from portal.words.parts import Text

SALT = "portal.mail.one-click"
UNDO_SALT = "portal.mail.one-click.undo"
NEVER = 0
"""Until when a token works that never runs out."""
UNDO_FOR = timedelta(days=1)


def nothing(*ids: int) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Undo:
    """How an act is taken back: `former` takes the same ids and returns what there is, as JSON knows it, and `restore`
    takes that besides and brings it back.
    """

    former: Callable[..., Any]
    restore: Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class OneClick:
    """What a token of one purpose does, and what the page says before and after.

    `act` takes the person's id, and the id of what the token is about where it is about something. It may be called
    again with the same ids, and does no harm then. `named` takes the same and names what it is about, as far as the
    person may read it.
    """

    purpose: str
    act: Callable[..., None]
    title: Text
    question: Text
    button: Text
    done: Text
    named: Callable[..., Text] = nothing
    undo: Undo | None = None


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token that was read: the act it is for, the id of the person it acts for, and of what it is about."""

    one_click: OneClick
    person: int
    about: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        return self.person, *self.about

    @property
    def named(self) -> Text:
        """What the token is about, or nothing."""
        return self.one_click.named(*self.ids)

    def use(self) -> str:
        """Act, and return the token that takes it back, or nothing where there is nothing to take back."""
        undo = self.one_click.undo
        former = undo.former(*self.ids) if undo else None
        self.one_click.act(*self.ids)
        if undo is None or undo.former(*self.ids) == former:
            return ""
        return signing.dumps([self.one_click.purpose, self.ids, former], salt=UNDO_SALT)

    def take_back(self, token: str) -> bool:
        """Bring back what there was before, and return whether the token is one that does so for this one."""
        undo = self.one_click.undo
        try:
            purpose, ids, former = signing.loads(token, salt=UNDO_SALT, max_age=UNDO_FOR)
        except (signing.BadSignature, ValueError, TypeError):
            return False
        if undo is None or (purpose, tuple(ids)) != (self.one_click.purpose, self.ids):
            return False
        undo.restore(*self.ids, former)
        return True


class BadToken(Exception):
    """The token is not one of ours, or it is too old."""


_acts: dict[str, OneClick] = {}


def register_one_click(one_click: OneClick) -> None:
    """Let links act for this purpose; a room calls it from `AppConfig.ready`."""
    _acts[one_click.purpose] = one_click


def make_token(purpose: str, person: int, *about: int, works_for: timedelta | None = None) -> str:
    """Return a token for one purpose and person, perhaps about something.

    With `works_for` it works until that has passed. One that does nothing but end letters is made without.
    """
    until = int((timezone.now() + works_for).timestamp()) if works_for else NEVER
    return signing.dumps([purpose, person, until, *about], salt=SALT)


def read_token(token: str) -> Token:
    """Return what a token is for. Raises BadToken."""
    try:
        purpose, person, until, *about = signing.loads(token, salt=SALT)
        one_click = _acts[purpose]
    except (signing.BadSignature, ValueError, TypeError, KeyError) as error:
        raise BadToken from error
    if until != NEVER and timezone.now().timestamp() > until:
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
