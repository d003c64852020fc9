"""Threads on the pages of what they are about: to each reader what they read, and never through a kept page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from network.forum.choices import Audience, Kind, ListingState, Result
from network.forum.models import Board, Listing, Outcome, Thread
from network.forum.reading.panels import About, discussions
from network.forum.services.editing import edit_thread
from network.forum.services.linking import link, unlink
from portal.pagecache.shared import shared_store
from tests.factories import (
    ActionFactory,
    CityFactory,
    EntryPageFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
    UserFactory,
)
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested
from tests.factories.newsroom import ArticlePageFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db

HOST = "localhost:8000"


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def member(leeds):
    return member_of(leeds)


@pytest.fixture
def entry(tree):
    return EntryPageFactory()


def about(thing, *, board: Board, title: str, by=None) -> Thread:
    """Return a thread about a thing."""
    thread = ThreadFactory(board=board, title=title, **({"author": by} if by else {}))
    link(thread, [thing], by=thread.author)
    return thread


def read(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def three(leeds, entry, member):
    """Threads about the entry on a public, a network and a city board."""
    about(entry, board=BoardFactory(audience=Audience.PUBLIC), title="Everyone reads this")
    about(entry, board=BoardFactory(audience=Audience.NETWORK), title="The network reads this")
    about(entry, board=city_board(leeds), title="Leeds reads this", by=member)


READ = {"anonymous": 1, "no network": 1, "elsewhere": 2, "member": 3, "moderator": 2, "administrator": 1}
TITLES = ("Everyone reads this", "The network reads this", "Leeds reads this")


@pytest.mark.parametrize("who", READ)
def test_entry_shows_each_reader_the_threads_that_they_read(client, entry, three, member, who):
    people = {
        "no network": UserFactory,
        "elsewhere": member_of,
        "member": lambda: member,
        "moderator": lambda: UserFactory(groups=["Moderators"]),
        "administrator": lambda: UserFactory(groups=["Administrators"]),
    }
    if who != "anonymous":
        client.force_login(people[who]())
    page = read(client, entry.url)
    assert [title for title in TITLES if title in page] == list(TITLES[: READ[who]])
    assert f"/network/write/?entry={entry.pk}" in page


@pytest.fixture
def kept(settings):
    """Switch the page cache on, empty."""
    settings.PAGE_CACHE_ENABLED = True
    settings.SITE_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    shared_store.cache_clear()
    shared_store().raise_generation()
    yield
    shared_store().raise_generation()
    shared_store.cache_clear()


def test_page_drawn_for_a_member_is_kept_for_nobody_else(kept, entry, three, member):
    own, visitor = Client(headers={"host": HOST}), Client(headers={"host": HOST})
    own.force_login(member)
    first = own.get(entry.url)
    assert TITLES[2] in first.content.decode()
    assert "public" not in first["Cache-Control"]
    for _time in range(2):
        answer = visitor.get(entry.url)
        page = answer.content.decode()
        assert answer["Cache-Control"].startswith("public")
        assert TITLES[0] in page
        assert TITLES[1] not in page
        assert TITLES[2] not in page
    assert TITLES[2] in own.get(entry.url).content.decode()


@pytest.mark.django_db(transaction=True)
def test_kept_page_follows_what_its_threads_become(kept, tree):
    entry, board = EntryPageFactory(), BoardFactory(audience=Audience.PUBLIC)
    visitor = Client(headers={"host": HOST})
    assert "A question" not in read(visitor, entry.url)
    thread = about(entry, board=board, title="A question of Leeds")
    assert "A question of Leeds" in read(visitor, entry.url)
    assert "0 replies" in read(visitor, entry.url)
    PostFactory(thread=thread)
    assert "1 reply" in read(visitor, entry.url)
    edit_thread(thread, title="A better title", themes=[], by=thread.author)
    assert "A better title" in read(visitor, entry.url)
    unlink(thread, thread.links.get().pk, by=thread.author)
    assert "A better title" not in read(visitor, entry.url)


@pytest.mark.parametrize("gone", [{"hidden_at": timezone.now()}, {"last_number": 0}])
def test_thread_that_lists_do_not_show_is_on_no_panel(client, entry, gone):
    thread = about(entry, board=BoardFactory(audience=Audience.PUBLIC), title="Not to be seen")
    Thread.objects.filter(pk=thread.pk).update(**gone)
    assert "Not to be seen" not in read(client, entry.url)


def test_precedent_article_and_action_show_their_threads(client, tree, leeds):
    board, precedent, article = BoardFactory(audience=Audience.PUBLIC), PrecedentPageFactory(), ArticlePageFactory()
    action = ActionFactory(objective=ObjectiveFactory(plan=PlanFactory(city=leeds)))
    publish(action.plan)
    about(precedent, board=board, title="Who did the same?")
    about(action, board=board, title="How far are you?")
    about(article, board=board, title="Is this true of us?")
    assert "Who did the same?" in read(client, precedent.url)
    page = read(client, article.get_url())
    assert "Is this true of us?" in page
    assert f"/network/write/?article={article.pk}" in page
    page = read(client, f"/cities/leeds/plan/actions/{action.pk}/")
    assert "How far are you?" in page
    assert f"/network/write/?action={action.pk}" in page


def test_city_shows_what_its_people_began(client, tree, leeds, member):
    ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), title="We let by lots", author=member)
    ThreadFactory(board=city_board(leeds), title="Between us", author=member)
    page = read(client, "/cities/leeds/")
    assert "We let by lots" in page
    assert "Between us" not in page
    client.force_login(member)
    assert "Between us" in read(client, "/cities/leeds/")


def test_visitors_read_of_each_entry_its_own_threads(tree, leeds, member):
    board, entries = BoardFactory(audience=Audience.PUBLIC), [EntryPageFactory(), EntryPageFactory()]
    for place, entry in enumerate(entries):
        about(entry, board=board, title=f"Of entry {place}", by=member)
    read_by_all = [[found.title for found in discussions(About.of(entry), None)] for entry in entries]
    assert read_by_all == [["Of entry 0"], ["Of entry 1"]]


def test_visitors_are_told_as_much_of_a_thread_as_members(entry, leeds, member):
    board = BoardFactory(audience=Audience.PUBLIC, title="Homes")
    thread = about(entry, board=board, title="Who lends us a planner?", by=member)
    answered = {"answer": thread.posts.get(), "answered_at": timezone.now()}
    Thread.objects.filter(pk=thread.pk).update(kind=Kind.ASK, **answered)
    today = timezone.localdate()
    Listing.objects.create(thread=thread, expires_on=today, state=ListingState.MET, met_on=today)
    Outcome.objects.create(thread=thread, asked="A planner", summary="Lent.", result=Result.WORKED, by=member)
    told = [str(Kind.ASK.label), "Leeds", "Homes", "0 replies", "Answered"]
    told += [str(ListingState.MET.label), str(Result.WORKED.label)]
    for reader in (None, member):
        (found,) = discussions(About.of(entry), reader)
        assert (found.title, found.url, found.said) == (thread.title, thread.get_absolute_url(), told)


def test_page_of_an_event_shows_each_reader_the_threads_that_they_read(client, tree, leeds, member):
    event = event_on(BoardFactory(audience=Audience.PUBLIC), by=member)
    about(event.thread, board=BoardFactory(audience=Audience.PUBLIC), title="What shall we ask them?")
    rested(member)
    about(event.thread, board=city_board(leeds), title="Who of us goes?", by=member)
    page = read(client, event.get_absolute_url())
    assert "What shall we ask them?" in page
    assert "Who of us goes?" not in page
    assert f"/network/write/?event={event.pk}" in page
    client.force_login(member)
    assert "Who of us goes?" in read(client, event.get_absolute_url())


def test_event_shows_its_threads(tree):
    event = ThreadFactory(kind=Kind.EVENT)
    thread = about(event, board=event.board, title="What shall we ask them?")
    assert [found.title for found in discussions(About.of(event), thread.author)] == ["What shall we ask them?"]


def test_panel_opens_five_and_folds_the_rest(client, entry):
    board = BoardFactory(audience=Audience.PUBLIC)
    for place in range(7):
        about(entry, board=board, title=f"Thread number {place}")
    page = read(client, entry.url).partition('id="discussions"')[2]
    shown, _summary, folded = page.partition("and 2 more")
    assert shown.count("Thread number") == 5
    assert folded.count("Thread number") == 2


@pytest.mark.parametrize("count", [3, 30])
def test_panel_takes_two_queries(entry, member, count, django_assert_num_queries, django_assert_max_num_queries):
    board = BoardFactory(audience=Audience.NETWORK)
    for place in range(count):
        about(entry, board=board, title=f"Thread number {place}")
    fresh = type(member).objects.get(pk=member.pk)
    with django_assert_max_num_queries(2):
        assert len(discussions(About.of(entry), fresh)) == min(count, 20)
    with django_assert_num_queries(1):
        assert not discussions(About.of(entry), None)


@pytest.mark.parametrize("who", ["anonymous", "no network", "member"])
def test_panel_without_threads_says_what_is_true_for_its_reader(client, entry, member, who):
    about(entry, board=BoardFactory(audience=Audience.NETWORK), title="The network reads this")
    if who != "anonymous":
        client.force_login(member if who == "member" else UserFactory())
    page = read(client, entry.get_url())
    assert ("No public discussion yet." in page) == (who == "anonymous")
    assert (f"/accounts/login/?next={quote(entry.get_url(), safe='')}" in page) == (who == "anonymous")
    assert ("No discussion yet on the boards that you read." in page) == (who == "no network")
    assert "Nobody has asked" not in page
