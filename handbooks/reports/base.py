"""What the reports on the handbooks share: who may open them, their filters and their columns."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.models import Page

from handbooks.choices import Certainty
from handbooks.reports.rows import CITY, ENTRY, PRECEDENT, TERM
from portal.editor.reports import DayColumn, Report, WordsColumn
from portal.words.audiences import Audience


class RowFilterSet(WagtailFilterSet):
    """Filters rows by their own attributes: what is chosen must equal what the row says.

    A name in `special` is no attribute of a row; `keeps` decides about it.
    """

    special: tuple[str, ...] = ()

    class Meta:
        model = Page
        fields: list[str] = []

    def keeps(self, row: Any) -> bool:
        return True

    def filter_queryset(self, queryset: Any) -> Any:
        given = {name: value for name, value in self.form.cleaned_data.items() if value and name not in self.special}
        return [
            row
            for row in queryset
            if self.keeps(row) and all(getattr(row, name) == value for name, value in given.items())
        ]


class PlaceFilterSet(RowFilterSet):
    """By handbook and by certainty."""

    audience = django_filters.ChoiceFilter(label=_("Handbook"), choices=Audience.choices)
    certainty = django_filters.ChoiceFilter(label=_("Certainty"), choices=Certainty.choices)


class KindFilterSet(PlaceFilterSet):
    """By kind of thing as well."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=[(ENTRY, _("Entry")), (PRECEDENT, _("Precedent")), (CITY, _("City")), (TERM, _("Term"))],
    )


class HandbooksReport(Report):
    """A list for the editors of the handbooks."""

    namespace = "handbooks_reports"
    permission = "handbooks.read_reports"


NUMBER = WordsColumn("number", label=_("Number"), width="8%")
TITLE = TitleColumn("title", label=_("Title"), get_url=lambda row: row.url, width="24%")
KIND = WordsColumn("kind_label", label=_("Kind"))
THEME = WordsColumn("theme", label=_("Theme"))
STATE = WordsColumn("state", label=_("State"))
CERTAINTY = WordsColumn("certainty_label", label=_("Certainty"))
REVIEWED = DayColumn("reviewed", label=_("Last reviewed"))
PLACE_SHEET = (("number", _("Number")), ("title", _("Title")), ("handbook", _("Handbook")), ("theme", _("Theme")))
