"""The form by which journalists ask: who is mailed, what of it is seen, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from network.forum.choices import SanctionKind
from network.forum.models import Sanction
from portal.mail.models import Letter, Suppression, SuppressionCause
from portal.newsroom.services import asking
from portal.newsroom.tasks import clear_newsroom
from portal.newsroom.views import press_ask
from tests.factories import CityFactory, UserFactory
from tests.factories.plans import coordinator_of

URL, THANKS, KIT = "/cities/leeds/press/ask/", "/cities/leeds/press/asked/", "/cities/leeds/press/"
ASKED = {
    "name": "Jo Journalist",
    "outlet": "The Leeds Paper",
    "email": "jo@paper.example",
    "question": "How many homes have been warmed so far?\n\nAnd by whom?",
}


@pytest.fixture
def city(db):
    return CityFactory(name="Leeds")


@pytest.fixture
def coordinator(city):
    return coordinator_of(city, user__display_name="Bea Boss", user__email="bea@council.example").user


def send(client, **changes):
    return client.post(URL, {**ASKED, **changes})


def to() -> list[str]:
    return sorted(Letter.objects.values_list("recipient", flat=True))


def test_question_goes_to_the_coordinators_and_shows_nobodys_address(client, city, coordinator):
    coordinator_of(city, user__email="second@council.example")
    coordinator_of(CityFactory(name="Hull"), user__email="hull@council.example")
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    shown = client.get(URL).content.decode()
    assert not Letter.objects.exists()
    answer = send(client, deadline=day)
    assert (answer.status_code, answer.url) == (302, THANKS)
    assert to() == ["bea@council.example", "second@council.example"]
    for page in (shown, client.get(THANKS).content.decode(), client.get(KIT).content.decode()):
        assert "council.example" not in page
        assert "Bea Boss" not in page


def test_letter_says_who_asks_and_is_answered_to_them(city, coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        asking.ask(city, asking.PressQuestion(**ASKED, deadline=timezone.localdate()), token="a")
        asking.ask(city, asking.PressQuestion(**ASKED), token="a")
    (letter,) = mail.outbox
    assert letter.message()["Auto-Submitted"] == "auto-generated"
    assert letter.extra_headers["Reply-To"] == "Jo Journalist <jo@paper.example>"
    assert letter.to == ["bea@council.example"]
    for said in ("Jo Journalist of The Leeds Paper", "And by whom?", "would like an answer by", "Bea Boss"):
        assert said in letter.body
    row = Letter.objects.get()
    assert "Jo" not in row.subject
    assert "jo@paper.example" not in " ".join([row.subject, row.recipient, row.reason, row.key])


def test_domain_in_other_letters_is_written_as_mail_takes_it(
    client, city, coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, email="jo@exämple.example").url == THANKS
    assert mail.outbox[0].extra_headers["Reply-To"] == "Jo Journalist <jo@xn--exmple-cua.example>"


@pytest.mark.parametrize("way", ["silence", "suspension", "inactive", "bounced", "none"])
def test_programme_is_asked_where_no_coordinator_can_be(client, city, settings, way):
    if way != "none":
        person = coordinator_of(city).user
    if way in ("silence", "suspension"):
        moderator = UserFactory(groups=["Moderators"])
        until = timezone.now() + timedelta(days=1)
        Sanction.objects.create(person=person, kind=SanctionKind(way), reason="Rude.", by=moderator, until=until)
    if way == "inactive":
        person.is_active = False
        person.save()
    if way == "bounced":
        Suppression.objects.create(address=person.email, cause=SuppressionCause.BOUNCED)
    administrator = UserFactory(groups=["Administrators"])
    assert send(client).status_code == 302
    assert to() == [administrator.email]
    settings.PRESS_CONTACT = "press@programme.example"
    assert send(client).status_code == 302
    assert to() == sorted([administrator.email, "press@programme.example"])


def test_nobody_to_ask_is_said_and_words_stay(client, city):
    answer = send(client)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nobody can be asked" in page
    assert "And by whom?" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Jo\r\nBcc: all@example.org"),
        ("name", "Jo\u2028Bcc: x"),
        ("name", ""),
        ("outlet", "Paper\nX: y"),
        ("outlet", "x" * 121),
        ("email", "jo@paper.example\nBcc: all@example.org"),
        ("email", "nobody"),
        ("email", "jö@paper.example"),
        ("email", "\u017f@paper.example"),
        ("email", "\u212a@paper.example"),
        ("email", f"jo@{'ä' * 60}.example"),
        ("deadline", "2020-01-01"),
        ("deadline", "2999-01-01"),
        ("deadline", "soon"),
        ("question", "Short"),
        ("question", "x" * 4001),
        ("question", "How many\0homes are there?"),
    ],
)
def test_what_cannot_be_sent_is_refused_beside_its_field(client, city, coordinator, field, value):
    answer = send(client, **{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert f'href="#id_{field}"' in page
    if field != "outlet":
        assert 'value="The Leeds Paper"' in page
    assert not Letter.objects.exists()


def test_machine_is_thanked_and_nobody_is_mailed(client, city, coordinator):
    assert send(client, website="https://spam.example").url == THANKS
    assert not Letter.objects.exists()


def test_form_sent_twice_is_one_letter(client, city, coordinator):
    token = client.get(URL).context["token"]
    for _time in range(2):
        send(client, token=token)
    assert Letter.objects.count() == 1
    send(client, token=token, question="Something else altogether?")
    send(client, token="no token")
    assert Letter.objects.count() == 3


def test_questions_are_limited_by_address_and_by_city(client, city, coordinator, monkeypatch):
    monkeypatch.setattr(press_ask, "MOST_IN_AN_HOUR", 2)
    monkeypatch.setattr(press_ask, "MOST_OF_A_CITY", 3)
    assert [send(client).status_code for _time in range(3)] == [302, 302, 429]
    assert "And by whom?" in send(client).content.decode()
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert [send(other).status_code, send(other).status_code] == [302, 429]


def test_form_needs_its_token_and_its_method(client, city):
    assert Client(enforce_csrf_checks=True).post(URL, ASKED).status_code == 403
    assert client.put(URL).status_code == 405
    assert client.post(THANKS).status_code == 405
    assert client.get("/cities/nowhere/press/ask/").status_code == 404
    assert "no-store" in client.get(URL)["Cache-Control"]


def test_that_a_question_went_is_forgotten_after_ninety_days(client, city, coordinator):
    send(client)
    send(client, question="Something else altogether?")
    first = Letter.objects.order_by("pk").first()
    old, young = (timezone.now() - timedelta(days=days) for days in (91, 89))
    Letter.objects.update(settled_at=young, state="sent", sealed=None)
    Letter.objects.filter(pk=first.pk).update(settled_at=old)
    clear_newsroom()
    assert Letter.objects.count() == 1
    assert not Letter.objects.filter(pk=first.pk).exists()
