"""Secret links: a source reads the newest draft, says whether it may be published, and sees nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.masking import masked
from portal.newsroom.models import ArticlePage, PreviewAnswer, PreviewLink
from portal.newsroom.services import previews
from portal.newsroom.tasks import clear_newsroom
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, PreviewLinkFactory
from tests.handbooks.editing import edit_url, person, signed_in

pytestmark = pytest.mark.django_db

APPROVED, CHANGES = {"verdict": "approved", "words": ""}, {"verdict": "changes", "words": "It was 40 homes."}


@pytest.fixture
def editor(tree: Any) -> Any:
    return person("Writers")


@pytest.fixture
def article(tree: Any) -> ArticlePage:
    draft = ArticlePageFactory(live=False, title="A mill nobody wanted", authors=[AuthorFactory()])
    draft.save_revision()
    return ArticlePage.objects.get(pk=draft.pk)


def link_to(article: ArticlePage, editor: Any, **values: Any) -> tuple[PreviewLink, str]:
    made = previews.make_link(article, by=editor, **{"name": "Ada Lee", **values})
    return made.link, reverse("news_preview", args=[made.token])


def test_draft_that_was_never_published_is_read_with_its_banner(client, article, editor):
    article.title = "A newer headline"
    article.save_revision()
    link, url = link_to(article, editor)
    page = client.get(url)
    html = page.content.decode()

    assert page.status_code == 200
    assert "A newer headline" in html
    assert "Unpublished draft, for Ada Lee" in html
    assert '<meta name="robots" content="noindex' in html
    assert 'rel="canonical"' not in html
    assert "application/ld+json" not in html
    assert 'property="og:' not in html
    assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies, "a source is not followed"
    assert "In the peer network" not in html, "nobody asks about what is not published"
    assert client.get(f"/news/{article.slug}/").status_code == 404
    assert html.count("<h1") == 1
    assert link.name not in client.get("/news/").content.decode()


def test_draft_of_what_is_published_is_read_by_the_link_only(client, editor):
    article = ArticlePageFactory(title="As readers see it", authors=[AuthorFactory()])
    article.title = "As it may become"
    article.save_revision()
    _link, url = link_to(article, editor)

    html = client.get(url).content.decode()
    assert "As it may become" in html
    assert "Unpublished draft, for Ada Lee" in html
    assert "As it may become" not in client.get(article.url).content.decode()


def test_preview_says_that_the_text_was_published_only_where_that_was_since_the_link(client, editor):
    article = ArticlePageFactory(title="Out before the link", authors=[AuthorFactory()])
    _link, url = link_to(article, editor)
    since = "Since the link was made this text has been published."
    published = client.get(url).content.decode()
    assert since not in published
    assert "The text as it is published, for Ada Lee" in published
    article.get_latest_revision_as_object().save_revision().publish()
    assert since in client.get(url).content.decode()


def test_only_a_digest_of_a_long_token_is_kept(article, editor):
    made = previews.make_link(article, by=editor, name="Ada Lee")
    assert len(made.token) >= 32
    assert made.token not in str(PreviewLink.objects.filter(pk=made.link.pk).values())
    assert previews.find(made.token) == made.link
    assert made.token not in masked(f"GET /news/preview/{made.token}/")


@pytest.mark.parametrize("state", ["unknown", "ended", "expired", "article deleted"])
def test_link_that_does_not_work_says_so_and_nothing_of_the_article(client, article, editor, state):
    link, url = link_to(article, editor, days=3)
    if state == "unknown":
        url = reverse("news_preview", args=["a" * 32])
    elif state == "ended":
        previews.end_link(link, by=editor)
    elif state == "article deleted":
        article.delete()
    with time_machine.travel(timezone.now() + timedelta(days=3 if state == "expired" else 0, minutes=1), tick=False):
        for answer in (client.get(url), client.post(url, APPROVED)):
            assert answer.status_code == (404 if state in ("unknown", "article deleted") else 410)
            assert "A mill nobody wanted" not in answer.content.decode()
            assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "private, no-store")
    assert not PreviewAnswer.objects.exists()


def test_link_works_until_its_last_minute(client, article, editor):
    _link, url = link_to(article, editor, days=3)
    with time_machine.travel(timezone.now() + timedelta(days=3) - timedelta(minutes=1), tick=False):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "a" * 3000, "é", "..", "a%2Fb"])
def test_odd_tokens_are_no_fault(client, tree, token):
    assert client.get(f"/news/preview/{token}/").status_code in (400, 404)
    assert client.put("/news/preview/x/").status_code == 405


def test_answer_is_kept_with_the_version_that_was_read_and_the_editor_is_told(
    article, editor, django_capture_on_commit_callbacks
):
    link, url = link_to(article, editor)
    source = Client(enforce_csrf_checks=True)  # no cookie, and no origin: the address is the proof
    revision = source.get(url).context["form"]["revision"].value()
    with django_capture_on_commit_callbacks(execute=True):
        answered = source.post(url, {**CHANGES, "revision": revision}, headers={"origin": "null"})

    assert (answered.status_code, answered["Location"]) == (302, url)
    given = PreviewAnswer.objects.get()
    assert (given.link, given.verdict, given.words, given.revision_id) == (
        link,
        "changes",
        "It was 40 homes.",
        article.latest_revision_id,
    )
    letter = mail.outbox[-1]
    assert letter.to == [editor.email]
    assert "Ada Lee has read the draft of “A mill nobody wanted”" in letter.subject
    assert "It was 40 homes." in letter.body
    assert "/news/preview/" not in letter.body, "the letter leads to the editor's page, not to the link"
    assert "It was 40 homes." in source.get(url).content.decode()


def test_answer_about_an_older_version_is_said_to_be_so(client, article, editor, django_capture_on_commit_callbacks):
    _link, url = link_to(article, editor)
    page = client.get(url)
    read = page.context["form"]["revision"].value()
    assert f"works until {timezone.localtime(_link.expires_at):%-d %B %Y, %H:%M}" in page.content.decode()
    article.save_revision()  # as a comment does
    changed, about_before = "The text was changed since you read it", "about the text before it was changed"
    assert changed not in client.post(url, {**APPROVED, "revision": read}, follow=True).content.decode()

    article.title = "A mill that somebody wanted"
    newest = article.save_revision()
    with django_capture_on_commit_callbacks(execute=True):
        told = client.post(url, {**APPROVED, "revision": read}, follow=True).content.decode()
    assert told.count(changed) == 2, "above the text, and beside the answer"
    assert told.count(about_before) == 2
    assert "about an older version" in mail.outbox[-1].body
    wrong = client.post(url, {"revision": read})
    assert changed in wrong.content.decode()
    assert wrong.context["form"]["revision"].value() == str(newest.pk), "what is sent next is about what they see"
    list_page = signed_in(editor).get(reverse("newsroom_previews", args=[article.pk])).content.decode()
    assert "about an older version" in list_page
    assert f"/revisions/compare/{read}...latest/" in list_page

    again = client.post(url, {**APPROVED, "revision": newest.pk}, follow=True).content.decode()
    assert changed not in again
    list_page = signed_in(editor).get(reverse("newsroom_previews", args=[article.pk])).content.decode()
    assert list_page.count("about an older version") == 2


WRONG = {
    "nothing": ({}, "verdict"),
    "unknown": ({"verdict": "maybe"}, "verdict"),
    "changes without words": ({"verdict": "changes", "words": " "}, "words"),
    "too long": ({"verdict": "approved", "words": "a" * 3001}, "words"),
    "null character": ({"verdict": "approved", "words": "a\0b"}, "words"),
}


@pytest.mark.parametrize(("sent", "field"), WRONG.values(), ids=WRONG)
def test_wrong_answer_is_shown_again_beside_the_field(client, article, editor, sent, field):
    _link, url = link_to(article, editor)
    answer = client.post(url, sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "A mill nobody wanted" in answer.content.decode()
    assert not PreviewAnswer.objects.exists()


@pytest.mark.parametrize("revision", ["x", "-1", "99999999999", "3.5"])
def test_version_that_is_none_is_refused(client, article, editor, revision):
    _link, url = link_to(article, editor)
    assert client.post(url, {**APPROVED, "revision": revision}).status_code == 422


def test_version_of_another_article_is_no_version_of_this(client, article, editor):
    other = ArticlePageFactory()
    _link, url = link_to(article, editor)
    client.post(url, {**APPROVED, "revision": other.latest_revision_id})
    assert PreviewAnswer.objects.get().revision is None


def test_nobody_sends_many_answers(client, article, editor, settings):
    link, url = link_to(article, editor)
    PreviewAnswer.objects.bulk_create(
        PreviewAnswer(link=link, verdict="approved") for _ in range(previews.MOST_ANSWERS)
    )
    assert client.post(url, APPROVED).status_code == 429
    link.answers.all().delete()
    statuses = [client.post(url, APPROVED).status_code for _ in range(11)]
    assert statuses[0] == 302
    assert statuses[-1] == 429


def test_editor_makes_a_link_that_is_shown_once_and_ends_it(article, editor):
    client = signed_in(editor)
    url = reverse("newsroom_previews", args=[article.pk])
    assert url in client.get(edit_url(article)).content.decode()
    made = client.post(url, {"name": "Ada Lee", "days": "7"})
    shown = made.context["made_url"]
    assert shown in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    again = client.get(url).content.decode()
    assert "Ada Lee" in again
    assert shown not in again
    assert Client().get(shown.partition("/news/")[1] + shown.partition("/news/")[2]).status_code == 200

    link = PreviewLink.objects.get()
    assert link.expires_at > timezone.now() + timedelta(days=6, hours=23)
    asked = client.get(reverse("newsroom_preview_end", args=[link.pk])).content.decode()
    assert f"The link for Ada Lee, made on {timezone.localtime(link.made_at):%-d %B %Y, %H:%M} by {editor}" in asked
    assert PreviewLink.objects.open().exists(), "nothing ends by a question"
    assert client.post(reverse("newsroom_preview_end", args=[link.pk]), follow=True).status_code == 200
    assert not PreviewLink.objects.open().exists()


def test_form_that_is_sent_again_makes_no_second_link(article, editor):
    client, url = signed_in(editor), reverse("newsroom_previews", args=[article.pk])
    once = client.get(url).context["form"]["once"].value()
    sent = {"name": "Ada Lee", "days": "7", "once": once}
    first, again = (client.post(url, sent).context["made_url"] for _time in range(2))
    assert first == again
    assert once not in first
    PreviewLink.objects.get()
    others = [{**sent, "name": "Bo Lee"}, {**sent, "once": client.get(url).context["form"]["once"].value()}]
    assert len({first, *(client.post(url, other).context["made_url"] for other in others)}) == 3
    other_editor = signed_in(person("Writers")).post(url, sent)
    assert other_editor.context["made_url"] != first


@pytest.mark.parametrize(
    "sent", [{"name": "", "days": "7"}, {"name": "Ada", "days": "0"}, {"name": "Ada", "days": "61"}, {"name": "Ada"}]
)
def test_link_for_nobody_or_for_ever_is_refused(article, editor, sent):
    response = signed_in(editor).post(reverse("newsroom_previews", args=[article.pk]), sent)
    assert response.context["form"].errors
    assert not PreviewLink.objects.exists()


def test_links_are_forgotten_a_year_after_they_ended(article):
    now = timezone.now()
    year = timedelta(days=366)
    PreviewAnswer.objects.create(
        link=PreviewLinkFactory(article=article, token="a", expires_at=now - year), verdict="approved"
    )
    PreviewLinkFactory(article=article, token="b", ended_at=now - year)
    kept = PreviewLinkFactory(article=article, token="c", expires_at=now - timedelta(days=300))
    clear_newsroom()
    assert PreviewLink.objects.get() == kept


def test_only_editors_make_and_end_links(article, editor):
    link = PreviewLinkFactory(article=article)
    for outsider in (person("Moderators"), person()):
        with pytest.raises(PermissionDenied):
            previews.make_link(article, by=outsider, name="Ada")
        client = signed_in(outsider)
        assert client.get(reverse("newsroom_previews", args=[article.pk])).status_code in (302, 403)
        assert client.post(reverse("newsroom_preview_end", args=[link.pk])).status_code in (302, 403)
    assert PreviewLink.objects.open().count() == 1
    assert Client().get(reverse("newsroom_previews", args=[article.pk])).status_code == 302
    assert signed_in(editor).get(reverse("newsroom_previews", args=[0])).status_code == 404
