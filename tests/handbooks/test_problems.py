"""“Report a problem with this page”."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from handbooks import personal
from handbooks.models import ProblemReport
from handbooks.problems import MOST_IN_AN_HOUR
from handbooks.tasks import forget_reporters
from portal.accounts.erasure import erase_person
from tests.factories import EntryPageFactory, UserFactory

pytestmark = pytest.mark.django_db

SAID = {"message": "The link in step two is broken.", "section": "", "email": "", "website": ""}


@pytest.fixture
def entry(tree: Any) -> Any:
    return EntryPageFactory(title="A power")


@pytest.fixture
def url(entry: Any) -> str:
    return reverse("report_problem", args=[entry.pk])


def test_report_reaches_the_editors_and_thanks_the_reader(client, entry, url):
    response = client.post(url, {**SAID, "section": "steps", "email": "ada@example.org"})
    thanks = client.get(response.url)

    assert (response.status_code, response.url) == (302, f"{url}thanks/")
    assert entry.url in thanks.content.decode()
    report = ProblemReport.objects.get()
    assert (report.page_id, report.section, report.email) == (entry.pk, "steps", "ada@example.org")


def test_form_is_never_cached_or_indexed(client, url):
    for address in (url, f"{url}thanks/"):
        response = client.get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert 'content="noindex"' in response.content.decode()


def test_form_leads_back_to_the_numbered_page_in_the_nation_it_was_read_from(client, entry, url):
    page = client.get(url, {"nation": "wales"}).content.decode()
    running = page.split('class="running"')[1].split("</nav>")[0]
    assert f'href="{entry.url}?nation=wales"' in running
    assert f"{entry.number} A power" in running
    assert f'action="{url}?nation=wales"' in page

    sent = client.post(f"{url}?nation=wales", SAID)
    assert sent.url == f"{url}thanks/?nation=wales"
    assert f"{entry.url}?nation=wales" in client.get(sent.url).content.decode()
    assert f"{url}?nation=wales" in client.get(f"{entry.url}?nation=wales").content.decode()


def test_form_knows_the_section(client, url):
    assert 'value="steps"' in client.get(url, {"section": "steps"}).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", ""),
        ("message", "short"),
        ("message", "x" * 2001),
        ("email", "no address"),
        ("section", "s" * 81),
        ("message", "a\0b" * 9),
    ],
)
def test_bad_report_keeps_what_was_typed(client, url, field, value):
    response = client.post(url, {**SAID, "email": "ada@example.org", field: value})

    assert response.status_code == 422
    assert response.context["form"].errors[field]
    if field != "email":
        assert "ada@example.org" in response.content.decode()
    assert not ProblemReport.objects.exists()


def test_trapped_machine_is_thanked_and_nothing_is_kept(client, url):
    assert client.post(url, {**SAID, "website": "https://spam.example"}).status_code == 302
    assert not ProblemReport.objects.exists()


def test_reports_of_one_address_are_limited(client, url):
    for _number in range(MOST_IN_AN_HOUR):
        assert client.post(url, SAID).status_code == 302
    response = client.post(url, SAID)

    assert response.status_code == 429
    assert SAID["message"] in response.content.decode()
    assert client.post(url, SAID, REMOTE_ADDR="203.0.113.9").status_code == 302


def test_reports_are_taken_while_redis_is_down(client, url, monkeypatch):
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", fail)
    assert client.post(url, SAID).status_code == 302
    assert ProblemReport.objects.count() == 1


def test_client_address_is_what_the_trusted_proxy_saw(client, url, settings):
    settings.TRUSTED_PROXIES = 1
    for number in range(MOST_IN_AN_HOUR):
        client.post(url, SAID, HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 203.0.113.7")
    assert client.post(url, SAID, HTTP_X_FORWARDED_FOR="192.0.2.99, 203.0.113.7").status_code == 429


def test_report_needs_a_token(url):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url, SAID).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, url, method):
    assert getattr(client, method)(url).status_code == 405


def test_page_that_readers_cannot_open_has_no_form(client, entry, url):
    draft = EntryPageFactory(live=False)
    assert client.get(reverse("report_problem", args=[draft.pk])).status_code == 404
    assert client.get(reverse("report_problem", args=[999_999])).status_code == 404
    PageViewRestriction.objects.create(page_id=entry.pk, restriction_type="login")
    assert client.get(url).status_code == 404
    assert client.post(url, SAID).status_code == 404


def test_message_is_shown_as_text(client, entry, url):
    from tests.handbooks.editing import person, signed_in

    client.post(url, {**SAID, "message": "<script>alert(1)</script>"})
    editor = signed_in(person("Reviewers"))
    page = editor.get(reverse("handbooks_editor:settle", args=[ProblemReport.objects.get().pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


def test_addresses_are_removed_a_month_after_settling(entry):
    now = timezone.now()
    for days in (None, 2, 40):
        settled = now - timedelta(days=days) if days else None
        ProblemReport.objects.create(page=entry, message="A fault.", email="ada@example.org", settled_at=settled)

    assert forget_reporters() == 1
    assert ProblemReport.objects.filter(email="").get().settled_at < now - timedelta(days=30)


def test_erased_person_leaves_no_address_with_their_reports(tree):
    person = UserFactory()
    report = ProblemReport.objects.create(page=tree.home, message="A link is broken.", email=person.email.upper())
    assert personal.copy_of(person)[0]["message"] == "A link is broken."
    erase_person(person)
    report.refresh_from_db()
    assert (report.email, report.message) == ("", "A link is broken.")
