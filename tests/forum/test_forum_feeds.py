"""Feeds: of public boards and threads for everybody, and of one's own by an address that can be made void."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from network.forum.choices import Audience, Level, SanctionKind
from network.forum.models import Participant, Sanction
from network.forum.reading.feeds import ITEMS
from network.forum.services.editing import edit_thread
from network.forum.services.feeds import reader_of, revoke, token_for
from network.forum.services.readers import follow, set_level
from portal.accounts.erasure import erase_person
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.writing import words

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def reader(leeds):
    return member_of(leeds)


@pytest.fixture
def public():
    return BoardFactory(title="Warm homes", slug="warm", audience=Audience.PUBLIC)


def own(person) -> str:
    return f"/network/feed/{token_for(User.objects.get(pk=person.pk))}/"


def feed(url: str) -> ElementTree.Element:
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def titles(url: str) -> list[str]:
    return [row.findtext(f"{ATOM}title") or "" for row in feed(url).findall(f"{ATOM}entry")]


def suspend(person) -> None:
    until = timezone.now() + timedelta(days=2)
    Sanction.objects.create(person=person, kind=SanctionKind.SUSPENSION, reason="x", until=until, by=UserFactory())


def test_public_board_has_a_feed_of_its_latest_posts(public):
    thread = ThreadFactory(board=public, title="Heat pumps", posts=2)
    ThreadFactory(board=public, title="Grants")
    ThreadFactory(title="Elsewhere")
    assert titles("/network/warm/feed/") == ["Grants #1", "Heat pumps #2", "Heat pumps #1"]
    entry = feed("/network/warm/feed/").findall(f"{ATOM}entry")[1]
    post = thread.posts.get(number=2)
    assert entry.findtext(f"{ATOM}id") == f"http://localhost:8000/#forum-post-{post.pk}"
    assert entry.find(f"{ATOM}link").get("href") == f"http://localhost:8000/network/posts/{post.pk}/"
    assert entry.findtext(f"{ATOM}summary") == "Reply 1."
    assert str(thread.author) in (entry.findtext(f"{ATOM}author/{ATOM}name") or "")


def test_thread_has_a_feed_of_its_own(public):
    thread = ThreadFactory(board=public, title="Heat pumps", posts=3)
    ThreadFactory(board=public, title="Grants")
    assert titles(f"/network/threads/{thread.pk}/feed/") == ["Heat pumps #3", "Heat pumps #2", "Heat pumps #1"]


def test_feed_tells_nothing_that_is_out_of_sight(public):
    thread = ThreadFactory(board=public, title="Heat pumps")
    PostFactory(thread=thread, hidden_at=timezone.now(), hidden_reason="x")
    PostFactory(thread=thread, deleted_at=timezone.now())
    PostFactory(thread=thread, held=True)
    ThreadFactory(board=public, hidden_at=timezone.now())
    ThreadFactory(board=public, posts=0)
    assert titles("/network/warm/feed/") == ["Heat pumps #1"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_board_that_is_not_public_has_no_feed_without_a_token(reader, leeds, signed_in):
    board = city_board(leeds, slug="leeds-board")
    thread = ThreadFactory(board=board, author=reader)
    client = Client()
    if signed_in:
        client.force_login(reader)
    for url in ("/network/leeds-board/feed/", f"/network/threads/{thread.pk}/feed/", "/network/nothing/feed/"):
        assert client.get(url).status_code == 404
        assert client.get(f"{url}?token=forged").status_code == 404


def test_board_of_the_network_is_told_by_the_token_of_who_reads_it(reader, leeds):
    board = city_board(leeds, slug="leeds-board")
    ThreadFactory(board=board, author=reader, title="Ours")
    token = token_for(reader)
    assert titles(f"/network/leeds-board/feed/?token={token}") == ["Ours #1"]
    stranger = token_for(member_of())
    assert Client().get(f"/network/leeds-board/feed/?token={stranger}").status_code == 404


def test_own_feed_holds_what_one_follows(reader, public):
    own_thread = ThreadFactory(author=reader, title="Mine")
    ThreadFactory(board=public, title="On the board")
    ThreadFactory(title="Of the theme", themes=[Theme.LAND])
    muted = ThreadFactory(board=public, title="Muted")
    ThreadFactory(title="Of no concern")
    set_level(muted, Level.MUTED, by=reader)
    follow(Level.TRACKING, by=reader, board=public)
    follow(Level.WATCHING, by=reader, theme=Theme.LAND)
    PostFactory(thread=own_thread)
    assert titles(own(reader)) == ["Mine #2", "Of the theme #1", "On the board #1", "Mine #1"]


@pytest.mark.parametrize("what", ["left", "suspended"])
def test_own_feed_holds_only_what_one_may_read_now(reader, leeds, public, what):
    ThreadFactory(board=city_board(leeds), author=reader, title="Secret of Leeds")
    ThreadFactory(board=public, author=reader, title="For all")
    url = own(reader)
    assert titles(url) == ["For all #1", "Secret of Leeds #1"]
    if what == "left":
        reader.memberships.all().delete()
    else:
        suspend(reader)
    assert titles(url) == ["For all #1"]


def test_own_feed_stays_with_its_owner(reader, leeds):
    ThreadFactory(board=city_board(leeds), author=reader)
    response = Client().get(own(reader))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def address_in(page) -> str:
    """Return the address of one's own feed that a page shows; it tells the second in which it was made."""
    (url,) = set(re.findall(r"/network/feed/[\w:-]+/", page.content.decode()))
    return url


def test_revoked_address_opens_nothing(client, reader):
    client.force_login(reader)
    page = client.get("/network/feeds/")
    old = address_in(page)
    assert Client().get(old).status_code == 200
    assert page["Referrer-Policy"] != "no-referrer", "a browser would send the form with no origin, and it is refused"
    new = address_in(client.post("/network/feeds/", follow=True))
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200


def test_revoking_before_one_ever_took_part_makes_nothing_read(reader):
    revoke(reader)
    assert Participant.objects.values_list("read_before", "feed_key").get() == (reader.joined_at, 2)


def test_address_of_one_person_is_revoked_alone(reader):
    other = member_of()
    url = own(other)
    revoke(reader)
    assert Client().get(url).status_code == 200


def test_address_of_somebody_who_has_gone_opens_nothing(reader):
    url, other = own(reader), member_of()
    others = own(other)
    erase_person(reader)
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert Client().get(url).status_code == Client().get(others).status_code == 404


@pytest.mark.parametrize(
    "held", [[1], [1, 1, 1], "text", None, ["x", 1], [[1], 1], [1, "1"], {"a": 1}, [2**70, 1], [True, True]]
)
def test_token_that_holds_something_else_opens_nothing(reader, held):
    assert reader_of(signing.dumps(held, salt="network.forum.feed.feed")) is None


def test_token_is_good_for_one_purpose_only(reader):
    token = token_for(reader, purpose="calendar")
    assert reader_of(token, purpose="calendar") == reader
    assert reader_of(token) is None
    assert reader_of(token[:-1], purpose="calendar") is None
    assert reader_of(signing.dumps([reader.pk, 1])) is None


def test_who_has_a_feed_as_it_is_gets_it_not_again(public):
    thread = ThreadFactory(board=public)
    tag = Client().get("/network/warm/feed/")["ETag"]
    again = Client().get("/network/warm/feed/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    edit_thread(thread, title="Another title", themes=[], by=thread.author)
    changed = Client().get("/network/warm/feed/", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    User.objects.filter(pk=thread.author_id).update(display_name="Another Name")
    tag = changed["ETag"]
    assert Client().get("/network/warm/feed/", headers={"If-None-Match": tag}).status_code == 200


def test_hostile_text_is_told_as_text(public):
    body = "<script>alert(1)</script> & \x0b\x1b ]]> \ufffe end"
    ThreadFactory(board=public, title="A <b>title</b> & \x08 more", body=body)
    (entry,) = feed("/network/warm/feed/").findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "A <b>title</b> &  more #1"
    assert "<script>alert(1)</script> &" in (entry.findtext(f"{ATOM}summary") or "")


def test_feed_is_bounded_and_asks_as_much_for_many_as_for_few(public, reader, django_assert_max_num_queries):
    follow(Level.TRACKING, by=reader, board=public)
    url = own(reader)
    counts = []
    for more in (3, 30):
        for _place in range(more // 3):
            ThreadFactory(board=public, posts=5, themes=[Theme.LAND])
        with django_assert_max_num_queries(3) as asked:
            Client().get(url)
        counts.append(len(asked))
        with django_assert_max_num_queries(2):
            Client().get("/network/warm/feed/")
    assert counts[0] == counts[1]
    assert len(titles("/network/warm/feed/")) == ITEMS


def test_whoever_asks_too_often_is_told_so(public, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "forum_feed": "2/m/ip"}
    found = [Client().get("/network/warm/feed/").status_code for _time in range(3)]
    assert found == [200, 200, 429]


def test_page_of_a_public_board_names_its_feed_and_no_other_does(client, public, reader, leeds):
    city_board(leeds, slug="leeds-board")
    assert "/network/warm/feed/" in client.get("/network/warm/").content.decode()
    client.force_login(reader)
    assert "board/feed/" not in client.get("/network/leeds-board/").content.decode()
    assert "What you follow" in words(client.get("/network/feeds/"))
