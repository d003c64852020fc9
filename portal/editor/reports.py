"""What every report at /editor/ shares: who may open it, its table, its spreadsheet and its line in the menu."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rules import has_perm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import Button, HeaderButton

from portal.text.cells import harmless


class Report(ReportView):
    """A list for who has `permission`. `spreadsheet` names its columns: attribute of a row, and heading.

    `namespace` is that of its addresses, which are named `name` and `name_results`.
    """

    name = ""
    namespace = ""
    permission = ""
    spreadsheet: tuple[tuple[str, Any], ...] = ()
    template_name = "editor/report.html"
    explanation: Any = ""
    any_permission_required: list[str] = []
    permission_policy = None
    header_more_buttons: list[Button] = []  # where Wagtail hides the downloads

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_perm(self.permission, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        """The list as it is filtered, to take away."""
        return [
            HeaderButton(_("Download XLSX"), url=self.xlsx_export_url, icon_name="download", priority=10),
            HeaderButton(_("Download CSV"), url=self.csv_export_url, icon_name="download", priority=20),
        ]

    @property
    def index_url_name(self) -> str:
        return f"{self.namespace}:{self.name}"

    @property
    def index_results_url_name(self) -> str:
        return f"{self.namespace}:{self.name}_results"

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


class ReportMenuItem(MenuItem):
    """A report in the menu, for those who may open it."""

    def __init__(self, report: type[Report], order: int) -> None:
        self.permission = report.permission
        url = reverse(f"{report.namespace}:{report.name}")
        super().__init__(report.page_title, url, name=report.name, icon_name=report.header_icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return has_perm(self.permission, request.user)


class WordsColumn(Column):
    """A column that says its own name beside each value where the screen is too narrow for a table."""

    cell_template_name = "editor/cell.html"


class DayColumn(DateColumn):
    """The same for a date."""

    cell_template_name = "editor/date-cell.html"
