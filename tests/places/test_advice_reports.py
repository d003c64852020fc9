"""The reports on advice days: what each lists, who may open it, and that it exports."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cities.places.choices import CityRole
from cities.places.models import AdviceAccount, AdviceEntry
from cities.places.services import advice
from tests.factories import CityFactory, UserFactory
from tests.places.advising import administrator, adviser_of, focus_city, member_of, signed_in, used

pytestmark = pytest.mark.django_db

NAMES = ["advice_days", "advice_entries"]


def url(name: str) -> str:
    return reverse(f"places_reports:{name}")


@pytest.fixture
def city(tree):
    return focus_city()


def html(client: Any, name: str, **query: str) -> str:
    response = client.get(url(name), query)
    assert response.status_code == 200
    return response.content.decode()


def sheet(client: Any, name: str) -> list[tuple[Any, ...]]:
    content = b"".join(client.get(url(name), {"export": "xlsx"}).streaming_content)
    return list(load_workbook(BytesIO(content)).active.values)


def test_balances_of_the_focus_cities(city):
    used(city, 3)
    focus_city("Glasgow")
    CityFactory(name="Nottingham")
    page = html(signed_in(administrator()), "advice_days")
    assert [word in page for word in ("Leeds", "Glasgow", "Nottingham")] == [True, True, False]
    assert [word in page for word in ("10 days", "2 days", "1½ days", "8 days")] == [True] * 4


@pytest.mark.parametrize("name", NAMES)
def test_downloads_stand_in_the_header(city, name):
    page = signed_in(administrator()).get(url(name))
    assert [button.label for button in page.context["header_buttons"]] == ["Download XLSX", "Download CSV"]
    assert page.content.decode().count("w-header-button") == 2


def test_balances_are_exported_in_days(city):
    used(city, 3)
    assert sheet(signed_in(administrator()), "advice_days") == [
        ("City", "Allowance", "Agreed, used included", "Used", "Left"),
        ("Leeds", 10, 2, 1.5, 8),
    ]


def test_every_line_is_listed_and_exported_with_its_note(city):
    adviser = adviser_of(city, display_name="Ada Adviser")
    asked = used(city, 3, by=adviser, topic="Bonds", note="Slow.")
    advice.take_out(asked, AdviceEntry.objects.used().get(), by=adviser, private_note="Wrong.")
    client = signed_in(administrator())

    page = html(client, "advice_entries")
    assert [word in page for word in ("Set aside", "Used", "Taken out", "Bonds")] == [True] * 4
    rows = sheet(client, "advice_entries")
    assert [row[2] for row in rows[1:]] == ["Taken out", "Used", "Set aside"]
    assert rows[2][:4] == ("Leeds", "Bonds", "Used", 1.5)
    assert rows[2][6:8] == ("A draft bond.", "Slow.")
    csv = b"".join(client.get(url("advice_entries"), {"export": "csv"}).streaming_content).decode()
    assert len(csv.splitlines()) == 4
    assert "Ada Adviser" in csv


def test_lines_are_filtered_by_city_and_act(city):
    used(city, 1, topic="Bonds")
    other = focus_city("Glasgow")
    used(other, 1, topic="Baths")
    client = signed_in(administrator())
    page = html(client, "advice_entries", city=str(other.pk), act="use")
    assert "Baths" in page
    assert "Bonds" not in page
    assert "Set aside</td>" not in page


def test_exported_words_are_no_formula(city):
    used(city, 1, topic='=HYPERLINK("https://evil.example")')
    csv = b"".join(signed_in(administrator()).get(url("advice_entries"), {"export": "csv"}).streaming_content).decode()
    assert "'=HYPERLINK" in csv


@pytest.mark.parametrize("name", NAMES)
def test_report_is_for_administrators(city, name):
    assert signed_in(UserFactory(is_superuser=True, is_staff=True)).get(url(name)).status_code == 200
    others = [
        None,
        UserFactory(),
        member_of(city, CityRole.COORDINATOR),
        adviser_of(city),
        *[UserFactory(groups=[group]) for group in ("Writers", "Reviewers", "Moderators")],
    ]
    for person in others:
        client = signed_in(person)
        for query in ({}, {"export": "xlsx"}):
            assert client.get(url(name), query).status_code in (302, 403)


def test_menu_offers_the_reports_to_administrators(city):
    assert url("advice_days") in signed_in(administrator()).get("/editor/").content.decode()
    assert url("advice_days") not in signed_in(UserFactory(groups=["Reviewers"])).get("/editor/").content.decode()


def test_reports_ask_a_fixed_number_of_questions(city):
    AdviceAccount.objects.create(city=city, allowance=1000)
    client = signed_in(administrator())

    def counts() -> list[int]:
        found = []
        for name in NAMES:
            with CaptureQueriesContext(connection) as captured:
                html(client, name)
            found.append(len(captured))
        return found

    used(city, 1)
    used(focus_city("Glasgow"), 1)
    counts()
    few = counts()
    for number in range(20):
        used(city, 1)
        used(focus_city(f"Town {number}"), 1)
    assert counts() == few
