"""The lists at /editor/ of what is not a page: terms, tasks, equivalents and law."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from handbooks.editor.choosers import ProvisionChooserViewSet, SchemeChooserViewSet
from handbooks.editor.kinds import RowsPanel
from handbooks.editor.law_forms import EquivalentsForm, MembersFormSet, ProvisionForm, SluggedForm, WatchTopicForm
from handbooks.models import EquivalentGroup, GlossaryTerm, Provision, Scheme, Task, WatchTopic
from handbooks.panels import chosen
from portal.editor.snippets import SnippetViewSet


class TermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("Glossary terms")
    list_display = ["term", "definition", "check_before_use"]
    search_fields = ["term", "other_forms", "definition"]
    search_backend_name = None
    ordering = ["term"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            TitleFieldPanel("term", targets=["slug"]),
            FieldPanel("definition"),
            FieldPanel("other_forms"),
            FieldPanel("handbooks"),
            FieldPanel("check_before_use"),
            FieldPanel("slug"),
        ],
        base_form_class=SluggedForm,
    )


class TaskViewSet(SnippetViewSet):
    model = Task
    icon = "tasks"
    menu_label = _("Tasks")
    list_display = ["text", "theme", Column("entry_count", label=_("Entries"))]
    list_filter = ["theme"]
    search_fields = ["text"]
    search_backend_name = None
    sort_order_field = "sort_order"
    ordering = ["theme__path", "sort_order"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel([FieldPanel("text"), chosen("theme")], heading=_("The task")),
            RowsPanel(
                "entry_links", heading=_("Entries that serve it, in order"), label=_("entry"), panels=[chosen("entry")]
            ),
            RowsPanel(
                "precedent_links",
                heading=_("Precedents that show it done"),
                label=_("precedent"),
                panels=[chosen("precedent")],
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        return Task.objects.select_related("theme").annotate(entry_count=Count("entry_links"))


class EquivalentGroupViewSet(SnippetViewSet):
    model = EquivalentGroup
    icon = "site"
    menu_label = _("Equivalents")
    list_display = ["name", "audience", "sentence"]
    list_filter = ["audience"]
    search_fields = ["name", "sentence"]
    search_backend_name = None
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", targets=["slug"]),
            FieldPanel("audience"),
            FieldPanel("sentence"),
            RowsPanel(
                "members",
                heading=_("Entries that do the same work in other nations"),
                label=_("entry"),
                formset=MembersFormSet,
                panels=[chosen("entry")],
            ),
            FieldPanel("slug"),
        ],
        base_form_class=EquivalentsForm,
    )


class ProvisionViewSet(SnippetViewSet):
    model = Provision
    icon = "openquote"
    menu_label = _("Provisions")
    list_display = ["citation", "statute", Column("uses", label=_("Entries")), "url"]
    list_filter = ["statute"]
    search_fields = ["citation", "statute", "url"]
    search_backend_name = None
    ordering = ["citation"]
    list_per_page = 50
    chooser_viewset_class = ProvisionChooserViewSet
    edit_handler = ObjectList(
        [
            FieldPanel("url"),
            FieldPanel("citation"),
            FieldRowPanel([FieldPanel("statute"), FieldPanel("section")]),
            FieldPanel("extent"),
        ],
        base_form_class=ProvisionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provision]:
        return Provision.objects.annotate(uses=Count("legal_bases__entry", distinct=True))


class SchemeViewSet(SnippetViewSet):
    model = Scheme
    icon = "clipboard-list"
    menu_label = _("Schemes")
    list_display = ["name", "kind", Column("uses", label=_("Entries"))]
    list_filter = ["kind"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]
    chooser_viewset_class = SchemeChooserViewSet
    edit_handler = ObjectList([FieldPanel("name"), FieldPanel("kind"), FieldPanel("url")])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scheme]:
        return Scheme.objects.annotate(uses=Count("legal_bases__entry", distinct=True))


class WatchTopicViewSet(SnippetViewSet):
    model = WatchTopic
    icon = "view"
    menu_label = _("Law to watch")
    list_display = ["title", DateColumn("due", label=_("Due"), sort_key="due"), "action"]
    search_fields = ["title", "why", "action"]
    search_backend_name = None
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", targets=["slug"]),
            FieldPanel("why"),
            FieldPanel("action"),
            FieldPanel("due"),
            FieldPanel("statutes"),
            FieldPanel("entries", widget=CheckboxSelectMultiple),
            FieldPanel("cities", widget=CheckboxSelectMultiple),
            FieldPanel("slug"),
        ],
        base_form_class=WatchTopicForm,
    )


class HandbooksGroup(SnippetViewSetGroup):
    menu_label = _("Handbooks")
    menu_name = "handbooks"
    menu_icon = "doc-full"
    menu_order = 210
    items = (TermViewSet, TaskViewSet, EquivalentGroupViewSet)


class LawGroup(SnippetViewSetGroup):
    menu_label = _("Law")
    menu_name = "law"
    menu_icon = "openquote"
    menu_order = 220
    items = (ProvisionViewSet, SchemeViewSet, WatchTopicViewSet)
