"""Choosing a provision or a scheme by some of its words, or recording one on the spot."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetCreateView

from handbooks.editor.law_forms import ProvisionForm
from portal.editor.snippets import SnippetChooserViewSet


class FindForm(BaseFilterForm):
    """Finds what has every word somewhere in one of `fields`. Records of law are not in Wagtail's index."""

    searched: tuple[str, ...] = ("name",)
    q = forms.CharField(
        label=_("Search term"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        max_length=200,
        required=False,
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        for word in self.cleaned_data.get("q", "").split():
            objects = objects.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in self.searched)))
            self.is_searching, self.search_query = True, self.cleaned_data["q"]
        return super().filter(objects)


def views_finding_by(*names: str) -> tuple[type[ChooseView], type[ChooseResultsView]]:
    """Return the dialogue that finds by these fields, and its list."""
    form = type("FindByForm", (FindForm,), {"searched": names})
    found = {"filter_form_class": form}
    return type("ChooseFoundView", (ChooseView,), found), type("FoundResultsView", (ChooseResultsView,), found)


class RecordProvision(SnippetCreateView):
    """Records a provision, or chooses the one that is recorded under its identifier already."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.get_creation_form()
        there = form.recorded()
        if there is not None and form.agrees_with(there):
            return self.get_chosen_response(there)
        return super().post(request)


class ProvisionChooserViewSet(SnippetChooserViewSet):
    """Choosing a provision, or recording one by pasting its address."""

    choose_view_class, choose_results_view_class = views_finding_by("citation", "statute", "url")
    create_view_class = RecordProvision
    per_page = 15
    creation_form_class = ProvisionForm
    create_action_label = _("Record it")
    creation_tab_label = _("New provision")


class SchemeChooserViewSet(SnippetChooserViewSet):
    """Choosing a scheme, or recording one."""

    choose_view_class, choose_results_view_class = views_finding_by("name")
    per_page = 15
    form_fields = ["name", "kind", "url"]
    create_action_label = _("Record it")
    creation_tab_label = _("New scheme")
