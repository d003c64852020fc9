"""The form of an article: drafts may lack what readers need, and are never wrong."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect

from handbooks.completeness import gaps
from portal.newsroom.models import ArticlePage, NewsPage, PrinciplePage
from tests.factories import EntryPageFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, PrinciplePageFactory, picture
from tests.handbooks.editing import (
    PUBLISH,
    SAVE,
    SUBMIT,
    add_url,
    edit_url,
    errors_of,
    form_of,
    person,
    rows,
    send,
    signed_in,
)
from tests.newsroom.editing import article_fields, bylines, stream, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def reviewer(tree: Any) -> Any:
    return signed_in(person("Reviewers"))


@pytest.fixture
def writer(tree: Any) -> Any:
    return signed_in(person("Writers"))


def create(client: Any, button: str, **changes: Any) -> Any:
    url = add_url(NewsPage.objects.get(), ArticlePage)
    return send(client, url, form_of(client, url, **article_fields(**changes)), button)


def change(client: Any, page: Any, button: str, **changes: Any) -> Any:
    if isinstance(page, ArticlePage):
        changes = {**stream(text("It began with a roof.")), **changes}  # which a script draws in the browser
    return send(client, edit_url(page), form_of(client, edit_url(page), **changes), button)


def test_complete_article_is_published_with_its_rows(reviewer):
    entry = EntryPageFactory()
    assert create(reviewer, PUBLISH, entries=[str(entry.pk)]).status_code == 302
    article = ArticlePage.objects.get()
    assert article.live
    assert article.bylines.count() == 1
    assert article.mentions.get().entry == entry


def test_draft_with_hardly_anything_is_saved(writer):
    empty = {"standfirst": "", "themes": [], **bylines(), **stream()}
    assert create(writer, SAVE, **empty).status_code == 302
    assert not ArticlePage.objects.get().live


MISSING = {
    "standfirst": ({"standfirst": ""}, "standfirst"),
    "theme": ({"themes": []}, "themes"),
    "author": (bylines(), "bylines"),
    "body": (stream(), "body"),
    "outlet": ({"first_ran_at": "https://newstartmag.co.uk/a", "first_ran_in": ""}, "first_ran_in"),
    "part of a chart": (stream(text("A"), ("chart", {"title": "", "unit": "", "rows-count": "0"})), "body"),
}


@pytest.mark.parametrize(("changes", "place"), MISSING.values(), ids=MISSING)
def test_what_readers_need_is_asked_for_when_publishing_and_submitting_only(writer, reviewer, changes, place):
    for client, button in ((reviewer, PUBLISH), (writer, SUBMIT)):
        assert set(errors_of(create(client, button, **changes))) == {place}
    assert not ArticlePage.objects.exists()
    assert create(writer, SAVE, **changes).status_code == 302
    assert gaps(ArticlePage.objects.get().get_latest_revision_as_object())


def test_draft_with_an_unfinished_film_is_saved(writer):
    film = ("video", {"url": "", "title": "", "summary": ""})
    assert create(writer, SAVE, **stream(text("A"), film)).status_code == 302


WRONG = {
    "address without a scheme we take": ({"first_ran_at": "ftp://paper.example/a"}, "first_ran_at"),
    "address that is not secure": ({"first_ran_at": "http://paper.example/a"}, "first_ran_at"),
    "address with a password": ({"first_ran_at": "https://a:b@paper.example/a"}, "first_ran_at"),
    "no address": ({"first_ran_at": "https://"}, "first_ran_at"),
    "script": ({"first_ran_at": "javascript:alert(1)"}, "first_ran_at"),
    "ran tomorrow": ({"first_ran_on": (date.today() + timedelta(days=2)).isoformat()}, "first_ran_on"),
    "reserved slug": ({"slug": "archive"}, "slug"),
    "slug of the narrative": ({"slug": "narrative"}, "slug"),
    "unknown theme": ({"themes": ["cats"]}, "themes"),
    "too long to share": ({"share_short": "a" * 251}, "share_short"),
    "film elsewhere": (
        stream(("video", {"url": "https://films.example/1", "title": "A", "summary": "B"})),
        "body",
    ),
    "title that is read backwards": ({"title": "A mill \u202egnip\u202c"}, "title"),
    "title of two lines": ({"title": "A mill\nthat pays"}, "title"),
    "hidden mark in lines to share": ({"share_long": "A mill\r\nthat pa\u200bys"}, "share_long"),
    "correction before publication": (
        rows("corrections", [{"corrected_on": "2026-01-02", "text": "It was a mill."}]),
        "corrections",
    ),
}


@pytest.mark.parametrize(("changes", "place"), WRONG.values(), ids=WRONG)
def test_what_must_never_be_wrong_is_refused_in_a_draft_and_what_was_typed_is_kept(writer, changes, place):
    response = create(writer, SAVE, **changes, standfirst="Kept as it was typed.")

    assert set(errors_of(response)) == {place}
    assert "Kept as it was typed." in response.content.decode()
    assert not ArticlePage.objects.exists()


def test_hidden_marks_are_refused_in_each_plain_text_with_words_beside_it(reviewer):
    hidden = ["standfirst", "lead_image_alt", "first_ran_in", "share_short", "share_medium", "seo_title"]
    errors = errors_of(create(reviewer, PUBLISH, **dict.fromkeys(hidden, "A mill\u2066")))
    assert set(errors) == set(hidden)
    assert {str(each) for said in errors.values() for each in said} == {
        "This holds hidden marks, perhaps from a copied text. Type it again, with letters that can be seen."
    }
    seen = {"title": "Café “mill” – 👩🏽‍🌾", "share_long": "One line.\r\n\r\nAnother\tone."}
    assert create(reviewer, PUBLISH, **seen).status_code == 302
    copy = reviewer.post(
        reverse("wagtailadmin_pages:copy", args=[ArticlePage.objects.get().pk]),
        {"new_title": "A \u202emill", "new_slug": "two", "new_parent_page": ArticlePage.objects.get().get_parent().pk},
    )
    assert set(copy.context["form"].errors) == {"new_title"}


def test_own_address_is_no_first_run(writer, settings):
    assert "first_ran_at" in errors_of(create(writer, SAVE, first_ran_at="https://localhost/news/a/"))


def test_author_stands_once(writer):
    author = AuthorFactory()
    assert "named already" in str(errors_of(create(writer, SAVE, **bylines(author, author)))["bylines"])


def test_row_without_an_author_is_refused_beside_it(writer):
    assert (
        "author" in errors_of(create(writer, SAVE, **rows("bylines", [{"author": ""}, {"author": "x"}])))["bylines"][0]
    )


@pytest.mark.parametrize(("begins", "ends", "places"), [(3, 2, {"go_live_at", "expire_at"}), (3, 3, {"expire_at"})])
def test_expiry_before_going_live_is_refused_in_a_draft(reviewer, begins, ends, places):
    times = {
        name: (timezone.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
        for name, days in (("go_live_at", begins), ("expire_at", ends))
    }
    for button in (SAVE, PUBLISH):
        assert set(errors_of(create(reviewer, button, **times))) == places


def test_expiry_in_the_past_is_refused_for_what_is_published(reviewer):
    article = ArticlePageFactory(authors=[AuthorFactory()])
    assert "expire_at" in errors_of(change(reviewer, article, SAVE, expire_at="2020-01-01 10:00"))
    article.refresh_from_db()
    assert article.live


PICTURES = {
    "nothing said": ("", {}, {"lead_image", "lead_image_alt"}),
    "no credit": ("", {"lead_image_alt": "A mill by a river."}, {"lead_image"}),
    "no alternative": ("Ada Lee, CC BY", {}, {"lead_image_alt"}),
    "both": (
        "Ada Lee, CC BY",
        {"lead_image_alt": "A mill.", "lead_image_is_decorative": "on"},
        {"lead_image_is_decorative"},
    ),
    "said": ("Ada Lee, CC BY", {"lead_image_alt": "A mill."}, set()),
    "adorns": ("Ada Lee, CC BY", {"lead_image_is_decorative": "on"}, set()),
}


@pytest.mark.parametrize(("credit", "changes", "places"), PICTURES.values(), ids=PICTURES)
def test_lead_image_has_a_credit_and_a_decision_about_its_alternative(reviewer, credit, changes, places):
    lead = {"lead_image": str(picture(credit=credit).pk), **changes}
    response = create(reviewer, PUBLISH, **lead)
    assert (set(errors_of(response)) if places else response.status_code) == (places or 302)


def test_pictures_have_a_credit_and_are_large_enough_to_be_drawn(reviewer, writer):
    small = str(picture(credit="", size=(599, 900)).pk)
    fields = {"image-image": small, "image-alt_text": "A mill.", "caption": ""}
    figure = stream(text("A"), ("figure", fields))
    for client, button in ((reviewer, PUBLISH), (writer, SUBMIT)):
        errors = errors_of(create(client, button, lead_image=small, lead_image_alt="A mill.", **figure))
        for name in ("body", "lead_image"):
            assert "has no credit" in str(errors[name])
            assert "only 599 pixels wide and would be blurred. Choose one of at least 600." in str(errors[name])
    assert create(writer, SAVE, lead_image=small, lead_image_alt="A mill.", **figure).status_code == 302


def test_alternative_text_of_a_figure_begins_as_the_description_and_never_as_the_title(writer):
    for words in ("", "A kitchen with three people."):
        chosen = writer.get(reverse("wagtailimages_chooser:chosen", args=[picture(description=words).pk]))
        assert chosen.json()["result"]["default_alt_text"] == words


def corrected(day: date) -> dict[str, Any]:
    return rows("corrections", [{"corrected_on": day.isoformat(), "text": "The mill has 40 homes, not 4."}])


def test_correction_is_neither_before_publication_nor_to_come(reviewer):
    article, today = ArticlePageFactory(authors=[AuthorFactory()]), timezone.localdate()
    for wrong in (today - timedelta(days=1), today + timedelta(days=1)):
        assert "corrected_on" in errors_of(change(reviewer, article, SAVE, **corrected(wrong)))["corrections"][0]
    assert change(reviewer, article, PUBLISH, **corrected(today)).status_code == 302
    assert article.corrections.get().text == "The mill has 40 homes, not 4."
    assert "40 homes, not 4" in reviewer.get(article.url).content.decode()


def test_correction_of_a_piece_that_ran_elsewhere_is_after_that(writer):
    ran = {"first_ran_on": "2025-03-01", "first_ran_in": "New Start", "first_ran_at": "https://newstartmag.co.uk/a"}
    assert create(writer, SAVE, **ran, **corrected(date(2025, 3, 9))).status_code == 302
    refused = errors_of(create(writer, SAVE, **ran, slug="b", **corrected(date(2025, 2, 1))))
    assert "first read on 1 March 2025." in str(refused["corrections"])


def test_new_headline_keeps_the_address_and_a_new_slug_redirects(reviewer, client, django_capture_on_commit_callbacks):
    article = ArticlePageFactory(authors=[AuthorFactory()], slug="the-mill")
    with django_capture_on_commit_callbacks(execute=True):
        change(reviewer, article, PUBLISH, title="Another headline")
    assert client.get("/news/the-mill/").status_code == 200
    assert not Redirect.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        change(reviewer, article, PUBLISH, slug="another")
    answer = client.get("/news/the-mill/")
    assert (answer.status_code, answer["Location"]) == (301, "/news/another/")


COUNTED = {"standfirst", "share_short", "share_medium", "share_long"}


def test_form_counts_characters_and_takes_comments(writer):
    article = ArticlePageFactory(authors=[AuthorFactory()])
    html = writer.get(edit_url(article)).content.decode()
    assert {name for name in COUNTED if f'name="{name}"' in html} == COUNTED
    assert "{used} of {most} characters" in html
    assert "Secret links" in html
    comment = {
        "comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "0", "comments-0-contentpath": "standfirst",
        "comments-0-text": "Is this so?", "comments-0-position": "", "comments-0-DELETE": "", "comments-0-id": "",
        "comments-0-resolved": "", "comments-0-replies-TOTAL_FORMS": "0", "comments-0-replies-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert change(writer, article, SAVE, **comment).status_code == 302
    assert article.wagtail_admin_comments.get().text == "Is this so?"


def test_narrative_is_edited_and_published(reviewer):
    principle = PrinciplePageFactory()
    evidence = stream(("evidence", {"text": "", "source": "", "url": "", "year": ""}), name="evidence")
    fields = {"statement": "Wealth stays.", **evidence}
    assert "evidence" in errors_of(change(reviewer, principle, PUBLISH, **fields))
    assert gaps(PrinciplePage.objects.get().get_latest_revision_as_object()), "kept as a draft, which is not complete"
    assert change(reviewer, principle, PUBLISH, **{**fields, "evidence-count": "0"}).status_code == 302


@pytest.mark.parametrize("value", ["[]", "{", json.dumps({"blocks": 3})])
def test_malformed_rich_text_is_no_fault(reviewer, value):
    assert create(reviewer, PUBLISH, **stream(("text", {"": value}))).status_code in (200, 302)
