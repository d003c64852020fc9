"""The pages of one event: reading, calling, coming."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.events.choices import Coming
from network.events.models import Event
from network.events.services.attending import join
from network.events.services.planning import cancel_event
from portal.accounts.models import User
from tests.events.pages import typed, words
from tests.factories import CityFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import PostFactory, city_board, member_of

pytestmark = pytest.mark.django_db
NOW = timezone.now
PLACE, LINK = "Room 4, Civic Hall", "https://meet.example.org/room"


@pytest.fixture
def event(host, board, leeds):
    return event_on(board, by=host, host=leeds, place=PLACE, link=LINK, capacity=1)


@pytest.fixture
def client(client, host):
    client.force_login(host)
    return client


def opened(client, event: Event, **query: str):
    return client.get(event.get_absolute_url(), query)


def join_url(event: Event) -> str:
    return reverse("event_join", args=[event.pk])


# --- One event ------------------------------------------------------------------------------------


def test_page_says_what_there_is(client, event, host):
    PostFactory(thread=event.thread, author=member_of(), body="May I bring a friend?")
    page = words(opened(client, event))
    for said in (
        "Leeds",
        "Come.",
        "May I bring a friend?",
        PLACE,
        LINK,
        "Nobody has signed up yet; 1 place left",
        "Hana Host",
    ):
        assert said in page
    assert reverse("reply", args=[event.pk]) in opened(client, event).content.decode()


def test_place_is_read_by_those_who_come_and_host(client, event, host):
    stranger, comer, waiter = member_of(), member_of(), member_of()
    join(event, by=comer)
    join(event, by=waiter)
    seen = {}
    for name, person in {"host": host, "stranger": stranger, "comer": comer, "waiter": waiter}.items():
        client.force_login(person)
        page = opened(client, event).content.decode()
        assert (PLACE in page) is (LINK in page)
        seen[name] = PLACE in page
    client.logout()
    seen["public"] = PLACE in opened(client, event).content.decode()
    assert seen == {"host": True, "stranger": False, "comer": True, "waiter": False, "public": False}


def test_names_of_those_who_come_are_for_the_network(client, event):
    comer = member_of(CityFactory(name="Hull"), user__display_name="Cora Comer")
    join(event, by=comer)
    assert "Cora Comer" in words(opened(client, event))
    for leave in (client.logout, lambda: client.force_login(UserFactory())):
        leave()
        page = words(opened(client, event))
        assert "Cora Comer" not in page
        assert "Hull: 1" in page


def test_time_is_told_in_both_zones_where_they_differ(client, board, host):
    event = event_on(board, by=host, starts_at=datetime(2031, 7, 1, 9, tzinfo=UTC), zone="Europe/London")
    assert "Tuesday 1 July 2031, 10:00 to 12:00, London time (BST)" in words(opened(client, event))
    assert "For you" not in words(opened(client, event))
    User.objects.filter(pk=host.pk).update(time_zone="Europe/Athens")
    assert "For you: Tuesday 1 July 2031, 12:00 to 14:00, Athens time (EEST)" in words(opened(client, event))
    User.objects.filter(pk=host.pk).update(time_zone="Europe/Dublin")
    assert "For you" not in words(opened(client, event))


def test_wrong_title_leads_to_the_right_one(client, event):
    answer = client.get(reverse("event", args=[event.pk, "something-else"]))
    assert (answer.status_code, answer.url) == (302, event.get_absolute_url())


def test_thread_leads_to_the_event(client, event):
    page = client.get(event.thread.get_absolute_url())
    assert "This is an event" in words(page)
    assert event.get_absolute_url() in page.content.decode()
    assert PLACE not in page.content.decode()


def test_page_counts_as_read(client, event):
    person = member_of()
    client.force_login(person)
    opened(client, event)
    assert person.readings.get(thread=event.pk).last_read == 1


def test_who_is_not_signed_in_gets_a_page_without_a_form(client, event):
    client.logout()
    page = opened(client, event)
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "Set-Cookie" not in page.headers
    assert reverse("event_join", args=[event.pk]) in page.content.decode()


# --- Calling --------------------------------------------------------------------------------------


def test_event_is_called_with_its_thread(client, board, leeds):
    sent = typed(board, host=leeds.pk, place=PLACE, capacity="12", themes=["housing"])
    answer = client.post(reverse("event_start"), sent)
    event = Event.objects.get()
    assert answer.url == event.get_absolute_url()
    assert (event.starts_at, event.ends_at) == (
        datetime(2031, 3, 12, 10, tzinfo=UTC),
        datetime(2031, 3, 12, 12, 30, tzinfo=UTC),
    )
    assert (event.host, event.place, event.capacity, event.thread.themes) == (leeds, PLACE, 12, ["housing"])
    assert event.thread.kind == "event"


def test_form_that_is_sent_twice_makes_one_event(client, board):
    sent = typed(board)
    first, second = (client.post(reverse("event_start"), sent) for _time in range(2))
    assert first.url == second.url
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes", "said"),
    [
        ("ends", {"ends": "09:00"}, "It must end after it starts."),
        ("ends", {"ends": "10:00"}, "It must end after it starts."),
        ("last_day", {"last_day": "2031-03-11"}, "It must end after it starts."),
        ("last_day", {"last_day": "2031-05-12"}, "at most 31 days"),
        ("day", {"day": "2001-03-12"}, "This is past"),
        ("day", {"day": "9999-12-31"}, "Give a date between"),
        ("day", {"day": "soon"}, "Give a date"),
        ("starts", {"starts": "25:00"}, "Give a time"),
        ("starts", {"day": "2031-03-30", "starts": "01:30", "ends": "03:00"}, "clocks go forward"),
        ("ends", {"day": "2031-03-30", "starts": "00:30", "ends": "01:30"}, "clocks go forward"),
        ("starts", {"day": "2031-10-26", "starts": "01:30", "ends": "03:00"}, "the clocks go back"),
        ("ends", {"day": "2031-10-26", "starts": "00:30", "ends": "01:30"}, "the clocks go back"),
        ("zone", {"zone": "Mars/Olympus"}, "This is not one of the choices."),
        ("kind", {"kind": "circus"}, "This is not one of the choices."),
        ("capacity", {"capacity": "0"}, "Give 1 or more."),
        ("capacity", {"capacity": "9" * 400}, "Give 10000 or less."),
        ("link", {"link": "javascript:alert(1)"}, "valid URL"),
        ("title", {"title": "\u202e\u200b"}, "Fill this in."),
        ("title", {"title": "x" * 201}, "at most 200"),
        ("place", {"place": "x" * 301}, "at most 300"),
        ("body", {"body": " "}, "Fill this in."),
        ("body", {"body": "x" * 100_000}, "characters long"),
        ("board", {"board": "999999"}, "This is not one of the choices."),
        ("host", {"host": "999999"}, "This is not one of the choices."),
    ],
)
def test_bad_input_is_an_error_beside_its_field_and_nothing_is_lost(client, board, field, changes, said):
    answer = client.post(reverse("event_start"), typed(board) | changes)
    assert answer.status_code == 422
    assert said in " ".join(map(str, answer.context["form"].errors[field]))
    if field != "title":
        assert 'value="Warm homes visit"' in answer.content.decode()
    assert not Event.objects.exists()


def test_hostile_text_is_shown_and_does_nothing(client, board):
    hostile = "<script>alert(1)</script>\u202e"
    sent = typed(board, title=hostile, place=f"{hostile}\r\nX", body=hostile)
    page = client.post(reverse("event_start"), sent | {"title": hostile, "body": hostile}, follow=True)
    html = page.content.decode()
    assert "<script>alert" not in html
    assert "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_board_that_one_does_not_read_is_refused(client, board):
    other = city_board(CityFactory())
    answer = client.post(reverse("event_start"), typed(other))
    assert answer.status_code == 422
    assert other.title not in answer.content.decode()


def test_city_of_others_is_not_offered_as_a_host(client, board):
    answer = client.post(reverse("event_start"), typed(board, host=CityFactory().pk))
    assert "host" in answer.context["form"].errors


def test_who_is_of_no_network_is_told_how_to_join_one(client):
    client.force_login(UserFactory())
    page = client.get(reverse("event_start"))
    assert page.status_code == 403
    assert "Choose your city and ask to join" in words(page)


# --- Coming ---------------------------------------------------------------------------------------


def test_places_are_taken_and_given_back_by_buttons(client, event):
    first, second, third = member_of(), member_of(), member_of()
    said = []
    for person in (first, second, third):
        client.force_login(person)
        said.append(words(client.post(join_url(event), {"act": "join"}, follow=True)))
    assert "You have a place." in said[0]
    assert "You are number 1 on the waiting list" in said[1]
    assert "You are number 2 on the waiting list" in said[2]
    assert "2 people wait." in said[2]
    client.force_login(first)
    assert "Your place is free" in words(client.post(join_url(event), {"act": "leave"}, follow=True)).replace(
        "your", "Your"
    )
    assert event.attendances.get(person=second).state == Coming.GOING
    client.force_login(third)
    assert "You are number 1 on the waiting list" in words(opened(client, event))


def test_who_is_not_signed_in_signs_in_first(client, event):
    client.logout()
    answer = client.get(join_url(event))
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={join_url(event)}"


def test_join_has_a_page_of_its_own(client, event):
    client.force_login(member_of())
    assert "I will come" in words(client.get(join_url(event)))


def test_who_is_of_no_network_does_not_come(client, event):
    client.force_login(UserFactory())
    assert client.post(join_url(event), {"act": "join"}).status_code == 403
    assert "Choose your city and ask to join" in words(client.get(join_url(event)))


@pytest.mark.parametrize("what", ["cancelled", "over"])
def test_nobody_joins_what_is_not_on(client, event, host, what):
    if what == "cancelled":
        cancel_event(event, "No.", by=host)
    else:
        past = NOW() - timedelta(days=1)
        Event.objects.filter(pk=event.pk).update(starts_at=past - timedelta(hours=1), ends_at=past)
    client.force_login(member_of())
    page = client.post(join_url(event), {"act": "join"}, follow=True)
    assert f"This event is {what}." in words(page)
    assert not event.attendances.exists()


def test_menu_leads_to_the_events(client):
    assert 'href="/network/events/"' in client.get(reverse("forum")).content.decode()
