"""Nobody sees what is not theirs: every audience over what is new, followed, kept and told in feeds.

The visitor follows and keeps everything there is, so that whatever they do not read could show.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse

from network.forum.choices import Level
from network.forum.models import Bookmark, Follow, Mention, Post, Reader, Thread
from network.forum.reading.written import offers_by, posts_by
from network.forum.services.feeds import token_for
from network.forum.urls import following
from portal.accounts.models import User
from tests.forum import test_visibility
from tests.forum.test_visibility import AUDIENCES, EVERYBODY, NETWORK, NOWHERE, OF_LEEDS, World, visitor
from tests.forum.walking import answer

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("forum-world-following")]  # the world is made once

NAMES = {pattern.name for pattern in following.urlpatterns}
OWN = ("forum_new", "mark_all_read", "forum_following", "bookmarks", "feed_addresses")
THREADS = ("public", "network", "leeds", "nobody", "hidden", "waiting", "merged")
POSTS = ("public", "leeds", "removed", "deleted", "edited", "held")
FOR_ALL = ("board_feed", "thread_feed")
BACK = "?next="
"""What leads back after signing in; not to an address that holds a token."""
world = test_visibility.world

#                          anon  none  memb  else  coor  advi  mode  admi  susp
OPENED = """
forum_new                  in    200   200   200   200   200   200   200   200
mark_all_read              in    302   302   302   302   302   302   302   302
forum_following            in    200   200   200   200   200   200   200   200
bookmarks                  in    200   200   200   200   200   200   200   200
feed_addresses             in    200   200   200   200   200   200   200   200
thread_level:public        in    200   200   200   200   200   200   200   200
thread_level:network       in    404   200   200   200   200   200   404   404
thread_level:leeds         in    404   200   404   200   200   404   404   404
thread_level:nobody        in    404   404   404   404   404   404   404   404
thread_level:hidden        in    404   404   404   200   404   404   404   404
thread_level:waiting       in    404   404   404   404   404   200   404   404
thread_level:merged        in    404   404   404   404   404   404   404   404
bookmark:public            in    200   200   200   200   200   200   200   200
bookmark:leeds             in    404   200   404   200   200   404   404   404
bookmark:removed           in    404   404   404   404   404   404   404   404
bookmark:deleted           in    404   404   404   404   404   404   404   404
bookmark:edited            in    200   200   200   200   200   200   200   200
bookmark:held              in    404   404   404   404   404   404   404   404
bookmark:nowhere           in    404   404   404   404   404   404   404   404
board_feed:public          200   200   200   200   200   200   200   200   200
board_feed:network         404   404   404   404   404   404   404   404   404
board_feed:leeds           404   404   404   404   404   404   404   404   404
board_feed:nobody          404   404   404   404   404   404   404   404   404
board_feed:by-token        404   404   200   404   200   200   404   404   404
thread_feed:public         200   200   200   200   200   200   200   200   200
thread_feed:network        404   404   404   404   404   404   404   404   404
thread_feed:leeds          404   404   404   404   404   404   404   404   404
thread_feed:nobody         404   404   404   404   404   404   404   404   404
thread_feed:hidden         404   404   404   404   404   404   404   404   404
thread_feed:waiting        404   404   404   404   404   404   404   404   404
thread_feed:merged         404   404   404   404   404   404   404   404   404
forum_feed:own             404   200   200   200   200   200   200   200   200
forum_feed:forged          404   404   404   404   404   404   404   404   404
"""
SEEN = {
    "Public words": EVERYBODY,
    "Network words": NETWORK,
    "Leeds words": OF_LEEDS,
    "Nobody words": set(),
    "Hidden words": {"coordinator"},
    "Waiting words": {"moderator"},
    "Merged words": set(),
    "Removed words": set(),
    "Deleted words": set(),
    "Held words": set(),
    "Beforehand": set(),
    "After words": EVERYBODY,
    "A reason of moderators": set(),
    "owner@example.org": set(),
}


@pytest.fixture
def browser(world, request):
    """Return the browser of an audience, whose person follows, watches and keeps all, and is named everywhere."""
    client = visitor(request.param, world)
    client.audience = request.param
    person = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
    client.token = token_for(person) if person else "forged"
    if person is not None:
        posts = Post.objects.all()
        Bookmark.objects.bulk_create(Bookmark(person=person, post=post) for post in posts)
        Mention.objects.bulk_create(Mention(person=person, post=post) for post in posts)
        Follow.objects.bulk_create(
            Follow(person=person, board=board, level=Level.WATCHING) for board in world.boards.values()
        )
        Reader.objects.filter(person=person).delete()
        Reader.objects.bulk_create(
            Reader(person=person, thread=thread, level=Level.WATCHING, why="chose") for thread in Thread.objects.all()
        )
        User.objects.filter(pk=person.pk).update(joined_at="2020-01-01T00:00:00Z")
    return client


def addresses(world: World, token: str) -> dict[str, str]:
    boards = world.boards
    threads = {name: world.threads[name] for name in THREADS}
    posts = {name: world.posts[name] for name in POSTS}
    return {
        **{name: reverse(name) for name in OWN},
        **{f"thread_level:{name}": reverse("thread_level", args=[t.pk]) for name, t in threads.items()},
        **{f"bookmark:{name}": reverse("bookmark", args=[post.pk]) for name, post in posts.items()},
        "bookmark:nowhere": reverse("bookmark", args=[NOWHERE]),
        **{f"board_feed:{name}": reverse("board_feed", args=[board.slug]) for name, board in boards.items()},
        "board_feed:by-token": f"{reverse('board_feed', args=[boards['leeds'].slug])}?token={token}",
        **{f"thread_feed:{name}": reverse("thread_feed", args=[t.pk]) for name, t in threads.items()},
        "forum_feed:own": reverse("forum_feed", args=[token]),
        "forum_feed:forged": reverse("forum_feed", args=["forged"]),
    }


def opened() -> dict[str, list[str]]:
    rows = [line.split() for line in OPENED.strip().splitlines()]
    return {name: statuses for name, *statuses in rows}


def test_every_address_has_its_row():
    assert {name.partition(":")[0] for name in opened()} == NAMES


everybody = pytest.mark.parametrize("browser", AUDIENCES, indirect=True)


@everybody
def test_address_opens_to_whom_it_should(world, browser):
    column = AUDIENCES.index(browser.audience)
    found = {name: answer(browser.get(url)) for name, url in addresses(world, browser.token).items()}
    assert found == {name: statuses[column] for name, statuses in opened().items()}


@everybody
def test_secret_is_read_by_nobody_else(world, browser):
    owner = world.posts["leeds"].author
    urls = [*addresses(world, browser.token).values(), "/", reverse("person", args=[owner.pk])]
    pages = [browser.get(url).getvalue().decode(errors="replace") for url in urls]
    found = {words for words in SEEN if any(words in page for page in pages)}
    assert found == {words for words, who in SEEN.items() if browser.audience in who}


@everybody
def test_what_is_not_theirs_is_answered_as_if_it_were_not_there(world, browser):
    walked = addresses(world, browser.token)
    nowhere = reverse("thread", args=["public", NOWHERE, "nothing"])
    missing = browser.get(nowhere).content.decode().replace(nowhere, "").replace(BACK, "")
    for name, url in walked.items():
        page = browser.get(url)
        if page.status_code == 404:
            path, _mark, query = url.partition("?")
            told = page.content.decode().replace(path, "").replace(quote(f"?{query}", safe=""), "").replace(BACK, "")
            assert told == missing, name
            assert not page.has_header("Location")


@everybody
def test_what_is_personal_is_kept_by_nobody_on_the_way(world, browser):
    for name, url in addresses(world, browser.token).items():
        page = browser.get(url)
        if page.status_code == 200 and (name.partition(":")[0] not in FOR_ALL or "token" in url):
            assert "no-store" in page["Cache-Control"], name


@pytest.mark.parametrize("browser", ["member", "member elsewhere", "administrator"], indirect=True)
def test_page_of_a_person_shows_what_they_wrote_to_who_reads_it(world, browser, django_assert_num_queries):
    owner, viewer = world.posts["leeds"].author, User.objects.get(pk=browser.session["_auth_user_id"])
    page = browser.get(reverse("person", args=[owner.pk])).content.decode()
    assert ("Leeds words" in page) == (browser.audience == "member")
    titles = {post.title for post in posts_by(owner, viewer)}
    assert ("Leeds words" in titles) == (browser.audience == "member")
    with django_assert_num_queries(2):
        offers_by(owner, viewer)
        posts_by(owner, viewer)
