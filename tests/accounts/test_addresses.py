"""What may stand as an email address."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.addresses import LONGEST_ADDRESS, clean_address, named
from portal.accounts.models import User
from tests.accounts.conftest import Visitor


def test_address_is_kept_in_lower_case() -> None:
    assert clean_address(" Ada@Example.ORG ") == "ada@example.org"


@pytest.mark.parametrize("local", ["ſ", "ı", "İ", "é", ""])
def test_local_part_outside_of_ascii_is_refused(local: str) -> None:
    with pytest.raises(ValidationError):
        clean_address(f"a{local}@example.org" if local else "@example.org")


def test_address_is_measured_as_it_is_kept() -> None:
    typed = "a@" + ".".join(["İ" * 55] * 4) + ".com"
    assert len(typed) < LONGEST_ADDRESS < len(typed.lower())
    with pytest.raises(ValidationError) as refused:
        clean_address(typed)
    assert refused.value.code == "max_length"


def test_domain_in_other_letters_stands_in_the_head_of_a_letter_in_those_of_ascii() -> None:
    assert clean_address("ada@exämple.org") == "ada@exämple.org"
    assert named("Ada, L", "ada@exämple.org") == '"Ada, L" <ada@xn--exmple-cua.org>'
    with pytest.raises(ValidationError):
        clean_address(f"ada@{'ä' * 60}.org")


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["İ" * 240 + "@a.com", "ſ@example.org"])
def test_nobody_signs_up_with_such_an_address(visitor: Visitor, email: str) -> None:
    assert visitor.sign_up(email=email).context["form"].errors["email"]
    assert not User.objects.exists()
