"""Reports: each is settled once, by those whose board it is, and its reporter reads what came of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cities.places.choices import CityRole
from network.forum.choices import FlagReason, ModerationAct, Verdict
from network.forum.models import Flag, ModerationEntry
from network.forum.services.flagging import flag, settle
from network.forum.services.hiding import hide_post, show_post
from tests.factories import UserFactory
from tests.factories.forum import ThreadFactory, city_board, member_of
from tests.forum.acting import page, send
from tests.together import at_once

pytestmark = pytest.mark.django_db


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
        with django_assert_num_queries(5):
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
    told = answer.content.decode()
    assert "Mo Derator has settled this already: Nothing to do." in told
    assert reverse("moderation") in told
    assert 'name="decision"' not in told
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
    told = page(client, moderator, "flag_settle", private.pk).content
    assert b"Mo Derator has settled this already: Upheld." in told
    assert b"Kept among us" not in told
    assert private.html.encode() not in told
    assert b"Kept among us" not in page(client, moderator, "moderation_log").content


def test_moderator_who_comes_after_the_coordinator_of_a_board_they_do_not_read_is_told(
    client, private, moderator, coordinator, city
):
    made = flag(private, reason=FlagReason.PRIVATE, note="My words", by=member_of(city))
    settle(private, [made.pk], verdict=Verdict.DISMISSED, by=coordinator)
    answer = send(client, moderator, "flag_settle", private.pk, seen=made.pk, decision="hide", reason="x")
    told = answer.content.decode()
    assert answer.status_code == 409
    assert f"{coordinator.display_name} has settled this already: Nothing to do." in told
    assert reverse("moderation") in told
    assert not any(words in told for words in ("Kept among us", "My words", private.html))
    made.refresh_from_db()
    private.refresh_from_db()
    assert (made.verdict, private.hidden_at) == (Verdict.DISMISSED, None)
    assert page(client, moderator, "flag_settle", ThreadFactory().posts.get().pk).status_code == 404


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


def test_nobody_reads_or_settles_reports_of_their_own_post(client, city, coordinator, moderator):
    post = ThreadFactory(board=city_board(city), author=coordinator, title="By the coordinator").posts.get()
    reporter = member_of(city, user__display_name="Rea Porter")
    made = flag(post, reason=FlagReason.OTHER, note="Rude to me", by=reporter)
    with pytest.raises(PermissionDenied):
        settle(post, [made.pk], verdict=Verdict.DISMISSED, by=coordinator)
    assert b"By the coordinator" not in page(client, coordinator, "moderation").content
    assert page(client, coordinator, "flag_settle", post.pk).status_code == 404
    answer = send(client, coordinator, "flag_settle", post.pk, seen=made.pk, decision="dismissed")
    assert answer.status_code == 404
    assert b"By the coordinator" in page(client, moderator, "moderation").content
    assert b"Rude to me" in page(client, moderator, "flag_settle", post.pk).content
    settle(post, [made.pk], verdict=Verdict.UPHELD, hide="Rude.", by=moderator)
    assert page(client, coordinator, "flag_settle", post.pk).status_code == 404
    for name, args in (("moderation_log", ()), ("thread_moderate", [post.thread_id]), ("guidelines", ())):
        assert b"Rea Porter" not in page(client, coordinator, name, *args).content


def test_what_only_its_author_could_decide_about_is_for_administrators(client, city):
    administrator, author = UserFactory(groups=["Administrators"]), UserFactory(groups=["Moderators"])
    post = ThreadFactory(author=author, title="By the moderator").posts.get()
    made = flag(post, reason=FlagReason.SPAM, by=member_of())
    kept = flag(ThreadFactory(title="By a member").posts.get(), reason=FlagReason.SPAM, by=member_of())
    queue = page(client, administrator, "moderation").content
    assert b"By the moderator" in queue
    assert b"By a member" not in queue
    assert page(client, administrator, "flag_settle", kept.post_id).status_code == 404
    coordinators = member_of(city, role=CityRole.COORDINATOR)
    alone = ThreadFactory(board=city_board(city), author=coordinators, title="By the coordinator").posts.get()
    flag(alone, reason=FlagReason.SPAM, by=member_of(city))
    assert b"By the coordinator" not in page(client, administrator, "moderation").content  # the moderator decides
    other = UserFactory(groups=["Moderators"])
    assert b"By the moderator" not in page(client, administrator, "moderation").content
    other.groups.clear()
    assert settle(post, [made.pk], verdict=Verdict.DISMISSED, by=administrator) == 1
    author.groups.clear()
    assert b"By a member" not in page(client, administrator, "moderation").content
    assert b"By the coordinator" in page(client, administrator, "moderation").content
    member_of(city, role=CityRole.COORDINATOR)
    assert b"By the coordinator" not in page(client, administrator, "moderation").content


def test_nobody_hides_or_shows_their_own_post_as_a_moderator(client, city, coordinator, moderator):
    post = ThreadFactory(board=city_board(city), author=coordinator).posts.get()
    made = flag(post, reason=FlagReason.SPAM, by=member_of(city))
    with pytest.raises(PermissionDenied):
        hide_post(post, reason="Mine.", by=coordinator)
    settle(post, [made.pk], verdict=Verdict.UPHELD, hide="Rude.", by=moderator)
    with pytest.raises(PermissionDenied):
        show_post(post, by=coordinator)
    assert page(client, coordinator, "post_hide", post.pk).status_code == 404
    hidden = page(client, coordinator, "thread_moderate", post.thread_id).content.decode()
    assert reverse("post_hide", args=[post.pk]) not in hidden
