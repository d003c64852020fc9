"""How closely a person follows threads, boards and themes: chosen where it is read, and all in one page."""

from __future__ import annotations

import pytest
from django.utils import timezone

from network.forum.choices import Audience, Level, Why
from network.forum.models import Follow, Mention, Reader
from network.forum.reading.following import THREADS
from network.forum.reading.for_you import SHOWN, lines_of
from network.forum.services.readers import follow, mark_read, set_level
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.writing import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return member_of()


@pytest.fixture
def browser(client, reader):
    client.force_login(reader)
    return client


def level_url(thread) -> str:
    return f"/network/threads/{thread.pk}/level/"


def test_level_of_a_thread_is_chosen_and_shown_with_its_reason(browser, reader):
    thread = ThreadFactory()
    assert "Now: Normal ." in words(browser.get(level_url(thread)))
    answer = browser.post(level_url(thread), {"level": "watching"})
    assert answer["Location"] == thread.get_absolute_url()
    assert Reader.objects.values_list("level", "why").get(person=reader) == (Level.WATCHING, Why.CHOSE)
    assert "Now: Watching , because you chose it." in words(browser.get(level_url(thread)))


def test_reason_that_comes_from_the_board_is_shown(browser, reader):
    thread = ThreadFactory(board=BoardFactory(title="Retrofit"))
    follow(Level.TRACKING, by=reader, board=thread.board)
    assert "Now: Tracking , because you chose it for the board Retrofit." in words(browser.get(level_url(thread)))


@pytest.mark.parametrize("sent", [{}, {"level": "louder"}, {"level": ""}])
def test_level_that_is_none_is_refused_beside_its_field(browser, sent):
    thread = ThreadFactory()
    page = browser.post(level_url(thread), sent)
    assert page.status_code == 422
    assert not Reader.objects.filter(level__gt="").exclude(person=thread.author).exists()


def test_level_of_a_thread_that_one_does_not_read_is_not_there(browser):
    city = CityFactory()
    secret = ThreadFactory(board=city_board(city), author=member_of(city))
    assert browser.get(level_url(secret)).status_code == 404
    assert browser.post(level_url(secret), {"level": "watching"}).status_code == 404
    assert Reader.objects.filter(thread=secret).exclude(person=secret.author).count() == 0


def test_level_of_ones_own_thread_that_waits_is_chosen(browser, reader):
    waiting = ThreadFactory(author=reader, posts=0)
    assert browser.post(level_url(waiting), {"level": "muted"}).status_code == 302
    assert Reader.objects.get(person=reader).level == Level.MUTED


def test_boards_and_themes_are_set_in_one_page(browser, reader):
    board, other = BoardFactory(), BoardFactory()
    sent = {"part": "boards", f"board-{board.pk}": "tracking", f"board-{other.pk}": "normal"}
    assert browser.post("/network/following/", sent).status_code == 302
    sent = {"part": "themes", f"theme-{Theme.LAND.value}": "muted"}
    assert browser.post("/network/following/", sent).status_code == 302
    assert set(Follow.objects.values_list("person", "board", "theme", "level")) == {
        (reader.pk, board.pk, "", "tracking"),
        (reader.pk, None, Theme.LAND, "muted"),
    }
    browser.post("/network/following/", {"part": "boards", f"board-{board.pk}": "normal"})
    assert list(Follow.objects.values_list("theme", flat=True)) == [Theme.LAND]


def test_threads_with_a_level_are_listed_with_why_and_set(browser, reader):
    mine, chosen = ThreadFactory(author=reader, title="Mine"), ThreadFactory(title="Chosen")
    ThreadFactory(title="Of no concern")
    set_level(chosen, Level.MUTED, by=reader)
    page = words(browser.get("/network/following/"))
    assert "Mine you started it" in page
    assert "Chosen you chose it" in page
    assert "Of no concern" not in page
    browser.post("/network/following/", {"part": "threads", f"thread-{mine.pk}": "normal"})
    assert Reader.objects.get(person=reader, thread=mine).level == Level.NORMAL
    assert Reader.objects.get(person=reader, thread=chosen).level == Level.MUTED


def test_what_is_not_on_the_page_is_not_set(browser, reader):
    city = CityFactory()
    secret = ThreadFactory(board=city_board(city), author=member_of(city))
    sent = {"part": "boards", f"board-{secret.board_id}": "watching", f"thread-{secret.pk}": "watching"}
    assert browser.post("/network/following/", sent).status_code == 302
    assert not Follow.objects.exists()
    assert not Reader.objects.filter(person=reader).exists()


@pytest.mark.parametrize("part", ["boards", "themes", "nothing", ""])
def test_unknown_level_or_part_is_refused_and_changes_nothing(browser, part):
    board = BoardFactory()
    sent = {"part": part, f"board-{board.pk}": "louder", f"theme-{Theme.LAND}": "louder"}
    assert browser.post("/network/following/", sent).status_code == 422
    assert not Follow.objects.exists()


def test_refused_page_leaves_what_was_not_sent_as_it_is(browser, reader):
    follow(Level.TRACKING, by=reader, theme=Theme.LAND)
    page = browser.post("/network/following/", {"part": "themes", f"theme-{Theme.ENERGY.value}": "louder"})
    field = page.content.decode().partition(f'name="theme-{Theme.LAND.value}"')[2].partition("</select>")[0]
    assert 'value="tracking" selected' in field


def test_board_is_followed_from_its_own_page(browser, reader):
    board = BoardFactory(slug="retrofit")
    page = browser.get("/network/retrofit/").content.decode()
    assert f'name="board-{board.pk}"' in page
    sent = {"part": "boards", f"board-{board.pk}": "watching", "back": "/network/retrofit/"}
    assert browser.post("/network/following/", sent)["Location"] == "/network/retrofit/"
    assert 'value="watching" selected' in " ".join(browser.get("/network/retrofit/").content.decode().split())


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"])
def test_form_leads_back_to_no_other_site(browser, back):
    board = BoardFactory()
    sent = {"part": "boards", f"board-{board.pk}": "watching", "back": back}
    assert browser.post("/network/following/", sent)["Location"] == "/network/following/#boards"


def test_page_asks_as_much_for_many_as_for_few(browser, reader, django_assert_max_num_queries):
    counts = []
    for more in (3, 27):
        for _place in range(more):
            ThreadFactory(author=reader)
        with django_assert_max_num_queries(6) as asked:
            assert browser.get("/network/following/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_threads_beyond_a_page_are_led_to(browser, reader):
    board = BoardFactory()
    first = ThreadFactory(author=reader, title="The very first", board=board)
    for _place in range(THREADS):
        ThreadFactory(author=reader, board=board)
    page = browser.get("/network/following/").content.decode()
    assert f"thread-{first.pk}" not in page
    older = page.partition('<a href="?before=')[2].partition('"')[0].partition("#")[0]
    assert f"thread-{first.pk}" in browser.get(f"/network/following/?before={older}").content.decode()
    assert browser.get("/network/following/?before=nonsense").status_code == 200


# The lines on the home page.


def titles(person) -> list[str]:
    return [str(line.title) for line in lines_of(User.objects.get(pk=person.pk))]


def test_home_leads_to_the_first_unread_post_of_a_watched_thread(reader):
    thread = ThreadFactory(author=reader, title="Warm homes")
    assert titles(reader) == []
    PostFactory(thread=thread)
    (line,) = lines_of(User.objects.get(pk=reader.pk))
    assert (line.title, line.url) == ("1 new post in “Warm homes”", f"{thread.get_absolute_url()}#p2")
    set_level(thread, Level.TRACKING, by=reader)
    assert titles(reader) == []


def test_home_tells_who_named_a_person_until_they_have_read_it(reader):
    author = member_of(user__display_name="Cora")
    thread = ThreadFactory(title="Warm homes")
    post = PostFactory(thread=thread, author=author, body=f"Ask @[Them](person:{reader.pk})!")
    assert titles(reader) == ["Cora named you in “Warm homes”"]
    mark_read(reader, thread, post.number)
    assert titles(reader) == []


def test_home_tells_of_no_mention_that_is_out_of_sight(reader):
    city = CityFactory()
    secret = ThreadFactory(board=city_board(city), author=member_of(city))
    Mention.objects.create(post=secret.posts.get(), person=reader)
    removed = PostFactory(hidden_at=timezone.now(), hidden_reason="x")
    Mention.objects.create(post=removed, person=reader)
    assert titles(reader) == []


def test_home_tells_of_posts_that_wait_for_a_moderator(reader):
    thread = ThreadFactory(title="Warm homes")
    PostFactory(thread=thread, author=reader, held=True)
    assert titles(reader) == ["Your post in “Warm homes” waits for a moderator"]
    assert titles(thread.author) == []


def test_home_asks_three_questions_and_says_few_lines(reader, django_assert_max_num_queries):
    for _place in range(SHOWN + 3):
        PostFactory(thread=ThreadFactory(author=reader))
    person = User.objects.get(pk=reader.pk)
    with django_assert_max_num_queries(4):  # and the standing of the person, which every page asks for
        lines = lines_of(person)
    assert [str(line.title) for line in lines][-1] == "More in threads that you watch"
    assert len(lines) == SHOWN + 1


def test_nothing_waits_for_whoever_has_no_network():
    ThreadFactory(board=BoardFactory(audience=Audience.PUBLIC))
    assert lines_of(UserFactory()) == []
