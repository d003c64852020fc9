"""Changing and cancelling an event: nothing of another is undone unseen, and who may not write changes no words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from network.events.models import Event, Pledge
from network.events.services.attending import join
from network.events.services.planning import Particulars, cancel_event, change_event
from network.events.services.pledges import pledge
from network.forum.choices import SanctionKind
from network.forum.models import Sanction, Thread
from portal.accounts.models import User
from tests.events.pages import times, words
from tests.events.test_attending import particulars
from tests.factories import UserFactory
from tests.factories.events import event_on
from tests.factories.forum import member_of, rested

pytestmark = pytest.mark.django_db
PLACE, LINK = "Room 4, Civic Hall", "https://meet.example.org/room"


@pytest.fixture
def event(host, board, leeds):
    return event_on(board, by=host, host=leeds, place=PLACE, link=LINK, capacity=1)


@pytest.fixture
def client(client, host):
    client.force_login(host)
    return client


def at(name: str, event: Event) -> str:
    return reverse(name, args=[event.pk])


def changed(event: Event, **more: Any) -> dict[str, Any]:
    """Return the form of a change as its page sends it, opened now."""
    return times(seen=Particulars.of(Event.objects.get(pk=event.pk)).key, **more)


def silence(person: User) -> Sanction:
    until = timezone.now() + timedelta(days=3)
    return Sanction.objects.create(person=person, kind=SanctionKind.SILENCE, reason="x", by=UserFactory(), until=until)


# --- Changing and cancelling ----------------------------------------------------------------------


def test_form_of_a_change_holds_what_is_so(client, event):
    url = reverse("event_edit", args=[event.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "")}
    answer = client.post(url, {**sent, "starts": f"{sent['starts']:%H:%M}", "ends": f"{sent['ends']:%H:%M}"})
    assert answer.status_code == 302
    again = Event.objects.get()
    assert (again.place, again.link, again.capacity, again.host_id) == (PLACE, LINK, 1, event.host_id)


def test_change_of_time_and_place(client, event):
    answer = client.post(reverse("event_edit", args=[event.pk]), changed(event, place="Elsewhere", zone="Europe/Paris"))
    assert answer.status_code == 302
    event.refresh_from_db()
    assert (event.place, event.zone, event.sequence) == ("Elsewhere", "Europe/Paris", 1)
    assert event.starts_at == datetime(2031, 3, 12, 9, tzinfo=UTC)


def test_cancelling_needs_a_reason_that_everybody_reads(client, event):
    url = reverse("event_cancel", args=[event.pk])
    assert client.post(url, {"reason": "\u200b "}).status_code == 422
    assert client.post(url, {"reason": "x" * 301}).status_code == 422
    assert client.post(url, {"reason": "The speaker is ill."}).status_code == 302
    client.logout()
    page = words(client.get(event.get_absolute_url()))
    assert "It does not take place The speaker is ill." in page
    assert "Sign in to come" not in page


@pytest.mark.parametrize("name", ["event_edit", "event_cancel"])
def test_only_hosts_change_and_only_what_is_on(client, event, host, name):
    url = reverse(name, args=[event.pk])
    client.force_login(member_of())
    assert client.get(url).status_code == 403
    coordinator = member_of(event.host, "coordinator")
    client.force_login(coordinator)
    assert client.get(url).status_code == 200
    cancel_event(event, "No.", by=host)
    assert client.get(url).status_code == 403
    assert client.post(url, times() | {"reason": "x"}).status_code == 403


# --- Two at once ----------------------------------------------------------------------------------


def test_second_of_two_who_change_it_sees_both_and_loses_nothing(client, event):
    form = changed(event)
    assert client.post(at("event_edit", event), {**form, "place": "Room 9"}).status_code == 302
    answer = client.post(at("event_edit", event), {**form, "place": "Town hall", "capacity": "7"})
    assert answer.status_code == 409
    assert Event.objects.get().place == "Room 9"
    page, html = words(answer), answer.content.decode()
    assert "Nothing is lost, and nothing is saved yet" in page
    assert "Place Room 9 Town hall" in page
    assert "Kind" not in page.partition("You typed")[2].partition("Those who come")[0]
    assert 'value="Town hall"' in html
    again = {**form, "place": "Town hall", "capacity": "7", "seen": answer.context["form"]["seen"].value()}
    assert client.post(at("event_edit", event), again).status_code == 302
    after = Event.objects.get()
    assert (after.place, after.capacity) == ("Town hall", 7)


def test_form_of_a_change_that_is_sent_twice_is_no_clash(client, event):
    form = changed(event, place="Room 9")
    assert [client.post(at("event_edit", event), form).status_code for _time in range(2)] == [302, 302]
    assert Event.objects.get().sequence == 1


def test_form_that_does_not_say_what_it_began_from_is_taken_for_an_old_one(client, event):
    assert client.post(at("event_edit", event), times(place="Elsewhere")).status_code == 409
    assert Event.objects.get().place == PLACE


# --- Fewer places than people ---------------------------------------------------------------------


def test_host_is_told_that_more_come_than_there_are_places(client, event):
    Event.objects.filter(pk=event.pk).update(capacity=4)
    for _person in range(3):
        join(event, by=member_of())
    assert "3 people are coming now." in words(client.get(at("event_edit", event)))
    page = client.post(at("event_edit", event), changed(event, place=PLACE, capacity="2"), follow=True)
    assert "3 people are coming, and you now offer 2 places: nobody is removed." in words(page)
    page = client.post(at("event_edit", event), changed(event, place=PLACE, capacity="3"), follow=True)
    assert "nobody is removed" not in words(page)


# --- Who may not write ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["event_edit", "event_notes", "event_materials", "event_after"])
def test_who_is_silenced_changes_no_words_and_is_told_why(client, event, host, name):
    silence(host)
    said = {"body": "New words.", "text": "New words.", "place": "New words.", "title": "New words."}
    for answer in (client.get(at(name, event)), client.post(at(name, event), {**said, **changed(event), "act": "say"})):
        assert answer.status_code == 403
        assert "A moderator has decided that you do not write in the forum until" in words(answer)
    assert "New words." in answer.content.decode()
    assert Event.objects.get() == event
    assert (event.place, Event.objects.get().notes, Pledge.objects.count()) == (PLACE, "", 0)
    with pytest.raises(PermissionDenied):
        change_event(event, particulars(event, place="New words."), by=host)


def test_who_is_silenced_cancels_without_words_of_their_own(client, event, host):
    silence(host)
    page = client.get(at("event_cancel", event))
    assert "so you give no reason" in words(page)
    assert 'name="reason"' not in page.content.decode()
    assert client.post(at("event_cancel", event), {"reason": "Down with it all!"}).status_code == 302
    event.refresh_from_db()
    assert (event.is_cancelled, event.cancelled_reason) == (True, "Its host has called it off.")


def test_page_offers_the_silenced_host_only_what_they_may(client, event, host):
    silence(host)
    page = client.get(event.get_absolute_url()).content.decode()
    for name in ("event_edit", "event_notes", "event_materials", "event_after", "thread_edit"):
        assert at(name, event) not in page
    assert f"/posts/{event.thread.posts.get().pk}/edit/" not in page
    assert at("event_cancel", event) in page


def test_who_was_silenced_while_they_called_an_event_gets_their_words_back(client, board, host):
    silence(host)
    answer = client.post(reverse("event_start"), {"title": "Warm homes visit", "body": "Come and see."})
    assert answer.status_code == 403
    assert "until" in words(answer)
    assert "Come and see." in answer.content.decode()


# --- After it was cancelled -----------------------------------------------------------------------


def test_what_was_said_stands_where_the_event_is_cancelled(client, event, host, leeds):
    for text in ("Insulate", "Repair"):
        pledge(event, city=leeds, text=text, by=host)
    cancel_event(event, "No.", by=host)
    assert "Go on with what your city said" in words(client.get(event.get_absolute_url()))
    page = client.get(at("event_after", event))
    assert page.status_code == 200
    assert "nothing new is said after it" in words(page)
    first, second = Pledge.objects.order_by("pk")
    rested(host)
    assert client.post(at("event_after", event), {"act": "ask", "pledge": first.pk}).status_code == 302
    first.refresh_from_db()
    assert Thread.objects.get(kind="ask") == first.ask
    client.post(at("event_after", event), {"act": "take-back", "pledge": second.pk})
    assert list(Pledge.objects.all()) == [first]
    refused = client.post(at("event_after", event), {"act": "say", "city": leeds.pk, "text": "More"})
    assert refused.status_code == 403
    assert "This event is cancelled." in words(refused)
    assert Pledge.objects.count() == 1


# --- Acts that are not there, and who reads -------------------------------------------------------


@pytest.mark.parametrize("sent", [{"act": "zzz"}, {"act": "join\0"}, {"act": ""}, {}])
def test_act_that_is_not_there_is_refused(client, event, host, leeds, sent):
    pledged = pledge(event, city=leeds, text="Insulate", by=host)
    assert client.post(at("event_join", event), sent).status_code == 400
    assert client.post(at("event_after", event), {**sent, "pledge": pledged.pk}).status_code == 400
    assert not event.attendances.exists()
    assert Pledge.objects.exists()


@pytest.mark.parametrize("name", ["event_cancel", "event_notes", "event_materials", "event_after"])
def test_who_reads_is_printed_where_one_writes(client, event, name):
    assert "Who reads it: Everyone on the web can read this board." in words(client.get(at(name, event)))
