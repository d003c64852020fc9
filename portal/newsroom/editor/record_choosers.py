"""Choosing an author or an outlet by some of its words, or adding one on the spot."""

from __future__ import annotations

from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from handbooks.editor.choosers import FindForm
from portal.editor.snippets import SnippetChooserViewSet
from portal.newsroom.editor.records import AuthorForm, OutletForm
from portal.newsroom.models import Author, Outlet


class FindAuthorForm(FindForm):
    searched = ("name", "role")


class ChooseAuthor(ChooseView):
    filter_form_class = FindAuthorForm


class AuthorResults(ChooseResultsView):
    filter_form_class = FindAuthorForm


class AuthorChooserViewSet(SnippetChooserViewSet):
    """Choosing an author for an article, or adding a guest."""

    choose_view_class = ChooseAuthor
    choose_results_view_class = AuthorResults
    per_page = 15
    creation_form_class = modelform_factory(Author, form=AuthorForm, fields=["name", "role", "is_body"])
    create_action_label = _("Add")
    creation_tab_label = _("New guest")


class FindOutletForm(FindForm):
    searched = ("name", "website", "city__name")


class ChooseOutlet(ChooseView):
    filter_form_class = FindOutletForm


class OutletResults(ChooseResultsView):
    filter_form_class = FindOutletForm


class OutletChooserViewSet(SnippetChooserViewSet):
    """Choosing the outlet of coverage or of a feed, or adding one."""

    choose_view_class = ChooseOutlet
    choose_results_view_class = OutletResults
    per_page = 15
    creation_form_class = modelform_factory(Outlet, form=OutletForm, fields=["name", "kind", "city", "website"])
    create_action_label = _("Add")
    creation_tab_label = _("New outlet")
