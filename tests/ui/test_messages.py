"""What the last act has to say: one look on every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories import CityFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def sheets(page: str) -> str:
    """Return the rules of every stylesheet that a page links."""
    names = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    found = [finders.find(re.sub(r"\.[0-9a-f]{12}\.css$", ".css", name)) for name in names]
    return "".join(Path(path).read_text() for path in found if path)


def said(page: str) -> str:
    return page.partition('<div class="notices said" role="status">')[2].partition("</div>")[0]


def test_message_has_the_same_component_and_rules_on_city_and_account_pages():
    city = CityFactory(slug="leeds", name="Leeds")
    person = MembershipFactory(city=city).user
    MembershipFactory(user=person)
    client = Client()
    client.force_login(person)
    on_city = client.post("/cities/leeds/home/", follow=True).content.decode()
    client.post("/cities/leeds/home/")
    on_account = client.get("/accounts/preferences/").content.decode()

    for page in (on_city, on_account):
        assert "Leeds is your home city." in said(page)
        rules = sheets(page)
        assert re.search(r"\.notice \{[^}]*background", rules)
        assert re.search(r"\.notices \{[^}]*padding", rules)
    assert said(on_city) == said(on_account)
