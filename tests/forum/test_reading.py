"""Reading the forum: what its pages cost, and its lists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from network.digests.counting import key_of
from network.digests.models import Notice
from network.forum.choices import Audience, Kind, Level, Result, Why
from network.forum.models import Attachment, Follow, Outcome, Reader, Thread, ThreadLink, Useful
from network.forum.reading.addresses import ON_A_PAGE
from network.forum.reading.asked import Place
from network.forum.reading.lists import THREADS
from network.forum.services.readers import mark_read
from portal.media.models import PrivateFile
from portal.words.themes import Theme
from tests.factories import CityFactory, EntryPageFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of
from tests.forum.reading import posts_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def member(leeds):
    return member_of(leeds)


@pytest.fixture
def reader(member):
    """Return the browser of a member of Leeds."""
    client = Client()
    client.force_login(member)
    return client


# What the pages cost, whether the number beside the bell is known or not.


def bell_in_states(member, thread):
    """Yield twice: with something of three kinds not read and its number not known, and then with it known."""
    for source, key in (("post", thread.posts.first().pk), ("event", 1), ("match", 1)):
        Notice.objects.update_or_create(
            person=member,
            source=source,
            object_id=key,
            defaults={"kind": "followed", "thread": thread, "read_at": None},
        )
    cache.delete(key_of(member.pk))
    yield "cold"
    yield "warm"


@pytest.mark.parametrize("rows", [3, 30])
def test_lists_cost_six_queries_and_the_index_of_boards_five(
    reader, member, leeds, django_assert_num_queries, rows, tree
):
    board = BoardFactory(audience=Audience.CITIES, cities=[leeds, CityFactory()])
    entry = EntryPageFactory()
    for place in range(rows):
        thread = ThreadFactory(board=board, posts=2, themes=["energy"])
        ThreadLink.objects.create(thread=thread, entry=entry, by=member)
        Thread.objects.filter(pk=thread.pk).update(pinned_at=timezone.now() if place == 1 else None)
        BoardFactory()
    Follow.objects.create(person=member, theme="energy", level=Level.WATCHING)
    text(reader, "/network/")  # what is asked once for each process
    for url, most in (
        ("/network/", 6),
        (board.get_absolute_url(), 6),
        ("/network/?show=followed&theme=energy", 6),
        ("/network/?show=mine", 6),
        ("/network/boards/", 5),
    ):
        for _state in bell_in_states(member, thread):
            with django_assert_num_queries(most, exact=False):
                page = text(reader, url)
            assert "1 unread notice<" in page
            assert "mine" in url or board.title in page


@pytest.mark.parametrize("rows", [3, 30])
def test_page_of_a_thread_costs_nine_queries_with_everything_on_it(
    reader, member, leeds, django_assert_num_queries, rows, tree
):
    board = BoardFactory(audience=Audience.CITIES, cities=[leeds, CityFactory()])
    asker = member_of(leeds)
    thread = ThreadFactory(board=board, kind=Kind.QUESTION, author=asker, themes=["energy"])
    for _turn in range(min(rows, ON_A_PAGE) - 1):
        post = PostFactory(thread=thread, author=member_of(leeds))
        Useful.objects.create(post=post, person=asker)
        file = PrivateFile.objects.create(name="notes.txt", content_type="text/plain", size=5, file="x")
        Attachment.objects.create(post=post, document=file, by=post.author)
    thread.refresh_from_db()
    posts_in_rest = rows - thread.last_number
    for _turn in range(posts_in_rest):
        PostFactory(thread=thread, author=asker)
    ThreadLink.objects.create(thread=thread, entry=EntryPageFactory(), by=member)
    Follow.objects.create(person=member, theme="energy", level=Level.WATCHING)
    answer = thread.posts.order_by("-number").first()
    Thread.objects.filter(pk=thread.pk).update(answer=answer, answered_at=timezone.now())
    outcome = Outcome.objects.create(thread=thread, asked="x", summary="y", result=Result.WORKED, by=asker)
    outcome.posts.add(answer)
    url = thread.get_absolute_url()
    text(Client(), "/network/")
    for _state in bell_in_states(member, ThreadFactory()):
        with django_assert_num_queries(9, exact=False):
            page = text(reader, url)
        assert "1 unread notice<" in page
    for words in ("notes.txt", "Accepted answer", "Outcome", "you follow the theme Energy", "found this useful"):
        assert words in page


@pytest.mark.parametrize("page", [1, 125, 250])
def test_depth_of_a_thread_costs_nothing(reader, django_assert_max_num_queries, page):
    thread = ThreadFactory()
    posts_in(thread, 5000)
    with django_assert_max_num_queries(8) as asked:
        html = text(reader, f"{thread.get_absolute_url()}?page={page}")
    assert f'id="p{page * ON_A_PAGE}"' in html
    sql = " ".join(query["sql"] for query in asked.captured_queries)
    assert "OFFSET" not in sql
    assert 'COUNT(*) AS "__count"' not in sql


# Lists.


def test_list_goes_back_and_forth_without_losing_or_repeating_a_thread(reader):
    board = BoardFactory()
    author = member_of()
    threads = [ThreadFactory(board=board, author=author, title=f"Thread {n:03}") for n in range(2 * THREADS + 5)]
    Thread.objects.update(last_post_at=timezone.now())  # all at once: the key decides
    urls, seen = [board.get_absolute_url()], []
    while urls[-1]:
        response = reader.get(urls[-1])
        reading = response.context["reading"]
        seen.append([row.title for row in reading.rows])
        urls.append(reading.older and board.get_absolute_url() + reading.older)
    assert [title for page in seen for title in page] == [thread.title for thread in reversed(threads)]
    back = reader.get(board.get_absolute_url() + response.context["reading"].newer).context["reading"]
    assert [row.title for row in back.rows] == seen[1]
    first = reader.get(board.get_absolute_url() + back.newer).context["reading"]
    assert [row.title for row in first.rows] == seen[0]
    assert not first.newer


def test_pinned_threads_stand_above_the_first_page_alone(reader):
    board = BoardFactory()
    author = member_of()
    pinned = ThreadFactory(board=board, author=author, title="Read this first", pinned_at=timezone.now())
    for _turn in range(THREADS + 1):
        ThreadFactory(board=board, author=author)
    first = reader.get(board.get_absolute_url()).context["reading"]
    assert [row.pk for row in first.pinned] == [pinned.pk]
    assert len(first.rows) == THREADS
    second = reader.get(board.get_absolute_url() + first.older).context["reading"]
    assert (len(second.rows), second.pinned) == (1, [])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("city=leeds", {"leeds"}),
        ("theme=energy", {"energy"}),
        ("kind=question", {"question"}),
        ("show=unanswered", {"leeds", "energy", "question", "muted"}),
        ("show=mine", {"mine"}),
        ("show=followed", {"followed", "energy"}),
        ("kind=question&theme=energy", set()),
    ],
)
def test_filters_narrow_the_list(reader, member, leeds, query, found):
    author = member_of()
    threads = {
        "leeds": ThreadFactory(author=member_of(leeds)),
        "energy": ThreadFactory(author=author, themes=["energy"]),
        "question": ThreadFactory(author=author, kind=Kind.QUESTION),
        "mine": ThreadFactory(author=author),
        "followed": ThreadFactory(author=author, posts=2),
        "muted": ThreadFactory(author=author, themes=["housing"]),
    }
    PostFactory(thread=threads["mine"], author=member)
    Reader.objects.filter(person=member).delete()
    for name, level in (("followed", Level.TRACKING), ("muted", Level.MUTED)):
        Reader.objects.create(person=member, thread=threads[name], level=level, why=Why.CHOSE)
    for theme in ("energy", "housing"):
        Follow.objects.create(person=member, theme=theme, level=Level.TRACKING)
    rows = reader.get(f"/network/?{query}").context["reading"].rows
    assert {name for name, thread in threads.items() if thread.pk in {row.pk for row in rows}} == found


@pytest.mark.parametrize(
    "query",
    [
        "city=atlantis",
        "theme=a%0Ab",
        "kind=rant&show=everything",
        "before=x",
        "after=99999999999999999999-1",
        "before=-1",
    ],
)
def test_what_is_not_known_is_named_and_never_an_error(reader, query):
    ThreadFactory(title="Still here")
    page = text(reader, f"/network/?{query}")
    assert "Still here" in page
    if "=" in query and "before" not in query and "after" not in query:
        assert "left it out" in page


def test_filter_stays_in_the_addresses_of_older_threads(reader):
    author = member_of()
    for _turn in range(THREADS + 1):
        ThreadFactory(author=author, themes=["energy"])
    page = text(reader, "/network/?theme=energy")
    assert 'href="?theme=energy&amp;before=' in page


def test_place_in_a_list_is_read_as_it_was_written():
    place = Place(timezone.now(), 7)
    assert Place.read(str(place)) == place


def test_new_threads_are_marked_and_counted_beside_their_board(reader, member):
    board = BoardFactory(title="Energy")
    thread = ThreadFactory(board=board, posts=3)
    ThreadFactory(board=board)
    muted = ThreadFactory(board=board)
    Reader.objects.create(person=member, thread=muted, level=Level.MUTED, why=Why.CHOSE)
    reading = reader.get("/network/").context["reading"]
    assert [line.new for line in reading.boards] == ["2"]
    assert {row.pk: row.new for row in reading.rows}[thread.pk] == 3
    assert {row.pk: row.new for row in reading.rows}[muted.pk] == 0
    text(reader, thread.get_absolute_url())
    reading = reader.get("/network/").context["reading"]
    assert [line.new for line in reading.boards] == ["1"]


def marked(reader) -> tuple[list[str], list[str]]:
    """Return what the entry page counts beside its boards, and what it says of each thread, the newest first."""
    reading = reader.get("/network/").context["reading"]
    return [line.new for line in reading.boards], [row.new_words for row in reading.rows]


def test_thread_that_was_never_opened_is_new_and_then_its_replies_are_counted(reader, member):
    thread = ThreadFactory(board=BoardFactory(), posts=3)
    assert marked(reader) == (["1"], ["new"])
    mark_read(member, thread, 1)
    assert marked(reader) == (["1"], ["2 new"])
    mark_read(member, thread, 3)
    assert marked(reader) == ([""], [""])


def test_thread_that_was_old_when_one_began_to_read_it_is_not_marked_as_new(reader, member):
    thread = ThreadFactory(board=BoardFactory(), posts=3)
    mark_read(member, thread, 1)
    type(member).objects.filter(pk=member.pk).update(joined_at=timezone.now())
    assert marked(reader) == ([""], [""])
    PostFactory(thread=thread)
    assert marked(reader) == (["1"], ["3 new"])


def test_thread_that_was_left_alone_for_months_is_not_marked_as_new(reader, member):
    thread = ThreadFactory(board=BoardFactory())
    type(member).objects.filter(pk=member.pk).update(joined_at=timezone.now() - timedelta(days=400))
    Thread.objects.filter(pk=thread.pk).update(last_post_at=timezone.now() - timedelta(days=91))
    assert marked(reader) == ([""], [""])


def test_address_of_the_forum_at_which_nothing_is_leads_back_into_it(client):
    hidden = ThreadFactory(board=BoardFactory(), title="Among us")
    for url in (hidden.get_absolute_url(), hidden.board.get_absolute_url(), "/network/nowhere/", "/network/posts/7/"):
        page = client.get(url)
        assert page.status_code == 404
        nearest = page.content.decode().partition('aria-labelledby="nearest"')[2].partition("</section>")[0]
        assert 'href="/network/"' in nearest
        assert 'href="/network/boards/"' in nearest


@pytest.mark.parametrize("path", ["/network/boards/", "/network/asks/", "/network/outcomes/"])
def test_visitors_are_told_that_lists_show_what_is_public(client, reader, path):
    line = "You see what is public."
    assert line in text(client, path)
    assert f"/accounts/login/?next={path}" in text(client, path)
    assert line not in text(reader, path)


def test_forum_leads_to_a_search_in_it(client):
    assert 'href="/search/?kind=post"' in text(client, "/network/")
    page = client.get("/search/?kind=post").content.decode()
    assert page.count('name="kind" value="post"') == 1


def test_who_wrote_is_said_in_short(reader):
    glasgow = CityFactory(name="Glasgow")
    author = member_of(glasgow, user__display_name="Coordinator, Glasgow (demonstration)")
    ThreadFactory(board=BoardFactory(), author=author, city=glasgow)
    (row,) = reader.get("/network/").context["reading"].rows
    assert (row.by, row.last_by) == ("Coordinator, Glasgow (demo)", "by Coordinator, Glasgow (demo)")


def test_muted_board_marks_only_threads_with_a_level_of_their_own(reader, member):
    board = BoardFactory()
    watched, _other = ThreadFactory(board=board), ThreadFactory(board=board)
    Follow.objects.create(person=member, board=board, level=Level.MUTED)
    assert marked(reader) == ([""], ["", ""])
    Reader.objects.create(person=member, thread=watched, level=Level.WATCHING, why=Why.CHOSE)
    assert marked(reader) == (["1"], ["", "new"])


def test_name_of_a_board_is_not_said_again_by_its_themes_and_its_city(reader, leeds):
    of_city = ThreadFactory(board=BoardFactory(title="Leeds"), city=leeds, themes=["housing", "energy"])
    board = BoardFactory(title="Energy", themes=[Theme.ENERGY, Theme.LAND])
    of_theme = ThreadFactory(board=board, city=leeds, themes=["energy"])
    tags = [reader.get(thread.get_absolute_url()).context["reading"].tags for thread in (of_city, of_theme)]
    assert [[str(tag.title) for tag in found] for found in tags] == [["Housing", "Energy"], ["Leeds"]]
    boards = {board.line.title: board for board in reader.get("/network/boards/").context["boards"]}
    assert boards["Energy"].themes == [Theme.LAND.label]
