"""What a person's city could answer, what it uses, what came of threads, and what nobody has answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.plans.models import Basis
from network.digests.choices import ItemKind
from network.digests.models import DigestItem
from network.forum.choices import Kind, Level, ListingState, MatchState, SanctionKind
from network.forum.models import Listing, Match, Sanction, ThreadLink
from network.forum.services.readers import follow, mark_read, set_level
from portal.words.themes import Theme
from tests.digests.forum import age, ask, outcome
from tests.digests.people import digest_of, long_here, of_section, send, titles, told
from tests.factories import ActionFactory, CityFactory, ObjectiveFactory, PlanFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.factories.handbooks import EntryPageFactory, PrecedentPageFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db


def interested(person, *themes):
    person.interests = list(themes)
    person.save(update_fields=["interests"])


def acts_on(city, theme):
    """Return a published action of a city."""
    plan = PlanFactory(city=city)
    action = ActionFactory(objective=ObjectiveFactory(plan=plan, theme=theme))
    Basis.objects.create(action=action, none_needed=True, note="Nothing is needed.")
    publish(plan)
    return action


# Asks.


def test_ask_fits_by_actions_offers_and_interests_in_that_order(reader, leeds, board):
    interested(reader, Theme.ENERGY)
    acts_on(leeds, Theme.HOUSING)
    ask(board, by=member_of(leeds), themes=[Theme.LAND], kind=Kind.OFFER)
    for theme in (Theme.HOUSING, Theme.LAND, Theme.ENERGY, Theme.FINANCE):
        thread = ask(board, themes=[theme])
        thread.title = theme.label
        thread.save()
    assert of_section(digest_of(reader), "asks") == [
        ("Housing", "Leeds has actions on Housing."),
        ("Land and assets", "Leeds offered help on Land and assets."),
        ("Energy", "You are interested in Energy."),
    ]


def test_ask_quotes_what_is_asked_and_is_told_once(reader, board):
    interested(reader, Theme.HOUSING)
    thread = ask(board)
    PostFactory(thread=thread, body="I would like to know too.")
    contents = digest_of(reader)
    assert [item.described.line for item in contents.items] == ["Has anyone done this before us?"]
    send(reader, contents)
    PostFactory(thread=thread)
    assert digest_of(reader).items == []


def withdrawn(thread, reader, board):
    Listing.objects.update(state=ListingState.WITHDRAWN)


def expired(thread, reader, board):
    Listing.objects.update(expires_on=timezone.localdate() - timedelta(days=1))


def read(thread, reader, board):
    mark_read(reader, thread, 1)


def muted(thread, reader, board):
    follow(Level.MUTED, by=reader, board=board)


def muted_thread(thread, reader, board):
    set_level(thread, Level.MUTED, by=reader)


def of_own_city(thread, reader, board):
    thread.city = reader.memberships.get().city
    thread.save()


def suspended(thread, reader, board):
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(person=reader, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)


@pytest.mark.parametrize("change", [withdrawn, expired, read, muted, muted_thread, of_own_city, suspended])
def test_ask_that_is_over_read_muted_or_ones_own_is_left_out(change, reader, board):
    interested(reader, Theme.HOUSING)
    thread = ask(board)
    assert len(titles(digest_of(reader), "asks")) == 1
    change(thread, reader, board)
    assert titles(digest_of(reader), "asks") == []


def test_offer_that_the_city_does_not_read_says_nothing_of_it(reader, leeds, board):
    elsewhere = CityFactory()
    ask(city_board(elsewhere), by=member_of(leeds), themes=[Theme.HOUSING], kind=Kind.OFFER)
    ask(board)
    assert titles(digest_of(reader), "asks") == []


def test_suggestions_stand_first_with_what_they_are_for(reader, leeds, board):
    interested(reader, Theme.HOUSING)
    fits, person, offered = ask(board), ask(board, themes=[]), ask(board, themes=[])
    offer = ask(board, by=reader, kind=Kind.OFFER, themes=[])
    for thread, name in ((fits, "Fits"), (person, "Person"), (offered, "Offered"), (offer, "We lend")):
        thread.title = name
        thread.save()
    Match.objects.create(ask=person.listing, person=reader, score=9)
    one = Match.objects.create(ask=offered.listing, offer=offer.listing, score=9)
    assert dict(of_section(digest_of(reader), "asks")) == {
        "Offered": "Your offer “We lend” may be what they need.",
        "Person": "You said that you can help with such things.",
        "Fits": "You are interested in Housing.",
    }
    assert titles(digest_of(reader), "asks")[-1] == "Fits"
    Match.objects.filter(pk=one.pk).update(state=MatchState.DECLINED, answered_at=timezone.now())
    assert set(titles(digest_of(reader), "asks")) == {"Person", "Fits"}


# What the city uses.


def test_discussion_of_what_the_city_uses_says_which_action(tree, reader, leeds, board):
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    plan = PlanFactory(city=leeds)
    action = ActionFactory(objective=ObjectiveFactory(plan=plan))
    for basis in ({"entry": entry}, {"precedent": precedent}):
        Basis.objects.create(action=action, **basis)
    about = {name: ThreadFactory(board=board, title=name) for name in ("entry", "precedent", "action", "other")}
    things = {"entry": entry, "precedent": precedent, "action": action}
    for name, thing in things.items():
        ThreadLink.objects.create(thread=about[name], by=reader, **{name: thing})
    ThreadLink.objects.create(thread=about["other"], by=reader, entry=EntryPageFactory())
    assert titles(digest_of(reader), "uses") == []
    publish(plan)
    entry.refresh_from_db()
    assert dict(of_section(digest_of(reader), "uses")) == {
        "entry": f"About “{entry.title}” ({entry.number}), which Leeds uses in action 1.",
        "precedent": f"About “{precedent.title}” ({precedent.number}), which Leeds follows in action 1.",
        "action": f"About action 1 of Leeds, “{action.title}”.",
    }
    entry.unpublish()
    assert "entry" not in titles(digest_of(reader), "uses")


# Outcomes.


def test_outcome_is_told_once_to_who_reads_the_thread_and_did_not_record_it(reader, leeds, board):
    thread = ThreadFactory(board=board, themes=[Theme.ENERGY])
    found = outcome(thread, city=CityFactory(name="Bristol", slug="bristol"))
    elsewhere = CityFactory()
    outcome(ThreadFactory(board=city_board(elsewhere), author=member_of(elsewhere)))
    outcome(ThreadFactory(board=board), by=reader)
    (item,) = digest_of(reader).items
    assert (item.described.title, item.described.place) == ("Can a council lend?", "Bristol")
    assert item.described.line == "It worked: It can, slowly."
    assert item.described.url.endswith(f"{thread.get_absolute_url()}#outcome")
    assert item.choice.why == "It is on a board that you read."
    assert told(reader, "outcomes") == ["Can a council lend?"]
    assert DigestItem.objects.get().object_id == found.pk
    assert DigestItem.objects.get().kind == ItemKind.OUTCOME
    assert digest_of(reader).items == []


def test_outcome_on_a_followed_thread_and_on_what_one_knows_come_first(reader, board):
    interested(reader, Theme.HOUSING)
    followed, fits = ThreadFactory(board=board), ThreadFactory(board=board, themes=[Theme.HOUSING])
    set_level(followed, Level.TRACKING, by=reader)
    mark_read(reader, followed, 1)
    for thread, asked in ((followed, "A"), (fits, "B"), (ThreadFactory(board=board), "C")):
        outcome(thread, asked=asked)
    assert of_section(digest_of(reader), "outcomes") == [
        ("A", "You follow the thread."),
        ("B", "You are interested in Housing."),
        ("C", "It is on a board that you read."),
    ]


# What nobody has answered.


def quiet(board, **kwargs):
    thread = ThreadFactory(board=board, **{"kind": Kind.QUESTION, **kwargs})
    age(thread, days=5)
    return thread


def test_one_quiet_thread_is_shown_a_question_on_what_one_knows_first(reader, board):
    interested(reader, Theme.HOUSING)
    quiet(board, title="Talk", kind=Kind.DISCUSSION, themes=[Theme.HOUSING])
    quiet(board, title="Known", themes=[Theme.HOUSING])
    quiet(board, title="Unknown")
    assert told(reader, "quiet") == ["Known"]
    assert told(reader, "quiet") == ["Unknown"]
    assert told(reader, "quiet") == ["Talk"]
    assert told(reader, "quiet") == []


def test_outcome_of_a_thread_that_is_told_of_waits_for_the_next_digest(reader, board):
    thread = ThreadFactory(board=board, title="Ours")
    set_level(thread, Level.TRACKING, by=reader)
    outcome(thread)
    contents = digest_of(reader)
    assert [item.choice.section for item in contents.items] == ["followed"]
    send(reader, contents)
    assert titles(digest_of(reader), "outcomes") == ["Can a council lend?"]


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        (Kind.QUESTION, "Asked 5 days ago; perhaps you know."),
        (Kind.ASK, "Asked 5 days ago; perhaps you know."),
        (Kind.DISCUSSION, "Begun 5 days ago; perhaps you know more."),
    ],
)
def test_quiet_thread_says_for_how_long_it_waits(reader, board, kind, why):
    thread = ask(board, themes=[]) if kind == Kind.ASK else ThreadFactory(board=board, kind=kind)
    age(thread, days=5)
    assert of_section(digest_of(reader), "quiet") == [(thread.title, why)]


def young(thread, reader):
    age(thread, days=1)


def old(thread, reader):
    age(thread, days=31)


def answered(thread, reader):
    PostFactory(thread=thread)
    age(thread, days=5)


def closed(thread, reader):
    thread.closed_at = timezone.now()
    thread.save()


def own(thread, reader):
    thread.author = reader
    thread.save()


def archived(thread, reader):
    thread.board.archived_at = timezone.now()
    thread.board.save()


def silenced(thread, reader):
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(person=reader, kind=SanctionKind.SILENCE, reason="x", by=UserFactory(), until=until)


@pytest.mark.parametrize("change", [young, old, answered, closed, own, archived, silenced])
def test_quiet_thread_is_one_that_its_reader_may_answer_now(change, reader, board):
    thread = quiet(board)
    assert titles(digest_of(reader), "quiet") == [thread.title]
    change(thread, reader)
    assert titles(digest_of(reader), "quiet") == []


def test_whoever_may_not_write_is_asked_for_no_answer():
    person = UserFactory()
    long_here(person)
    quiet(BoardFactory(audience="public"))
    assert digest_of(person).items == []
