"""The last administrator stays, whichever way somebody goes."""

from __future__ import annotations

import threading
import time
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.administrators import NobodyLeft, administrators, leaving_one
from portal.accounts.erasure import erase_person
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.accounts.privacy import StillNeeded
from portal.accounts.roles import Role
from tests.factories import UserFactory
from tests.together import at_once

PEOPLE, GROUPS = "/editor/users/", "/editor/groups/"


def administrator(name: str) -> User:
    return UserFactory(display_name=name, groups=[Role.ADMINISTRATORS])


def editor(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def demote(client: Client, person: User) -> Any:
    """Send the form that takes every role from a person."""
    sent = {"email": person.email, "display_name": person.display_name, "is_active": "on"}
    return client.post(f"{PEOPLE}edit/{person.pk}/", sent)


def deactivate(client: Client, person: User) -> Any:
    role = Group.objects.get(name=Role.ADMINISTRATORS).pk
    sent = {"email": person.email, "display_name": person.display_name, "groups": [role]}
    return client.post(f"{PEOPLE}edit/{person.pk}/", sent)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", [demote, deactivate])
def test_two_administrators_who_remove_one_another_at_once_leave_one(act) -> None:
    ensure_groups()
    ada, ben = administrator("Ada"), administrator("Ben")
    removals = [partial(act, editor(ada), ben), partial(act, editor(ben), ada)]
    assert at_once(*removals) == []
    assert administrators().count() == 1


@pytest.mark.django_db(transaction=True)
def test_second_waits_until_it_is_sure_that_the_first_went() -> None:
    ensure_groups()
    ada, ben = administrator("Ada"), administrator("Ben")
    ada_went = threading.Event()

    def first() -> None:
        with leaving_one():
            ada.groups.clear()
            ada_went.set()
            time.sleep(0.5)  # in which the second would see Ada's role, and go too

    def second() -> None:
        ada_went.wait(5)
        with leaving_one():
            ben.groups.clear()

    (refused,) = at_once(first, second)
    assert isinstance(refused, NobodyLeft)
    assert administrators().get() == ben


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one() -> None:
    ensure_groups()
    ada, ben = administrator("Ada"), administrator("Ben")
    (refused,) = at_once(partial(erase_person, ada), partial(erase_person, ben))
    assert isinstance(refused, StillNeeded)
    assert administrators().count() == 1


@pytest.mark.django_db(transaction=True)
def test_administrator_who_leaves_while_the_other_is_removed_stays() -> None:
    ensure_groups()
    ada, ben = administrator("Ada"), administrator("Ben")
    at_once(partial(erase_person, ada), partial(demote, editor(ada), ben))
    assert administrators().count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "field"), [(demote, "groups"), (deactivate, "is_active")])
def test_last_administrator_is_told_of_beside_the_field(act, field: str) -> None:
    """Somebody else who may change people: a group of the site's own, given that right at /editor/."""
    ensure_groups()
    ada = administrator("Ada")
    helpers = Group.objects.create(name="Helpers")
    helpers.permissions.set(Group.objects.get(name=Role.ADMINISTRATORS).permissions.all())
    client = editor(UserFactory(groups=["Helpers"]))
    answer = act(client, ada)
    assert "last administrator" in answer.context["form"].errors[field][0]
    assert "This was not saved" in answer.content.decode()
    assert administrators().get() == ada


@pytest.mark.django_db
def test_what_took_the_last_administrator_away_is_undone() -> None:
    ada = administrator("Ada")
    with pytest.raises(NobodyLeft), leaving_one():
        ada.groups.clear()
    assert administrators().get() == ada


@pytest.mark.django_db
def test_portal_without_an_administrator_can_be_worked_on() -> None:
    with leaving_one():
        UserFactory()
    assert User.objects.exists()


@pytest.mark.django_db
def test_several_people_are_given_no_role_and_deactivated_by_nobody() -> None:
    ensure_groups()
    ada, wren = administrator("Ada"), UserFactory(verified=False)
    client, role = editor(ada), Group.objects.get(name=Role.ADMINISTRATORS)
    bulk = "/editor/bulk/accounts/user"
    client.post(f"{bulk}/assign_role/?id={wren.pk}&next={PEOPLE}", {"role": role.pk})
    client.post(f"{bulk}/set_active_state/?id={wren.pk}&next={PEOPLE}", {"mark_as_active": "False"})
    wren.refresh_from_db()
    assert wren.is_active
    assert not wren.groups.exists()


@pytest.mark.django_db
def test_roles_keep_their_names_and_are_not_deleted() -> None:
    ensure_groups()
    client, role = editor(administrator("Ada")), Group.objects.get(name=Role.ADMINISTRATORS)
    page = client.get(f"{GROUPS}edit/{role.pk}/")
    assert page.status_code == 200
    assert page.context["form"].fields["name"].disabled
    assert f"{GROUPS}delete/{role.pk}/" not in page.content.decode()
    for path in ("delete", "edit"):
        client.post(f"{GROUPS}{path}/{role.pk}/", {"name": "Nobodies"})
    assert Group.objects.filter(pk=role.pk, name=Role.ADMINISTRATORS).exists()


@pytest.mark.django_db
def test_group_of_the_sites_own_can_be_made_and_named_anew() -> None:
    ensure_groups()
    client, helpers = editor(administrator("Ada")), Group.objects.create(name="Helpers")
    assert client.get(f"{GROUPS}new/").status_code == 200
    assert not client.get(f"{GROUPS}edit/{helpers.pk}/").context["form"].fields["name"].disabled
