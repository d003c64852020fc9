"""The lists of cities and organisations at /editor/. Partners and memberships are shown there and changed elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from rules import has_perm
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, DateColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.snippets.views.snippets import IndexView

from cities.places.editor.panels import ReadOnlyPanel, network_of, seats_of
from cities.places.editor.policies import RulePolicy
from cities.places.models import City, Organisation
from cities.places.services.partners import free_slug
from portal.editor.reports import WordsColumn
from portal.editor.snippets import EditView, SnippetViewSet

MERGE = _("Merge with another")


class CityViewSet(SnippetViewSet):
    """The ten cities: changed here, never added or deleted, because networks, plans and precedents hang from them."""

    model = City
    icon = "site"
    menu_label = _("Cities")
    menu_name = "cities"
    menu_order = 230
    add_to_admin_menu = True
    list_display = [
        "name",
        "nation",
        "council",
        BooleanColumn("is_focus", label=_("Focus city")),
        DateColumn("review_due", label=_("Review due"), sort_key="review_due"),
    ]
    list_filter = ["nation", "is_focus"]
    search_fields = ["name", "council"]
    search_backend_name = None
    ordering = ["name"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldRowPanel([FieldPanel("nation"), FieldPanel("region")]),
                    FieldPanel("council"),
                    FieldPanel("combined_authority"),
                    FieldPanel("combined_authority_note"),
                    FieldRowPanel([FieldPanel("is_focus"), FieldPanel("focus_note")]),
                ],
                heading=_("The place"),
            ),
            FieldPanel("profile"),
            FieldPanel("check_before_use"),
            InlinePanel(
                "facts",
                heading=_("Facts"),
                label=_("fact"),
                help_text=_("Each with its year and source, which readers see."),
                panels=[
                    FieldRowPanel([FieldPanel("name"), FieldPanel("value"), FieldPanel("year")]),
                    FieldRowPanel([FieldPanel("area"), FieldPanel("rounding")]),
                    FieldRowPanel([FieldPanel("source"), FieldPanel("certainty")]),
                ],
            ),
            FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")], heading=_("On the map")),
            FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("review_due")], heading=_("Review")),
            ReadOnlyPanel("cities/editor/network.html", reads=network_of, heading=_("The network"), icon="group"),
            FieldPanel("editor_notes"),
        ]
    )

    @property
    def permission_policy(self) -> RulePolicy:
        return RulePolicy(self.model, {"view": "places.read_cities_in_editor", "change": "places.edit_city"})


class OrganisationForm(WagtailAdminModelForm):
    """Refuses a second record of one name, and leads to merging two that are there."""

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        same = Organisation.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).first()
        if same is not None:
            self.add_error("name", _("An organisation of this name is recorded. Change that one, or merge the two."))
        return name

    def save(self, commit: bool = True) -> Organisation:
        """Give a new record its slug; the address of an old one stays when its name changes."""
        if not self.instance.slug:
            self.instance.slug = free_slug(self.instance.name)
        return super().save(commit)


class OrganisationsView(IndexView):
    """The organisations, each with a way to merge it for those who may."""

    @cached_property
    def may_merge(self) -> bool:
        return has_perm("places.merge_organisations", self.request.user)

    def get_list_more_buttons(self, instance: Organisation) -> list[Any]:
        """Put merging into the menu of each row, after editing, so that rows are of one height."""
        named = {"aria-label": merge_label(instance)}
        merge = [Button(MERGE, url=merge_url(instance), icon_name="group", attrs=named, priority=20)]
        return [*super().get_list_more_buttons(instance), *(merge if self.may_merge else [])]


class OrganisationView(EditView):
    """One organisation, with a way to merge it in the header for those who may."""

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not has_perm("places.merge_organisations", self.request.user):
            return []
        return [HeaderButton(MERGE, url=merge_url(self.object), icon_name="group")]


def merge_url(organisation: Organisation) -> str:
    return reverse("organisation_merge", args=[organisation.pk])


def merge_label(organisation: Organisation) -> str:
    return gettext("Merge with another: %(name)s") % {"name": organisation.name}


class OrganisationViewSet(SnippetViewSet):
    model = Organisation
    index_view_class = OrganisationsView
    edit_view_class = OrganisationView
    icon = "group"
    menu_label = _("Organisations")
    menu_name = "organisations"
    menu_order = 235
    add_to_admin_menu = True
    list_display = [
        "name",
        WordsColumn("get_kind_display", label=_("Kind"), sort_key="kind"),
        WordsColumn("networks", label=_("Networks"), sort_key="networks"),
        WordsColumn("website", label=_("Website"), sort_key="website"),
    ]
    index_results_template_name = "cities/editor/organisations.html"
    list_filter = ["kind", "cities"]
    search_fields = ["name", "website", "note"]
    search_backend_name = None
    ordering = ["name"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("kind"), FieldPanel("website"), FieldPanel("note")],
                heading=_("What it is"),
            ),
            FieldPanel("cities", widget=CheckboxSelectMultiple),
            ReadOnlyPanel("cities/editor/seats.html", reads=seats_of, heading=_("Its networks"), icon="group"),
        ],
        base_form_class=OrganisationForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        current = Count("partnerships", filter=Q(partnerships__left_on=None), distinct=True)
        return Organisation.objects.annotate(networks=current)

    @property
    def permission_policy(self) -> RulePolicy:
        every = "places.edit_any_organisation"
        acts = {"add": every, "change": every, "view": every, "delete": "places.merge_organisations"}
        return RulePolicy(self.model, acts)
