"""Choosing the member whose byline an author is, by some of their name.

An editor finds colleagues and those whom members of any network find: nobody is shown here who chose otherwise.
Administrators find everybody.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView

from handbooks.editor.choosers import FindForm
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.rules import is_administrator
from portal.newsroom.editor.doors import EditorsChooser, OneChosen, OnlyEditors, SeveralChosen

COLLEAGUES = (Role.WRITERS, Role.REVIEWERS, Role.ADMINISTRATORS)


def people_for(editor: Any) -> QuerySet[User]:
    """Return whom `editor` may name as the person behind an author."""
    people = User.objects.filter(is_active=True, anonymised_at=None).order_by("display_name", "pk")
    if is_administrator(editor):
        return people
    colleagues = User.groups.through.objects.filter(group__name__in=COLLEAGUES).values("user")
    return people.filter(Q(directory=Directory.NETWORK) | Q(pk__in=colleagues) | Q(pk=editor.pk))


class FindPersonForm(FindForm):
    searched = ("display_name", "headline")


class PeopleFor(OnlyEditors):
    """The people whom whoever asks may name."""

    filter_form_class = FindPersonForm

    def get_object_list(self) -> QuerySet[User]:
        return people_for(self.request.user)


class ListsPeople(PeopleFor):
    """People, each with what they are."""

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("headline", label=_("Headline"))]  # type: ignore[misc]  # of Wagtail's view


class ChoosePerson(ListsPeople, ChooseView):
    """The whole dialogue."""


class PersonResults(ListsPeople, ChooseResultsView):
    """Its list, anew."""


class PersonChosen(PeopleFor, OneChosen):
    """The one that was chosen."""


class PeopleChosen(PeopleFor, SeveralChosen):
    """Several at once."""


class PersonChooserViewSet(EditorsChooser):
    """Choosing a person by name."""

    model = User
    icon = "user"
    choose_view_class = ChoosePerson
    choose_results_view_class = PersonResults
    chosen_view_class = PersonChosen
    chosen_multiple_view_class = PeopleChosen
    choose_one_text = _("Choose a member")
    choose_another_text = _("Choose another member")
    link_to_chosen_text = _("Open this member")


person_chooser = PersonChooserViewSet("newsroom_person_chooser", url_prefix="newsroom/people")
