"""What stands around an event: notes, materials, what cities will do, and what is left of people who go."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cities.plans.models import Action
from network.events import personal
from network.events.choices import Coming
from network.events.models import Event, Material, Pledge
from network.events.reading.for_you import lines_of
from network.events.services.attending import join
from network.events.services.notes import write_notes
from network.events.services.planning import cancel_event
from network.events.services.pledges import to_action
from network.forum.choices import Audience, Kind
from network.forum.models import Board, Thread, ThreadLink
from network.forum.services.moving import move
from portal.accounts.roles import Role
from tests.events.pages import words
from tests.factories import CityFactory, ObjectiveFactory, PlanFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def host(leeds):
    return member_of(leeds, user__display_name="Hana Host")


@pytest.fixture
def event(host):
    return event_on(BoardFactory(audience=Audience.PUBLIC), by=host, title="Warm homes")


@pytest.fixture
def client(client, host):
    client.force_login(host)
    return client


def at(name: str, event: Event) -> str:
    return reverse(name, args=[event.pk])


# --- Notes ----------------------------------------------------------------------------------------


def test_notes_are_written_and_drawn(client, event):
    sent = {"body": "**Twelve** came.\r\n\r\n<script>alert(1)</script>", "seen": "0", "base": ""}
    page = client.post(at("event_notes", event), sent, follow=True).content.decode()
    assert "<strong>Twelve</strong> came." in page
    assert "<script>alert" not in page
    event.refresh_from_db()
    assert (event.notes_version, event.sequence) == (1, 0)


def test_second_of_two_who_write_sees_both_texts_and_loses_nothing(client, event, host):
    write_notes(event, "First text.", seen=0, by=host)
    answer = client.post(at("event_notes", event), {"body": "Second text.", "seen": "0", "base": ""})
    assert answer.status_code == 409
    page = words(answer)
    assert "First text." in page
    assert "Second text." in page
    event.refresh_from_db()
    assert event.notes == "First text."
    html = answer.content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', html)[1]
    base = unescape(re.search(r'name="base" value="([^"]*)"', html)[1])
    assert (seen, base) == ("1", "First text.")
    client.post(at("event_notes", event), {"body": "Both texts.", "seen": seen, "base": base})
    event.refresh_from_db()
    assert event.notes == "Both texts."


def test_overlong_notes_are_refused_and_kept_on_the_page(client, event):
    answer = client.post(at("event_notes", event), {"body": "x" * 20_001, "seen": "0", "base": ""})
    assert answer.status_code == 422
    assert "x" * 20_001 in answer.content.decode()


def test_notes_are_written_by_those_who_come_and_host(client, event, host):
    comer, waiter = member_of(), member_of()
    join(event, by=comer)
    write_notes(event, "Mine.", seen=0, by=comer)
    with pytest.raises(PermissionDenied):
        write_notes(event, "Not mine.", seen=1, by=waiter)
    cancel_event(event, "No.", by=host)
    with pytest.raises(ValidationError, match="cancelled"):
        write_notes(event, "Late.", seen=1, by=comer)
    assert client.get(at("event_notes", event)).status_code == 403


# --- Materials ------------------------------------------------------------------------------------


def pdf(name: str = "slides.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_links_and_files_are_added_and_opened(client, event):
    url = at("event_materials", event)
    client.post(url, {"title": "Recording", "url": "example.org/film"})
    client.post(url, {"title": "Slides", "file": pdf()})
    page = client.get(event.get_absolute_url()).content.decode()
    assert 'href="https://example.org/film"' in page
    file = Material.objects.get(title="Slides")
    assert f'href="{at("event_material", file)}"' in page
    client.logout()
    answer = client.get(at("event_material", file))
    assert b"".join(answer.streaming_content) == PDF
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(at("event_material", Material.objects.get(title="Recording"))).status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "Nothing"},
        {"title": "Both", "url": "https://example.org/", "file": "pdf"},
        {"title": "", "url": "https://example.org/"},
        {"title": "Evil", "url": "javascript:alert(1)"},
        {"title": "Ftp", "url": "ftp://example.org/"},
        {"title": "Long", "url": "https://example.org/" + "x" * 600},
        {"title": "Program", "file": "exe"},
        {"title": "No PDF", "file": "fake"},
    ],
)
def test_bad_material_is_refused(client, event, sent):
    files = {"pdf": pdf(), "exe": pdf("run.exe"), "fake": pdf(content=b"MZ not a pdf")}
    given = {**sent, **({"file": files[sent["file"]]} if "file" in sent else {})}
    assert client.post(at("event_materials", event), given).status_code == 422
    assert not Material.objects.exists()


def test_material_is_taken_away_by_who_gave_it_and_by_hosts(client, event, host):
    comer, other = member_of(), member_of()
    for person in (comer, other):
        join(event, by=person)
    client.force_login(comer)
    client.post(at("event_materials", event), {"title": "Slides", "file": pdf()})
    material = Material.objects.get()
    client.force_login(other)
    assert client.post(at("event_materials", event), {"remove": material.pk}).status_code == 403
    client.force_login(host)
    assert client.post(at("event_materials", event), {"remove": material.pk}).status_code == 302
    assert not Material.objects.exists()
    assert client.post(at("event_materials", event), {"remove": material.pk}).status_code == 302


# --- After ----------------------------------------------------------------------------------------


@pytest.fixture
def said(client, event, leeds):
    client.post(at("event_after", event), {"act": "say", "city": leeds.pk, "text": "Insulate\r\nforty homes"})
    return Pledge.objects.get()


def test_what_a_city_will_do_is_said_for_ones_own_city(client, event, said):
    assert said.text == "Insulate forty homes"
    assert "Insulate forty homes" in words(client.get(event.get_absolute_url()))
    for sent in ({"city": CityFactory().pk, "text": "Much"}, {"city": said.city_id, "text": "\u200b"}, {}):
        assert client.post(at("event_after", event), {"act": "say", **sent}).status_code == 422
    assert (
        client.post(at("event_after", event), {"act": "say", "city": said.city_id, "text": "x" * 501}).status_code
        == 422
    )
    assert Pledge.objects.count() == 1


def test_one_step_makes_an_action_of_the_plan_of_the_city(client, event, said, leeds):
    objective = ObjectiveFactory(plan=PlanFactory(city=leeds))
    page = client.get(at("event_after", event))
    assert "Make it an action of the plan" in words(page)
    sent = {"act": "action", "pledge": said.pk, "objective": objective.pk}
    answer = client.post(at("event_after", event), sent)
    action = Action.objects.get()
    said.refresh_from_db()
    assert answer.url == reverse("action", args=["leeds", action.pk])
    assert (action.title, said.action, action.objective) == ("Insulate forty homes", action, objective)
    assert "Warm homes" in action.summary
    client.post(at("event_after", event), sent)
    assert Action.objects.count() == 1


def test_plan_of_another_city_is_refused(client, event, said, host):
    other = ObjectiveFactory(plan=PlanFactory(city=CityFactory()))
    client.post(at("event_after", event), {"act": "action", "pledge": said.pk, "objective": other.pk})
    with pytest.raises(PermissionDenied):
        to_action(said, other, by=host)
    assert not Action.objects.exists()


def test_one_step_makes_an_ask_that_is_tied_to_the_event(client, event, said, host):
    rested(host)
    client.post(at("event_after", event), {"act": "ask", "pledge": said.pk})
    ask = Thread.objects.get(kind=Kind.ASK)
    said.refresh_from_db()
    assert (ask.title, ask.board, said.ask) == ("Insulate forty homes", event.thread.board, ask)
    assert ThreadLink.objects.get(thread=ask).event_id == event.pk
    client.post(at("event_after", event), {"act": "ask", "pledge": said.pk})
    assert Thread.objects.filter(kind=Kind.ASK).count() == 1


def test_others_make_nothing_of_it(client, event, said):
    client.force_login(member_of())
    for act in ("ask", "take-back"):
        assert client.post(at("event_after", event), {"act": act, "pledge": said.pk}).status_code == 403
    assert client.post(at("event_after", event), {"act": "ask", "pledge": "9" * 30}).status_code == 404
    assert Pledge.objects.get().ask is None


def test_it_is_taken_back(client, event, said):
    client.post(at("event_after", event), {"act": "take-back", "pledge": said.pk})
    assert not Pledge.objects.exists()


# --- People who go --------------------------------------------------------------------------------


def test_place_of_who_leaves_the_portal_goes_to_who_waits_longest(host):
    event, gone, waiter = event_on(by=host, capacity=1), member_of(), member_of()
    join(event, by=gone)
    join(event, by=waiter)
    personal.forget(gone)
    assert list(event.attendances.values_list("person", "state")) == [(waiter.pk, Coming.GOING)]


def test_copy_holds_what_a_person_said(client, event, host, said):
    join(event, by=host)
    client.post(at("event_materials", event), {"title": "Slides", "file": pdf()})
    copy = personal.copy_of(host)
    assert copy["attendances"][0]["event__thread__title"] == "Warm homes"
    assert copy["pledges"][0]["text"] == said.text
    assert copy["materials"][0]["document__name"] == "slides.pdf"
    assert [name.endswith("slides.pdf") for name, _file in personal.files_of(host)] == [True]


def test_home_page_says_what_one_comes_to_next(event, host):
    assert lines_of(host) == []
    join(event, by=host)
    (line,) = lines_of(host)
    assert "You are coming to “Warm homes” on" in line.title
    assert line.url == event.get_absolute_url()
    cancel_event(event, "No.", by=host)
    assert lines_of(host) == []


def test_who_loses_sight_of_a_moved_event_loses_their_place(event, leeds):
    inside, outside, waiter = member_of(leeds), member_of(), member_of(leeds)
    Event.objects.filter(pk=event.pk).update(capacity=2)
    for person in (inside, outside, waiter):
        join(event, by=person)
    own = Board.objects.filter(city=leeds).first() or city_board(leeds)
    moderator = member_of(leeds)
    moderator.groups.add(UserFactory(groups=[Role.MODERATORS]).groups.get())
    move(Thread.objects.get(pk=event.pk), own, by=moderator)
    assert {row.person_id: row.state for row in event.attendances.all()} == {
        inside.pk: Coming.GOING,
        waiter.pk: Coming.GOING,
    }


def test_notes_are_written_after_the_event_too(event, host):
    past = timezone.now() - timedelta(days=3)
    Event.objects.filter(pk=event.pk).update(starts_at=past - timedelta(hours=1), ends_at=past)
    assert write_notes(event, "Later.", seen=0, by=host).notes == "Later."
