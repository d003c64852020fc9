"""The shell and the components as pages draw them."""

import re
from collections import Counter

import brotli
import pytest
from django.conf import settings

from tests.ui.conftest import PAGES

MOST_CSS_AND_SCRIPT = 15_000

# Wagtail's redirects are looked up for every 404.
pytestmark = pytest.mark.django_db


def wire_size(path: str) -> int:
    """Return what a static file weighs with Brotli, as WhiteNoise sends it."""
    return len(brotli.compress((settings.BASE_DIR / path.lstrip("/")).read_bytes()))


@pytest.mark.parametrize("url", PAGES)
def test_page_ids_are_unique(client, url):
    ids = Counter(re.findall(r'\sid="([^"]+)"', client.get(url).content.decode()))
    assert [one for one, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("url", PAGES)
def test_page_references_lead_to_ids(client, url):
    html = client.get(url).content.decode()
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    references = re.findall(r'(?:aria-labelledby|aria-describedby|popovertarget|data-copy|for)="([^"]+)"', html)
    assert {one for several in references for one in several.split()} <= ids


@pytest.mark.parametrize("url", PAGES)
def test_page_for_an_anonymous_reader_has_no_cookie_and_does_not_vary_by_it(client, url):
    response = client.get(url)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_styleguide_shows_every_component(client):
    response = client.get("/styleguide/")
    drawn = {template.name for template in response.templates}
    elsewhere = {"title", "contents", "heading", "account-menu", "ways-back", "cover", "field", "messages"}
    folder = settings.BASE_DIR / "templates/components"
    components = {p.stem for p in folder.glob("*.html")} - elsewhere
    assert {one for one in components if f"components/{one}.html" not in drawn} == set()


def test_reading_page_stays_under_fifteen_kilobytes_of_css_and_script(client):
    html = client.get("/styleguide/spread/").content.decode()
    files = re.findall(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"', html)
    assert len(files) == 5
    assert sum(wire_size(one) for one in files) < MOST_CSS_AND_SCRIPT


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/handbooks/local-government/", "page"),
        ("/handbooks/local-government/finance/", "true"),
        ("/handbooks/civil-society/", ""),
    ],
)
def test_menu_marks_the_open_handbook(path, current):
    from portal.words.navigation import MAIN_MENU

    assert MAIN_MENU[0].current(path) == current


def test_sign_in_link_returns_to_the_page(client):
    html = client.get("/styleguide/spread/").content.decode()
    assert "/accounts/login/?next=/styleguide/spread/" in html


def test_sign_in_link_drops_an_overlong_address(client):
    html = client.get("/styleguide/", {"q": "x" * 10_000}).content.decode()
    assert "next=" not in html


def test_signed_in_reader_sees_a_name_and_a_way_out(client, django_user_model):
    user = django_user_model.objects.create(email="reader@example.org", display_name="Reader, Leeds")
    client.force_login(user)
    html = client.get("/styleguide/").content.decode()
    assert "Reader, Leeds" in html
    assert "/accounts/logout/" in html


def test_pager_keeps_the_rest_of_the_address(client):
    html = client.get("/styleguide/", {"theme": "housing"}).content.decode()
    assert "?theme=housing&amp;page=6" in html
