"""The narrative and its principles as their readers see them."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.reading.nation import reader_of
from handbooks.reading.registry import reads
from portal.newsroom.models import NarrativePage, PrinciplePage
from portal.words.parts import Link


@reads("newsroom.narrativepage")
class NarrativeReading:
    """The whole narrative."""

    def __init__(self, page: NarrativePage, request: HttpRequest) -> None:
        self.page = page
        self.reader = reader_of(request)
        self.principles = list(
            PrinciplePage.objects.visible_to(getattr(request, "user", None)).child_of(page).order_by("path")
        )

    @property
    def crumbs(self) -> list[Link]:
        return [
            Link(title=_("Home"), url=self.reader.link("/")),
            Link(title=_("News"), url=self.reader.link("/news/")),
            Link(title=self.page.title),
        ]

    @property
    def running_head(self) -> str:
        return _("The shared narrative")


@reads("newsroom.principlepage")
class PrincipleReading:
    """One principle."""

    def __init__(self, page: PrinciplePage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)

    @property
    def crumbs(self) -> list[Link]:
        return [
            Link(title=_("Home"), url=self.reader.link("/")),
            Link(title=_("News"), url=self.reader.link("/news/")),
            Link(title=_("Narrative"), url=self.reader.link("/news/narrative/")),
            Link(title=self.page.title),
        ]

    @property
    def running_head(self) -> str:
        return _("The shared narrative")
