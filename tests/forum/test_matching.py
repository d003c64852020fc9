"""Suggestions for asks: what fits, to whom it is shown, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from network.forum.choices import Audience, Kind, ListingState, MatchState, SanctionKind
from network.forum.models import Listing, Match, Sanction, Thread
from network.forum.reading.matches import suggestion_lines
from network.forum.services import matching
from network.forum.services.listings import meet
from network.forum.services.numbering import publish
from network.forum.services.posting import Opening, Written, start_thread
from network.forum.tasks import tend_listings
from portal.accounts.choices import Directory
from portal.accounts.for_you import lines_for
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def asker(leeds):
    return member_of(leeds)


@pytest.fixture
def board():
    return BoardFactory(audience=Audience.NETWORK)


def listed(board, by, kind=Kind.ASK, **kwargs) -> Listing:
    rested(by)
    opening = Opening(**{"title": "Lend us a survey", "kind": kind, "themes": [Theme.HOUSING], **kwargs})
    return start_thread(board, opening, Written(body="Tell us."), by=by).listing


def helper(city=None, **kwargs) -> User:
    """Return a member who says what they can help with."""
    person = member_of(city)
    told = {"interests": [Theme.HOUSING], "offers": "Ran a lettings register", **kwargs}
    for name, value in told.items():
        setattr(person, name, value)
    person.save()
    return person


def suggested() -> list[tuple[int, int | None, int | None]]:
    return list(Match.objects.order_by("pk").values_list("ask", "offer", "person"))


# What fits.


def test_open_offer_is_suggested_as_soon_as_an_ask_is_opened(board, asker):
    offer = listed(board, member_of(), kind=Kind.OFFER)
    ask = listed(board, asker)
    assert suggested() == [(ask.pk, offer.pk, None)]


def test_open_ask_is_suggested_as_soon_as_an_offer_is_made(board, asker):
    ask = listed(board, asker)
    offer = listed(board, member_of(), kind=Kind.OFFER)
    assert suggested() == [(ask.pk, offer.pk, None)]


def test_person_of_the_directory_is_suggested(board, asker):
    person = helper()
    ask = listed(board, asker)
    assert suggested() == [(ask.pk, None, person.pk)]


def test_words_fit_where_no_theme_does(board, asker):
    person = helper(interests=[], offers="Wrote a district heating contract")
    helper(interests=[], offers="Ran a library")
    listed(board, asker, title="A contract for district heating", themes=[])
    assert [match.person for match in Match.objects.all()] == [person]


@pytest.mark.parametrize(
    "change",
    [
        {"themes": [Theme.ENERGY]},
        {"state": ListingState.WITHDRAWN},
        {"expires_on": timezone.localdate() - timedelta(days=1)},
        {"city": "own"},
        {"hidden_at": timezone.now()},
    ],
)
def test_offer_that_does_not_fit_is_not_suggested(board, asker, leeds, change):
    offer = listed(board, member_of(), kind=Kind.OFFER, title="Our heat network")
    change = {**change, "city": leeds} if "city" in change else change
    fields = {field.name for field in Listing._meta.get_fields()}
    if change.keys() <= fields:
        Listing.objects.filter(pk=offer.pk).update(**change)
    else:
        Thread.objects.filter(pk=offer.thread_id).update(**change)
    listed(board, asker)
    assert not suggested()


def test_own_offer_is_not_suggested(board, asker):
    Thread.objects.update(city=None)
    offer = listed(board, asker, kind=Kind.OFFER)
    Thread.objects.filter(pk=offer.thread_id).update(city=None)
    listed(board, asker)
    assert not suggested()


def test_offer_and_ask_that_the_other_side_does_not_read_are_not_brought_together(board, asker, leeds):
    elsewhere = member_of()
    listed(city_board(elsewhere.memberships.get().city), elsewhere, kind=Kind.OFFER)
    listed(board, asker)
    listed(board, member_of(), kind=Kind.OFFER, title="Our register")
    Match.objects.all().delete()
    listed(city_board(leeds), asker)
    assert not suggested()


@pytest.mark.parametrize("why", ["hidden", "own city only", "same city", "offers nothing", "inactive", "suspended"])
def test_person_who_is_not_to_be_found_or_does_not_fit_is_left_alone(board, asker, leeds, why):
    person = helper(
        leeds if why == "same city" else None,
        **{
            "hidden": {"directory": Directory.HIDDEN},
            "own city only": {"directory": Directory.CITY},
            "offers nothing": {"offers": ""},
            "inactive": {"is_active": False},
        }.get(why, {}),
    )
    if why == "suspended":
        until = timezone.now() + timedelta(days=1)
        Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)
    listed(board, asker)
    assert not suggested()


def test_person_who_does_not_read_the_board_is_left_alone(asker, leeds):
    helper()
    listed(city_board(leeds), asker)
    assert not suggested()


def test_ask_gets_few_suggestions_however_often_it_is_looked_at(board, asker):
    for _time in range(5):
        helper()
        listed(board, member_of(), kind=Kind.OFFER)
    ask = listed(board, asker)
    for _time in range(2):
        tend_listings()
    assert ask.suggestions.filter(person__isnull=False).count() == matching.MOST_PEOPLE
    assert ask.suggestions.filter(offer__isnull=False).count() == matching.MOST_OFFERS


def test_person_who_was_prompted_often_is_left_in_peace(board, leeds):
    helper()
    for _time in range(5):
        listed(board, member_of(leeds))
    assert Match.objects.count() == matching.MOST_PROMPTS
    Match.objects.update(at=timezone.now() - matching.QUIET - timedelta(days=1))
    tend_listings()
    assert Match.objects.count() == 5


def test_suggestion_that_was_declined_is_not_made_again(board, asker):
    person = helper()
    listed(board, asker)
    assert matching.answer(Match.objects.get(), MatchState.DECLINED, by=person)
    tend_listings()
    assert Match.objects.get().state == MatchState.DECLINED


def test_ask_that_waits_for_a_moderator_is_suggested_to_nobody_until_it_is_released(board, asker, settings):
    helper()
    settings.FORUM_HOLD_FIRST = 1
    ask = listed(board, asker)
    assert not suggested()
    tend_listings()
    assert not suggested()
    publish(ask.thread.posts.get(), Thread.objects.get(pk=ask.thread_id))
    assert len(suggested()) == 1


def test_met_ask_is_suggested_no_more(board, asker):
    ask = listed(board, asker)
    meet(ask, by=asker, note="How")
    listed(board, member_of(), kind=Kind.OFFER)
    helper()
    tend_listings()
    assert not suggested()


# Who is shown what.


def read(client, user, address) -> tuple[int, str]:
    client.force_login(user)
    response = client.get(address)
    return response.status_code, response.content.decode()


def test_both_sides_read_a_suggestion_and_nobody_else_does(client, board, asker):
    person = helper()
    listed(board, asker, title="Lend us a survey of homes")
    address = f"/network/matches/{Match.objects.get().pk}/"
    assert person.display_name in read(client, asker, address)[1]
    assert "Lend us a survey of homes" in read(client, person, address)[1]
    missing = read(client, member_of(), "/network/matches/999999/")
    for stranger in (member_of(), UserFactory(), UserFactory(groups=["Administrators"])):
        status, page = read(client, stranger, address)
        assert status == missing[0] == 404
        assert "Lend us" not in page


def test_for_you_tells_each_side_until_it_is_answered(client, board, asker):
    person, offerer = helper(), member_of()
    listed(board, offerer, kind=Kind.OFFER, title="Our survey form")
    listed(board, asker, title="Lend us a survey")
    lines = {
        who.pk: [str(line.title) for line in lines_for(User.objects.get(pk=who.pk))] for who in (asker, person, offerer)
    }
    assert any("Our survey form" in line for line in lines[asker.pk])
    assert any(person.display_name in line for line in lines[asker.pk])
    assert any("Leeds asks: “Lend us a survey”" in line for line in lines[person.pk])
    assert any("Leeds asks: “Lend us a survey”" in line for line in lines[offerer.pk])
    for match in Match.objects.all():
        matching.answer(match, MatchState.DECLINED, by=asker)
    for who in (asker, person, offerer):
        assert not any(
            "survey" in str(line.title) for line in lines_for(User.objects.get(pk=who.pk)) if "match" in line.url
        )


@pytest.mark.parametrize(("act", "state"), [("take", MatchState.TAKEN), ("decline", MatchState.DECLINED)])
def test_suggestion_is_answered_once(client, board, asker, act, state):
    person = helper()
    ask = listed(board, asker)
    match = Match.objects.get()
    client.force_login(person)
    assert client.get(f"/network/matches/{match.pk}/").status_code == 200
    assert Match.objects.get().state == MatchState.SUGGESTED
    answer = client.post(f"/network/matches/{match.pk}/", {"act": act})
    assert answer.status_code == 302
    if act == "take":
        assert answer["Location"] == f"/network/threads/{ask.thread_id}/reply/"
    client.force_login(asker)
    client.post(f"/network/matches/{match.pk}/", {"act": "decline" if act == "take" else "take"})
    assert Match.objects.get().state == state


def test_asker_who_takes_a_person_up_writes_to_them(client, board, asker):
    person = helper()
    ask = listed(board, asker)
    client.force_login(asker)
    page = client.get(f"/network/threads/{ask.thread_id}/listing/").content.decode()
    assert person.display_name in page
    answer = client.post(f"/network/matches/{Match.objects.get().pk}/", {"act": "take"})
    assert answer["Location"] == f"/network/people/{person.pk}/write/"


def test_person_who_hides_later_is_not_named_to_the_asker(client, board, asker):
    person = helper()
    ask = listed(board, asker)
    person.directory = Directory.HIDDEN
    person.save()
    assert person.display_name not in read(client, asker, f"/network/threads/{ask.thread_id}/listing/")[1]
    assert read(client, asker, f"/network/matches/{Match.objects.get().pk}/")[0] == 404


def test_who_lost_sight_of_the_ask_is_told_nothing_of_it(client, board, asker, leeds):
    person = helper()
    ask = listed(board, asker)
    Thread.objects.filter(pk=ask.thread_id).update(board=city_board(leeds))
    assert read(client, person, f"/network/matches/{Match.objects.get().pk}/")[0] == 404
    assert not any("match" in line.url for line in lines_for(User.objects.get(pk=person.pk)))


@pytest.mark.parametrize("count", [1, 5])
def test_lines_take_a_constant_number_of_queries(board, asker, count, django_assert_max_num_queries):
    for _time in range(count):
        listed(board, member_of(), kind=Kind.OFFER)
        listed(board, asker)
    fresh = User.objects.get(pk=asker.pk)
    with django_assert_max_num_queries(2):
        assert suggestion_lines(fresh)
