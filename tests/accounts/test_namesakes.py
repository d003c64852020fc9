"""Whose name nobody else may take."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.models import User
from portal.accounts.namesakes import refuse_borrowed
from portal.accounts.panels import DisplayNameForm
from tests.accounts.conftest import Visitor
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["Grace Hopper", "grace hopper", "ＧＲＡＣＥ Hopper", "GraceHopper"])
def test_name_of_somebody_with_a_part_is_refused(name: str) -> None:
    UserFactory(display_name="Grace Hopper", groups=["Administrators", "Writers"])
    with pytest.raises(ValidationError) as refused:
        refuse_borrowed(name)
    assert "has this name" in refused.value.messages[0]


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        ("Tom Cope", "Том Соре"),  # Cyrillic throughout
        ("Tom Cope", "ТОМ СОРЕ"),
        ("Tom Kane", "ΤΟΜ Kane"),  # Greek
        ("Alice Hill", "AIice HiIl"),
        ("Alice Hill", "A1ice Hi11"),
        ("Bob Oster", "B0b 0ster"),
        ("Tom Morn", "Torn Mom"),
        ("Grace Hopper", "Grâce-Hopper"),
        ("Нина Петрова", "НИНА ПЕТРОВА"),
        ("Tom", "Тоm"),
    ],
)
def test_name_that_looks_like_one_with_a_part_is_refused(taken: str, name: str) -> None:
    UserFactory(display_name=taken, groups=["Administrators"])
    with pytest.raises(ValidationError) as refused:
        refuse_borrowed(name)
    assert refused.value.error_list[0].code == "namesake"


@pytest.mark.parametrize("name", ["Нина", "李小龙", "🙂", "Grace Hopper of Leeds", "प्रिया"])
def test_name_that_looks_like_none_with_a_part_is_free(name: str) -> None:
    for taken in ("Grace Hopper", "Hnha", "李大龙", "🙃", "परया"):
        UserFactory(display_name=taken, groups=["Writers"])
    assert refuse_borrowed(name) == name


def test_name_of_another_reader_is_free() -> None:
    UserFactory(display_name="Grace Hopper")
    assert refuse_borrowed("Grace Hopper") == "Grace Hopper"


def test_name_that_one_has_is_kept() -> None:
    UserFactory(display_name="Grace Hopper", groups=["Writers"])
    namesake = UserFactory(display_name="Grace Hopper")
    assert refuse_borrowed("Grace Hopper", person=namesake) == "Grace Hopper"


def test_writing_of_ones_own_name_can_be_changed() -> None:
    writer = UserFactory(display_name="grace hopper", groups=["Writers"])
    assert refuse_borrowed("Grace Hopper", person=writer) == "Grace Hopper"


def test_demonstration_accounts_alone_are_named_so() -> None:
    with pytest.raises(ValidationError):
        refuse_borrowed("Administrator (Demonstration)", person=UserFactory())
    demo = UserFactory(is_demonstration=True)
    assert refuse_borrowed("Writer (demonstration)", person=demo) == "Writer (demonstration)"


@pytest.mark.parametrize(
    "name",
    [
        "Coordinator Leeds demonstration",
        "Coordinator, Leeds (demonstration).",
        "Coordinator Leeds – [Demonstration]",
        "coordinator leeds démonstratıon",
    ],
)
def test_punctuation_makes_no_other_name(name: str) -> None:
    UserFactory(display_name="Coordinator, Leeds (demonstration)", is_demonstration=True, groups=["Moderators"])
    with pytest.raises(ValidationError):
        refuse_borrowed(name)
    with pytest.raises(ValidationError):
        refuse_borrowed(name, person=UserFactory())


@pytest.mark.parametrize("name", ["Grace Hopper.", "Grace, Hopper", "“Grace Hopper”", "Grace·Hopper"])
def test_name_with_a_part_is_refused_with_other_punctuation(name: str) -> None:
    UserFactory(display_name="Grace Hopper", groups=["Writers"])
    with pytest.raises(ValidationError):
        refuse_borrowed(name)


@pytest.mark.parametrize(
    "name",
    [
        "Administrator",
        "MODERATOR",
        "co-ordinator",
        "adviser.",
        "Support",
        "Resilient  Cities",
        "C.L.E.S.",
        "nef",
        "АDMIN",
    ],
)
def test_name_of_a_part_alone_is_nobodys(name: str) -> None:
    for person in (None, UserFactory()):
        with pytest.raises(ValidationError) as refused:
            refuse_borrowed(name, person=person)
        assert refused.value.code == "reserved"


def test_name_of_a_part_is_free_with_a_name_and_kept_by_who_has_it() -> None:
    for name in ("Ada Adviser", "Nefertiti", "Supporter of Leeds", "🙂"):
        assert refuse_borrowed(name) == name
    assert refuse_borrowed("Moderator", person=UserFactory(display_name="Moderator")) == "Moderator"
    assert refuse_borrowed("Moderator", person=UserFactory(is_demonstration=True)) == "Moderator"


@pytest.mark.parametrize("name", ["Administrator", "Coordinator Leeds demonstration."])
def test_nobody_signs_up_as_a_part(visitor: Visitor, name: str) -> None:
    assert visitor.sign_up(display_name=name).context["form"].errors["display_name"]
    assert not User.objects.exists()


def test_nobody_signs_up_under_such_a_name(visitor: Visitor) -> None:
    UserFactory(display_name="Grace Hopper", groups=["Administrators"])
    assert "has this name" in visitor.sign_up(display_name="Grace Hopper").content.decode()
    assert not User.objects.filter(email="ada@example.org").exists()


def test_editor_takes_nobody_elses_name() -> None:
    UserFactory(display_name="Grace Hopper", groups=["Administrators"])
    form = DisplayNameForm({"display_name": "Grace Hopper"}, instance=UserFactory(groups=["Writers"]))
    assert "display_name" in form.errors
