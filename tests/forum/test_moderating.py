"""Moderation: reports are settled once, held posts decided once, and each act is for those whose board it is."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from cities.places.choices import CityRole
from cities.places.services.memberships import begin
from handbooks.signals import starter_loaded
from handbooks.starter.ledger import Ledger
from network.forum import urls as forum_urls
from network.forum.choices import Audience, FlagReason, Kind, Level, ModerationAct, Verdict, Why
from network.forum.models import Board, Bookmark, Draft, Flag, Follow, ModerationEntry, Reader, Thread
from network.forum.models.board import RESERVED
from network.forum.services import boards, hiding
from network.forum.services.flagging import flag, settle
from network.forum.services.holding import refuse, release
from network.forum.services.moving import move
from network.forum.services.posting import Opening, Written, reply, start_thread
from portal.mail.models import Letter
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def moderator():
    return UserFactory(groups=["Moderators"], display_name="Mo Derator")


@pytest.fixture
def coordinator(city):
    return member_of(city, role=CityRole.COORDINATOR)


@pytest.fixture
def post():
    return ThreadFactory().posts.get()


@pytest.fixture
def private(city):
    """Return a post on a city's own board."""
    return ThreadFactory(board=city_board(city), author=member_of(city), title="Kept among us").posts.get()


def page(client, person, name, *args, **query):
    client.force_login(person)
    return client.get(reverse(name, args=args), query)


def send(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(name, args=args), data)


# Reports


def test_report_is_one_for_each_reader(post):
    reader = member_of()
    flag(post, reason=FlagReason.SPAM, by=reader)
    with pytest.raises(ValidationError, match="already"):
        flag(post, reason=FlagReason.UNKIND, by=reader)
    flag(post, reason=FlagReason.SPAM, by=member_of())
    assert Flag.objects.count() == 2


def test_report_is_for_who_reads_and_did_not_write(post, private):
    for person, thing in ((post.author, post), (member_of(), private), (UserFactory(), post)):
        with pytest.raises(PermissionDenied):
            flag(thing, reason=FlagReason.SPAM, by=person)


def test_report_of_something_else_says_what(post):
    with pytest.raises(ValidationError) as refused:
        flag(post, reason=FlagReason.OTHER, note=" ", by=member_of())
    assert "note" in refused.value.error_dict


def test_reporter_reads_what_came_of_it(client, post, moderator):
    reader = member_of()
    assert send(client, reader, "flag", post.pk, reason="spam").status_code == 302
    assert b"Nobody has decided yet" in page(client, reader, "flag", post.pk).content
    settle(post, [Flag.objects.get().pk], verdict=Verdict.DISMISSED, by=moderator)
    told = page(client, reader, "flag", post.pk).content.decode()
    assert "Nothing to do" in told
    assert moderator.display_name not in told


def test_report_that_is_refused_keeps_what_was_typed(client, post):
    answer = send(client, member_of(), "flag", post.pk, reason="other", note="")
    assert answer.status_code == 422
    assert b"Say what is wrong" in answer.content


def test_queue_lists_each_post_once_with_all_its_reports(client, post, moderator):
    for words in ("First words", "Second words"):
        flag(post, reason=FlagReason.OTHER, note=words, by=member_of())
    queue = page(client, moderator, "moderation")
    assert queue.content.count(post.thread.title.encode()) == 1
    told = page(client, moderator, "flag_settle", post.pk).content
    assert b"First words" in told
    assert b"Second words" in told
    assert queue["Cache-Control"].count("no-store")
    assert queue["Cache-Control"].count("private")


def test_queue_is_as_long_as_it_is_wide(client, moderator, django_assert_num_queries):
    for count in (3, 30):
        while Flag.objects.count() < count:
            flag(ThreadFactory().posts.get(), reason=FlagReason.SPAM, by=member_of())
        client.force_login(moderator)
        client.get(reverse("moderation"))
        with django_assert_num_queries(6):
            client.get(reverse("moderation"))


def test_settling_with_hiding_takes_the_post_out_of_sight(client, post, moderator):
    made = flag(post, reason=FlagReason.PRIVATE, by=member_of())
    data = {"seen": str(made.pk), "decision": "hide", "reason": "It names a tenant."}
    assert send(client, moderator, "flag_settle", post.pk, **data).status_code == 302
    post.refresh_from_db()
    made.refresh_from_db()
    assert (post.hidden_reason, made.verdict, made.settled_by) == ("It names a tenant.", Verdict.UPHELD, moderator)
    acts = set(ModerationEntry.objects.values_list("act", flat=True))
    assert acts == {ModerationAct.SETTLE, ModerationAct.HIDE}


def test_hiding_without_a_reason_is_asked_about(client, post, moderator):
    made = flag(post, reason=FlagReason.PRIVATE, by=member_of())
    answer = send(client, moderator, "flag_settle", post.pk, seen=made.pk, decision="hide", reason="")
    made.refresh_from_db()
    assert (answer.status_code, made.settled_at) == (422, None)


def test_report_that_came_meanwhile_stays_open(post, moderator):
    seen = flag(post, reason=FlagReason.SPAM, by=member_of())
    unseen = flag(post, reason=FlagReason.PRIVATE, note="My name", by=member_of())
    assert settle(post, [seen.pk], verdict=Verdict.DISMISSED, by=moderator) == 1
    assert list(Flag.objects.open()) == [unseen]


def test_second_moderator_reads_who_was_faster(client, post, moderator):
    made = flag(post, reason=FlagReason.SPAM, by=member_of())
    settle(post, [made.pk], verdict=Verdict.DISMISSED, by=moderator)
    other = UserFactory(groups=["Moderators"])
    answer = send(client, other, "flag_settle", post.pk, seen=made.pk, decision="hide", reason="x")
    assert answer.status_code == 422
    assert b"Already settled by Mo Derator" in answer.content
    post.refresh_from_db()
    assert post.hidden_at is None


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_never_settle_one_report_twice(moderator):
    post = ThreadFactory().posts.get()
    made = flag(post, reason=FlagReason.SPAM, by=member_of())
    other = UserFactory(groups=["Moderators"])
    faults = at_once(
        lambda: settle(post, [made.pk], verdict=Verdict.UPHELD, hide="x", by=moderator),
        lambda: settle(post, [made.pk], verdict=Verdict.DISMISSED, by=other),
    )
    assert [fault.code for fault in faults] == ["settled"]
    assert ModerationEntry.objects.filter(act=ModerationAct.SETTLE).count() == 1
    made.refresh_from_db()
    post.refresh_from_db()
    assert (made.verdict == Verdict.UPHELD) == (post.hidden_at is not None)


def test_moderator_sees_a_reported_post_of_a_city_in_the_queue_only(client, private, moderator, city):
    made = flag(private, reason=FlagReason.PRIVATE, by=member_of(city))
    assert b"Kept among us" in page(client, moderator, "moderation").content
    told = page(client, moderator, "flag_settle", private.pk)
    assert private.html.encode() in told.content
    assert private.thread.get_absolute_url().encode() not in told.content
    for name, thing in (("post", private), ("thread_moderate", private.thread), ("post_hide", private)):
        assert page(client, moderator, name, thing.pk).status_code == 404
    settle(private, [made.pk], verdict=Verdict.UPHELD, hide="It names a tenant.", by=moderator)
    assert b"Kept among us" not in page(client, moderator, "moderation").content
    assert page(client, moderator, "flag_settle", private.pk).status_code == 404
    assert b"Kept among us" not in page(client, moderator, "moderation_log").content


def test_coordinator_settles_on_boards_of_their_city_alone(client, private, post, coordinator, city):
    own = flag(private, reason=FlagReason.SPAM, by=member_of(city))
    other = flag(post, reason=FlagReason.SPAM, by=member_of())
    queue = page(client, coordinator, "moderation").content
    assert b"Kept among us" in queue
    assert post.thread.title.encode() not in queue
    assert page(client, coordinator, "flag_settle", post.pk).status_code == 404
    with pytest.raises(PermissionDenied):
        settle(post, [other.pk], verdict=Verdict.DISMISSED, by=coordinator)
    assert settle(private, [own.pk], verdict=Verdict.DISMISSED, by=coordinator) == 1


def test_nobody_settles_reports_of_their_own_post(client, city, coordinator):
    post = ThreadFactory(board=city_board(city), author=coordinator).posts.get()
    made = flag(post, reason=FlagReason.SPAM, by=member_of(city))
    with pytest.raises(PermissionDenied):
        settle(post, [made.pk], verdict=Verdict.DISMISSED, by=coordinator)
    send(client, coordinator, "flag_settle", post.pk, seen=made.pk, decision="dismissed")
    assert Flag.objects.open().exists()


# Held posts


@pytest.fixture
def holding(settings):
    settings.FORUM_HOLD_FIRST = 1


def test_released_thread_appears_with_post_one(holding, moderator):
    author = member_of()
    thread = start_thread(BoardFactory(), Opening(title="New here"), Written(body="Hello."), by=author)
    assert thread not in Thread.objects.listed()
    post = release(thread.posts.get(), by=moderator)
    thread.refresh_from_db()
    assert (post.number, thread.last_number, thread in Thread.objects.listed()) == (1, 1, True)
    reader = Reader.objects.get(person=author, thread=thread)
    assert (reader.level, reader.why, reader.last_read) == (Level.WATCHING, Why.STARTED, 1)


def test_released_reply_gets_the_next_number(holding, moderator):
    thread = ThreadFactory(posts=0)
    PostFactory(thread=thread, held=True)
    release(thread.posts.get(), by=moderator)
    held = reply(thread, Written(body="Me too."), by=member_of())
    assert held.number is None
    assert release(held, by=moderator).number == 2


def test_thread_begins_with_the_post_that_was_first(moderator):
    thread = ThreadFactory(posts=0)
    first, second = (PostFactory(thread=thread, held=True) for _ in range(2))
    with pytest.raises(ValidationError, match="earlier"):
        release(second, by=moderator)
    refuse(first, reason="Advertising.", by=moderator)
    assert release(second, by=moderator).number == 1


def test_author_of_a_refused_post_gets_the_reason_and_the_text_back(client, moderator, mailoutbox):
    thread = ThreadFactory(posts=0, title="Best boilers")
    held = PostFactory(thread=thread, held=True, body="Buy now.")
    answer = send(client, moderator, "held", act="refuse", post=held.pk, **{f"post-{held.pk}-reason": "Advertising."})
    assert answer.status_code == 302
    held.refresh_from_db()
    thread.refresh_from_db()
    assert held.refused_at is not None
    assert thread.is_hidden
    draft = Draft.objects.get(person=held.author)
    assert (draft.board, draft.title, draft.body) == (thread.board, "Best boilers", "Buy now.")
    letter = Letter.objects.get(person=held.author)
    assert letter.kind == "forum.refused"


def test_refusal_without_a_reason_is_asked_about(client, moderator):
    held = PostFactory(held=True)
    answer = send(client, moderator, "held", act="refuse", post=held.pk)
    held.refresh_from_db()
    assert (answer.status_code, held.refused_at) == (422, None)


def test_held_posts_are_decided_about_by_who_moderates_the_board(client, private, moderator, coordinator):
    held = PostFactory(
        thread=private.thread, held=True, body="Waits for us.", author=member_of(coordinator.memberships.get().city)
    )
    assert b"Waits for us." not in page(client, moderator, "held").content
    assert b"Waits for us." in page(client, coordinator, "held").content
    assert send(client, moderator, "held", act="release", post=held.pk).status_code == 404
    with pytest.raises(PermissionDenied):
        release(held, by=moderator)
    assert send(client, coordinator, "held", act="release", post=held.pk).status_code == 302
    held.refresh_from_db()
    assert held.number == 2


def test_nobody_releases_their_own_post(coordinator, private):
    held = PostFactory(thread=private.thread, held=True, author=coordinator)
    with pytest.raises(PermissionDenied):
        release(held, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_held_post_is_released_or_refused_and_never_both(moderator):
    held = PostFactory(held=True)
    other = UserFactory(groups=["Moderators"], display_name="Other")
    faults = at_once(lambda: release(held, by=moderator), lambda: refuse(held, reason="No.", by=other))
    assert [fault.code for fault in faults] == ["decided"]
    held.refresh_from_db()
    assert (held.number is None) == (held.refused_at is not None)


@pytest.mark.django_db(transaction=True)
def test_posts_released_at_once_get_each_its_number(moderator):
    thread = ThreadFactory()
    held = [PostFactory(thread=thread, held=True) for _ in range(5)]
    assert at_once(*[lambda post=post: release(post, by=moderator) for post in held]) == []
    thread.refresh_from_db()
    numbers = sorted(thread.posts.values_list("number", flat=True))
    assert (numbers, thread.last_number) == ([1, 2, 3, 4, 5, 6], 6)


# Hiding, closing, pinning


def test_hidden_post_keeps_its_number_and_comes_back(post, moderator):
    Thread.objects.filter(pk=post.thread_id).update(kind=Kind.QUESTION)
    answer = PostFactory(thread=post.thread)
    Thread.objects.filter(pk=post.thread_id).update(answer=answer, answered_at=timezone.now())
    hidden = hiding.hide_post(answer, reason="Wrong.", by=moderator)
    assert (hidden.number, hidden.is_removed) == (2, True)
    assert Thread.objects.get().answer is None
    assert not hiding.show_post(answer, by=moderator).is_removed
    acts = list(ModerationEntry.objects.order_by("pk").values_list("act", "reason"))
    assert acts == [(ModerationAct.HIDE, "Wrong."), (ModerationAct.SHOW, "")]


def test_hiding_needs_a_reason(post, moderator):
    for act, thing in ((hiding.hide_post, post), (hiding.hide_thread, post.thread)):
        with pytest.raises(ValidationError) as refused:
            act(thing, reason=" ", by=moderator)
        assert "reason" in refused.value.error_dict


PAIRS = {
    ModerationAct.CLOSE: (hiding.close_thread, "closed_at"),
    ModerationAct.PIN: (hiding.pin_thread, "pinned_at"),
    ModerationAct.HIDE_THREAD: (hiding.hide_thread, "hidden_at"),
}
BACK = {
    ModerationAct.CLOSE: (hiding.reopen_thread, ModerationAct.REOPEN),
    ModerationAct.PIN: (hiding.unpin_thread, ModerationAct.UNPIN),
    ModerationAct.HIDE_THREAD: (hiding.show_thread, ModerationAct.SHOW_THREAD),
}


@pytest.mark.parametrize("act", PAIRS)
def test_act_is_done_and_taken_back_and_logged_once(post, moderator, act):
    do, field = PAIRS[act]
    undo, undone = BACK[act]
    for _ in range(2):
        thread = do(post.thread, reason="Why", by=moderator)
    assert getattr(thread, field) is not None
    for _ in range(2):
        thread = undo(post.thread, reason="Because", by=moderator)
    assert getattr(thread, field) is None
    acts = list(ModerationEntry.objects.order_by("pk").values_list("act", "reason", "board"))
    assert acts == [(act, "Why", thread.board_id), (undone, "Because", thread.board_id)]


@pytest.mark.parametrize("do", [*(do for do, _field in PAIRS.values()), *(do for do, _act in BACK.values())])
def test_acts_on_threads_are_for_who_moderates_the_board(post, private, coordinator, moderator, do):
    for thread, person in ((post.thread, coordinator), (post.thread, post.author), (private.thread, moderator)):
        with pytest.raises(PermissionDenied):
            do(thread, reason="x", by=person)
    do(private.thread, reason="x", by=coordinator)


def test_page_of_acts_does_each_by_its_form(client, post, moderator):
    thread = post.thread
    target = BoardFactory()
    for act, more in (
        ("pin", {}),
        ("unpin", {}),
        ("close", {}),
        ("reopen", {}),
        ("move", {"move-board": target.pk}),
        ("hide", {"hide-reason": "x"}),
        ("show", {}),
    ):
        assert send(client, moderator, "thread_moderate", thread.pk, act=act, **more).status_code == 302, act
    thread.refresh_from_db()
    assert (thread.board, thread.is_pinned, thread.is_closed, thread.is_hidden) == (target, False, False, False)


def test_page_of_acts_splits_and_merges(client, moderator):
    thread = ThreadFactory(posts=4)
    data = {"split-posts": "2, 4", "split-title": "Aside", "split-kind": "discussion"}
    assert send(client, moderator, "thread_moderate", thread.pk, act="split", **data).status_code == 302
    new = Thread.objects.get(title="Aside")
    assert new.last_number == 2
    address = f"http://testserver{thread.get_absolute_url()}?page=1#p2"
    answer = send(client, moderator, "thread_moderate", new.pk, act="merge", **{"merge-into": address})
    assert answer.status_code == 302
    thread.refresh_from_db()
    assert thread.last_number == 4


@pytest.mark.parametrize(
    ("act", "data", "said"),
    [
        ("split", {"split-posts": "2-x", "split-title": "A", "split-kind": "discussion"}, "such as 4, 7-9"),
        ("split", {"split-posts": "9-2", "split-title": "A", "split-kind": "discussion"}, "smaller number"),
        ("split", {"split-posts": "1-9999999", "split-title": "A", "split-kind": "discussion"}, "At most 500"),
        ("split", {"split-posts": "99", "split-title": "A", "split-kind": "discussion"}, "no post with the number"),
        ("merge", {"merge-into": "/network/nowhere/"}, "not the address of a thread"),
        ("merge", {"merge-into": "99999999999999999999"}, "not the address of a thread"),
        ("move", {"move-board": "0"}, "Select a valid choice"),
        ("hide", {}, "Fill this in"),
    ],
)
def test_page_of_acts_says_what_is_wrong_and_keeps_what_was_typed(client, moderator, act, data, said):
    thread = ThreadFactory(posts=2)
    answer = send(client, moderator, "thread_moderate", thread.pk, act=act, **data)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    typed = [value for value in data.values() if value not in ("0", "discussion")]
    assert all(value in answer.content.decode() for value in typed)


def test_move_to_where_more_people_read_it_is_asked_about_once_more(client, private, coordinator):
    coordinator.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    target = BoardFactory()
    data = {"act": "move", "move-board": target.pk}
    answer = send(client, coordinator, "thread_moderate", private.thread_id, **data)
    assert (answer.status_code, Thread.objects.get().board == target) == (422, False)
    assert b"More people read that board" in answer.content
    answer = send(client, coordinator, "thread_moderate", private.thread_id, **data, **{"move-sure": "on"})
    assert (answer.status_code, Thread.objects.get().board == target) == (302, True)


def test_unknown_act_is_a_bad_request(client, post, moderator):
    assert send(client, moderator, "thread_moderate", post.thread_id, act="explode").status_code == 400


def test_hidden_posts_can_be_found_and_shown_again(client, post, moderator):
    assert send(client, moderator, "post_hide", post.pk, reason="Wrong.").status_code == 302
    assert (
        reverse("post_hide", args=[post.pk])
        in page(client, moderator, "thread_moderate", post.thread_id).content.decode()
    )
    assert b"Wrong." in page(client, moderator, "post_hide", post.pk).content
    assert send(client, moderator, "post_hide", post.pk).status_code == 302
    post.refresh_from_db()
    assert post.hidden_at is None


# The log


def test_log_is_read_by_who_moderates_and_pages_by_keyset(client, moderator, post):
    for _ in range(30):
        hiding.pin_thread(post.thread, by=moderator)
        hiding.unpin_thread(post.thread, by=moderator)
    first = page(client, moderator, "moderation_log").content.decode()
    assert first.count("<tr>") == 51
    older = first.split("?before=")[1].split('"')[0]
    second = page(client, moderator, "moderation_log", before=older).content.decode()
    assert second.count("<tr>") == 11
    assert "?before=" not in second
    assert page(client, moderator, "moderation_log", before="x' OR 1").status_code == 200


def test_log_tells_no_title_of_a_thread_that_has_left(client, city, moderator):
    mover = member_of(city, role=CityRole.COORDINATOR)
    mover.groups.add(*moderator.groups.all())
    thread = ThreadFactory(title="Soon kept among us")
    hiding.close_thread(thread, by=moderator, reason="Enough.")
    assert b"Soon kept among us" in page(client, moderator, "moderation_log").content
    move(thread, city_board(city), by=mover)
    told = page(client, moderator, "moderation_log").content
    assert b"Enough." in told
    assert b"Soon kept among us" not in told


@pytest.mark.parametrize("name", ["moderation", "held", "moderation_log", "sanctions", "boards_manage", "board_add"])
def test_pages_of_moderators_are_not_there_for_others(client, name):
    for person in (UserFactory(), member_of(), member_of(role=CityRole.ADVISER)):
        assert page(client, person, name).status_code == 404
    client.logout()
    assert client.get(reverse(name)).status_code == 302


# Boards


def wanted(**more) -> boards.BoardSet:
    return boards.BoardSet(**{"title": "Heat", "slug": "heat", "audience": Audience.NETWORK, **more})


def form_of(board: Board, **more) -> dict:
    cities = [city.pk for city in board.cities.all()]
    own = {"title": board.title, "slug": board.slug, "audience": board.audience, "cities": cities, "position": 100}
    return {**own, **more}


def test_board_is_added_changed_and_archived(client, moderator):
    data = {"title": "Heat", "slug": "heat", "audience": "network", "position": "5", "themes": ["energy"]}
    assert send(client, moderator, "board_add", **data).status_code == 302
    board = Board.objects.get()
    assert (board.title, board.themes, board.position) == ("Heat", ["energy"], 5)
    assert send(client, moderator, "board_edit", board.pk, **form_of(board, title="Heat networks")).status_code == 302
    for act, is_archived in (("archive", True), ("open", False)):
        send(client, moderator, "board_edit", board.pk, act=act)
        board.refresh_from_db()
        assert (board.title, board.is_archived) == ("Heat networks", is_archived)


@pytest.mark.parametrize("slug", ["people", "moderation", "taken", "Not a slug", ""])
def test_address_of_a_board_is_its_own_and_not_reserved(client, moderator, slug):
    BoardFactory(slug="taken")
    data = {"title": "Heat", "slug": slug, "audience": "network", "position": "5"}
    answer = send(client, moderator, "board_add", **data)
    assert (answer.status_code, Board.objects.count()) == (422, 1)


def test_every_page_of_the_forum_has_a_reserved_address():
    patterns = list(forum_urls.urlpatterns)
    routes = {str(leaf.pattern) for part in patterns for leaf in part.url_patterns if isinstance(leaf, URLPattern)}
    places = {str(part.pattern) for part in get_resolver().url_patterns if str(part.pattern).startswith("network/")}
    first = {route.partition("/")[0] for route in routes} | {place.split("/")[1] for place in places}
    assert {word for word in first if word and not word.startswith("<")} <= RESERVED


def test_wider_audience_is_confirmed_with_who_gains_sight(client, city, coordinator):
    coordinator.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    board = BoardFactory(audience=Audience.CITIES, cities=[city])
    ThreadFactory(board=board)
    others = [member_of() for _ in range(2)]
    asked = send(client, coordinator, "board_edit", board.pk, **form_of(board, audience="network", cities=[]))
    board.refresh_from_db()
    assert (asked.status_code, board.audience) == (200, Audience.CITIES)
    words = asked.content.decode()
    assert f"{len(others) + 2} people gain sight" in words
    assert "Nobody loses sight" in words
    assert "It holds 1 thread." in words
    sure = words.split('name="sure" value="')[1].split('"')[0].replace("&gt;", ">")
    data = form_of(board, audience="network", cities=[], sure=sure)
    assert send(client, coordinator, "board_edit", board.pk, **data).status_code == 302
    board.refresh_from_db()
    assert (board.audience, board.cities.exists()) == (Audience.NETWORK, False)


def test_confirmation_of_something_else_confirms_nothing(client, moderator):
    board = BoardFactory()
    data = form_of(board, audience="public", sure="network:>cities:1")
    assert send(client, moderator, "board_edit", board.pk, **data).status_code == 200
    board.refresh_from_db()
    assert board.audience == Audience.NETWORK


def test_narrower_audience_takes_every_trace_of_who_loses_sight(moderator, city):
    board = BoardFactory()
    thread = ThreadFactory(board=board)
    stays, loses = member_of(city), member_of()
    for person in (stays, loses):
        Reader.objects.create(person=person, thread=thread, last_read=1)
        Bookmark.objects.create(person=person, post=thread.posts.get())
        Draft.objects.create(person=person, board=board, title="New")
        Follow.objects.create(person=person, board=board, level=Level.WATCHING)
    narrow = wanted(slug=board.slug, audience=Audience.CITIES, cities=[city.pk])
    boards.change_board(board, narrow, by=moderator, seen=boards.audience_key(board))
    for model in (Reader, Bookmark, Draft, Follow):
        kept = set(model.objects.values_list("person", flat=True))
        assert (stays.pk in kept, loses.pk in kept) == (True, False), model


def test_nobody_lets_themselves_or_others_in(client, city, moderator):
    board = BoardFactory(audience=Audience.CITIES, cities=[city])
    ThreadFactory(board=board, author=member_of(city))
    open_up = wanted(slug=board.slug)
    for person in (moderator, UserFactory(groups=["Administrators"])):
        with pytest.raises(PermissionDenied):
            boards.change_board(board, open_up, by=person, seen=boards.audience_key(board))
    data = form_of(board, audience="network", cities=[], sure=f"{boards.audience_key(board)}>network:")
    answer = send(client, moderator, "board_edit", board.pk, **data)
    assert answer.status_code == 422
    assert b"Only somebody who reads this board" in answer.content


def test_own_board_of_a_city_stays_its_own(client, moderator, city):
    board = city_board(city)
    assert b'name="audience"' not in page(client, moderator, "board_edit", board.pk).content
    with pytest.raises(ValidationError):
        boards.change_board(board, wanted(slug="x"), by=moderator, seen=boards.audience_key(board))
    data = form_of(board, title="Leeds together", audience="public")
    assert send(client, moderator, "board_edit", board.pk, **data).status_code == 302
    board.refresh_from_db()
    assert (board.title, board.audience, list(board.cities.all())) == ("Leeds together", Audience.CITIES, [city])


def test_board_whose_audience_changed_meanwhile_is_looked_at_again(moderator):
    board = BoardFactory()
    with pytest.raises(ValidationError, match="meanwhile"):
        boards.change_board(board, wanted(slug=board.slug), by=moderator, seen="public:")


def test_managers_are_moderators_and_administrators(client):
    for person, status in ((UserFactory(groups=["Administrators"]), 200), (member_of(role=CityRole.COORDINATOR), 404)):
        assert page(client, person, "boards_manage").status_code == status
    with pytest.raises(PermissionDenied):
        boards.add_board(wanted(), by=member_of(role=CityRole.COORDINATOR))


# Boards that are made


def test_network_that_begins_gets_its_board_once(city):
    for _ in range(2):
        begin(UserFactory(), city)
    board = Board.objects.get()
    assert (board.city, board.slug, board.audience, list(board.cities.all())) == (
        city,
        "leeds",
        Audience.CITIES,
        [city],
    )


def test_board_of_a_city_makes_way_for_one_that_has_its_address():
    BoardFactory(slug="leeds")
    begin(UserFactory(), CityFactory(slug="leeds"))
    begin(UserFactory(), CityFactory(slug="people"))
    assert set(Board.objects.exclude(city=None).values_list("slug", flat=True)) == {"leeds-network", "people-network"}


def test_boards_are_made_for_networks_that_were_there_before(city):
    member_of(city)
    CityFactory()
    for _ in range(2):
        boards.ensure_boards()
    assert list(Board.objects.values_list("city", flat=True)) == [city.pk]


def test_starter_boards_are_there_once_and_kept_as_they_were_changed():
    for _ in range(2):
        starter_loaded.send(sender=Ledger, ledger=Ledger.open())
        Board.objects.filter(slug="housing").update(title="Homes")
        Board.objects.filter(slug="land").delete()
    assert Board.objects.count() == 7
    assert Board.objects.get(slug="housing").title == "Homes"
    assert not set(Board.objects.values_list("slug", flat=True)) & RESERVED


# What is registered elsewhere


def test_nothing_of_the_forum_is_registered_in_the_editor():
    from django.apps import apps
    from wagtail.admin.viewsets import viewsets
    from wagtail.snippets.models import get_snippet_models

    models = {*apps.get_app_config("forum").get_models(), *apps.get_app_config("events").get_models()}
    shown = {getattr(viewset, "model", None) for viewset in viewsets.viewsets}
    assert not models & {*get_snippet_models(), *shown}


def test_guidelines_are_read_by_everyone_and_shared(client):
    answer = client.get(reverse("guidelines"))
    assert answer.status_code == 200
    assert b"csrfmiddlewaretoken" not in answer.content
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
