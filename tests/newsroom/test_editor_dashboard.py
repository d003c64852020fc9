"""The newsroom's dashboard: what waits, for editors only, in a constant number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, TaskState, WorkflowState

from handbooks.models import ProblemReport
from portal.accounts.groups import ensure_groups
from portal.home.foundations import lay_all
from portal.newsroom.editor.desk import MOST
from portal.newsroom.models import Announcement, ArticlePage, PreviewAnswer, ReadCount
from tests.factories.newsroom import (
    ArticlePageFactory,
    CoverageFactory,
    OutletFactory,
    OutletFeedFactory,
    PreviewLinkFactory,
    PrinciplePageFactory,
    SuggestionFactory,
    quick_articles,
)
from tests.handbooks.editing import person, signed_in

pytestmark = pytest.mark.django_db
URL = "/editor/newsroom/"


@pytest.fixture(autouse=True)
def skeleton(tree: Any) -> None:
    ensure_groups()
    lay_all()


def desk(client: Client) -> dict[str, Any]:
    response = client.get(URL)
    assert response.status_code == 200
    return {part.key: part for part in response.context["parts"]}


def titles(part: Any) -> list[str]:
    return [row.title for row in part.rows]


def notes(part: Any) -> str:
    return " ".join(note for row in part.rows for note in row.notes if note)


def age(article: ArticlePage, **values: Any) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(**values)


def fill(number: int) -> None:
    """Put so many of everything on the desk."""
    now = timezone.now()
    for _ in range(number):
        writer = person("Writers")
        ArticlePageFactory(live=False).save_revision(user=writer)
        reviewed = ArticlePageFactory(live=False)
        reviewed.save_revision(user=writer)
        reviewed.get_workflow().start(reviewed, writer)
        scheduled = ArticlePageFactory(live=False)
        scheduled.go_live_at = now + timedelta(days=1)
        scheduled.save_revision().publish()
        article = ArticlePageFactory()
        age(article, last_published_at=now - timedelta(days=400), expire_at=now + timedelta(days=5))
        ReadCount.objects.create(article=article, day=timezone.localdate(), count=number)
        Announcement.objects.create(article=article, channel="webhook", state="failed", said="410")
        link = PreviewLinkFactory(article=article, token=f"{article.pk}")
        PreviewAnswer.objects.create(link=link, verdict="approved")
        SuggestionFactory()
        CoverageFactory(dead_since=now)


def test_everything_that_waits_is_on_the_desk():
    fill(1)
    parts = desk(signed_in(person("Writers")))
    for key in ("drafts", "reviews", "scheduled", "stale", "expiring", "read-7", "read-30", "suggestions"):
        assert len(parts[key].rows) == 1, key
    for key in ("dead", "announcements", "answers"):
        assert len(parts[key].rows) == 1, key
    assert "waits for “Writer's check” by Reviewers or Writers" in notes(parts["reviews"])
    assert "about an older version" in notes(parts["answers"])
    assert (parts["suggestions"].count, parts["announcements"].count) == (1, 1)


def test_what_is_in_review_or_scheduled_is_no_draft_beside_it():
    fill(2)
    parts = desk(signed_in(person("Reviewers")))
    assert set(titles(parts["drafts"])).isdisjoint([*titles(parts["reviews"]), *titles(parts["scheduled"])])


def fill_rows(number: int) -> None:
    """Put so many more of everything on the desk, as rows, beside what `fill` did with all the work of editing."""
    now, long_ago = timezone.now(), timezone.now() - timedelta(days=400)
    writer, review = person("Writers"), WorkflowState.objects.get()
    for kept_as in ("draft", "reviewed", "scheduled"):
        for page in quick_articles(number, live=False, has_unpublished_changes=True):
            going_live = now + timedelta(days=1) if kept_as == "scheduled" else None
            values = {"content": {}, "user": writer, "created_at": now, "approved_go_live_at": going_live}
            revision = Revision.objects.create(content_object=page, **values)
            age(page, latest_revision=revision, latest_revision_created_at=now)
            if kept_as == "reviewed":
                state = WorkflowState(content_object=page, workflow=review.workflow, requested_by=writer)
                state.content_type = page.cached_content_type
                state.save()
                task = review.current_task_state.task
                state.current_task_state = TaskState.objects.create(workflow_state=state, revision=revision, task=task)
                state.save()
    feed, outlet = OutletFeedFactory(), OutletFactory()
    for article in quick_articles(number, last_published_at=long_ago, expire_at=now + timedelta(days=5)):
        ReadCount.objects.create(article=article, day=timezone.localdate(), count=number)
        Announcement.objects.create(article=article, channel="webhook", state="failed", said="410")
        link = PreviewLinkFactory(article=article, token=f"{article.pk}")
        PreviewAnswer.objects.create(link=link, verdict="approved")
    SuggestionFactory.create_batch(number, feed=feed)
    CoverageFactory.create_batch(number, outlet=outlet, dead_since=now)


def test_full_desk_asks_as_much_as_a_bare_one():
    client = signed_in(person("Writers"))

    def asked() -> int:
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        return len(queries)

    fill(1)
    bare = asked()
    fill_rows(MOST)
    full = desk(client)
    for key in ("drafts", "reviews", "scheduled", "stale", "expiring"):
        assert len(full[key].rows) == MOST, key
        assert full[key].has_more, key
        leads = client.get(URL + full[key].all_url.partition("#")[0])
        assert f'href="?all={key}#{key}"' not in leads.content.decode(), "nothing is left out, and nothing leads on"
        [whole] = [part for part in leads.context["parts"] if part.key == key]
        assert len(whole.rows) > MOST, key
    assert client.get(URL, {"all": "x"}).status_code == 200
    assert asked() == bare
    assert bare <= 45


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("untouched", "last published on"),
        ("reported", "a reader reported a problem"),
        ("doubted", "a fact is not settled"),
        ("forgotten", "changes wait to be published"),
    ],
)
def test_stale_page_says_why(reason, words):
    page: Any = PrinciplePageFactory() if reason == "doubted" else ArticlePageFactory(title="Look at me")
    fresh = ArticlePageFactory(title="Fresh")
    if reason == "untouched":
        age(page, last_published_at=timezone.now() - timedelta(days=366))
    elif reason == "reported":
        ProblemReport.objects.create(page=page, message="The figure is wrong.")
    elif reason == "doubted":
        page.check_before_use = "The share is being checked."
        page.save_revision().publish()
    else:
        page.title = "Look at me again"
        page.save_revision()
        age(page, latest_revision_created_at=timezone.now() - timedelta(days=31))
    stale = desk(signed_in(person("Writers")))["stale"]
    assert words in notes(stale)
    assert fresh.title not in titles(stale)


def test_empty_desk_says_so():
    html = signed_in(person("Writers")).get(URL).content.decode()
    assert "Nothing is in review." in html
    assert html.count("<h1") == 1


def test_desk_is_for_editors_of_the_newsroom_only():
    assert Client().get(URL).status_code == 302
    for outsider in (person("Moderators"), person()):
        assert signed_in(outsider).get(URL).status_code in (302, 403)
        assert "rc-newsroom" not in signed_in(outsider).get(reverse("wagtailadmin_home")).content.decode()
    assert signed_in(person("Reviewers")).post(URL).status_code == 405


@pytest.mark.parametrize(("group", "leads"), [("Reviewers", True), ("Writers", False)])
def test_desk_and_the_list_of_editions_lead_to_issuing_one_for_who_may(group, leads):
    client = signed_in(person(group))
    for page in (URL, reverse("wagtailsnippets_newsroom_narrativeedition:list")):
        assert (reverse("narrative_issue") in client.get(page).content.decode()) is leads, page


def test_home_of_the_editor_counts_what_waits():
    fill(1)
    html = signed_in(person("Writers")).get(reverse("wagtailadmin_home")).content.decode()
    assert "suggestion of coverage" in html
    assert f'href="{URL}#reviews"' in html
    assert "Newsroom dashboard" in html
