"""What a reader sees when something went wrong."""

import datetime

import pytest
from django.test import RequestFactory

from portal import errors
from portal.words.parts import Link


@pytest.fixture
def finders(db, monkeypatch):
    """Return the empty list of finders; the database is there for the redirects that a 404 looks up."""
    monkeypatch.setattr(errors, "NEAREST_PAGES", [])
    monkeypatch.setattr(errors, "WITHDRAWN_PAGES", [])
    return errors.NEAREST_PAGES


@pytest.mark.django_db
@pytest.mark.parametrize("code", [400, 403, 404, 410, 500])
def test_error_page_has_its_status_and_a_way_back(client, code):
    response = client.get(f"/styleguide/fault/{code}/")
    assert response.status_code == code
    assert 'href="/contact/"' in response.content.decode()


def test_404_offers_search_and_what_is_near(client, finders):
    finders.append(lambda path: [Link(title="General power", url="/lg/3.2/", number="LG 3.2")])
    response = client.get("/handbooks/local-government/finance/general-pwoer/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "General power" in html
    assert 'id="seek"' in html


def test_404_survives_a_finder_that_fails(client, finders):
    def broken(path):
        raise RuntimeError

    finders.extend([broken, lambda path: [Link(title="Found", url="/")]])
    assert "Found" in client.get("/nowhere/").content.decode()


def test_404_shows_at_most_six(finders):
    finders.append(lambda path: [Link(title=str(n), url="/") for n in range(20)])
    assert len(errors.nearest_pages("/x/")) == 6


def test_404_has_no_canonical_address(client, finders):
    assert 'rel="canonical"' not in client.get("/nowhere/").content.decode()


def test_410_says_when_why_and_what_instead(rf):
    withdrawn = errors.Withdrawn(
        title="Old relief",
        withdrawn_on=datetime.date(2026, 11, 20),
        reason="It ended.",
        successor=Link(title="New relief", url="/lg/3.3/", number="LG 3.3"),
    )
    response = errors.gone(rf.get("/old/"), withdrawn)
    html = response.content.decode()
    assert response.status_code == 410
    assert all(words in html for words in ("Old relief", "20 November 2026", "It ended.", "New relief"))


def test_500_asks_no_database(client):
    client.raise_request_exception = False
    client.cookies["sessionid"] = "whatever"
    response = client.get("/fail/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()


def test_500_survives_a_broken_template(monkeypatch):
    def broken(name):
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Something went wrong" in response.content


def test_stale_form_is_told_how_to_send_it_again(rf):
    response = errors.csrf_failure(rf.get("/report/1/"))
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()
