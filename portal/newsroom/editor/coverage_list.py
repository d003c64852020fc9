"""The list of coverage at /editor/."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView

from cities.places.editor.policies import RulePolicy
from portal.editor.reports import WordsColumn
from portal.editor.snippets import SnippetViewSet
from portal.newsroom.editor.coverage import AddCoverageView, CoverageForm, EditCoverageView, day_said, link_said
from portal.newsroom.models import Coverage


class CoverageFilterSet(WagtailFilterSet):
    printed_on = django_filters.DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)
    dead = django_filters.BooleanFilter(
        field_name="dead_since", lookup_expr="isnull", exclude=True, label=_("The link is dead")
    )

    class Meta:
        model = Coverage
        fields = ["outlet", "cities", "printed_on", "is_public", "dead"]


class CoverageView(IndexView):
    """The coverage, with a way to begin a record from its address."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        paste = HeaderButton(_("Add by its address"), url=reverse("newsroom_paste"), icon_name="link")
        return [*super().header_buttons, paste]


class CoverageViewSet(SnippetViewSet):
    model = Coverage
    index_view_class = CoverageView
    add_view_class = AddCoverageView
    edit_view_class = EditCoverageView
    icon = "clipboard-list"
    menu_label = _("Coverage")
    list_display = [
        "headline",
        WordsColumn("outlet", label=_("Outlet"), sort_key="outlet__name"),
        WordsColumn("printed_on", label=_("Date"), sort_key="printed_on", accessor=day_said),
        BooleanColumn("is_public", label=_("Shown")),
        WordsColumn("link", label=_("Link"), accessor=link_said),
    ]
    filterset_class = CoverageFilterSet
    search_fields = ["headline", "url", "outlet__name"]
    search_backend_name = None
    ordering = ["-printed_on", "-pk"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("url"),
                    FieldPanel("headline"),
                    FieldRowPanel([FieldPanel("outlet"), FieldPanel("printed_on")]),
                    FieldPanel("is_public"),
                ],
                heading=_("What was printed"),
            ),
            FieldPanel("cities", widget=CheckboxSelectMultiple),
            FieldPanel("articles", widget=CheckboxSelectMultiple),
            FieldPanel("actions", widget=CheckboxSelectMultiple),
        ],
        base_form_class=CoverageForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Coverage]:
        return Coverage.objects.select_related("outlet")

    @property
    def permission_policy(self) -> RulePolicy:
        keep = "newsroom.keep_coverage"
        acts: dict[str, Any] = {"add": keep, "change": keep, "view": keep, "delete": keep}
        return RulePolicy(self.model, acts)
