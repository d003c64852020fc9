"""What a first publication brings about, once, and what later ones do not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from handbooks.tasks import publish_scheduled
from portal.accounts.groups import ensure_groups
from portal.accounts.roles import Role
from portal.news_settings import Mastodon, Webhook
from portal.newsroom.announcing import ledger
from portal.newsroom.announcing.sending import send_due
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement
from portal.newsroom.services.announcing import announce, close, resend
from tests.factories.accounts import UserFactory
from tests.newsroom.announcing.conftest import only, published

pytestmark = pytest.mark.django_db
HOOK = Webhook("desk", "Desk", "https://hooks.example/")
ACCOUNT = Mastodon("social", "Social", "https://social.example", "a-token-of-theirs")


@pytest.fixture(autouse=True)
def set_up(settings):
    settings.NEWS_CHANNELS = (HOOK, ACCOUNT)


@pytest.fixture
def reviewer():
    ensure_groups()
    return UserFactory(groups=[Role.REVIEWERS])


def rows():
    return set(Announcement.objects.values_list("channel", "state"))


def publish(article) -> None:
    article.save_revision().publish()


def test_first_publication_writes_one_row_for_each_channel_and_rings_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as asked:
        published()
    assert rows() == {("webhook:desk", "due"), ("mastodon:social", "due")}
    assert len([one for one in asked if "task" in repr(one) or "delay" in repr(one)]) == 1


def test_publishing_again_editing_and_withdrawing_in_between_announce_nothing_more(settings):
    article = published()
    keys = set(Announcement.objects.values_list("key", flat=True))
    article.standfirst = "Otherwise."
    publish(article)
    article.unpublish()
    publish(article)
    settings.NEWS_CHANNELS = (*settings.NEWS_CHANNELS, Webhook("new", "New", "https://hooks.example/new"))
    publish(article)
    assert set(Announcement.objects.values_list("key", flat=True)) == keys


def test_article_that_is_not_to_be_announced_or_only_scheduled_is_not():
    published(is_announced=False)
    draft = published(live=False, slug="draft")
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    publish(draft)
    assert rows() == set()


def test_scheduled_publication_announces(time_machine):
    draft = published(live=False)
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    publish(draft)
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert publish_scheduled()
    assert len(rows()) == 2


@pytest.mark.parametrize("taken_back", ["unpublish", "expire", "delete"])
def test_article_taken_back_before_it_was_announced_is_not(taken_back, time_machine):
    article = published()
    if taken_back == "expire":
        article.expire_at = timezone.now() + timedelta(minutes=5)
        article.save_revision().publish()
        time_machine.move_to(timezone.now() + timedelta(minutes=10))
        publish_scheduled()
    else:
        getattr(article, taken_back)()
    send_due()
    if taken_back == "delete":
        assert rows() == set()
    else:
        assert {state for _channel, state in rows()} == {AnnouncementState.CANCELLED}
    assert not Announcement.objects.needing_a_hand().exists()


def test_article_taken_back_while_it_is_in_doubt_wants_a_hand(settings):
    settings.NEWS_CHANNELS = (ACCOUNT,)
    article = published()
    Announcement.objects.update(doubt_since=timezone.now())
    article.unpublish()
    send_due()
    assert Announcement.objects.needing_a_hand().get().state == AnnouncementState.UNKNOWN


def test_channel_that_is_not_set_up_any_more_wants_a_hand(settings):
    settings.NEWS_CHANNELS = (HOOK,)
    published()
    settings.NEWS_CHANNELS = ()
    send_due()
    row = Announcement.objects.needing_a_hand().get()
    assert (row.state, row.said) == (AnnouncementState.FAILED, "This channel is not set up any more.")


def test_one_try_is_taken_up_once_and_written_down_by_who_took_it(settings):
    settings.NEWS_CHANNELS = (HOOK,)
    published()
    first, second = only(), only()
    assert ledger.claim(first)
    assert not ledger.claim(second)
    assert not ledger.pass_over(second, ledger.ended())
    assert ledger.let_go(first)
    again = only()
    assert ledger.claim(again)
    assert not ledger.settle(first, AnnouncementState.SENT, "late, of another try")
    assert only().state == AnnouncementState.SENDING


def test_editor_announces_an_old_article_once(settings, reviewer):
    article = published(is_announced=False)
    assert announce(article, HOOK.key, by=reviewer)
    assert not announce(article, HOOK.key, by=reviewer)
    assert (only().state, only().acted_by) == (AnnouncementState.DUE, reviewer)
    with pytest.raises(ValidationError, match="not set up"):
        announce(article, "webhook:other", by=reviewer)
    article.unpublish()
    send_due()
    assert only().state == AnnouncementState.CANCELLED
    with pytest.raises(ValidationError, match="not published"):
        announce(article, HOOK.key, by=reviewer)
    publish(article)
    assert only().state == AnnouncementState.CANCELLED
    assert announce(article, HOOK.key, by=reviewer)
    assert only().state == AnnouncementState.DUE


@pytest.mark.parametrize("state", AnnouncementState.values)
def test_editor_sends_again_what_failed_or_is_in_doubt_and_nothing_else(settings, reviewer, state):
    settings.NEWS_CHANNELS = (HOOK,)
    published()
    Announcement.objects.update(state=state, tries=6, attempts=6, doubt_since=timezone.now())
    row = only()
    is_stuck = state in (AnnouncementState.UNKNOWN, AnnouncementState.FAILED)
    assert resend(row, by=reviewer) is is_stuck
    assert not resend(row, by=reviewer)
    row = only()
    assert row.state == (AnnouncementState.DUE if is_stuck else state)
    assert (row.tries == 0, row.doubt_since is None) == (is_stuck, is_stuck)


def test_second_click_is_a_slip_also_where_the_first_has_failed_by_then(settings, reviewer, time_machine):
    settings.NEWS_CHANNELS = (HOOK,)
    published()
    Announcement.objects.update(state=AnnouncementState.FAILED)
    assert resend(only(), by=reviewer)
    Announcement.objects.update(state=AnnouncementState.FAILED)
    assert not resend(only(), by=reviewer)
    time_machine.move_to(timezone.now() + timedelta(minutes=2))
    assert resend(only(), by=reviewer)


@pytest.mark.parametrize(("arrived", "state"), [(True, AnnouncementState.SENT), (False, AnnouncementState.CANCELLED)])
def test_editor_closes_what_is_in_doubt(settings, reviewer, arrived, state):
    settings.NEWS_CHANNELS = (HOOK,)
    article = published()
    Announcement.objects.update(state=AnnouncementState.UNKNOWN, doubt_since=timezone.now())
    row = only()
    assert close(row, arrived=arrived, by=reviewer)
    assert not close(row, arrived=not arrived, by=reviewer)
    assert only().state == state
    assert not announce(article, HOOK.key, by=reviewer)


@pytest.mark.parametrize("groups", [[], [Role.WRITERS], [Role.MODERATORS]])
def test_nobody_else_acts(groups):
    ensure_groups()
    person, article = UserFactory(groups=groups), published()
    row = Announcement.objects.first()
    for act in (
        lambda: announce(article, HOOK.key, by=person),
        lambda: resend(row, by=person),
        lambda: close(row, arrived=True, by=person),
    ):
        with pytest.raises(PermissionDenied):
            act()
