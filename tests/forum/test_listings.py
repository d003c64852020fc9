"""Asks and offers: open until they are met, withdrawn or over; listed and counted for each reader alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.utils import timezone

from network.forum.choices import Audience, Kind, ListingState
from network.forum.models import Listing, Thread
from network.forum.reading.listings import ListingList, MetCount
from network.forum.services.listings import extend, meet, withdraw
from network.forum.services.posting import Opening, Written, start_thread
from network.forum.services.surfacing import surface
from network.forum.tasks import tend_listings
from portal.words.themes import Theme
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def author(leeds):
    return member_of(leeds)


@pytest.fixture
def board():
    return BoardFactory(audience=Audience.PUBLIC, title="Housing", slug="housing")


def listed(board, by, kind=Kind.ASK, **kwargs) -> Listing:
    """Return an ask or an offer that was begun by its act."""
    rested(by)
    opening = Opening(**{"title": "Who lets by lots?", "kind": kind, "themes": [Theme.HOUSING], **kwargs})
    return start_thread(board, opening, Written(body="Tell us."), by=by).listing


def days_ago(listing: Listing, days: int) -> None:
    Thread.objects.filter(pk=listing.thread_id).update(created_at=F("created_at") - timedelta(days=days))


def test_ask_is_open_until_its_day(board, author):
    today = timezone.localdate()
    ask = listed(board, author, expires_on=today)
    assert ask in Listing.objects.open(today)
    assert ask not in Listing.objects.open(today + timedelta(days=1))


@pytest.mark.parametrize("with_offer", [True, False])
def test_ask_is_met_with_an_offer_or_in_words(client, board, author, with_offer):
    ask = listed(board, author)
    offer = listed(board, member_of(), kind=Kind.OFFER, title="We lend our tool")
    client.force_login(author)
    typed = {"met_with": offer.pk} if with_offer else {"met_note": "Glasgow sent its form."}
    assert client.post(f"/network/threads/{ask.thread_id}/listing/", {"act": "met", **typed}).status_code == 302
    ask.refresh_from_db()
    assert (ask.state, ask.met_on) == (ListingState.MET, timezone.localdate())
    assert ask.met_with == (offer if with_offer else None)
    offer.refresh_from_db()
    assert offer.state == ListingState.OPEN


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"act": "met"}, "Say with what it is met, or how."),
        ({"act": "met", "met_with": "999999"}, "This is not one of the choices."),
        ({"act": "met", "met_note": "x" * 301}, "at most 300 characters"),
        ({"act": "extend", "expires_on": ""}, "Fill this in."),
        ({"act": "extend", "expires_on": "2020-01-01"}, "at least until"),
        ({"act": "extend", "expires_on": "2090-01-01"}, "within a year"),
        ({"act": "extend", "expires_on": "never"}, "Give a date"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(client, board, author, typed, said):
    ask = listed(board, author)
    client.force_login(author)
    answer = client.post(f"/network/threads/{ask.thread_id}/listing/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    ask.refresh_from_db()
    assert ask.state == ListingState.OPEN


def test_offer_that_the_author_does_not_read_or_that_is_an_ask_meets_nothing(board, author):
    ask = listed(board, author)
    other = member_of()
    hidden = listed(city_board(other.memberships.get().city), other, kind=Kind.OFFER)
    for wrong in (hidden, listed(board, other), listed(board, author, kind=Kind.OFFER)):
        with pytest.raises(ValidationError, match="Choose one"):
            meet(ask, by=author, met_with=wrong)


def test_withdrawn_ask_is_not_listed_and_may_be_opened_again(client, board, author):
    ask = listed(board, author)
    client.force_login(author)
    address = f"/network/threads/{ask.thread_id}/listing/"
    assert client.post(address, {"act": "withdraw"}).status_code == 302
    assert "Who lets by lots?" not in client.get("/network/asks/").content.decode()
    assert "Who lets by lots?" in client.get("/network/asks/?show=over").content.decode()
    with pytest.raises(ValidationError, match="withdrawn"):
        meet(ask, by=author, note="How")
    until = timezone.localdate() + timedelta(days=9)
    assert client.post(address, {"act": "extend", "expires_on": until.isoformat()}).status_code == 302
    ask.refresh_from_db()
    assert (ask.state, ask.expires_on) == (ListingState.OPEN, until)


def test_met_ask_is_not_withdrawn(board, author):
    ask = meet(listed(board, author), by=author, note="How")
    with pytest.raises(ValidationError, match="met"):
        withdraw(ask, by=author)
    assert meet(ask, by=author, note="Another way").met_note == "How"
    again = extend(ask, by=author, expires_on=timezone.localdate())
    assert (again.state, again.met_on, again.met_note) == (ListingState.OPEN, None, "")


def test_only_the_author_and_who_moderates_change_it(client, board, author):
    ask = listed(board, author)
    stranger = member_of()
    for act in (lambda by: meet(ask, by=by, note="x"), lambda by: withdraw(ask, by=by)):
        with pytest.raises(PermissionDenied):
            act(stranger)
    client.force_login(stranger)
    assert client.get(f"/network/threads/{ask.thread_id}/listing/").status_code == 403
    assert withdraw(ask, by=UserFactory(groups=["Moderators"])).state == ListingState.WITHDRAWN


# The board of what is open.


def test_list_shows_each_reader_what_they_read_and_counts_that_alone(client, board, author, leeds):
    listed(board, author, title="Read by everyone")
    own = city_board(leeds)
    listed(own, author, title="Read in Leeds")
    meet(listed(own, author, title="Met in Leeds"), by=author, note="Between us")
    page = client.get("/network/asks/").content.decode()
    assert "Read by everyone" in page
    assert "Read in Leeds" not in page
    assert "0 asks, 0 offers" in page
    assert "Met in Leeds" not in client.get("/network/asks/?show=met").content.decode()
    client.force_login(author)
    page = client.get("/network/asks/").content.decode()
    assert "Read in Leeds" in page
    assert "1 ask, 0 offers" in page
    assert "Between us" in client.get("/network/asks/?show=met").content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Ask of Leeds", "Offer of Glasgow"}),
        ("?kind=ask", {"Ask of Leeds"}),
        ("?kind=offer", {"Offer of Glasgow"}),
        ("?theme=energy", {"Offer of Glasgow"}),
        ("?city=leeds", {"Ask of Leeds"}),
        ("?city=leeds&kind=offer", set()),
        ("?show=met", {"Met ask"}),
        ("?show=over", {"Old ask"}),
        ("?kind=magic", {"Ask of Leeds", "Offer of Glasgow"}),
    ],
)
def test_list_is_narrowed(client, board, author, query, shown):
    listed(board, author, title="Ask of Leeds")
    glasgow = member_of(CityFactory(name="Glasgow", slug="glasgow"))
    listed(board, glasgow, kind=Kind.OFFER, title="Offer of Glasgow", themes=[Theme.ENERGY])
    meet(listed(board, author, title="Met ask"), by=author, note="How")
    old = listed(board, author, title="Old ask")
    Listing.objects.filter(pk=old.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    page = client.get(f"/network/asks/{query}").content.decode()
    titles = {"Ask of Leeds", "Offer of Glasgow", "Met ask", "Old ask"}
    assert {title for title in titles if title in page} == shown


def test_met_ones_are_counted_by_quarter_and_year(board, author):
    for day, kind in [(date(2026, 1, 5), Kind.ASK), (date(2026, 4, 1), Kind.ASK), (date(2026, 5, 2), Kind.OFFER)]:
        met = meet(listed(board, author, kind=kind), by=author, note="How")
        Listing.objects.filter(pk=met.pk).update(met_on=day)
    Listing.objects.filter(pk=meet(listed(board, author), by=author, note="How").pk).update(met_on=date(2025, 12, 31))
    reading = ListingList({}, [], author, today=date(2026, 6, 30))
    assert (reading.quarter, reading.year) == (MetCount(1, 1), MetCount(2, 1))
    assert ListingList({}, [], author, today=date(2026, 1, 31)).quarter == MetCount(1, 0)


@pytest.mark.parametrize("count", [3, 30])
def test_list_takes_three_queries_and_leads_on(client, board, author, count, django_assert_num_queries):
    for place in range(count):
        listed(board, author, title=f"Ask number {place:02}")
    with django_assert_num_queries(3):
        page = client.get("/network/asks/").content.decode()
    assert page.count("Ask number ") == min(count, 25)
    assert ("before=" in page) == (count > 25)


# Asks that nobody answers.


def test_moderators_are_told_once_of_an_ask_without_an_answer(
    board, author, mailoutbox, django_capture_on_commit_callbacks
):
    moderator = UserFactory(groups=["Moderators"])
    ask, _young, answered = (listed(board, author, title=title) for title in ("Old ask", "Young ask", "Answered ask"))
    PostFactory(thread=answered.thread)
    rested(author)
    PostFactory(thread=ask.thread, author=author)
    for listing in (ask, answered):
        days_ago(listing, 6)
    with django_capture_on_commit_callbacks(execute=True):
        tend_listings()
        tend_listings()
    assert [letter.to for letter in mailoutbox] == [[moderator.email]]
    assert "Old ask" in mailoutbox[0].body
    assert "Young ask" not in mailoutbox[0].body
    assert "Answered ask" not in mailoutbox[0].body
    ask.refresh_from_db()
    assert ask.surfaced_at


def test_ask_of_a_city_is_told_to_its_coordinators_alone(author, leeds, mailoutbox, django_capture_on_commit_callbacks):
    UserFactory(groups=["Moderators"])
    coordinator = member_of(leeds, role="coordinator")
    member_of(role="coordinator")
    days_ago(listed(city_board(leeds), author), 6)
    with django_capture_on_commit_callbacks(execute=True):
        assert surface() == 1
    assert [letter.to for letter in mailoutbox] == [[coordinator.email]]


def test_ask_that_nobody_could_be_told_of_waits(author, leeds):
    ask = listed(city_board(leeds), author)
    days_ago(ask, 6)
    assert surface() == 0
    ask.refresh_from_db()
    assert ask.surfaced_at is None


@pytest.mark.parametrize("days", [2, 9])
def test_how_long_to_wait_is_a_setting(board, author, settings, days):
    settings.FORUM_UNANSWERED_DAYS = days
    UserFactory(groups=["Moderators"])
    days_ago(listed(board, author), 5)
    assert surface() == (1 if days == 2 else 0)
