"""Load the articles, their author, and what they are about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cities.places.models import City
from handbooks.models import EntryPage, PrecedentPage
from handbooks.starter.files import Row
from handbooks.starter.ledger import Ledger, RowKind
from handbooks.starter.pages import PageKind, ordered
from portal.newsroom.models import ArticleAuthor, ArticlePage, Author, NewsPage
from portal.newsroom.starter.bodies import body

TEXTS = ("title", "slug", "standfirst", "share_short", "share_medium", "share_long")


class Authors(RowKind[Row, Author]):
    """The programme as an author: a body, and no member of the portal."""

    name = _("Authors")
    model = Author
    columns = ("slug", "name", "role", "is_body", "bio")

    def key(self, item: Row) -> str:
        return f"author:{item['slug']}"

    def fields(self, item: Row) -> Row:
        return {name: item[name] for name in self.columns}

    def fixed(self, item: Row) -> Row:
        return {"locale": Locale.get_default()}

    def twin(self, item: Row) -> Author | None:
        return Author.objects.filter(slug=item["slug"]).first()


class Articles(PageKind[Row, ArticlePage]):
    """The articles. They are not announced: a new portal has nothing to tell yet."""

    name = _("Articles")
    model = ArticlePage

    def __init__(self, ledger: Ledger, authors: list[int]) -> None:
        super().__init__(ledger)
        self.authors = authors
        self.news_id = NewsPage.objects.values_list("pk", flat=True).get()

    def key(self, item: Row) -> str:
        return f"article:{item['slug']}"

    def slug(self, item: Row) -> str:
        return item["slug"]

    def values(self, item: Row) -> Row:
        return item

    def parent_id(self, item: Row) -> int | None:
        return self.news_id

    def bare(self, item: Row) -> ArticlePage:
        page = ArticlePage(themes=item["themes"], is_announced=False)
        self._write_texts(page, item)
        return page

    def write(self, page: ArticlePage, item: Row) -> None:
        self._write_texts(page, item)
        page.search_description = item["standfirst"]
        page.themes, page.is_announced = item["themes"], False
        page.lead_image_id = self.ledger.ids.get(f"picture:{item['drawing']}")
        page.lead_image_alt = item["alt"] if page.lead_image_id else ""
        page.body = body(page.body.stream_block, item, self.ledger)
        page.bylines = ordered([ArticleAuthor(author_id=pk) for pk in self.authors], "article")
        self._write_subjects(page, item)

    def _write_texts(self, page: ArticlePage, item: Row) -> None:
        for name in TEXTS:
            setattr(page, name, item[name].strip())

    def _write_subjects(self, page: ArticlePage, item: Row) -> None:
        found = self.ledger.found
        page.cities = City.objects.filter(pk__in=found(f"city:{slug}" for slug in item["cities"]))
        page.entries = EntryPage.objects.filter(pk__in=found(item["entries"]))
        page.precedents = PrecedentPage.objects.filter(pk__in=found(f"precedent:{slug}" for slug in item["precedents"]))
