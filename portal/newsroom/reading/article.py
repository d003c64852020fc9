"""One article as its readers see it."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.models import City
from handbooks.reading.addresses import address_of
from handbooks.reading.nation import reader_of
from handbooks.reading.registry import reads
from portal.newsroom.addresses import is_plain
from portal.newsroom.cards import card_url
from portal.newsroom.counting_words import minutes_for, words_of
from portal.newsroom.models import ArticlePage, Author, Correction
from portal.newsroom.reading.beside import Beside, Piece, beside, coverage_of
from portal.newsroom.reading.body import Body, Part
from portal.newsroom.reading.coverage import CoverageLine
from portal.newsroom.reading.credit import Credit
from portal.newsroom.reading.pictures import LEAD, LEAD_SIZES, Picture
from portal.newsroom.sharing import ShareText, share_texts
from portal.words.parts import Link
from portal.words.themes import Theme

ARCHIVE = "/news/archive/"
FEWEST_HEADINGS = 2


@reads("newsroom.articlepage")
class ArticleReading:
    """The page of one article. What was asked for once is kept, so that templates and machines' data share it."""

    def __init__(self, page: ArticlePage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)
        self.is_preview = getattr(request, "is_preview", False)
        self.body = Body(page, self.reader, is_draft=self.is_preview)
        if not self.is_preview:
            prefetch_related_objects([page], "cities")  # the card's address asks for them, too

    @cached_property
    def authors(self) -> list[Author]:
        if self.is_preview:
            return [byline.author for byline in self.page.bylines.all()]
        return [byline.author for byline in self.page.bylines.select_related("author")]

    @cached_property
    def cities(self) -> list[City]:
        return sorted(self.page.cities.all(), key=lambda city: city.name)

    @cached_property
    def corrections(self) -> list[Correction]:
        """What was put right, the newest first."""
        return sorted(self.page.corrections.all(), key=lambda correction: correction.corrected_on, reverse=True)

    @property
    def parts(self) -> list[Part]:
        return self.body.parts

    @cached_property
    def contents(self) -> list[Link]:
        """The headings, where there are enough of them to be a help."""
        found = self.body.contents
        return found if len(found) >= FEWEST_HEADINGS else []

    @property
    def minutes(self) -> int:
        """How long it takes to read; the words of a draft are not counted yet."""
        return minutes_for(words_of(self.page.body.raw_data)) if self.is_preview else self.page.minutes

    @cached_property
    def lead(self) -> Picture | None:
        return self.body.pictures.picture(self.page.lead_image_id, LEAD, LEAD_SIZES)

    @property
    def theme_links(self) -> list[Link]:
        return [
            Link(title=Theme(theme).label, url=f"{ARCHIVE}?{urlencode({'theme': theme})}") for theme in self.page.themes
        ]

    @property
    def city_links(self) -> list[Link]:
        return [Link(title=city.name, url=f"{ARCHIVE}?{urlencode({'city': city.slug})}") for city in self.cities]

    @property
    def entries(self) -> list[Link]:
        """The entries that the article names, in its fields, its cards or its text."""
        return [self.body.linked.cards[pk].link for pk in self.body.linked.entries]

    @property
    def precedents(self) -> list[Link]:
        return [self.body.linked.cards[pk].link for pk in self.body.linked.precedents]

    @cached_property
    def _beside(self) -> Beside:
        return beside(self.page, self.cities, self.user, self.reader)

    @property
    def related(self) -> list[Piece]:
        return self._beside.related_to(self.page.themes)

    @property
    def previous(self) -> Link | None:
        return self._beside.older.link if self._beside.older else None

    @property
    def next(self) -> Link | None:
        return self._beside.newer.link if self._beside.newer else None

    @cached_property
    def coverage(self) -> list[CoverageLine]:
        return coverage_of(self.page, self.user)

    @property
    def first_ran_at(self) -> str:
        """The address where it ran first; nothing that is not of the web."""
        return self.page.first_ran_at if is_plain(self.page.first_ran_at, "https", "http") else ""

    @property
    def url(self) -> str:
        """Its own address, with the host."""
        return settings.SITE_URL + address_of(self.page)

    @property
    def canonical(self) -> str:
        return self.first_ran_at or self.url

    @property
    def credit(self) -> Credit:
        page = self.page
        elsewhere = bool(page.first_ran_in or self.first_ran_at)
        published = timezone.localdate(page.first_published_at) if page.first_published_at else None
        return Credit(
            title=page.title,
            authors=[author.name for author in self.authors],
            url=self.canonical,
            day=page.first_ran_on if elsewhere else published,
            elsewhere=elsewhere,
            outlet=page.first_ran_in,
        )

    @property
    def is_updated(self) -> bool:
        """Whether it was published again on a later day."""
        first, last = self.page.first_published_at, self.page.last_published_at
        return bool(first and last) and timezone.localdate(last) > timezone.localdate(first)

    @cached_property
    def card(self) -> str:
        """The address of the picture that is shown where this is shared, with the host; nothing for a draft."""
        url = card_url(self.page)
        return settings.SITE_URL + url if url else ""

    @property
    def shares(self) -> list[ShareText]:
        return share_texts(self.page)

    @cached_property
    def crumbs(self) -> list[Link]:
        return [
            Link(title=_("Home"), url=self.reader.link("/")),
            Link(title=_("News"), url=self.reader.link("/news/")),
            Link(title=self.page.title),
        ]

    @property
    def running_head(self) -> str:
        return _("News")
