"""Generated articles and coverage for benchmarks: published over five years, with themes, cities, names and mentions.

They say that they are generated. They are written in batches, each in one transaction, as rows: no revision is made,
and nothing is announced. The search hears of each batch by a signal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from cities.places.models import City
from handbooks.models import EntryPage
from portal.newsroom.choices import OutletKind
from portal.newsroom.counting_words import words_of
from portal.newsroom.models import ArticleAuthor, ArticleMention, ArticlePage, Author, Coverage, NewsPage, Outlet
from portal.newsroom.querysets import ArticleQuerySet
from portal.newsroom.signals import articles_generated
from portal.words.themes import Theme

BATCH = 500
FIVE_YEARS = timedelta(days=5 * 365)
AUTHORS, OUTLETS = 60, 80
SLUG, HOST = "generated-", "load.example"

SUBJECTS = (
    *("a bakery owned by its street", "the wholesale market", "warm terraces", "a land trust at the docks"),
    *("school dinners bought nearby", "a licence for every landlord", "the credit union's new counter"),
    *("empty shops and who fills them", "solar roofs on the estate", "care workers who own their firm"),
)
SAID = (
    "<h2>{first}</h2><p>Generated to measure with. The council, the college and a dozen small firms met in the hall, "
    "and agreed what each of them buys, from whom, and what would have to change for {subject}. Nobody claimed that it "
    "would be quick. They wrote down who answers for which part, and what they do when it does not go well.</p>"
)
HEADINGS = ("How it began", "What it costs", "What went wrong", "Who decides", "What comes next")
QUOTE = {"text": "We asked who keeps the money. Then we asked again. (generated)", "who": "A generated voice"}
CHART = {
    "title": "Spent in the city (generated)",
    "unit": "£ million",
    "rows": [
        {"type": "item", "id": f"row-{year}", "value": {"label": str(year), "value": str(40 + year % 7)}}
        for year in range(2021, 2026)
    ],
    "source": "Generated to measure with",
    "url": "",
}


def generate_articles(number: int) -> int:
    """Bring the generated articles up to `number`; return how many were made."""
    there = generated_articles().count()
    cast = Cast()
    for first in range(there, number, BATCH):
        add_articles(range(first, min(first + BATCH, number)), cast)
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE wagtailcore_page, newsroom_articlepage, newsroom_articleauthor, newsroom_articlemention"
        )
    return max(number - there, 0)


def generated_articles() -> ArticleQuerySet:
    return ArticlePage.objects.filter(slug__startswith=SLUG)


class Cast:
    """What generated articles name: the same each time."""

    def __init__(self) -> None:
        self.news, self.locale = NewsPage.objects.get(), Locale.get_default()
        self.content_type = ContentType.objects.get_for_model(ArticlePage)
        self.cities = list(City.objects.order_by("pk").values_list("pk", flat=True))
        self.entries = list(EntryPage.objects.visible_to(None).order_by("pk").values_list("pk", flat=True)[:60])
        self.authors = [self._author(place) for place in range(AUTHORS)]

    def _author(self, place: int) -> int:
        told = {"name": f"Writer {place} (generated)", "role": "Writes to measure with"}
        return Author.objects.get_or_create(slug=f"{SLUG}{place}", locale=self.locale, defaults=told)[0].pk


@transaction.atomic
def add_articles(numbers: range, cast: Cast) -> None:
    """Add a batch, each table in one statement."""
    pages = Page.objects.bulk_create(list(pages_of(numbers, cast)))
    articles: list[Any] = [article_of(page, number) for page, number in zip(pages, numbers, strict=True)]
    rows: Any = ArticlePage._base_manager
    rows._insert(articles, fields=ArticlePage._meta.local_concrete_fields, using=rows.db)
    ArticleAuthor.objects.bulk_create(names_of(pages, numbers, cast))
    ArticlePage.cities.through.objects.bulk_create(places_of(pages, numbers, cast))
    ArticleMention.objects.bulk_create(mentions_of(pages, numbers, cast))
    ArticlePage.entries.through.objects.bulk_create(entries_of(pages, numbers, cast))
    articles_generated.send(ArticlePage, keys=[page.pk for page in pages])


def pages_of(numbers: range, cast: Cast) -> Iterator[Page]:
    """Yield the rows of the tree, below the news page and after what stands there."""
    news = NewsPage.objects.get(pk=cast.news.pk)
    last, now = news.get_last_child(), timezone.now()
    step = NewsPage._str2int(last.path[-NewsPage.steplen :]) if last else 0
    for place, number in enumerate(numbers, start=1):
        at = now - FIVE_YEARS * (hashed(number) / 1_000_000)
        title, slug = f"On {subject_of(number)}, {number} (generated)", f"{SLUG}{number}"
        yield Page(
            title=title,
            draft_title=title,
            slug=slug,
            locale=cast.locale,
            content_type=cast.content_type,
            path=NewsPage._get_path(news.path, news.depth + 1, step + place),
            depth=news.depth + 1,
            url_path=f"{news.url_path}{slug}/",
            first_published_at=at,
            last_published_at=at,
        )
    NewsPage.objects.filter(pk=news.pk).update(numchild=news.numchild + len(numbers))


def hashed(number: int) -> int:
    """Return a number below a million that looks random and is the same each time."""
    return number * 7_919_777 % 1_000_003 % 1_000_000


def subject_of(number: int) -> str:
    return SUBJECTS[number % len(SUBJECTS)]


def article_of(page: Page, number: int) -> ArticlePage:
    article = ArticlePage(
        page_ptr_id=page.pk,
        standfirst=f"Generated to measure with: who gains from {subject_of(number)}, and who says so.",
        themes=sorted({Theme.values[number % len(Theme)], Theme.values[number // 3 % len(Theme)]}),
        body=json.dumps(body_of(number)),
        is_announced=False,
    )
    article.words = words_of(body_of(number))
    return article


def body_of(number: int) -> list[dict[str, Any]]:
    """Return five headed parts with a quotation and a chart: about 350 words."""
    texts = [{"type": "text", "value": SAID.format(first=head, subject=subject_of(number))} for head in HEADINGS]
    quote, chart = {"type": "pull_quote", "value": QUOTE}, {"type": "chart", "value": CHART}
    blocks: list[dict[str, Any]] = [*texts[:2], quote, *texts[2:4], chart, texts[4]]
    return [{**block, "id": f"{number:08x}-0000-4000-8000-{place:012x}"} for place, block in enumerate(blocks)]


def names_of(pages: list[Page], numbers: range, cast: Cast) -> Iterator[ArticleAuthor]:
    for page, number in zip(pages, numbers, strict=True):
        for place in range(1 + (number % 4 == 0)):
            author = cast.authors[(number + place * 7) % AUTHORS]
            yield ArticleAuthor(article_id=page.pk, author_id=author, sort_order=place)


def places_of(pages: list[Page], numbers: range, cast: Cast) -> Iterator[Any]:
    """Yield a city for three articles in four."""
    through: Any = ArticlePage.cities.through
    for page, number in zip(pages, numbers, strict=True):
        if cast.cities and number % 4:
            yield through(articlepage_id=page.pk, city_id=cast.cities[number % len(cast.cities)])


def entries_of(pages: list[Page], numbers: range, cast: Cast) -> Iterator[Any]:
    through: Any = ArticlePage.entries.through
    for page, number in zip(pages, numbers, strict=True):
        if cast.entries:
            yield through(articlepage_id=page.pk, entrypage_id=cast.entries[number % len(cast.entries)])


def mentions_of(pages: list[Page], numbers: range, cast: Cast) -> Iterator[ArticleMention]:
    for page, number in zip(pages, numbers, strict=True):
        if cast.entries:
            yield ArticleMention(article_id=page.pk, entry_id=cast.entries[number % len(cast.entries)])


def generate_coverage(number: int) -> int:
    """Bring the generated coverage up to `number`, marked as made up; return how many were made."""
    there = Coverage.objects.filter(url__startswith=f"https://{HOST}/").count()
    outlets, cities = generated_outlets(), list(City.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(there, number, BATCH):
        add_coverage(range(first, min(first + BATCH, number)), outlets, cities)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE newsroom_coverage, newsroom_coverage_cities")
    return max(number - there, 0)


def generated_outlets() -> list[int]:
    kinds = OutletKind.values
    Outlet.objects.bulk_create(
        [
            Outlet(
                slug=f"{SLUG}{place}", name=f"Outlet {place} (generated)", kind=kinds[place % len(kinds)], is_demo=True
            )
            for place in range(OUTLETS)
        ],
        ignore_conflicts=True,
    )
    return list(Outlet.objects.filter(slug__startswith=SLUG).order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def add_coverage(numbers: range, outlets: list[int], cities: list[int]) -> None:
    rows = Coverage.objects.bulk_create(coverage_of(number, outlets) for number in numbers)
    if cities:
        through: Any = Coverage.cities.through
        through.objects.bulk_create(
            through(coverage_id=row.pk, city_id=cities[number % len(cities)])
            for row, number in zip(rows, numbers, strict=True)
        )


def coverage_of(number: int, outlets: list[int]) -> Coverage:
    url = f"https://{HOST}/story-{number}"
    return Coverage(
        outlet_id=outlets[number % len(outlets)],
        headline=f"City tries {subject_of(number)}, {number} (generated)",
        printed_on=date.today() - FIVE_YEARS * (hashed(number) / 1_000_000),
        url=url,
        url_key=url,
        is_demo=True,
    )
