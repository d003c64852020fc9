"""What the database keeps of a person."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.accounts.models import Export, Residue, User
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_address_is_unique_without_regard_to_case() -> None:
    UserFactory(email="ada@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ADA@example.org", display_name="Other")])
    with pytest.raises(ValidationError, match="exists"):
        User.objects.create_user("Ada@example.org", display_name="Other")


@pytest.mark.django_db
def test_address_is_kept_in_lower_case() -> None:
    assert User.objects.create_user(" Ada@Example.ORG ", display_name="Ada").email == "ada@example.org"
    person = UserFactory(email="Bo@Example.ORG")
    person.refresh_from_db()
    assert person.email == "bo@example.org"
    assert User.objects.get_by_natural_key("BO@example.org") == person


@pytest.mark.django_db
def test_unknown_nation_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError, match="user_nation_known"), transaction.atomic():
        UserFactory(nation="atlantis")


def test_person_is_found_by_whom_the_vocabulary_knows(db: None) -> None:
    with pytest.raises(IntegrityError, match="user_directory_known"), transaction.atomic():
        UserFactory(directory="everybody")


def test_one_copy_at_a_time_is_in_the_making(db: None) -> None:
    ada = UserFactory()
    Export.objects.create(person=ada)
    with pytest.raises(IntegrityError, match="export_one_in_the_making"), transaction.atomic():
        Export.objects.create(person=ada)
    Export.objects.update(made_at=timezone.now())
    Export.objects.create(person=ada)


@pytest.mark.parametrize(
    ("kind", "constraint"), [("file", "residue_once"), ("memory", "residue_kind_known")], ids=["twice", "unknown"]
)
def test_residue_is_noted_once_and_of_a_known_kind(db: None, kind: str, constraint: str) -> None:
    Residue.objects.create(kind="file", name="private:x")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Residue.objects.create(kind=kind, name="private:x")
