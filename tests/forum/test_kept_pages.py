"""Public threads are kept for readers who are not signed in, fresh after every act, and nothing else ever is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from network.forum.choices import Audience
from network.forum.models.board import RESERVED
from network.forum.services.boards import BoardSet, audience_key, change_board
from network.forum.services.editing import delete_post, edit_post, edit_thread
from network.forum.services.posting import Written, reply
from portal.pagecache.addresses import NO_BOARDS, is_public
from portal.pagecache.shared import shared_store
from tests.factories.forum import BoardFactory, ThreadFactory, member_of, rested

pytestmark = pytest.mark.django_db
HOST = "localhost:8000"


@pytest.fixture(autouse=True)
def kept_pages(settings):
    settings.PAGE_CACHE_ENABLED = True
    settings.SITE_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    shared_store.cache_clear()
    shared_store().raise_generation()
    yield
    shared_store().raise_generation()
    shared_store.cache_clear()


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": HOST})


@pytest.fixture
def thread():
    return ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC), title="Heat from a mine")


@pytest.fixture
def stale(django_capture_on_commit_callbacks):
    """Return a function that says whether an act makes kept pages stale."""

    def after(act) -> bool:
        before = shared_store().generation()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return shared_store().generation() != before

    return after


@pytest.mark.parametrize("path", ["/network/", "/network/boards/", "board", "thread"])
def test_second_reader_costs_no_query(reader, thread, django_assert_num_queries, path):
    url = {"board": thread.board.get_absolute_url(), "thread": thread.get_absolute_url()}.get(path, path)
    first = reader.get(url)
    assert "csrfmiddlewaretoken" not in first.content.decode()
    assert not first.cookies
    with django_assert_num_queries(0):
        again = reader.get(url)
    assert again.content == first.content
    assert (again.status_code, again["Cache-Control"]) == (200, "public, max-age=0, must-revalidate")


def test_only_boards_and_their_threads_are_kept_besides_the_lists(rf):
    assert set(NO_BOARDS) == RESERVED - {"boards"}
    assert not any(is_public(rf.get(f"/network/{slug}/{rest}")) for slug in NO_BOARDS for rest in ("", "7-title/"))
    assert is_public(rf.get("/network/newcastle/"))


def test_board_is_drawn_anew_after_each_act_on_it(reader, thread, moderator, django_capture_on_commit_callbacks):
    board = thread.board
    assert "1 reply" not in reader.get(board.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        reply(thread, Written(body="More."), by=member_of())
    assert "1 reply" in reader.get(board.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        closed = BoardSet(title=board.title, slug=board.slug, audience=Audience.NETWORK)
        change_board(board, closed, by=moderator, seen=audience_key(board))
    assert reader.get(board.get_absolute_url()).status_code == 404


def test_thread_of_a_private_board_is_never_kept_nor_served(reader, thread):
    private = ThreadFactory(board=BoardFactory(), title="Zanzibar")
    author = Client(headers={"host": HOST})
    author.force_login(private.author)
    for client, status in ((reader, 404), (author, 200), (reader, 404)):
        page = client.get(private.get_absolute_url())
        assert page.status_code == status
    assert "no-store" in author.get(private.get_absolute_url())["Cache-Control"]
    assert "Zanzibar" not in reader.get("/network/").content.decode()
    assert "Zanzibar" in author.get("/network/").content.decode()


def test_signed_in_reader_gets_their_own_page_beside_the_kept_one(reader, thread):
    reader.get(thread.get_absolute_url())
    member = Client(headers={"host": HOST})
    member.force_login(member_of())
    page = member.get(thread.get_absolute_url())
    assert page["Cache-Control"] == "private, no-store"
    assert "/reply/" in page.content.decode()
    assert "/reply/" not in reader.get(thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "act",
    [
        lambda thread: reply(thread, Written(body="More."), by=thread.author),
        lambda thread: edit_post(thread.posts.get(), "Other words.", seen=thread.posts.get().body, by=thread.author),
        lambda thread: delete_post(thread.posts.get(), by=thread.author),
        lambda thread: edit_thread(thread, title="Warm homes", themes=[], by=thread.author),
        lambda thread: rename(thread.author),
    ],
    ids=["reply", "edit", "delete", "title", "name"],
)
def test_act_on_a_public_thread_is_seen_at_once(stale, thread, act):
    rested(thread.author)
    assert stale(lambda: act(thread))


def rename(person) -> None:
    person.display_name = "Another Name"
    person.save(update_fields=["display_name"])


def test_act_on_a_private_thread_leaves_kept_pages_alone(stale):
    thread, member = ThreadFactory(board=BoardFactory()), member_of()
    assert not stale(lambda: reply(thread, Written(body="More."), by=member))
    assert not stale(lambda: rename(thread.author))


def test_sign_in_of_somebody_who_wrote_leaves_kept_pages_alone(stale, thread):
    def sign_in() -> None:
        thread.author.last_login = timezone.now()
        thread.author.save(update_fields=["last_login"])

    assert not stale(sign_in)
