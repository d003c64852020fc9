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


class FindProvisionForm(FindForm):
    searched = ("citation", "statute", "url")


class ChooseProvision(ChooseView):
    filter_form_class = FindProvisionForm


class ProvisionResults(ChooseResultsView):
    filter_form_class = FindProvisionForm


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

    choose_view_class = ChooseProvision
    choose_results_view_class = ProvisionResults
    create_view_class = RecordProvision
    per_page = 15
    creation_form_class = ProvisionForm
    create_action_label = _("Record it")
    creation_tab_label = _("New provision")


class ChooseScheme(ChooseView):
    filter_form_class = FindForm


class SchemeResults(ChooseResultsView):
    filter_form_class = FindForm


class SchemeChooserViewSet(SnippetChooserViewSet):
    """Choosing a scheme, or recording one."""

    choose_view_class = ChooseScheme
    choose_results_view_class = SchemeResults
    per_page = 15
    form_fields = ["name", "kind", "url"]
    create_action_label = _("Record it")
    creation_tab_label = _("New scheme")
