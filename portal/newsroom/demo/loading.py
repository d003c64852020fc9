"""Make the demonstration coverage and drafts, once: what whoever tries the portal then does with them stays."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale

from cities.places.models import City
from cities.plans.demo.script import day
from cities.plans.models import Action
from handbooks.models import StarterRecord
from handbooks.starter.pages import ordered
from portal.accounts.demo import DEMONSTRATION
from portal.accounts.models import User
from portal.fetching import status_in_words
from portal.newsroom.choices import Verdict
from portal.newsroom.demo import script
from portal.newsroom.models import (
    ArticleAuthor,
    ArticlePage,
    Author,
    Coverage,
    NewsPage,
    Outlet,
    OutletFeed,
    PreviewAnswer,
    PreviewLink,
    ReadCount,
    Suggestion,
)
from portal.words.themes import Theme

COUNTED = 60
"""For how many days back readers are counted."""
MORNING = time(7, 30)


@transaction.atomic
def load() -> None:
    """Make all of it, unless it was made before. Without the starter content there is nothing to print about."""
    articles = starter_articles()
    if not articles or Outlet.objects.filter(slug__in=[paper.slug for paper in script.PAPERS]).exists():
        return
    backdate(articles)
    ReadCount.objects.bulk_create(counts(list(articles.values())), ignore_conflicts=True)
    cities = {city.slug: city for city in City.objects.all()}
    outlets = {paper.slug: outlet(paper, cities) for paper in script.PAPERS}
    actions = public_actions()
    for piece in script.PIECES:
        cover(piece, outlets, cities, articles, actions)
    suggest(outlets[script.LEEDS])
    write_drafts()


def starter_articles() -> dict[str, ArticlePage]:
    """Return the published articles of the starter content by their slug."""
    keys = {f"article:{slug}": slug for slug in script.PUBLISHED}
    known = dict(StarterRecord.objects.filter(key__in=keys).values_list("object_id", "key"))
    return {keys[known[page.pk]]: page for page in ArticlePage.objects.visible_to().filter(pk__in=known)}


def backdate(articles: dict[str, ArticlePage]) -> None:
    """Let the articles have come out one after another."""
    for slug, page in articles.items():
        page.first_published_at = page.last_published_at = moment(script.PUBLISHED[slug])
        page.save(update_fields=["first_published_at", "last_published_at"])


def moment(offset: int) -> datetime:
    """Return the morning of the day that is so many days from today."""
    return timezone.make_aware(datetime.combine(day(offset), MORNING))


def counts(articles: list[ArticlePage]) -> Iterator[ReadCount]:
    """Yield how often each was read on each day: much at first, then less, and least at weekends."""
    for place, page in enumerate(articles):
        out = (timezone.localdate() - page.first_published_at.date()).days
        for ago in range(min(out, COUNTED) + 1):
            on = day(-ago)
            since = out - ago
            many = (60 + 13 * place) // (1 + since // 3) + (7 * place + 3 * since) % 6
            yield ReadCount(article=page, day=on, count=many // 2 if on.weekday() >= 5 else many)


def outlet(paper: script.Paper, cities: dict[str, City]) -> Outlet:
    row = Outlet(slug=paper.slug, name=paper.name, kind=paper.kind, city=cities.get(paper.city), is_demo=True)
    row.save()
    return row


def public_actions() -> dict[str, Action]:
    """Return the actions of the demonstration plans that readers find, by their title."""
    titles = {title for piece in script.PIECES for title in piece.actions}
    return {action.title: action for action in Action.objects.filter(title__in=titles, visibility="public")}


def cover(
    piece: script.Piece,
    outlets: dict[str, Outlet],
    cities: dict[str, City],
    articles: dict[str, ArticlePage],
    actions: dict[str, Action],
) -> None:
    """Write down what was printed, with what it is about as far as that is there."""
    row = Coverage(
        outlet=outlets[piece.paper],
        headline=piece.headline,
        printed_on=day(piece.days),
        url=piece.url,
        is_demo=True,
        asked_at=moment(-10) if piece.is_gone else None,
        failing_since=moment(-17) if piece.is_gone else None,
        dead_since=moment(-17) if piece.is_gone else None,
        answer=status_in_words(404) if piece.is_gone else "",
    )
    row.cities = [cities[slug] for slug in piece.cities if slug in cities]
    row.articles = [articles[slug] for slug in piece.articles if slug in articles]
    row.actions = [actions[title] for title in piece.actions if title in actions]
    row.save()


def suggest(paper: Outlet) -> None:
    """Let two items of a feed wait. The feed is not followed: nothing is asked of anybody for a demonstration."""
    url = f"{script.PLACE}/{paper.slug}/feed.xml"
    feed = OutletFeed.objects.create(outlet=paper, url=url, keywords=script.WORDS, is_followed=False)
    for tip in script.TIPS:
        Suggestion.objects.create(
            feed=feed,
            url=f"{script.PLACE}/{paper.slug}/suggested{tip.days}",
            headline=tip.headline,
            excerpt=tip.excerpt,
            printed_on=day(tip.days),
            matched=list(tip.matched),
        )


def write_drafts() -> None:
    """Let the writer have a draft that its source answered, and an article that waits for a reviewer."""
    writer = User.objects.filter(is_demonstration=True, display_name=f"Writer {DEMONSTRATION}").first()
    if writer is None:
        return
    author, _made = Author.objects.get_or_create(
        user=writer,
        locale=Locale.get_default(),
        defaults={
            "slug": slugify(writer.display_name),
            "name": writer.display_name,
            "role": "A demonstration account",
            "bio": "Nobody writes under this name. It shows how an author looks.",
        },
    )
    write = partial(draft, author=author, by=writer)
    answered = write(script.DRAFT_TITLE, script.DRAFT_TEXT)
    link = PreviewLink.objects.create(
        article=answered,
        name=script.SOURCE,
        token_digest=hashlib.sha256(secrets.token_bytes()).hexdigest(),
        made_by=writer,
        expires_at=timezone.now() + timedelta(days=14),
    )
    PreviewAnswer.objects.create(
        link=link, revision=answered.latest_revision, verdict=Verdict.CHANGES, words=script.ANSWER
    )
    waiting = write(script.REVIEW_TITLE, script.REVIEW_TEXT)
    workflow = waiting.get_workflow()
    if workflow is not None:
        workflow.start(waiting, writer)


def draft(title: str, text: str, *, author: Author, by: User) -> ArticlePage:
    """Make an article that is not published."""
    page = ArticlePage(
        title=title,
        slug=slugify(title),
        standfirst="A demonstration: nothing of this happened.",
        themes=[Theme.FINANCE],
        body=[("text", text)],
        owner=by,
        live=False,
        is_announced=False,
    )
    page.bylines = ordered([ArticleAuthor(author=author)], "article")
    NewsPage.objects.get().add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    return page
