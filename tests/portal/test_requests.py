"""Requests that no page can answer, and what they may not change."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from handbooks.reading.addresses import address_of
from portal import gunicorn
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import member_of

pytestmark = pytest.mark.django_db


def test_no_line_of_megabytes_is_read():
    assert 10_000 < gunicorn.limit_request_line <= 64_000


def test_long_search_answers_with_a_page(client):
    response = client.get("/search/", {"q": "a" * 10_000})
    assert response.status_code == 200
    assert b"<h1>" in response.content


@pytest.mark.parametrize("address", ["/x%00", "/search/?q=%00"])
def test_malformed_address_answers_400_whatever_cookie_comes_with_it(client, settings, address):
    client.cookies[settings.SESSION_COOKIE_NAME] = "zz"
    response = client.get(address)
    assert response.status_code == 400
    assert b"<h1>" in response.content


@pytest.mark.parametrize("query", ["q=%00", "q=" + "a" * 13_000])
def test_malformed_query_answers_400_with_a_page(client, query):
    response = client.get("/search/?" + query)
    assert response.status_code == 400
    assert b"<h1>" in response.content


def test_no_header_names_the_path(client):
    entry = EntryPageFactory()
    address = address_of(entry)
    page = client.get(address, SCRIPT_NAME=address.rstrip("/")).content.decode()
    assert entry.title in page.split("</title>")[0]
    assert gunicorn.forwarder_headers == ""


@pytest.mark.parametrize(
    "address", ["/", "/about/", "/handbooks/", "/search/", "/robots.txt", "/sitemap.xml", "/lg/1.1/"]
)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_wrong_method_answers_405_with_a_page(client, address, method):
    client.handler.enforce_csrf_checks = True
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert "only for reading" in response.content.decode()


@pytest.mark.parametrize("address", ["/accounts/login/", "/cities/", "/letters/x/", "/nowhere/", "/documents/1/x.pdf"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "QUERY"])
def test_method_that_nothing_takes_answers_405_before_a_form_is_checked(client, address, method):
    client.handler.enforce_csrf_checks = True
    response = client.generic(method, address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_editor_keeps_the_methods_of_its_scripts(client):
    client.force_login(UserFactory(groups=["Administrators"]))
    response = client.patch(reverse("wagtailadmin_dismissibles"), {"whats_new": True}, content_type="application/json")
    assert response.status_code == 200


def test_city_stands_for_its_nation(client):
    CityFactory(name="Cardiff", slug="cardiff", nation="wales")
    entry = EntryPageFactory()
    answer = client.get(address_of(entry), {"nation": "cardiff"}, follow=True)
    assert answer.redirect_chain == [("?nation=wales", 302)]
    page = answer.content.decode()
    assert "Does not apply in Wales" in page
    assert 'href="/handbooks/precedents/?nation=wales"' in page.split("<main")[0]
    assert 'href="/handbooks/glossary/?nation=wales"' in page.split("<footer")[1]


@pytest.mark.parametrize(
    "address", ["/", "/about/", "/handbooks/", "/handbooks/local-government/", "/handbooks/precedents/", "/search/"]
)
def test_city_leads_to_its_nation_with_the_rest_kept(client, address):
    CityFactory(name="Cardiff", slug="cardiff", nation="wales")
    answer = client.get(f"{address}?q=a+b&nation=england&kind=power&nation=cardiff&kind=duty")
    assert (answer.status_code, answer["Location"]) == (302, "?q=a+b&nation=wales&kind=power&kind=duty")


@pytest.mark.parametrize("value", ["", "wales", "atlantis", "cardiff%00"])
def test_what_names_no_city_is_answered_where_it_is(client, value):
    CityFactory(name="Cardiff", slug="cardiff", nation="wales")
    assert client.get(f"/handbooks/?nation={value}").status_code != 302


def test_menu_carries_the_nation(client):
    page = client.get(address_of(EntryPageFactory()), {"nation": "wales"}).content.decode()
    assert 'href="/handbooks/precedents/?nation=wales"' in page
    assert 'href="/about/?nation' not in page


def test_neighbour_that_does_not_apply_says_where_it_does(client):
    entry, neighbour = EntryPageFactory(nations=["scotland"]), EntryPageFactory()
    turn = client.get(address_of(entry), {"nation": "scotland"}).content.decode().split('class="turn')[1]
    assert neighbour.title in turn
    assert "Not Scotland: England" in turn


def test_editor_is_signed_out_by_sending_a_form_alone(client):
    client.force_login(UserFactory(groups=["Administrators"]))
    assert client.get("/editor/logout/").status_code == 200
    assert client.get(reverse("account_email")).status_code == 200
    client.post("/editor/logout/")
    assert client.get(reverse("account_email")).status_code == 302


LARGE = "a" * 6_000_000
IN_PARTS = f'--x\r\nContent-Disposition: form-data; name="body"\r\n\r\n{LARGE}\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (f"body={LARGE}", "application/x-www-form-urlencoded"),
        (IN_PARTS, "multipart/form-data; boundary=x"),
    ],
    ids=["whole", "in parts"],
)
def test_form_of_more_than_the_portal_takes_answers_413_with_a_page_once_it_was_read(client, body, content_type):
    client.force_login(member_of())
    sent = io.BytesIO(body.encode())
    response = client.generic(
        "POST", reverse("preview"), body, content_type=content_type, headers={}, **{"wsgi.input": sent}
    )
    assert response.status_code == 413
    assert "larger than the portal takes" in response.content.decode()
    assert sent.tell() == len(body)
