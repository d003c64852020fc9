"""Secret links by which a source reads a draft and says whether it may be published.

Whoever holds a link reads the newest draft of one article until a day, and nothing else of the newsroom. Only the
digest of its token is kept, and a link is found by that digest: the database never compares a token.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from rules import has_perm
from wagtail.models import Revision

from cities.places.services.joining import digest
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


def make_link(article: ArticlePage, *, by: User, name: str, days: int = DAYS) -> NewLink:
    """Make a link to the draft of `article` for `name`, for some days. Raises PermissionDenied, ValueError."""
    require(by, article)
    if not 1 <= days <= MOST_DAYS:
        raise ValueError("A link works for one day to sixty")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        article=article,
        name=name,
        token_digest=digest(token),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return NewLink(link, token)


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
    letters.send_answer(given)
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
    return given.revision_id == article.latest_revision_id
