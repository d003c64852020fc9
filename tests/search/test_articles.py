"""Articles and principles in the search: found in every part while everyone may read them, and gone at once after."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from portal.newsroom.models import ArticlePage, NewsPage
from portal.search import index
from portal.search.models import Passage
from tests.factories import CityFactory
from tests.factories.handbooks import published
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, PrinciplePageFactory

pytestmark = pytest.mark.django_db

BODY = [
    ("text", "<p>Before any heading, a <b>cormorant</b>.</p><h2>Heat &amp; homes</h2><p>Under it, a heron.</p>"),
    ("pull_quote", {"text": "We kept the kittiwake.", "who": "Ada Obi"}),
    ("text", "<h2>Heat &amp; homes</h2><p>Said again, a dunlin.</p><h3>Lower</h3><p>A sanderling.</p>"),
    ("facts", {"heading": "In figures", "facts": [{"text": "Nine whimbrels", "source": "A count", "url": ""}]}),
    (
        "chart",
        {
            "title": "Avocets by year",
            "unit": "birds",
            "rows": [{"label": "2024", "value": 3}, {"label": "2025", "value": 5}],
            "source": "The reserve",
            "url": "",
        },
    ),
    ("video", {"url": "https://vimeo.com/1", "title": "Of godwits", "summary": "A flock turns."}),
]


@pytest.fixture
def article():
    return ArticlePageFactory(
        title="Birds of the docks",
        slug="birds",
        standfirst="The quay is theirs.",
        body=BODY,
        themes=["energy"],
        cities=[CityFactory(name="Hull", nation="england")],
        authors=[AuthorFactory(name="Ivo Blair")],
        corrections=["It was a shag."],
    )


def found(client, words, **filters):
    answer = client.get("/search/", {"q": words, **filters})
    assert answer.status_code == 200
    return answer.content.decode()


def is_found(client, words, address="/news/birds/"):
    return f'href="{address}' in found(client, words)


def test_article_has_a_leading_passage_and_one_for_each_headed_part(article):
    rows = {row.anchor: row for row in Passage.objects.of(article).order_by("position")}
    assert list(rows) == ["", "h-heat-homes", "h-heat-homes-2"]
    assert (rows[""].title, rows[""].text) == ("Birds of the docks", "The quay is theirs.")
    assert rows[""].detail.startswith("Hull · ")
    assert (rows[""].kind, rows[""].themes, rows[""].nations) == ("article", ["energy"], ["england"])
    assert rows["h-heat-homes"].heading == "Heat & homes"
    assert rows["h-heat-homes"].text == "Under it, a heron. We kept the kittiwake. Ada Obi."
    assert "sanderling" in rows["h-heat-homes-2"].text


@pytest.mark.parametrize(
    "words",
    ["docks quay", "cormorant", "heron", "kittiwake", "dunlin", "whimbrels", "avocets", "godwits", "Ivo Blair", "shag"],
)
def test_words_of_every_block_lead_to_it(client, article, words):
    assert is_found(client, words)


def test_result_says_what_it_is_and_filters_narrow_to_it(client, article):
    text = found(client, "heron", kind="article", theme="energy", nation="england")
    assert "Article" in text
    assert "#h-heat-homes" in text
    assert "/news/birds/" not in found(client, "heron", theme="housing")
    assert "/news/birds/" not in found(client, "heron", kind="principle")


def test_principle_is_found_in_each_part(client):
    evidence = ("evidence", {"text": "Nine whimbrels came.", "source": "A count", "url": "", "year": ""})
    PrinciplePageFactory(
        title="Keep it here", slug="here", text="<p>A cormorant stays.</p>", evidence=[evidence],
        council_steps="Ask the heron", community_steps="Count dunlins",
    )  # fmt: skip
    for words in ("Keep it here", "cormorant", "whimbrels", "heron", "dunlins"):
        assert is_found(client, words, "/news/narrative/here/")
    assert "Principle" in found(client, "whimbrels", kind="principle")


def restrict(page):
    PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")


def expire(page):
    page.expire_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    ArticlePage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


LEAVING = {
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "restricted": restrict,
    "restricted above": lambda page: restrict(NewsPage.objects.get()),
    "expired": expire,
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING.keys())
def test_what_nobody_reads_any_more_leaves_at_once(client, article, leave):
    assert is_found(client, "heron")
    leave(ArticlePage.objects.get(pk=article.pk))
    assert "birds" not in found(client, "heron")
    assert not Passage.objects.filter(kind="article").exists()


def test_draft_and_scheduled_are_found_when_they_go_live(client):
    draft = ArticlePageFactory(title="Birds", slug="birds", standfirst="A heron.", live=False)
    assert not is_found(client, "heron")
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    assert not is_found(client, "heron")
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True):
        call_command("publish_scheduled")
    assert is_found(client, "heron")


def test_renamed_author_and_new_address_are_followed(client, article):
    author = article.bylines.get().author
    author.name = "Zelda Quill"
    author.save()
    assert is_found(client, "Zelda Quill")
    assert not is_found(client, "Ivo Blair")
    article.slug = "herons"
    published(article)
    assert is_found(client, "Zelda Quill", "/news/herons/")


def test_rebuild_changes_nothing_and_costs_no_more_for_many(article, django_assert_max_num_queries):
    PrinciplePageFactory()
    tally = index.rebuild()
    assert (tally.written, tally.removed, tally.kinds["article"], tally.kinds["principle"]) == (0, 0, 1, 1)
    author = AuthorFactory()
    for _ in range(12):
        ArticlePageFactory(body=BODY, authors=[author], cities=[CityFactory()])
    Passage.objects.all().delete()
    with django_assert_max_num_queries(40):
        assert index.rebuild().kinds["article"] == 13


@pytest.mark.parametrize("words", ["press kit hull", "Hull press kit", "press kit", "journalist", "press contact Hull"])
def test_press_kit_is_found_by_the_words_that_journalists_use(client, article, words):
    assert is_found(client, words, "/cities/hull/press/")


def test_press_kit_comes_after_what_names_its_city_too(client, article):
    ArticlePageFactory(title="The tide turns for the old docks of Hull", standfirst="A quay that nobody wanted.")
    titles = [result.title for result in client.get("/search/", {"q": "hull"}).context["found"].items]
    assert titles[0] == "The tide turns for the old docks of Hull"
    assert "Hull: press kit" in titles
    best = client.get("/search/", {"q": "press kit hull"}).context["found"].items[0]
    assert best.url == "/cities/hull/press/"


def test_press_kit_is_found_by_the_name_that_its_city_has_now(client):
    city = CityFactory(name="Hull")
    city.name = "Kingston"
    city.save()
    page = found(client, "press kit kingston")
    assert 'href="/cities/hull/press/' in page
    assert "Hull: " not in page
    city.delete()
    assert not is_found(client, "press kit kingston", "/cities/hull/press/")
