"""What the next digest would say, for its reader: read as often as one likes, and nothing counts as told."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from network.digests.models import Digest, DigestItem, Run
from network.digests.reading.previewing import preview
from network.forum.choices import Level, Why
from network.forum.models import Reader
from portal.mail.models import Suppression, SuppressionCause
from tests.factories import CityFactory, UserFactory
from tests.factories.digests import PreferenceFactory
from tests.factories.events import event_on
from tests.factories.forum import PostFactory, ThreadFactory, city_board, member_of

pytestmark = pytest.mark.django_db

PAGE, FRAME = "/digests/preview/", "/digests/preview/html/"


@pytest.fixture
def person(client):
    """Somebody who follows a thread in which something is new."""
    one = member_of()
    PreferenceFactory(person=one)
    thread = ThreadFactory(title="Lending to <b>co-ops</b>")
    Reader.objects.create(person=one, thread=thread, level=Level.WATCHING, why=Why.CHOSE, last_read=1)
    PostFactory(thread=thread, body="We lend <script>slowly</script>.")
    client.force_login(one)
    return one


def test_page_says_what_is_new_as_text_and_leads_to_the_html(client, person):
    answer = client.get(PAGE)
    page = answer.content.decode()
    assert "Lending to &lt;b&gt;co-ops&lt;/b&gt;" in page
    assert "<b>co-ops" not in page
    assert f'<iframe src="{FRAME}"' in page
    assert "Your next digest comes on" in page


def test_who_no_letter_reaches_is_promised_none_and_led_to_where_that_is_put_right(client, person):
    Suppression.objects.create(address=person.email, cause=SuppressionCause.BOUNCED)
    for path in (PAGE, "/accounts/preferences/"):
        page = client.get(path).content.decode()
        assert "Your next digest comes on" not in page
        assert f"No digest comes: we send no letters to {person.email} at the moment." in page
        assert f'<a href="{reverse("letters")}">Put it right</a>' in page.partition("No digest comes")[2]


def test_html_stands_alone_and_can_do_nothing(client, person):
    answer = client.get(FRAME)
    assert "Lending to &lt;b&gt;co-ops&lt;/b&gt;" in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("path", [PAGE, FRAME])
def test_it_is_for_one_reader_and_no_search_engine(client, person, path):
    answer = client.get(path)
    assert "private" in answer.headers["Cache-Control"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_looking_changes_nothing(client, person):
    for path in (PAGE, FRAME, PAGE):
        assert "co-ops" in client.get(path).content.decode()
    for model in (Digest, DigestItem, Run):
        assert not model.objects.exists()
    assert Reader.objects.get(person=person).digested == 0


def test_nothing_new_is_said_so(client):
    client.force_login(member_of())
    page = client.get(PAGE).content.decode()
    assert "Nothing is new to you at the moment" in page
    assert "<iframe" not in page
    assert client.get(FRAME).content == b""


def test_each_sees_their_own(client, person):
    client.force_login(member_of())
    assert "co-ops" not in client.get(PAGE).content.decode()


def test_who_looks_after_digests_learns_no_day_of_what_they_do_not_read():
    city = CityFactory()
    person, administrator = member_of(city), UserFactory()
    PreferenceFactory(person=person)
    event = event_on(city_board(city), by=member_of(city), title="A secret visit")
    day = date_format(event.starts, "j F")
    assert day in preview(person, seen_by=person).subject + preview(person, seen_by=person).text
    seen = preview(person, seen_by=administrator)
    assert seen.withheld
    for words in ("secret", day, event.host.name if event.host else "secret"):
        assert words not in seen.subject + seen.text.partition("---")[2] + seen.html.partition("<h2")[2]
