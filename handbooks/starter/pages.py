"""What the kinds that are pages have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from html import escape
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision

from handbooks.models import StarterRecord
from handbooks.starter.ledger import Item, Kind, Ledger

PageThing = TypeVar("PageThing", bound=Page)


class PageKind(Kind[Item, PageThing]):
    """A kind of pages: an edit shows as a newer revision, another parent, or a page taken down."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.parents: dict[int, Page | None] = {}

    @abstractmethod
    def parent_id(self, item: Item) -> int | None:
        """Return which page this one stands below; None where it was never loaded."""

    @abstractmethod
    def slug(self, item: Item) -> str:
        """Return the last part of the address."""

    @abstractmethod
    def bare(self, item: Item) -> PageThing:
        """Return the page with what the database insists on."""

    @abstractmethod
    def write(self, page: PageThing, item: Item) -> None:
        """Write every field and row of the item into the page."""

    def parent(self, item: Item) -> Page | None:
        """Return the page that this one stands below, read once; None where it was deleted."""
        pk = self.parent_id(item) or 0
        if pk not in self.parents:
            self.parents[pk] = Page.objects.filter(pk=pk).first()
        return self.parents[pk]

    def is_held(self, item: Item) -> bool:
        """Whether the page stays a draft."""
        return False

    def twin(self, item: Item) -> PageThing | None:
        parent = self.parent(item)
        if parent is None:
            return None
        page = parent.get_children().filter(slug=self.slug(item)).first()
        return page.specific if page else None

    def make(self, item: Item) -> PageThing | None:
        parent = self.parent(item)
        if parent is None:
            return None
        page = self.bare(item)
        page.live = False
        parent.add_child(instance=page)
        return page

    def fill(self, thing: PageThing, item: Item, *, is_new: bool) -> None:
        page = thing if is_new else thing.get_latest_revision_as_object()
        if hasattr(page, "change_note"):
            page.change_note = "" if is_new else _("Text brought up to date.")
        self.write(page, item)
        revision = page.save_revision(clean=self.is_held(item), log_action=False)  # publishing cleans
        if not self.is_held(item):
            PublishFilled(revision, page).execute()

    def is_edited(self, thing: PageThing, item: Item, record: StarterRecord) -> bool:
        parent = self.parent(item)
        is_elsewhere = parent is None or not thing.is_child_of(parent) or thing.slug != self.slug(item)
        is_down = not thing.live and not self.is_held(item)
        created = thing.latest_revision_created_at
        return is_elsewhere or is_down or (created is not None and created > record.loaded_at)


class PublishFilled(PublishPageRevisionAction):
    """Publish the page that the revision was made of, instead of reading it back out of the revision."""

    def __init__(self, revision: Revision, page: Page) -> None:
        self.revision, self.object = revision, page
        self.user, self.changed, self.log_action, self.previous_revision = None, True, True, None


def paragraph(text: str) -> str:
    """Return plain text as rich text of one paragraph."""
    return f"<p>{escape(text, quote=False)}</p>"


def ordered(rows: Iterable[Any], parent: str) -> list[Any]:
    """Return the rows of a page in their order, each checked as an editor's form would. `parent` names their page."""
    listed = list(rows)
    for place, row in enumerate(listed):
        row.sort_order = place
        row.full_clean(exclude={parent, *(f.name for f in row._meta.fields if f.is_relation)})
    return listed
