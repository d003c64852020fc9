"""`make admin EMAIL=`."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.rules import is_administrator
from tests.accounts.conftest import NEW, Visitor, link_in
from tests.factories.accounts import PASSWORD, UserFactory


@pytest.fixture
def make_admin(visitor: Visitor):
    ensure_groups()

    def run(email: str) -> str:
        said = StringIO()
        with visitor.commits(execute=True):
            call_command("make_admin", email, stdout=said)
        return said.getvalue()

    return run


def test_new_administrator_chooses_a_password_and_comes_in(make_admin, visitor: Visitor, mailoutbox: list) -> None:
    said = make_admin(" Ada@Example.org ")
    ada = User.objects.get()
    assert (ada.email, ada.display_name, ada.has_usable_password()) == ("ada@example.org", "ada", False)
    link = link_in(mailoutbox[0])
    assert link in said
    visitor.post(visitor.get(link).url, {"password1": NEW, "password2": NEW})
    visitor.sign_in("ada@example.org", NEW)
    assert visitor.get("/editor/users/").status_code == 200


def test_command_is_safe_to_repeat(make_admin, mailoutbox: list, time_machine) -> None:
    time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
    make_admin("ada@example.org")
    make_admin("ADA@example.org")
    assert User.objects.count() == 1
    assert len(mailoutbox) == 1


def test_person_with_a_password_is_promoted_and_keeps_it(make_admin, mailoutbox: list) -> None:
    ada = UserFactory(is_active=False)
    assert "is an administrator" in make_admin(ada.email)
    ada = User.objects.get(pk=ada.pk)
    assert is_administrator(ada)
    assert ada.check_password(PASSWORD)
    assert mailoutbox == []


def test_password_of_an_unconfirmed_account_stops_working(make_admin, visitor: Visitor, mailoutbox: list) -> None:
    stranger = UserFactory(email="ada@example.org", verified=False)
    make_admin(stranger.email)
    visitor.sign_in("ada@example.org", PASSWORD)
    assert not visitor.is_signed_in
    assert mailoutbox[0].to == ["ada@example.org"]


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "x" * 300 + "@example.org", "ada@example.org; rm"])
def test_bad_address_gets_one_clear_line(make_admin, email: str) -> None:
    with pytest.raises(CommandError, match=r"not an email address|Say whose"):
        make_admin(email)
    assert User.objects.count() == 0


def test_second_address_of_another_account_is_refused(make_admin) -> None:
    owner = UserFactory()
    owner.emailaddress_set.create(email="ada@example.org", verified=True)
    with pytest.raises(CommandError, match=owner.email):
        make_admin("ada@example.org")


def test_missing_group_gets_one_clear_line(make_admin) -> None:
    Group.objects.filter(name=Role.ADMINISTRATORS).delete()
    with pytest.raises(CommandError, match="migrate"):
        make_admin("ada@example.org")
