"""Secret links by which a source reads a draft and says whether it may be published.

Whoever holds a link reads the newest draft of one article until a day, and nothing else of the newsroom. Only the
digest of its token is kept, and a link is found by that digest: the database never compares a token.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rules import has_perm
from wagtail.models import Revision

from cities.places.services.joining import digest
from handbooks.revisions import SCHEDULE, say_the_same
from portal.accounts.models import User
from portal.newsroom import letters
from portal.newsroom.models import ArticlePage, PreviewAnswer, PreviewLink

KEPT_FOR = timedelta(days=365)
TOKEN_BYTES = 24
"""192 bits, which nobody guesses."""
DAYS, MOST_DAYS = 14, 60
MOST_ANSWERS = 20
"""Of one link: more are no answer."""


class Standing(StrEnum):
    """What a link is good for now."""

    OPEN = "open"
    ENDED = "ended"
    EXPIRED = "expired"


class LinkEnded(Exception):
    """A link takes no answer any more."""


class TooManyAnswers(Exception):
    """A link was answered more often than anybody answers."""


@dataclass(frozen=True)
class NewLink:
    """A link with its token, which is known here and now and never again."""

    link: PreviewLink
    token: str


def make_link(article: ArticlePage, *, by: User, name: str, days: int = DAYS, once: str = "") -> NewLink:
    """Make a link to the draft of `article` for `name`, for some days. Raises PermissionDenied, ValueError.

    `once` is what no two forms share: a form that is sent again gets the link that it made.
    """
    require(by, article)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError("A link works for one day to sixty")
    token = token_of(once or secrets.token_urlsafe(TOKEN_BYTES), article.pk, by.pk, name, days)
    link, _made = PreviewLink.objects.get_or_create(
        token_digest=digest(token),
        defaults={
            "article": article,
            "name": name,
            "made_by": by,
            "expires_at": timezone.now() + timedelta(days=days),
        },
    )
    return NewLink(link, token)


def token_of(*parts: str | int) -> str:
    """Return the token that follows from these, and that nobody can tell from them without the portal's secret."""
    keyed = salted_hmac("newsroom.preview", json.dumps(parts), algorithm="sha256").digest()
    return urlsafe_b64encode(keyed[:TOKEN_BYTES]).decode()


def end_link(link: PreviewLink, *, by: User) -> None:
    """End a link; one that has ended stays as it is. Raises PermissionDenied."""
    require(by, link.article)
    PreviewLink.objects.open().filter(pk=link.pk).update(ended_at=timezone.now())


def require(person: User, article: ArticlePage) -> None:
    if not has_perm("newsroom.preview", person, article):
        raise PermissionDenied


def find(token: str) -> PreviewLink | None:
    """Return the link behind a token, whatever became of it."""
    links = PreviewLink.objects.select_related("article__latest_revision", "made_by")
    return links.filter(token_digest=digest(token)).first()


def standing_of(link: PreviewLink) -> Standing:
    """Return what a link is good for. Writes nothing."""
    if link.ended_at:
        return Standing.ENDED
    return Standing.EXPIRED if link.expires_at <= timezone.now() else Standing.OPEN


@transaction.atomic
def answer(link: PreviewLink, *, verdict: str, words: str, revision: int | None) -> PreviewAnswer:
    """Write down what a source says of the version of the draft that they read, and tell the editor of the link.

    Raises LinkEnded, TooManyAnswers.
    """
    link = PreviewLink.objects.select_for_update(of=["self"]).select_related("article", "made_by").get(pk=link.pk)
    if standing_of(link) != Standing.OPEN:
        raise LinkEnded
    if link.answers.count() >= MOST_ANSWERS:
        raise TooManyAnswers
    given = link.answers.create(verdict=verdict, words=words, revision=version(link.article, revision))
    letters.send_answer(given, is_of_newest=is_of_newest(given, link.article))
    return given


def clear_links() -> int:
    """Forget the links that ended a year ago, with their answers, and return how many links."""
    before = timezone.now() - KEPT_FOR
    old = PreviewLink.objects.filter(Q(ended_at__lt=before) | Q(expires_at__lt=before))
    return old.delete()[1].get(PreviewLink._meta.label, 0)


def version(article: ArticlePage, pk: int | None) -> Revision | None:
    """Return the version of `article` with this key; None where it has none of that key."""
    return article.revisions.filter(pk=pk).first() if pk else None


def is_of_newest(given: PreviewAnswer, article: ArticlePage) -> bool:
    """Whether an answer is about the draft as it is now."""
    return is_newest(given.revision, article)


def is_newest(read: Revision | None, article: ArticlePage) -> bool:
    """Whether the version that somebody read says what the draft says now: a comment or a day changes nothing."""
    newest = article.latest_revision
    if read is None or newest is None:
        return read is newest
    return read.pk == newest.pk or say_the_same(read, newest, besides=SCHEDULE)
