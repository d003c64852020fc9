"""Articles that go live at their minute and are gone at another, by the beat of the worker."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from celery.schedules import crontab
from django.utils import timezone
from wagtail.models import Page

from handbooks.tasks import publish_scheduled
from portal.newsroom.models import ArticlePage, NewsPage
from portal.pagecache.shared import shared_store
from portal.settings import CELERY_BEAT_SCHEDULE
from tests.factories import EntryPageFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory
from tests.handbooks.editing import PUBLISH, add_url, edit_url, errors_of, form_of, person, send, signed_in
from tests.newsroom.editing import article_fields

pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2027-03-10T12:00:00+00:00")


@pytest.fixture
def reviewer(tree: Any, time_machine: Any) -> Any:
    time_machine.move_to(NOON, tick=False)
    return signed_in(person("Reviewers"))


def typed(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def schedule(client: Any, **changes: Any) -> Any:
    url = add_url(NewsPage.objects.get(), ArticlePage)
    return send(client, url, form_of(client, url, **article_fields(**changes)), PUBLISH)


def read(client: Any, *urls: str) -> list[int]:
    return [client.get(url).status_code for url in urls]


def test_beat_looks_every_minute():
    beats = {each["task"]: each["schedule"] for each in CELERY_BEAT_SCHEDULE.values()}
    assert beats["handbooks.tasks.publish_scheduled"] == crontab()


def test_article_goes_live_at_its_minute_and_everything_follows(
    reviewer, client, time_machine, django_capture_on_commit_callbacks
):
    entry = EntryPageFactory()
    live_at, gone_at = NOON + timedelta(hours=2), NOON + timedelta(days=3)
    scheduled = schedule(
        reviewer, go_live_at=typed(live_at), expire_at=typed(gone_at), entries=[str(entry.pk)], title="The mill opens"
    )
    assert scheduled.status_code == 302
    article = ArticlePage.objects.get()
    assert not article.live
    assert not article.mentions.exists()

    time_machine.move_to(live_at - timedelta(seconds=1), tick=False)
    assert publish_scheduled() is True
    assert read(client, "/news/a-mill/") == [404]
    assert "The mill opens" not in client.get("/news/").content.decode()

    time_machine.move_to(live_at + timedelta(seconds=1), tick=False)
    before = shared_store().generation()
    with django_capture_on_commit_callbacks(execute=True):
        assert publish_scheduled() is True
    assert shared_store().generation() != before, "pages that were kept without it are stale"
    article.refresh_from_db()
    assert (article.live, article.first_published_at) == (True, timezone.now())
    assert article.mentions.get().entry == entry
    for address in ("/news/a-mill/", "/news/", "/news/feed/", "/sitemap.xml"):
        page = client.get(address).content.decode()
        assert ("a-mill" if address == "/sitemap.xml" else "The mill opens") in page, address

    time_machine.move_to(gone_at + timedelta(seconds=1), tick=False)
    before = shared_store().generation()
    with django_capture_on_commit_callbacks(execute=True):
        assert publish_scheduled() is True
    assert shared_store().generation() != before
    gone = client.get("/news/a-mill/")
    assert gone.status_code == 410
    words = gone.content.decode()
    assert "The mill opens" in words
    assert "This page was withdrawn on 13 March 2027." in words
    assert "Its time had passed." in words
    for address in ("/news/", "/news/feed/"):
        assert "The mill opens" not in client.get(address).content.decode(), address
    assert not ArticlePage.objects.visible_to().exists()


def test_new_version_of_a_live_article_waits_for_its_minute(reviewer, client, time_machine):
    article = ArticlePageFactory(title="As it is", authors=[AuthorFactory()])
    fields = {**article_fields(), "title": "As it will be", "slug": article.slug}
    for name in [name for name in fields if name.startswith(("bylines", "corrections"))]:
        del fields[name]
    url = edit_url(article)
    answer = send(reviewer, url, form_of(reviewer, url, **fields, go_live_at=typed(NOON + timedelta(hours=1))), PUBLISH)
    assert answer.status_code == 302
    assert "As it is" in client.get(article.url).content.decode()

    time_machine.move_to(NOON + timedelta(hours=1, seconds=1), tick=False)
    publish_scheduled()
    assert "As it will be" in client.get(article.url).content.decode()


def test_article_published_anew_after_its_expiry_is_read_again(reviewer, client, time_machine):
    article = ArticlePageFactory(authors=[AuthorFactory()])
    article.expire_at = NOON + timedelta(hours=1)
    article.save_revision().publish()
    time_machine.move_to(NOON + timedelta(hours=2), tick=False)
    publish_scheduled()
    assert read(client, article.url) == [410]

    article = ArticlePage.objects.get()
    article.expire_at = None
    article.save_revision().publish()
    assert read(client, article.url) == [200]


def test_incomplete_article_is_not_scheduled(reviewer):
    refused = schedule(reviewer, go_live_at=typed(NOON + timedelta(hours=1)), standfirst="")
    assert "standfirst" in errors_of(refused)
    assert not Page.objects.type(ArticlePage).exists()


def test_time_that_is_over_is_refused_beside_its_field(reviewer):
    for name in ("go_live_at", "expire_at"):
        assert name in errors_of(schedule(reviewer, **{name: typed(NOON - timedelta(hours=1))}))
