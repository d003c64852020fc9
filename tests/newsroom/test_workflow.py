"""“News review”: two steps between a writer's article and its readers, neither of them by whoever wrote last."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, Workflow, WorkflowPage, WorkflowTask

from handbooks.completeness import gaps
from portal.accounts.groups import ensure_groups
from portal.home.foundations import lay_all
from portal.newsroom.models import ArticlePage, NewsPage
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory
from tests.handbooks.editing import PUBLISH, SUBMIT, add_url, edit_url, form_of, person, send, signed_in
from tests.newsroom.editing import article_fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def skeleton(tree: Any) -> None:
    ensure_groups()
    lay_all()


def submitted(writer: Any, **changes: Any) -> ArticlePage:
    client = signed_in(writer)
    url = add_url(NewsPage.objects.get(), ArticlePage)
    assert send(client, url, form_of(client, url, **article_fields(**changes)), SUBMIT).status_code == 302
    return ArticlePage.objects.get()


def approve(user: Any, article: ArticlePage) -> ArticlePage:
    state = article.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    assert signed_in(user).post(url, {"comment": ""}).status_code in (200, 302)
    return ArticlePage.objects.get(pk=article.pk)


def test_workflow_is_laid_once_over_the_newsroom():
    before = (Workflow.objects.count(), WorkflowTask.objects.count(), WorkflowPage.objects.count())
    lay_all()
    assert before == (Workflow.objects.count(), WorkflowTask.objects.count(), WorkflowPage.objects.count())
    assert NewsPage.objects.get().get_workflow().name == "News review"
    assert ArticlePageFactory().get_workflow().name == "News review"
    steps = [each.task.name for each in Workflow.objects.get(name="News review").workflow_tasks.all()]
    assert steps == ["Writer's check", "Reviewer's approval"]


def test_two_steps_lead_to_publication(client):
    article = submitted(person("Writers"))
    assert not article.live
    article = approve(person("Writers"), article)
    assert (article.live, article.current_workflow_task.name) == (False, "Reviewer's approval")
    assert approve(person("Writers"), article).current_workflow_task.name == "Reviewer's approval"

    assert approve(person("Reviewers"), article).live
    assert client.get(article.url).status_code == 200


@pytest.mark.parametrize("step", ["Writer's check", "Reviewer's approval"])
def test_nobody_approves_what_they_wrote_last(step):
    both = person("Writers", "Reviewers")
    article = submitted(both)
    if step == "Reviewer's approval":
        article = approve(person("Writers"), article)
    article = approve(both, article)

    state = article.current_workflow_task_state
    assert (article.current_workflow_task.name, state.status, article.live) == (
        step,
        TaskState.STATUS_IN_PROGRESS,
        False,
    )
    with pytest.raises(PermissionDenied):
        article.current_workflow_task.on_action(state, both, "approve")


def test_incomplete_article_is_not_approved():
    article = approve(person("Writers"), submitted(person("Writers")))
    draft = article.get_latest_revision_as_object()
    draft.bylines = []
    draft.save_revision(user=person("Writers"), clean=False)
    reviewer = person("Reviewers")
    article = ArticlePage.objects.get()

    assert [name for name, *_ in article.current_workflow_task.get_actions(article, reviewer)] == ["reject"]
    assert not approve(reviewer, article).live


def test_article_whose_time_has_passed_in_review_is_not_approved(time_machine):
    writer, day = person("Writers"), timezone.now()
    submitted(writer, expire_at=f"{timezone.localtime(day + timedelta(days=2)):%Y-%m-%d %H:%M}")
    article = approve(person("Writers"), ArticlePage.objects.get())
    time_machine.move_to(day + timedelta(days=3))
    reviewer = person("Reviewers")
    assert [name for name, *_ in article.current_workflow_task.get_actions(article, reviewer)] == ["reject"]
    assert not approve(reviewer, article).live

    draft = article.get_latest_revision_as_object()
    assert list(gaps(draft)) == ["It would expire before anybody reads it. Give a later time, or none."]
    draft.expire_at = None
    draft.save_revision(user=writer)
    assert approve(reviewer, article).live


def test_writer_who_posts_publish_saves_a_draft_and_moderators_see_no_form():
    article = ArticlePageFactory(authors=[AuthorFactory()], title="As it was")
    client = signed_in(person("Writers"))
    send(client, edit_url(article), form_of(client, edit_url(article), title="Changed"), PUBLISH)
    article.refresh_from_db()
    assert (article.title, article.has_unpublished_changes) == ("As it was", True)
    assert signed_in(person("Moderators")).get(edit_url(article)).status_code == 302
