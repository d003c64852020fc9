"""Moderation: acts on posts and threads are for those whose board it is, and each is logged once."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from network.forum.choices import Kind, ModerationAct
from network.forum.models import ModerationEntry, Thread
from network.forum.services import hiding
from network.forum.services.moving import move
from portal.mail.models import Letter
from tests.factories import UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.forum.acting import page, send

pytestmark = pytest.mark.django_db


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


def test_author_of_a_hidden_post_gets_one_letter_with_the_reason_and_the_appeal(
    post, moderator, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            hiding.hide_post(post, reason="It names a tenant.", by=moderator)
    (entry,) = ModerationEntry.objects.filter(act=ModerationAct.HIDE)
    letter = Letter.objects.get(person=post.author)
    assert (letter.key, letter.kind) == (f"forum.hidden:{entry.pk}", "forum.hidden")
    said = mailoutbox[0].body
    for words in ("It names a tenant.", post.thread.title, reverse("post", args=[post.pk]), reverse("appeal")):
        assert words in said
    assert "Mo Derator" not in said


def test_letter_about_a_hidden_post_tells_nothing_of_a_thread_that_its_author_reads_no_more(
    private, coordinator, mailoutbox, django_capture_on_commit_callbacks
):
    private.author.memberships.update(state=MembershipState.ENDED, ended_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        hiding.hide_post(private, reason="It names a tenant.", by=coordinator)
    said = mailoutbox[0].body
    assert "It names a tenant." in said
    assert private.thread.title not in said
    assert reverse("post", args=[private.pk]) not in said


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


def test_nobody_shows_their_own_thread_again_that_somebody_else_hid(client, moderator):
    thread, other = ThreadFactory(author=moderator), UserFactory(groups=["Moderators"])
    hiding.hide_thread(thread, reason="x", by=other)
    answer = send(client, moderator, "thread_moderate", thread.pk, act="show")
    thread.refresh_from_db()
    assert (answer.status_code, thread.is_hidden) == (422, True)
    assert "somebody else decides" in answer.content.decode()
    hiding.show_thread(thread, by=other)
    hiding.hide_thread(thread, reason="Mine.", by=moderator)
    assert not hiding.show_thread(thread, by=moderator).is_hidden


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
        ("move", {"move-board": "0"}, "This is not one of the choices."),
        ("hide", {}, "Fill this in"),
    ],
)
def test_page_of_acts_says_what_is_wrong_and_keeps_what_was_typed(client, moderator, act, data, said):
    thread = ThreadFactory(posts=2)
    BoardFactory()
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


def test_page_of_acts_says_who_moves_a_thread_where_nothing_can_be_chosen(
    client, private, coordinator, city, moderator
):
    thread = private.thread_id
    told = page(client, coordinator, "thread_moderate", thread).content.decode()
    assert 'name="move-board"' not in told
    assert "You moderate no other board that is open" in told
    assert "at the moment there is none" in told
    own = member_of(city, user__display_name="Ada Reads")
    own.groups.add(*moderator.groups.all())
    told = page(client, coordinator, "thread_moderate", thread).content.decode()
    assert "Ask one of the moderators who read this board: Ada Reads." in told
    assert moderator.display_name not in told
    assert send(client, coordinator, "thread_moderate", thread, act="move").status_code == 422
    BoardFactory()
    assert 'name="move-board"' in page(client, own, "thread_moderate", thread).content.decode()


def test_page_of_acts_says_how_the_thread_stands(client, post, moderator):
    def told():
        return page(client, moderator, "thread_moderate", post.thread_id).content.decode()

    assert "Open, not pinned and not hidden." in told()
    hiding.pin_thread(post.thread, by=moderator)
    hiding.close_thread(post.thread, by=moderator)
    hiding.hide_thread(post.thread, reason="x", by=moderator)
    assert all(f"{state} since" in told() for state in ("Pinned", "Closed", "Hidden"))
    assert "Open, not pinned" not in told()


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
