"""The list of people in the editor, and what it says after a role was given or taken."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core import mail
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from cities.places.choices import CityRole, MembershipState
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.accounts.role_words import words_of_change
from portal.accounts.roles import Role
from tests.accounts.conftest import Visitor
from tests.factories import CityFactory, MembershipFactory
from tests.factories.accounts import PASSWORD, UserFactory

PEOPLE = "/editor/users/"


@pytest.fixture
def administrator(visitor: Visitor) -> User:
    ensure_groups()
    person = UserFactory(email="boss@example.org", display_name="Ada Boss", groups=[Role.ADMINISTRATORS])
    visitor.sign_in(person.email, PASSWORD)
    return person


def row_of(page: HttpResponse, name: str) -> str:
    """Return the words in the row of a person, single-spaced."""
    rows = re.findall(r"<tr.*?</tr>", page.content.decode(), re.DOTALL)
    (row,) = (row for row in rows if name in row)
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def test_row_says_what_somebody_is_in_which_networks(visitor: Visitor, administrator: User) -> None:
    wren = UserFactory(display_name="Wren Hall")
    leeds, glasgow = CityFactory(name="Leeds"), CityFactory(name="Glasgow")
    MembershipFactory(user=wren, city=leeds, role=CityRole.COORDINATOR, is_home=True)
    MembershipFactory(user=wren, city=glasgow, role=CityRole.ADVISER)
    MembershipFactory(user=wren, city=CityFactory(name="Cardiff"), state=MembershipState.REQUESTED)
    row = row_of(visitor.get(PEOPLE), "Wren Hall")
    assert "In networks: Coordinator, Leeds; Adviser, Glasgow" in row
    assert "Cardiff" not in row, "asked for, and not a role yet"


def test_each_value_carries_its_label_for_a_narrow_screen(visitor: Visitor, administrator: User) -> None:
    page = visitor.get(PEOPLE)
    assert 'class="rc-report"' in page.content.decode()
    row = row_of(page, "Ada Boss")
    for words in ("Email: boss@example.org", "Roles: Administrators", "Two-step sign-in: No", "Active: Yes"):
        assert words in row


def test_networks_cost_the_same_for_few_and_many(visitor: Visitor, administrator: User) -> None:
    MembershipFactory()
    visitor.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        visitor.get(PEOPLE)
    for _number in range(12):
        MembershipFactory(user=MembershipFactory().user)
    with CaptureQueriesContext(connection) as many:
        visitor.get(PEOPLE)
    assert len(many) <= len(few)


def saved(visitor: Visitor, person: User, *roles: Role) -> str:
    """Save a person with these roles and return what the message says, without its button."""
    groups = list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    data = {"email": person.email, "display_name": person.display_name, "is_active": "on", "groups": groups}
    answer = visitor.post(f"{PEOPLE}edit/{person.pk}/", data)
    assert answer.status_code == 302
    message = str(list(get_messages(answer.wsgi_request))[-1])
    return " ".join(re.sub(r"<a.*?</a>|<[^>]+>", " ", message).split())


def test_message_says_which_role_was_given_and_taken(visitor: Visitor, administrator: User) -> None:
    wren = UserFactory(display_name="Wren")
    assert saved(visitor, wren, Role.REVIEWERS) == "Wren is now a reviewer."
    assert saved(visitor, wren, Role.WRITERS) == "Wren is now a writer. Wren is no longer a reviewer."
    assert saved(visitor, wren, Role.WRITERS) == "Wren has been saved."


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_sentences(role: Role) -> None:
    (given,), (taken,) = words_of_change("Wren", set(), {role}), words_of_change("Wren", {role}, set())
    noun = role.lower().removesuffix("s")
    assert re.fullmatch(rf"Wren is now an? {noun}\.", given)
    assert re.fullmatch(rf"Wren is no longer an? {noun}\.", taken)


def test_group_of_another_name_is_told_by_its_name() -> None:
    said = words_of_change("50% {Wren}", set(), {"100% {us}"})
    assert said == ["50% {Wren} is now in the group “100% {us}”."]


def test_person_reads_by_letter_which_roles_they_have_and_lost(
    visitor: Visitor, administrator: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    wren = UserFactory(display_name="Wren", email="wren@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        saved(visitor, wren, Role.REVIEWERS)
        saved(visitor, wren, Role.WRITERS)
        saved(visitor, wren, Role.WRITERS)
    first, second = (message for message in mail.outbox if message.to == ["wren@example.org"])
    assert first.body.startswith("Hello Wren,")
    assert "Roles that you have now: Reviewers." in first.body
    assert "no longer" not in first.body
    assert f"\n{settings.SITE_URL}/editor/\n" in first.body
    assert "Roles that you have now: Writers." in second.body
    assert "Roles that you no longer have: Reviewers." in second.body


def test_nobody_is_written_to_about_what_they_did_themselves(
    visitor: Visitor, administrator: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    data = {
        "email": administrator.email,
        "display_name": administrator.display_name,
        "groups": list(Group.objects.filter(name__in=[Role.ADMINISTRATORS, Role.WRITERS]).values_list("pk", flat=True)),
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert visitor.post(f"{PEOPLE}edit/{administrator.pk}/", data).status_code == 302
    assert administrator.groups.count() == 2
    assert mail.outbox == []
