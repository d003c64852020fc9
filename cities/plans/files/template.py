"""The workbook to fill in: headings, choices to pick from, how to fill it in, and one row as an example."""

from __future__ import annotations

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cities.places.models import Partner
from cities.plans.choices import Visibility
from cities.plans.files.columns import READ, Field, squeezed
from cities.plans.files.sheets import EXAMPLE, MOST_ROWS
from cities.plans.files.writing import ACTIONS_SHEET, HEADER_FILL
from cities.plans.models import ActionPlan
from portal.accounts.models import User
from portal.text.cells import harmless

CHOICES_SHEET, HELP_SHEET = "Choices", "How to fill it in"
PICKED = (Field.OBJECTIVE, Field.LEAD, Field.VISIBILITY)


def template_of(plan: ActionPlan, by: User) -> bytes:
    """Return the template of a plan: its objectives and the partners of its network can be picked from lists."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101
    sheet.title = ACTIONS_SHEET
    choices = choices_of(plan, by)
    write_head(sheet)
    sheet.append([harmless(example(choices).get(column.key, "")) for column in READ])
    for cell in sheet[2]:
        cell.font, cell.alignment = Font(italic=True), Alignment(wrap_text=True, vertical="top")
    lists = book.create_sheet(CHOICES_SHEET)
    for place, name in enumerate(PICKED, 1):
        for row, choice in enumerate(choices[name], 1):
            lists.cell(row, place, harmless(choice))
        pick_from(sheet, name, place, len(choices[name]))
    lists.sheet_state = "hidden"
    write_help(book.create_sheet(HELP_SHEET))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def choices_of(plan: ActionPlan, by: User) -> dict[str, list[str]]:
    partners = Partner.objects.visible_to(by).current().filter(city=plan.city_id).order_by("organisation__name")
    return {
        Field.OBJECTIVE: [squeezed(title) for title in plan.objectives.values_list("title", flat=True)],
        Field.LEAD: [squeezed(name) for name in partners.values_list("organisation__name", flat=True)],
        Field.VISIBILITY: list(Visibility.values),
    }


def write_head(sheet: Worksheet) -> None:
    sheet.append([str(column.heading) for column in READ])
    sheet.freeze_panes = "A2"
    for place, column in enumerate(READ, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        cell = sheet.cell(1, place)
        cell.font, cell.fill, cell.alignment = Font(bold=True), HEADER_FILL, Alignment(wrap_text=True, vertical="top")


def pick_from(sheet: Worksheet, name: str, place: int, count: int) -> None:
    """Let a column be picked from a list on the hidden sheet; what is not in it is taken too, and checked later."""
    if not count:
        return
    letter = get_column_letter([column.key for column in READ].index(name) + 1)
    source = get_column_letter(place)
    rule = DataValidation("list", formula1=f"'{CHOICES_SHEET}'!${source}$1:${source}${count}", allow_blank=True)
    rule.showErrorMessage = name != Field.LEAD
    rule.error = _("Pick one from the list.")
    rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
    sheet.add_data_validation(rule)


def example(choices: dict[str, list[str]]) -> dict[str, str]:
    """Return the row that shows how it is done. Its number says that it is an example, so the import leaves it out."""
    return {
        Field.NUMBER: EXAMPLE,
        Field.OBJECTIVE: next(iter(choices[Field.OBJECTIVE]), _("Homes that stay affordable")),
        Field.TITLE: _("Lend empty shops to community groups"),
        Field.SUMMARY: _("The council lends ten empty shops for three years, at a rent that covers its costs."),
        Field.OUTCOME: _("Ten shops are in use, and the groups in them can plan beyond a season."),
        Field.LEAD: next(iter(choices[Field.LEAD]), _("The City Council")),
        Field.CO_OWNERS: "\n".join(choices[Field.LEAD][1:3]),
        Field.STARTS_ON: "2026-04-01",
        Field.DUE_ON: "2027-03-31",
        Field.VISIBILITY: Visibility.PARTNERS,
        Field.ENTRIES: "LG 3.2; CS 1.4",
        Field.PRECEDENTS: "P 12",
        Field.MILESTONES: _("2026-06-30 Shops are chosen\n2026-09-30 First lease is signed"),
    }


def help_rows() -> list[tuple[str, str]]:
    """Return how each column is filled in."""
    return [
        (_("Number"), _("Empty for a new action: it gets the next number. Never change the number of another row.")),
        (_("Key"), _("Empty for a new action. In an exported file it tells that a row is of this plan.")),
        (_("Objective"), _("The title of an objective of the plan. Add new objectives to the plan first.")),
        (_("Title, summary"), _("Every action has both. A title is one line of at most 160 characters.")),
        (_("Lead"), _("One partner of your network, by its name. It is asked, and shown as asked until it accepts.")),
        (_("Co-owners, supporters"), _("Partners of your network, one a line.")),
        (_("Owner (reference)"), _("The email address of an active member of your network, or their reference.")),
        (_("Starts, due"), _("A date: 31/12/2026 or 2026-12-31.")),
        (_("Who reads it"), _("draft, partners or public. A new action without a word here is for partners.")),
        (
            _("Handbook entries"),
            _("Numbers of entries: LG 3.2; CS 1.4. Or “none needed:” and why no power is needed."),
        ),
        (_("Precedents"), _("Numbers of precedents: P 12; P 14.")),
        (
            _("Milestones"),
            _("One a line, the date first: 2026-12-31 First homes are let. When it is done: … (done 2026-12-01)."),
        ),
        (_("Empty cells"), _("An empty cell empties what the action says. A column that you delete is left alone.")),
        (_("Updates"), _("What happened is told by updates and is never imported.")),
        (_("Afterwards"), _("You see what each row would change before anything is written. All rows are, or none.")),
    ]


def write_help(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 100
    for row, (name, said) in enumerate(help_rows(), 1):
        sheet.cell(row, 1, name).font = Font(bold=True)
        sheet.cell(row, 2, said).alignment = Alignment(wrap_text=True, vertical="top")
