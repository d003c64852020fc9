"""The lists at /editor/ of what is not a page of the newsroom, and its menu."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from cities.places.editor.policies import RulePolicy
from handbooks.editor.kinds import ReadPanel
from portal.editor.reports import WordsColumn
from portal.editor.snippets import SnippetViewSet
from portal.newsroom.editor.coverage_list import CoverageViewSet
from portal.newsroom.editor.dashboard import DashboardMenuItem
from portal.newsroom.editor.feeds import AddFeedView, EditFeedView, state_of
from portal.newsroom.editor.issuing import EditionsView
from portal.newsroom.editor.people import person_chooser
from portal.newsroom.editor.record_choosers import AuthorChooserViewSet, OutletChooserViewSet
from portal.newsroom.editor.records import AuthorForm, OutletFeedForm, OutletForm
from portal.newsroom.editor.suggestions import SuggestionsMenuItem
from portal.newsroom.models import Author, NarrativeEdition, Outlet, OutletFeed


class AuthorViewSet(SnippetViewSet):
    model = Author
    icon = "user"
    menu_label = _("Authors")
    list_display = [
        "name",
        WordsColumn("role", label=_("Role"), sort_key="role"),
        Column("article_count", label=_("Articles")),
        WordsColumn("user", label=_("Member")),
    ]
    search_fields = ["name", "role"]
    search_backend_name = None
    ordering = ["name"]
    list_per_page = 50
    copy_view_enabled = False
    chooser_viewset_class = AuthorChooserViewSet
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    TitleFieldPanel("name", targets=["slug"]),
                    FieldPanel("role"),
                    FieldPanel("is_body"),
                    FieldPanel("bio"),
                ],
                heading=_("Who"),
            ),
            FieldPanel("portrait"),
            FieldPanel("website"),
            FieldPanel("user", widget=person_chooser.widget_class),
            FieldPanel("slug"),
        ],
        base_form_class=AuthorForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return Author.objects.select_related("user").annotate(article_count=Count("bylines"))


class OutletViewSet(SnippetViewSet):
    model = Outlet
    icon = "site"
    menu_label = _("Outlets")
    list_display = [
        "name",
        WordsColumn("get_kind_display", label=_("Kind"), sort_key="kind"),
        WordsColumn("city", label=_("City"), sort_key="city__name"),
        Column("printed", label=_("Coverage")),
    ]
    list_filter = ["kind", "city"]
    search_fields = ["name", "website"]
    search_backend_name = None
    ordering = ["name"]
    list_per_page = 50
    copy_view_enabled = False
    chooser_viewset_class = OutletChooserViewSet
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    TitleFieldPanel("name", targets=["slug"]),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("city")]),
                    FieldPanel("website"),
                ],
                heading=_("The outlet"),
            ),
            FieldPanel("slug"),
        ],
        base_form_class=OutletForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Outlet]:
        return Outlet.objects.select_related("city").annotate(printed=Count("coverage"))


class OutletFeedViewSet(SnippetViewSet):
    model = OutletFeed
    add_view_class = AddFeedView
    edit_view_class = EditFeedView
    icon = "link-external"
    menu_label = _("Followed feeds")
    list_display = [
        "url",
        WordsColumn("outlet", label=_("Outlet"), sort_key="outlet__name"),
        BooleanColumn("is_followed", label=_("Followed")),
        DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
        WordsColumn("problem", label=_("Problem")),
    ]
    list_filter = ["outlet", "is_followed"]
    search_fields = ["url", "outlet__name"]
    search_backend_name = None
    ordering = ["outlet__name", "url"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("outlet"), FieldPanel("is_followed")]),
            FieldPanel("url"),
            FieldPanel("keywords"),
            FieldPanel("unwanted"),
            ReadPanel("newsroom/editor/feed-state.html", reads=state_of, heading=_("What it brings")),
        ],
        base_form_class=OutletFeedForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutletFeed]:
        return OutletFeed.objects.select_related("outlet")


class NarrativeEditionViewSet(SnippetViewSet):
    """The dated issues of the narrative: they are read here, and never changed."""

    model = NarrativeEdition
    index_view_class = EditionsView
    icon = "history"
    menu_label = _("Editions of the narrative")
    list_display = ["number", DateColumn("published_at", label=_("Published")), WordsColumn("note", label=_("New"))]
    ordering = ["-number"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = ["number", "published_at", "published_by", "note", "checksum"]
    edit_handler = ObjectList([])

    @property
    def permission_policy(self) -> RulePolicy:
        return RulePolicy(self.model, {"view": "newsroom.edit"})


class NewsroomGroup(SnippetViewSetGroup):
    """The newsroom in the menu. Suggestions are no list of snippets, and stand last."""

    menu_label = _("Newsroom")
    menu_name = "newsroom"
    menu_icon = "doc-full-inverse"
    menu_order = 205
    items = (AuthorViewSet, CoverageViewSet, OutletViewSet, OutletFeedViewSet, NarrativeEditionViewSet)

    def get_submenu_items(self) -> list[Any]:
        items = super().get_submenu_items()
        return [DashboardMenuItem(), *items, SuggestionsMenuItem(order=len(items) + 1)]
