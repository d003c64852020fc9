"""People in the editor: who they are, which roles they have, and whether they may sign in.

Replaces Wagtail's pages at `/editor/users/`, which expect a user name, two names and a superuser box.
Nobody is deleted here: an account is deactivated, because others' work refers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.widgets.button import Button
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import GroupViewSet
from wagtail.users.views.users import (
    CreateView,
    EditView,
    IndexView,
    UserColumn,
    UserFilterSet,
    UserViewSet,
)

from portal.accounts.administrators import NobodyLeft, leaving_one
from portal.accounts.forms import DisplayNameField
from portal.accounts.models import User
from portal.accounts.namesakes import refuse_borrowed
from portal.accounts.network_roles import network_roles
from portal.accounts.role_words import words_of_change
from portal.accounts.roles import Role
from portal.accounts.services import invite, set_address, tell_roles
from portal.accounts.two_step import SECOND_STEPS
from portal.accounts.views.people_security import PersonSecurityView
from portal.editor.reports import DayColumn, WordsColumn


class PersonForm(forms.ModelForm):
    """Makes an account for somebody, who chooses the password through a letter."""

    required_css_class = "required"

    display_name = DisplayNameField(label=_("Name"))

    class Meta:
        model = User
        fields = ["email", "display_name", "groups"]
        labels = {"groups": _("Roles")}
        help_texts = {"groups": _("What somebody may do in the editor. None: they may read, like everyone.")}
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean_display_name(self) -> str:
        return refuse_borrowed(self.cleaned_data["display_name"], person=self.instance)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email)
        elsewhere = EmailAddress.objects.exclude(user=self.instance.pk).filter(email=email, verified=True)
        if others.exists() or elsewhere.exists():
            raise ValidationError(_("An account with this email address exists."), code="unique")
        return email


class PersonEditForm(PersonForm):
    """Changes an account. Nobody can shut themselves out."""

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "is_active"]
        help_texts = {
            **PersonForm.Meta.help_texts,
            "is_active": _("Untick to end their sessions and keep them from signing in. Their work stays."),
        }

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editing_self = editing_self
        if editing_self:
            del self.fields["is_active"]

    def clean_groups(self) -> QuerySet:
        groups = self.cleaned_data["groups"]
        given = groups.exclude(pk__in=self.instance.groups.all())
        confirmed = EmailAddress.objects.filter(user=self.instance, verified=True)
        if given.exists() and not confirmed.exists():
            raise ValidationError(_("Nobody has confirmed this address yet, so it may not be theirs. No new roles."))
        administers = self.instance.groups.filter(name=Role.ADMINISTRATORS)
        if self.editing_self and administers.exists() and not groups.filter(name=Role.ADMINISTRATORS).exists():
            raise ValidationError(_("You cannot take this role from yourself. Ask another administrator."))
        return groups


class KeepingPolicy(ModelPermissionPolicy):
    """Who may add and change people, or groups; nobody may delete them."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: AbstractBaseUser, actions: set[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class PeopleFilters(UserFilterSet):
    is_superuser = None


def roles_of(person: User) -> str:
    """Return the names of the person's groups, and "superuser" where somebody made one at the command line."""
    names = sorted(group.name for group in person.groups.all())
    return ", ".join([*names, *([gettext("superuser")] if person.is_superuser else [])])


def yes_or_no(name: str) -> Callable[[User], str]:
    """Return what says in a word whether the attribute `name` of a person is true."""
    return lambda person: gettext("Yes") if getattr(person, name) else gettext("No")


class PeopleView(IndexView):
    """Everybody with an account, by name."""

    page_title = _("People")
    add_item_label = _("Add a person")
    search_fields = ["display_name", "email"]

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(UserColumn)
        return [
            title("name", accessor=str, label=_("Name"), sort_key="display_name", get_url=self.get_edit_url),
            WordsColumn("email", label=_("Email"), sort_key="email"),
            WordsColumn("roles", accessor=roles_of, label=_("Roles")),
            WordsColumn("networks", accessor=self.networks_of, label=_("In networks")),
            WordsColumn("two_step", accessor=yes_or_no("two_step"), label=_("Two-step sign-in")),
            WordsColumn("is_active", accessor=yes_or_no("is_active"), label=_("Active"), sort_key="is_active"),
            DayColumn("last_login", label=_("Last sign-in"), sort_key="last_login"),
        ]

    def get_table(self, object_list: Iterable[User]) -> Table:
        """Learn what the people of this page are in networks, by one question, before the rows are drawn."""
        people = list(object_list)
        self.in_networks = network_roles([person.pk for person in people])
        return super().get_table(people)

    def networks_of(self, person: User) -> str:
        return "; ".join(self.in_networks.get(person.pk, ()))

    def get_base_queryset(self) -> QuerySet[User]:
        steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        return super().get_base_queryset().prefetch_related("groups").annotate(two_step=Exists(steps))


class AddPersonView(CreateView):
    page_title = _("Add a person")
    success_message = _("%(object)s has an account, and a letter with a link to choose a password.")

    def save_instance(self) -> User:
        self.form.instance.set_unusable_password()
        person = super().save_instance()
        invite(person)
        return person


class EditPersonView(EditView):
    success_message = _("%(object)s has been saved.")
    error_message = _("This was not saved: see the messages beside the fields.")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        self.can_delete = False

    @property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("wagtailusers_users:security", args=[self.object.pk])
        return [*super().header_more_buttons, Button(PersonSecurityView.page_title, url=url, icon_name="key")]

    def form_valid(self, form: PersonEditForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except NobodyLeft:
            words = _("This is the last administrator. Make somebody else an administrator first.")
            form.add_error("is_active" if "is_active" in form.changed_data else "groups", words)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)

    def save_instance(self) -> User:
        before = self.groups_now()
        with leaving_one():
            person = super().save_instance()
            if "email" in self.form.changed_data:
                set_address(person, verified=False)
            after = self.groups_now()
            tell_roles(person, before, after, by=self.request.user)
        self.changes = words_of_change(str(person), before, after)
        return person

    def groups_now(self) -> set[str]:
        return set(Group.objects.filter(user=self.object.pk).values_list("name", flat=True))

    def get_success_message(self) -> str:
        """Say what changed of the roles, or that the rest is saved."""
        return " ".join(self.changes) or super().get_success_message()


class PeopleViewSet(UserViewSet):
    menu_label = _("People")
    ordering = "display_name"
    filterset_class = PeopleFilters
    index_view_class = PeopleView
    add_view_class = AddPersonView
    edit_view_class = EditPersonView
    index_results_template_name = "accounts/editor/people_results.html"
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    @property
    def permission_policy(self) -> KeepingPolicy:
        return KeepingPolicy(self.model)

    def get_urlpatterns(self) -> list[Any]:
        security = path("security/<int:pk>/", PersonSecurityView.as_view(), name="security")
        return [*super().get_urlpatterns(), security]

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonEditForm if for_update else PersonForm


class RolesForm(GroupForm):
    """Changes what a group may do. The roles keep their names, by which the predicates know them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].disabled = self.instance.name in set(Role)


class RolesViewSet(GroupViewSet):
    """Wagtail's pages of groups, which could have done away with the administrators by one name."""

    @property
    def permission_policy(self) -> KeepingPolicy:
        return KeepingPolicy(self.model)

    def get_form_class(self, for_update: bool = False) -> type[RolesForm]:
        return RolesForm
