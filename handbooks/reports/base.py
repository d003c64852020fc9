"""What every report shares: who may open it, its filters, its table and its spreadsheet."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from handbooks.choices import Certainty
from handbooks.reports.rows import CITY, ENTRY, PRECEDENT, TERM
from portal.text.cells import harmless
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


class Report(ReportView):
    """A list for editors. `spreadsheet` names its columns: attribute of a row, and heading."""

    name = ""
    permission = "handbooks.read_reports"
    spreadsheet: tuple[tuple[str, Any], ...] = ()
    template_name = "handbooks/editor/report.html"
    explanation: Any = ""
    any_permission_required: list[str] = []
    permission_policy = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def index_url_name(self) -> str:
        return f"handbooks_reports:{self.name}"

    @property
    def index_results_url_name(self) -> str:
        return f"handbooks_reports:{self.name}_results"

    @property
    def list_export(self) -> list[str]:
        return [attribute for attribute, _heading in self.spreadsheet]

    @property
    def export_headings(self) -> dict[str, Any]:
        return dict(self.spreadsheet)

    def get_filename(self) -> str:
        return self.name.replace("_", "-")

    def to_row_dict(self, item: Any) -> Any:
        """Keep a spreadsheet program from running what a reader or an editor typed."""
        return {key: harmless(value) for key, value in super().to_row_dict(item).items()}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "explanation": self.explanation}


class WordsColumn(Column):
    """A column that says its own name beside each value where the screen is too narrow for a table."""

    cell_template_name = "handbooks/editor/cell.html"


class DayColumn(DateColumn):
    """The same for a date."""

    cell_template_name = "handbooks/editor/date-cell.html"


NUMBER = WordsColumn("number", label=_("Number"), width="8%")
TITLE = TitleColumn("title", label=_("Title"), get_url=lambda row: row.url, width="24%")
KIND = WordsColumn("kind_label", label=_("Kind"))
THEME = WordsColumn("theme", label=_("Theme"))
STATE = WordsColumn("state", label=_("State"))
CERTAINTY = WordsColumn("certainty_label", label=_("Certainty"))
REVIEWED = DayColumn("reviewed", label=_("Last reviewed"))
PLACE_SHEET = (("number", _("Number")), ("title", _("Title")), ("handbook", _("Handbook")), ("theme", _("Theme")))
