"""Posts in the search: each for who reads its board, with no hit, count, facet or suggestion for anybody else."""

from __future__ import annotations

import re
import time

import pytest
from django.test import Client
from django.utils import timezone

from network.forum.choices import Audience, SanctionKind
from network.forum.models import Board, Sanction, Thread
from network.forum.services.editing import delete_post, edit_post, edit_thread
from network.forum.services.posting import Opening, Written, reply, start_thread
from network.forum.signals import board_changed, thread_moved
from portal.search import index
from portal.search.models import Passage
from portal.search.texts import LONGEST_RUN, other_spellings
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import BoardFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db

WORD = "quixotical"
NEAR = "quixotikal"
"""Spelled so that it would be corrected to the word, if the word were known."""


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds", nation="england")


@pytest.fixture
def people(leeds):
    suspended = member_of(leeds)
    until = timezone.now() + timezone.timedelta(days=1)
    Sanction.objects.create(person=suspended, kind=SanctionKind.SUSPENSION, reason="x", by=UserFactory(), until=until)
    return {
        "anonymous": None,
        "signed in": UserFactory(),
        "leeds": member_of(leeds),
        "elsewhere": member_of(),
        "moderator": UserFactory(groups=["Moderators"]),
        "administrator": UserFactory(groups=["Administrators"]),
        "suspended": suspended,
    }


def thread_on(board: Board, by, title: str = "Heat from mines", body: str = f"It is {WORD} warmth.") -> Thread:
    return start_thread(board, Opening(title=title, themes=["energy"]), Written(body=body), by=by)


def asked(user, words: str = WORD, **filters: str) -> str:
    client = Client()
    if user:
        client.force_login(user)
    response = client.get("/search/", {"q": words, **filters})
    assert response.status_code == 200
    return response.content.decode()


def finders(people, thread) -> set[str]:
    """Return who finds a thread by its word."""
    return {who for who, user in people.items() if f"/{thread.pk}-" in asked(user)}


EVERYONE = {"anonymous", "signed in", "leeds", "elsewhere", "moderator", "administrator", "suspended"}
NETWORK = {"leeds", "elsewhere", "moderator"}


@pytest.mark.parametrize(
    ("audience", "found_by"), [("public", EVERYONE), ("network", NETWORK), ("leeds", {"leeds"}), ("nobody", set())]
)
def test_post_is_found_by_who_reads_its_board_alone(leeds, people, audience, found_by):
    author = member_of(leeds)
    if audience == "leeds":
        board = city_board(leeds)
    else:
        board = BoardFactory(audience="cities" if audience == "nobody" else audience, cities=[leeds])
    thread = thread_on(board, author)
    board.cities.set([] if audience == "nobody" else board.cities.all())
    board_changed.send(Board, board=board)
    assert finders(people, thread) == found_by


@pytest.mark.parametrize("who", ["anonymous", "signed in", "elsewhere", "administrator", "suspended"])
def test_word_of_a_private_post_is_no_hit_no_count_no_facet_and_no_suggestion(leeds, people, who):
    thread_on(city_board(leeds), member_of(leeds), title=f"The {WORD} shaft")
    for words in (WORD, NEAR, f"{WORD} shaft", WORD[:6], "shaft"):
        with_it = asked(people[who], words)
        Passage.objects.all().delete()
        without = asked(people[who], words)
        index.rebuild()
        assert plain(with_it) == plain(without), words


def plain(page: str) -> str:
    """Return a page without what differs from one answer to the next."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_result_says_where_who_and_when_and_leads_to_the_post(leeds, people):
    board = BoardFactory(audience=Audience.PUBLIC, title="Energy")
    author = member_of(leeds, user__display_name="Tom Okafor")
    thread = thread_on(board, author, body="What of heat?")
    replier = member_of(leeds, user__display_name="Siân Tŷ-Gwyn")
    reply(thread, Written(body=f"Ours is {WORD}."), by=replier)
    page = asked(None)
    assert f'href="/network/{board.slug}/{thread.pk}-heat-from-mines/#p2"' in page
    assert "Heat from mines, #2" in page
    assert "Energy · Siân Tŷ-Gwyn, Leeds · " in page
    assert "All nations" not in page.partition("<main")[2].partition("</ol>")[0].partition("<ol")[2]


def test_title_is_found_once_however_many_reply(leeds):
    board = BoardFactory(audience=Audience.PUBLIC)
    author = member_of(leeds)
    thread = thread_on(board, author, title="Zanzibar", body="Who knows?")
    for _turn in range(3):
        rested(author)
        reply(thread, Written(body="I do."), by=author)
    assert asked(None, "zanzibar").count(f"/{thread.pk}-zanzibar/") == 1


def test_facets_narrow_posts(leeds):
    thread = thread_on(BoardFactory(audience=Audience.PUBLIC), member_of(leeds))
    for chosen, is_there in (
        ({"kind": "post"}, True),
        ({"kind": "entry"}, False),
        ({"theme": "energy"}, True),
        ({"theme": "housing"}, False),
        ({"nation": "england"}, True),
        ({"nation": "wales"}, False),
    ):
        assert (f"/{thread.pk}-" in asked(None, **chosen)) == is_there, chosen


def test_moved_thread_is_found_by_who_reads_its_new_board_and_nobody_else(leeds, people):
    public, own = BoardFactory(audience=Audience.PUBLIC), city_board(leeds)
    thread = thread_on(public, member_of(leeds))
    for board, found_by in ((own, {"leeds"}), (public, EVERYONE)):
        before, thread.board = thread.board, board
        thread.save()
        thread_moved.send(Thread, thread=thread, from_board=before)
        assert finders(people, thread) == found_by


def test_board_that_closes_takes_its_posts_along(leeds, people):
    board = BoardFactory(audience=Audience.PUBLIC)
    thread = thread_on(board, member_of(leeds))
    board.audience = Audience.NETWORK
    board.save()
    board_changed.send(Board, board=board)
    assert finders(people, thread) == NETWORK


def test_edited_words_take_the_place_of_those_before(leeds):
    author = member_of(leeds)
    thread = thread_on(BoardFactory(audience=Audience.PUBLIC), author)
    post = thread.posts.get()
    edit_post(post, "It is warm.", seen=post.body, by=author)
    assert f"/{thread.pk}-" not in asked(None)
    edit_thread(thread, title=f"A {WORD} thing", themes=[], by=author)
    assert f"/{thread.pk}-" in asked(None)


def test_deleted_hidden_and_held_posts_are_found_by_nobody(leeds, people, settings):
    board = BoardFactory(audience=Audience.PUBLIC)
    author = member_of(leeds)
    deleted = thread_on(board, author)
    delete_post(deleted.posts.get(), by=author)
    settings.FORUM_HOLD_FIRST = 5
    held = thread_on(board, member_of(leeds))
    assert not Passage.objects.filter(kind="post").exists()
    index.rebuild()
    assert finders(people, deleted) == finders(people, held) == set()


def test_rebuild_says_what_the_acts_said(leeds):
    for board in (BoardFactory(audience=Audience.PUBLIC), BoardFactory(), city_board(leeds)):
        thread_on(board, member_of(leeds))
    tally = index.rebuild()
    assert (tally.written, tally.removed, tally.kinds["post"]) == (0, 0, 3)


def test_word_of_a_post_is_no_correction_for_words_of_the_handbooks(tree, leeds):
    EntryPageFactory(title="Selective licensing")
    thread_on(BoardFactory(audience=Audience.PUBLIC), member_of(leeds), title="Licansing", body="Licansing again.")
    assert "licensing" in asked(None, "licensng")


def test_entry_stands_before_a_post_with_the_same_words(tree, leeds):
    entry = EntryPageFactory(title="Community asset transfer", summary="Lets a council pass buildings on.")
    board, author = BoardFactory(audience=Audience.PUBLIC), member_of(leeds)
    thread = thread_on(board, author, title="Asset transfer to a community", body="Asset transfer, community.")
    page = asked(None, "transfer community asset")
    assert 0 < page.index(f">{entry.title}<") < page.index(f"/{thread.pk}-")


@pytest.mark.parametrize("piece", ["a", "a_", "a1@", "/~", "<!--", "a-", "a\u0301\u0323", "https://a.uk/"])
def test_what_goes_on_without_a_space_is_parted_where_words_are_looked_for(people, leeds, piece):
    source = (piece * 10_000)[:10_000]
    thread = thread_on(BoardFactory(), people["leeds"], f"{WORD} {'a_' * 80}", f"{source} {WORD}")
    (passage,) = Passage.objects.of(thread.posts.get())
    for text in (passage.text, passage.also):
        assert max(map(len, text.split()), default=0) <= LONGEST_RUN
        assert "<!--" not in text
    assert f"/{thread.pk}-" in asked(people["leeds"])
    assert thread.posts.get().body == f"{source} {WORD}"


@pytest.mark.parametrize("piece", ["a", "a_", "-a", "a-", "co-op "])
def test_other_spellings_are_found_without_reading_a_word_again_from_each_letter(piece):
    begun = time.process_time()
    other_spellings(piece * 100_000)
    assert time.process_time() - begun < 5
    assert other_spellings(f"{'a' * 300} x co-op zero\u2010carbon-city Môn") == "Mon coop zerocarboncity"
