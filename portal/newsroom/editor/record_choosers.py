"""Choosing an author or an outlet by some of its words, or adding one on the spot."""

from __future__ import annotations

from django.forms import modelform_factory
from django.utils.translation import gettext_lazy as _

from handbooks.editor.choosers import views_finding_by
from portal.editor.snippets import SnippetChooserViewSet
from portal.newsroom.editor.records import AuthorForm, OutletForm
from portal.newsroom.models import Author, Outlet


class AuthorChooserViewSet(SnippetChooserViewSet):
    """Choosing an author for an article, or adding a guest."""

    choose_view_class, choose_results_view_class = views_finding_by("name", "role")
    per_page = 15
    creation_form_class = modelform_factory(Author, form=AuthorForm, fields=["name", "role", "is_body"])
    create_action_label = _("Add")
    creation_tab_label = _("New guest")


class OutletChooserViewSet(SnippetChooserViewSet):
    """Choosing the outlet of coverage or of a feed, or adding one."""

    choose_view_class, choose_results_view_class = views_finding_by("name", "website", "city__name")
    per_page = 15
    creation_form_class = modelform_factory(Outlet, form=OutletForm, fields=["name", "kind", "city", "website"])
    create_action_label = _("Add")
    creation_tab_label = _("New outlet")
