"""Reports on what happened to pages: links that broke, problems that readers reported, law on the move."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, F, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.models import Page

from handbooks.links import broken_q
from handbooks.models import LinkCheck, ProblemReport, WatchTopic
from handbooks.reports.base import HandbooksReport
from portal.editor.reports import DayColumn, WordsColumn


class PagesColumn(Column):
    """The pages that cite an address, each leading to its form."""

    cell_template_name = "handbooks/editor/pages-cell.html"


class LinkFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[("broken", _("Broken")), ("failing", _("Failing for less than two weeks"))],
        method="by_state",
    )

    class Meta:
        model = LinkCheck
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[LinkCheck], name: str, value: str) -> QuerySet[LinkCheck]:
        return queryset.filter(broken_q()) if value == "broken" else queryset.exclude(broken_q())


class BrokenLinksReport(HandbooksReport):
    name = "broken_links"
    page_title = _("Broken links")
    header_icon = "link-external"
    explanation = _(
        "Addresses outside the portal that published pages cite and that no longer answer."
        " After two weeks they count as broken."
    )
    filterset_class = LinkFilterSet
    columns = [
        TitleColumn("url", label=_("Address"), get_url=lambda check: check.url, link_attrs={"rel": "noreferrer"}),
        WordsColumn("problem", label=_("Answer")),
        DayColumn("failing_since", label=_("Failing since")),
        DayColumn("checked_at", label=_("Checked")),
        PagesColumn("pages", label=_("On"), accessor=lambda check: check.pages.all()),
    ]
    spreadsheet = (
        ("url", _("Address")),
        ("problem", _("Answer")),
        ("failing_since", _("Failing since")),
        ("checked_at", _("Checked")),
        ("page_titles", _("On")),
    )

    def get_queryset(self) -> QuerySet[LinkCheck]:
        pages = Prefetch("pages", Page.objects.only("title", "path", "depth"))
        return LinkCheck.objects.filter(failing_since__isnull=False).prefetch_related(pages).order_by("failing_since")

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        for check in object_list:
            check.page_titles = "; ".join(page.title for page in check.pages.all())
        return object_list


class ProblemFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("open", _("Open")), ("settled", _("Settled"))], method="by_state"
    )

    class Meta:
        model = ProblemReport
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[ProblemReport], name: str, value: str) -> QuerySet[ProblemReport]:
        return queryset.filter(settled_at__isnull=value == "open")


class ProblemsReport(HandbooksReport):
    name = "problems"
    page_title = _("Reported problems")
    header_icon = "comment"
    permission = "handbooks.read_problems"
    explanation = _("What readers say is wrong, open reports first. Open one to see it whole and to settle it.")
    filterset_class = ProblemFilterSet
    columns = [
        TitleColumn(
            "message",
            label=_("What is wrong"),
            get_url=lambda problem: reverse("handbooks_editor:settle", args=[problem.pk]),
        ),
        WordsColumn("page_words", label=_("Page")),
        WordsColumn("section", label=_("Section")),
        DayColumn("reported_at", label=_("Reported")),
        DayColumn("settled_at", label=_("Settled")),
        WordsColumn("settled_by", label=_("By")),
    ]
    spreadsheet = (
        ("page_words", _("Page")),
        ("section", _("Section")),
        ("message", _("What is wrong")),
        ("email", _("Answer to")),
        ("reported_at", _("Reported")),
        ("settled_at", _("Settled")),
        ("settled_by", _("By")),
        ("answer", _("What was done")),
    )

    def get_queryset(self) -> QuerySet[ProblemReport]:
        return ProblemReport.objects.select_related("page", "settled_by").order_by(
            F("settled_at").desc(nulls_first=True), "-reported_at"
        )

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Say the number before the title: numbers belong to entries and precedents, not to every page."""
        problems = list(object_list)
        pages = Page.objects.filter(pk__in={problem.page_id for problem in problems}).specific()
        words = {page.pk: page.get_admin_display_title() for page in pages}
        for problem in problems:
            problem.page_words = words[problem.page_id]
        return object_list


class WatchReport(HandbooksReport):
    name = "watch"
    page_title = _("Law to watch")
    header_icon = "view"
    explanation = _("Law and policy on the move, what to do about each, and how many entries it touches.")
    columns = [
        TitleColumn("title", label=_("Topic"), get_url=lambda topic: topic_url(topic)),
        DayColumn("due", label=_("Due")),
        WordsColumn("action", label=_("What to do")),
        WordsColumn("entry_count", label=_("Entries")),
    ]
    spreadsheet = (
        ("title", _("Topic")),
        ("due", _("Due")),
        ("why", _("Why")),
        ("action", _("What to do")),
        ("entry_count", _("Entries")),
    )

    def get_queryset(self) -> QuerySet[WatchTopic]:
        rows = WatchTopic.objects.annotate(entry_count=Count("entries"))
        return rows.order_by(F("due").asc(nulls_last=True), "title")


def topic_url(topic: WatchTopic) -> str:
    return reverse("wagtailsnippets_handbooks_watchtopic:edit", args=[topic.pk])
