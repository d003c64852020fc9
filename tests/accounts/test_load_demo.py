"""Demonstration accounts: marked, able to sign in, and never in production."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.models import User
from tests.factories import CityFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts(settings: object, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "demo-accounts.txt"


def test_demo_people_are_marked_and_in_their_groups(accounts: Path) -> None:
    call_command("load_demo", verbosity=0)

    groups = {
        user.display_name: [group.name for group in user.groups.all()]
        for user in User.objects.filter(is_demonstration=True)
    }
    assert groups == {
        "Administrator (demonstration)": ["Administrators"],
        "Reviewer (demonstration)": ["Reviewers"],
        "Writer (demonstration)": ["Writers"],
        "Moderator (demonstration)": ["Moderators"],
        "Second moderator (demonstration)": ["Moderators"],
        "Reader (demonstration)": [],
    }


def test_demo_file_is_for_its_owner_and_names_each_address(accounts: Path) -> None:
    call_command("load_demo", verbosity=0)

    rows = [line.split("\t") for line in accounts.read_text().splitlines()]
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600
    assert {row[0] for row in rows} == set(User.objects.values_list("email", flat=True))
    assert all(len(row) == 3 and len(row[1]) >= 12 for row in rows)


def test_demo_file_stands_in_columns_when_it_is_printed(accounts: Path) -> None:
    """As `serve` prints it: no address reaches the next column, and no line is longer than a terminal is wide."""
    for slug in ("bristol", "cardiff", "glasgow", "leeds", "liverpool", "newcastle"):
        CityFactory(name=slug.title(), slug=slug)
    call_command("load_demo", verbosity=0)

    printed = accounts.read_text().expandtabs(36).splitlines()
    assert len(printed) == User.objects.filter(is_demonstration=True).count() == 18
    assert all(line[34:36] == "  " and line[70:72] == "  " for line in printed)
    assert max(map(len, printed)) <= 130


def test_demo_person_signs_in_without_confirming(accounts: Path, client: Client) -> None:
    call_command("load_demo", verbosity=0)
    email, password, _what = accounts.read_text().splitlines()[2].split("\t")

    client.post("/accounts/login/", {"login": email, "password": password})

    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_demo_again_keeps_passwords(accounts: Path) -> None:
    call_command("load_demo", verbosity=0)
    before, hashes = accounts.read_text(), set(User.objects.values_list("password", flat=True))

    call_command("load_demo", verbosity=0)

    assert accounts.read_text() == before
    assert set(User.objects.values_list("password", flat=True)) == hashes
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 6


def test_demo_passwords_survive_a_new_database(accounts: Path) -> None:
    call_command("load_demo", verbosity=0)
    before = accounts.read_text()
    User.objects.all().delete()

    call_command("load_demo", verbosity=0)

    assert accounts.read_text() == before


def test_demo_refuses_production(accounts: Path, settings: object) -> None:
    settings.PORTAL_MODE = "production"

    with pytest.raises(CommandError, match="does not run in production"):
        call_command("load_demo")

    assert not User.objects.exists()
    assert not accounts.exists()


def test_demo_leaves_a_real_account_alone(accounts: Path) -> None:
    real = UserFactory(email="writer@demo.example")

    with pytest.raises(CommandError, match="real account"):
        call_command("load_demo")

    real.refresh_from_db()
    assert (real.is_demonstration, User.objects.count()) == (False, 1)
