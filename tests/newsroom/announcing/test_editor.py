"""Announcements at /editor/: who reads them, who acts, and what a click does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.groups import ensure_groups
from portal.accounts.roles import Role
from portal.news_settings import Webhook
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement, ArticlePage
from tests.factories.accounts import UserFactory
from tests.newsroom.announcing.conftest import only, to_announce

pytestmark = pytest.mark.django_db
LIST = reverse("newsroom_announcements")


@pytest.fixture(autouse=True)
def row(settings) -> Announcement:
    settings.NEWS_CHANNELS = (Webhook("desk", "The desk", "https://hooks.example/"),)
    return to_announce()


@pytest.fixture
def desk(client):
    ensure_groups()
    client.force_login(UserFactory(display_name="Ada Reviewer", groups=[Role.REVIEWERS]))
    return client


def one(row: Announcement) -> str:
    return reverse("newsroom_announcement", args=[row.pk])


def of(row: Announcement) -> str:
    return reverse("newsroom_announce", args=[row.article_id])


def stuck(row: Announcement, state: str = AnnouncementState.UNKNOWN) -> None:
    Announcement.objects.filter(pk=row.pk).update(state=state, said="No <b>answer</b> came")


def test_who_reads_and_who_acts(client, row):
    stuck(row)
    addresses = [LIST, one(row), of(row)]
    for address in addresses:
        assert client.get(address).status_code == 302
    ensure_groups()
    for group, status in ((Role.MODERATORS, 302), (Role.WRITERS, 200)):  # Wagtail leads to its home who may not
        client.force_login(UserFactory(groups=[group]))
        assert {client.get(address).status_code for address in addresses} == {status}
        assert b'value="resend"' not in client.get(one(row)).content
        for address, said in ((one(row), {"act": "resend"}), (of(row), {"channel": "webhook:desk"})):
            assert client.post(address, said).url == reverse("wagtailadmin_home")
    assert only().state == AnnouncementState.UNKNOWN


def test_nothing_and_nonsense_are_answered_calmly(desk, row):
    for address in (one(row), of(row)):
        assert desk.get(address.replace(str(row.pk), "999999999")).status_code in (200, 404)
    assert desk.get(reverse("newsroom_announcement", args=[10**18])).status_code == 404
    assert desk.get(f"{LIST}?state=nonsense&p=-3").status_code == 200
    assert desk.get(f"{LIST}?p=\x00").status_code == 200
    assert desk.post(LIST).status_code == 405
    assert desk.put(one(row)).status_code == 405
    assert desk.post(one(row), {"act": "\x00"}).status_code == 422
    assert desk.post(of(row), {"channel": "\x00"}).status_code == 422


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("resend", AnnouncementState.DUE),
        ("arrived", AnnouncementState.SENT),
        ("leave", AnnouncementState.CANCELLED),
    ],
)
def test_click_does_it_and_a_second_one_nothing(desk, row, act, state):
    stuck(row)
    page = desk.get(one(row)).content.decode()
    assert "No &lt;b&gt;answer&lt;/b&gt; came" in page
    assert f'value="{act}"' in page
    assert desk.post(one(row), {"act": act}, follow=True).status_code == 200
    assert "nothing was done" in desk.post(one(row), {"act": act}, follow=True).content.decode()
    assert (only().state, str(only().acted_by)) == (state, "Ada Reviewer")


def test_channel_that_was_set_up_later_has_a_button(desk, row, settings):
    settings.NEWS_CHANNELS = (*settings.NEWS_CHANNELS, Webhook("new", "The new one", "https://new.example/"))
    page = desk.get(of(row)).content.decode()
    assert 'value="webhook:new"' in page
    assert 'value="webhook:desk"' not in page
    desk.post(of(row), {"channel": "webhook:new"})
    assert Announcement.objects.get(channel="webhook:new").state == AnnouncementState.DUE
    assert "nothing was done" in desk.post(of(row), {"channel": "webhook:new"}, follow=True).content.decode()
    assert 'value="webhook:new"' not in desk.get(of(row)).content.decode()
    ArticlePage.objects.update(live=False)
    assert desk.post(of(row), {"channel": "webhook:desk"}).status_code == 422


def test_article_leads_there_and_the_dashboard_counts_what_needs_a_hand(desk, row):
    stuck(row, AnnouncementState.FAILED)
    assert of(row) in desk.get(reverse("wagtailadmin_pages:edit", args=[row.article_id])).content.decode()
    assert list(Announcement.objects.needing_a_hand()) == [row]
    assert one(row) in desk.get(LIST).content.decode()


def test_channels_are_called_by_their_names_and_one_that_is_gone_by_its_id(desk, row, settings):
    stuck(row, AnnouncementState.CANCELLED)
    page = desk.get(of(row)).content.decode()
    assert "<b>The desk</b>" in page
    assert 'value="webhook:desk"' in page, "what was held back may be announced after all"
    stuck(row, AnnouncementState.FAILED)
    assert 'value="webhook:desk"' not in desk.get(of(row)).content.decode()
    dashboard = desk.get(reverse("newsroom_dashboard")).content.decode()
    assert ("The desk" in dashboard, "webhook:desk" in dashboard) == (True, False)
    settings.NEWS_CHANNELS = ()
    page = desk.get(of(row)).content.decode()
    assert ("<b>desk</b>" in page, "webhook:desk" in page) == (True, False)


def test_number_of_queries_of_the_list_does_not_grow(desk, row):
    def queries(count: int) -> int:
        while Announcement.objects.count() < count:
            Announcement.objects.create(article=row.article, channel=f"webhook:{Announcement.objects.count()}")
        with CaptureQueriesContext(connection) as found:
            assert desk.get(LIST).status_code == 200
        return len(found)

    queries(1)
    assert queries(3) == queries(30)
