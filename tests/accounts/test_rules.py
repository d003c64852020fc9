"""Who has which role."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts import rules
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory

PREDICATES = {
    Role.WRITERS: rules.is_writer,
    Role.REVIEWERS: rules.is_reviewer,
    Role.MODERATORS: rules.is_moderator,
    Role.ADMINISTRATORS: rules.is_administrator,
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_role_is_that_of_the_group_and_no_other(role: Role) -> None:
    person = UserFactory(groups=[role])
    assert [name for name, predicate in PREDICATES.items() if predicate(person)] == [role]


@pytest.mark.django_db
def test_superuser_is_an_administrator_and_nothing_else() -> None:
    person = UserFactory(is_superuser=True)
    assert [name for name, predicate in PREDICATES.items() if predicate(person)] == [Role.ADMINISTRATORS]


@pytest.mark.django_db
@pytest.mark.parametrize("predicate", PREDICATES.values())
def test_deactivated_and_anonymous_people_have_no_role(predicate) -> None:
    assert not predicate(UserFactory(is_active=False, is_superuser=True, groups=list(Role)))
    assert not predicate(AnonymousUser())
    assert not predicate(None)


@pytest.mark.django_db
def test_roles_cost_one_query(django_assert_num_queries) -> None:
    person = UserFactory(groups=[Role.WRITERS])
    with django_assert_num_queries(1):
        for predicate in PREDICATES.values():
            predicate(person)
