"""The demonstration of the peer network: marked, on real entries, of every kind, and made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from cities.places.demo.cast import MARK, PLAYERS
from handbooks.models import PrecedentPage
from handbooks.starter import files
from network.events.choices import Coming, EventKind
from network.events.demo_meetings import MEETINGS
from network.events.models import Attendance, Event, Material, Pledge
from network.forum.choices import Audience, Kind, ListingState, Result
from network.forum.demo.loading import TALKS
from network.forum.demo.script import EXAMPLE
from network.forum.models import (
    Board,
    Bookmark,
    Flag,
    Follow,
    Listing,
    Match,
    Mention,
    ModerationEntry,
    Outcome,
    Participant,
    Post,
    PostRevision,
    Reader,
    Thread,
    ThreadLink,
    Useful,
)
from network.forum.services import hiding
from portal.accounts.demo import PEOPLE
from portal.accounts.models import User
from portal.mail.models import Letter

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("starter")]  # the demonstration is loaded once

EVERYTHING = (
    *(Board, Thread, Post, PostRevision, Mention, Useful, Flag, Listing, Match, Outcome, ThreadLink),
    *(Event, Attendance, Material, Pledge),
    *(Participant, Reader, Follow, Bookmark, ModerationEntry, PrecedentPage, Letter),
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def load() -> None:
    call_command("load_demo", verbosity=0)


def threads():
    return Thread.objects.filter(kind__in=set(Kind) - {Kind.EVENT})


def person(title: str) -> User:
    return User.objects.get(display_name=f"{title} {MARK}")


def test_every_linked_number_is_in_the_starter_content():
    known = {f"precedent:{row['slug']}" for row in files.read("precedents")["precedents"]} | {
        f"entry:{audience}:{row['slug']}"
        for audience in ("local_government", "civil_society")
        for row in files.read(audience)["entries"]
    }
    for talk in (*TALKS, *(meeting.talk for meeting in MEETINGS)):
        assert talk.keys <= known, (talk.name, talk.keys - known)


def test_every_voice_is_a_demonstration_account():
    known = {player.title for player in PLAYERS} | {one.title for one in PEOPLE}
    for talk in (*TALKS, *(meeting.talk for meeting in MEETINGS)):
        assert talk.voices <= known, talk.name


def test_without_starter_content_there_is_no_thread():
    load()
    assert not Thread.objects.exists()


def test_thirty_threads_read_like_exchanges(demonstration):
    listed = threads().listed()
    assert listed.count() == 30
    assert len(TALKS) == len({talk.name for talk in TALKS}) == 31
    assert all(1 <= thread.last_number <= 9 for thread in listed)
    assert listed.filter(last_number=1).count() == 1
    assert {talk.kind for talk in TALKS} == set(Kind) - {Kind.EVENT}
    cities = set(Post.objects.filter(thread__in=threads()).values_list("city__slug", flat=True)) - {None}
    assert len(cities) == 10


def test_every_thread_is_marked_and_by_demonstration_accounts(demonstration):
    posts = Post.objects.filter(thread__in=threads()).select_related("author")
    assert posts.count() > 120
    assert all(post.author.is_demonstration and MARK in post.author.display_name for post in posts)
    assert all(EXAMPLE in post.body for post in Post.objects.filter(thread__in=threads().listed(), number=1))
    assert all(MARK in outcome.asked for outcome in Outcome.objects.all())


def test_every_text_is_linked_by_number(demonstration):
    for post in Post.objects.all():
        assert "{" not in post.body, post
    post = Post.objects.get(thread__title__startswith="Which ground for selective licensing", number=1)
    entry = ThreadLink.objects.get(thread=post.thread, entry__slug="selective-licensing").entry
    address = f"/lg/{entry.theme_number}.{entry.item_number}/"
    assert f"[{entry.number}]({address})" in post.body
    assert f'href="{address}"' in post.html


def test_threads_are_of_the_past_and_in_order(demonstration):
    today = timezone.localdate()
    for thread in threads().listed():
        times = list(thread.posts.published().order_by("number").values_list("published_at", flat=True))
        assert times == sorted(times)
        assert (thread.created_at, thread.last_post_at) == (times[0], times[-1])
        assert timezone.localdate(times[-1]) < today


def test_demo_shows_all_that_threads_do(demonstration):
    assert threads().filter(answer__isnull=False).count() >= 6
    assert threads().filter(pinned_at__isnull=False).count() == 3
    assert threads().filter(closed_at__isnull=False, merged_into=None).count() == 1
    assert threads().get(merged_into__isnull=False).merged_into.last_number == 7
    assert set(Outcome.objects.values_list("result", flat=True)) == {Result.WORKED, Result.MIXED, Result.DID_NOT}
    open_ones = Listing.objects.open(timezone.localdate()).values_list("thread__kind", flat=True)
    assert set(open_ones) == {Kind.ASK, Kind.OFFER}
    assert Listing.objects.filter(state=ListingState.MET).count() == 2
    assert Listing.objects.get(met_with__isnull=False).met_with.thread.kind == Kind.OFFER
    assert Listing.objects.filter(state=ListingState.OPEN, expires_on__lt=timezone.localdate()).count() == 1
    assert Flag.objects.open().count() == 1
    assert Post.objects.filter(hidden_at__isnull=False).count() == 1
    assert Post.objects.filter(deleted_at__isnull=False).count() == 1
    assert PostRevision.objects.count() == 2
    assert Mention.objects.count() == 5
    assert Useful.objects.count() > 150
    assert not Useful.objects.filter(person=F("post__author")).exists()
    bodies = "\n".join(Post.objects.values_list("body", flat=True))
    assert all(mark in bodies for mark in ("|---|", "[^1]:", "\n> ", "\n1. "))


def test_a_draft_of_a_precedent_is_held_back(demonstration):
    page = Outcome.objects.get(precedent__isnull=False).precedent
    assert (page.live, page.is_held, MARK in page.title) == (False, True, True)


def test_boards_keep_their_audience(demonstration):
    audiences = dict(Board.objects.values_list("slug", "audience"))
    assert audiences["open"] == Audience.PUBLIC
    assert {audiences[talk.board] for talk in TALKS} == set(Audience)
    own = threads().filter(board__audience=Audience.CITIES)
    assert set(own.values_list("board__slug", flat=True)) == {"leeds", "glasgow"}
    assert not own.visible_to(person("Coordinator, Bristol")).exists()
    assert {talk.board for talk in TALKS if talk.name in ("own-supplier", "first-ninety-days")} == {"open"}
    public = threads().visible_to(None)
    assert set(public.values_list("board__slug", flat=True)) == {"open"}


def test_four_events_are_over_ahead_and_cancelled(demonstration):
    over, cancelled, full, visit = Event.objects.order_by("starts_at")
    assert Event.objects.count() == len(MEETINGS) == 4
    assert over.is_over
    assert MARK in over.place
    assert (over.pledges.count(), over.materials.count(), "<table>" in over.notes_html) == (3, 2, True)
    assert cancelled.is_cancelled
    states = list(full.attendances.order_by("asked_at").values_list("state", flat=True))
    assert states == [Coming.GOING] * 4 + [Coming.WAITING] * 2
    assert (visit.kind, visit.thread.board.slug) == (EventKind.VISIT, "open")
    assert all(EXAMPLE in event.thread.posts.get(number=1).body for event in Event.objects.all())
    assert all(row.told_sequence == row.event.sequence for row in Attendance.objects.select_related("event"))


def test_people_have_read_some_and_not_others(demonstration):
    for title in ("Coordinator, Leeds", "Member, Glasgow", "Buyer, Manchester"):
        reader = person(title)
        unread = [row.unread for row in threads().visible_to(reader).listed().with_reader(reader)]
        assert 0 < sum(count > 0 for count in unread) < len(unread), title


def test_demo_again_doubles_nothing(demonstration):
    before = [list(model.objects.order_by("pk").values()) for model in EVERYTHING]
    load()
    assert [list(model.objects.order_by("pk").values()) for model in EVERYTHING] == before


def test_demo_leaves_alone_what_somebody_did_since(demonstration):
    moderator = person("Moderator")
    thread = threads().get(title__startswith="A city network from nothing")
    hiding.hide_thread(thread, reason="Tried out", by=moderator)
    load()
    thread.refresh_from_db()
    assert thread.is_hidden
    assert threads().listed().count() == 29


def test_demo_writes_no_letter_about_the_forum(demonstration):
    assert not Letter.objects.filter(key__startswith="forum").exists()
