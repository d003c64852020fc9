"""The editing forms, grouped as the pages read. `attach` puts them on the page types.

Kept away from the models, so that reading a page imports nothing of the editor.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel, TitleFieldPanel
from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.models import Page

from handbooks import models
from handbooks.editor import comparison, dates  # noqa: F401 registers how lists are compared and days are typed
from handbooks.editor.connections import naming_precedents, received_counterparts, tasks_of
from handbooks.editor.formsets import CounterpartsFormSet, LegalBasesFormSet, LimitsFormSet, StepsFormSet
from handbooks.editor.kinds import ReadPanel, RowsPanel
from handbooks.forms import EntryPageForm, PageCopyForm, PortalPageForm, PrecedentPageForm, ThemePageForm


def chosen(name: str, **kwargs: Any) -> FieldPanel:
    """A field that is never empty, not even in a draft: the database keeps it to its list."""
    return FieldPanel(name, required_on_save=True, **kwargs)


def later(name: str, **kwargs: Any) -> FieldPanel:
    """A field that a draft may leave empty and that publishing asks for."""
    return FieldPanel(name, required_on_save=False, **kwargs)


ROLE = _(
    "What it does for this entry: gives the power or right, limits it, lays a duty on somebody, or guides its use."
)
CONFIDENCE = _("How settled the law is. Readers see it. How well checked our facts are is Certainty, under Review.")
CERTAINTY = _(
    "How well checked the facts are. For editors; readers see the notice. Confidence says how settled the law is."
)

LAW = RowsPanel(
    "legal_bases",
    heading=_("Legal bases"),
    label=_("legal basis"),
    formset=LegalBasesFormSet,
    help_text=_("One row for each provision or scheme. Nations: where this provision does this for the entry."),
    panels=[
        FieldPanel("provision"),
        FieldPanel("scheme", help_text=_("Only for law or policy that legislation.gov.uk has no address for.")),
        FieldRowPanel([chosen("role", help_text=ROLE), FieldPanel("in_force_on")]),
        FieldPanel("in_force_words"),
        later("nations"),
        FieldPanel("note"),
    ],
)

COUNTERPARTS = RowsPanel(
    "counterparts_set",
    heading=_("Counterparts set here"),
    label=_("counterpart"),
    formset=CounterpartsFormSet,
    help_text=_("The entry of the other handbook that meets this one. It is stored once and shows on both pages."),
    panels=[chosen("other"), FieldPanel("council_to_community"), FieldPanel("community_to_council")],
)

REVIEW = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("last_reviewed"), chosen("reviewed_by"), FieldPanel("review_due")]),
        FieldRowPanel([chosen("certainty", help_text=CERTAINTY)]),
    ],
    heading=_("Review"),
    icon="check",
    help_text=_("Set the day of review only after reading the whole page against its sources."),
)
NOTICE = FieldPanel("check_before_use")
NOTES = MultiFieldPanel(
    [FieldPanel("editor_notes")], heading=_("Notes for editors"), icon="edit", classname="collapsed"
)
CHANGE = MultiFieldPanel(
    [FieldPanel("change_note"), FieldPanel("change_is_minor")],
    heading=_("What changed"),
    icon="history",
    help_text=_("Asked for when a published page is published again. The first publication needs none."),
)

ENTRY: Sequence[Panel] = [
    MultiFieldPanel(
        [
            TitleFieldPanel("title"),
            FieldPanel("summary", widget=AdminAutoHeightTextInput(attrs={"maxlength": 200})),
            FieldRowPanel([chosen("kind"), chosen("status")]),
        ],
        heading=_("What it is"),
        icon="doc-full",
    ),
    MultiFieldPanel(
        [
            later("nations", help_text=_("Where the entry applies, which may be less than the extent of the statute.")),
            FieldPanel("who_can_use"),
            FieldPanel("usable_by"),
            FieldPanel("signed_off_by"),
        ],
        heading=_("Who and where"),
        icon="group",
    ),
    MultiFieldPanel(
        [
            FieldPanel("in_force_since", widget=AdminAutoHeightTextInput(attrs={"maxlength": 400})),
            FieldPanel("confidence", help_text=CONFIDENCE),
            LAW,
            FieldPanel("no_provision_because", help_text=_("Needed when no legal basis is given above.")),
        ],
        heading=_("The law"),
        icon="openquote",
    ),
    MultiFieldPanel([FieldPanel("what_it_lets_you_do")], heading=_("What it lets you do"), icon="key"),
    RowsPanel(
        "steps",
        heading=_("Steps"),
        label=_("step"),
        icon="list-ol",
        formset=StepsFormSet,
        help_text=_("What to do, in order: three to eight steps. A heading is optional."),
        panels=[FieldPanel("heading"), FieldPanel("text")],
    ),
    MultiFieldPanel(
        [NOTICE], heading=_("Notice"), icon="warning", help_text=_("Leave it empty when every fact is settled.")
    ),
    RowsPanel(
        "limits",
        heading=_("Before you rely on this"),
        label=_("limit or risk"),
        icon="warning",
        formset=LimitsFormSet,
        help_text=_("Limits and risks, one to a row. Readers always see them."),
        panels=[FieldPanel("text")],
    ),
    MultiFieldPanel(
        [
            COUNTERPARTS,
            ReadPanel(
                "handbooks/editor/counterparts.html",
                reads=received_counterparts,
                heading=_("Counterparts set on the other page"),
            ),
            FieldPanel("counterpart_note"),
            FieldPanel("no_counterpart_because"),
        ],
        heading=_("Counterparts"),
        icon="link",
    ),
    ReadPanel("handbooks/editor/precedents.html", reads=naming_precedents, heading=_("Precedents"), icon="pick"),
    MultiFieldPanel([FieldPanel("related")], heading=_("Related entries"), icon="link", classname="collapsed"),
    FieldPanel("body", heading=_("More sections"), icon="title"),
    FieldPanel("further_reading", heading=_("Further reading"), icon="link-external"),
    REVIEW,
    NOTES,
    CHANGE,
]

PRECEDENT: Sequence[Panel] = [
    MultiFieldPanel(
        [
            TitleFieldPanel("title"),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("is_cautionary"), FieldPanel("is_held")]),
        ],
        heading=_("What it is"),
        icon="doc-full",
    ),
    MultiFieldPanel(
        [
            FieldPanel("place"),
            FieldRowPanel([FieldPanel("city"), chosen("nation"), FieldPanel("years")]),
            later("themes"),
            FieldPanel("lead_organisations"),
        ],
        heading=_("Where, when and who"),
        icon="site",
    ),
    MultiFieldPanel(
        [NOTICE], heading=_("Notice"), icon="warning", help_text=_("Leave it empty when every fact is settled.")
    ),
    MultiFieldPanel(
        [FieldPanel("what_was_done"), FieldPanel("outcome"), FieldPanel("went_wrong"), FieldPanel("lessons")],
        heading=_("The story"),
        icon="list-ol",
    ),
    RowsPanel(
        "entry_links",
        heading=_("Entries"),
        label=_("entry"),
        icon="pick",
        help_text=_("Entries of either handbook. Used: it relied on them. Related: neighbouring or newer tools."),
        panels=[chosen("entry"), chosen("relation")],
    ),
    FieldPanel("body", heading=_("More sections"), icon="title"),
    FieldPanel("sources", heading=_("Sources"), icon="link-external"),
    REVIEW,
    NOTES,
    CHANGE,
]


def titled(*names: str) -> list[Panel]:
    """The panels of a page that only has a title and a few fields."""
    return [TitleFieldPanel("title"), *(FieldPanel(name) for name in names)]


THEME = [
    MultiFieldPanel([TitleFieldPanel("title"), chosen("theme"), FieldPanel("standfirst")], heading=_("What it is")),
    FieldPanel("intro"),
    ReadPanel("handbooks/editor/tasks.html", reads=tasks_of, heading=_("“I want to …”"), icon="tasks"),
]


def attach() -> None:
    """Give every page type its form and its panels; called once, when the models are loaded."""
    give(models.EntryPage, ENTRY, EntryPageForm)
    give(models.PrecedentPage, PRECEDENT, PrecedentPageForm)
    give(models.ThemePage, THEME, ThemePageForm)
    for shelf in (models.HandbooksPage, models.HandbookPage, models.ThemePage):
        shelf.admin_default_ordering = "ord"  # editors find what is below it in the order of reading
    give(models.HandbookPage, titled("standfirst", "intro", "notice"))
    give(models.HandbooksPage, titled("standfirst", "intro"))
    give(models.PrecedentIndexPage, titled("standfirst", "intro"))
    give(models.GlossaryPage, titled("intro"))
    give(models.AlphabetPage, titled())


def give(page_type: type[Page], panels: Sequence[Panel], form: type[PortalPageForm] = PortalPageForm) -> None:
    page_type.content_panels = panels
    page_type.base_form_class = form
    page_type.copy_form_class = PageCopyForm
