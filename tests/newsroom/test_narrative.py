"""The narrative: the whole of it on one page, and a page for each principle."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page

from portal.newsroom.models import NarrativePage
from portal.words.nations import Nation
from tests.factories.accounts import UserFactory
from tests.factories.handbooks import EntryPageFactory, PrecedentPageFactory, published
from tests.factories.newsroom import PrinciplePageFactory

pytestmark = pytest.mark.django_db

NARRATIVE = "/news/narrative/"
EVIDENCE = [
    ("evidence", {"text": "Rents fell.", "source": "A council report", "url": "https://example.org/r", "year": "2021"})
]


def read(client, url=NARRATIVE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    page = response.content.decode()
    assert page.count("<h1") == 1
    return page


def names(principle, *, entries=(), precedents=()):
    principle.entries, principle.precedents = entries, precedents
    principle.save()


def ld(page: str) -> list[dict]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])["@graph"]


@pytest.fixture
def narrative():
    page = NarrativePage.objects.get()
    page.intro, page.how_to_use = "<p>Why we say it.</p>", "<p>Give <b>number</b> and date.</p>"
    page.save()
    return page


def test_whole_narrative_is_on_one_page_in_the_order_of_the_editors(client, narrative):
    first = PrinciplePageFactory(title="Homes for people", text="<h2>Why homes</h2><p>They come first.</p>")
    second = PrinciplePageFactory(title="Energy for all", statement="Power stays near.", check_before_use="Not sure.")
    PrinciplePageFactory(title="Nobody reads this yet", live=False)
    page = read(client)
    for said in (
        "<p>Why we say it.</p>",
        "<p>Give <b>number</b> and date.</p>",
        "<p>They come first.</p>",
        "Power stays near.",
        "Not sure.",
    ):
        assert said in page
    assert "<h3>Why homes</h3>" in page
    assert "Nobody reads this yet" not in page
    assert page.index("Homes for people") < page.index("Energy for all")
    assert 'id="principle-2"' in page
    Page.objects.get(pk=second.pk).move(Page.objects.get(pk=first.pk), pos="left")  # as dragging does
    moved = read(client)
    assert moved.index("Energy for all") < moved.index("Homes for people")
    assert [part["headline"] for part in ld(moved)[0]["hasPart"]] == ["Energy for all", "Homes for people"]
    assert "Principle 2 of 2" in read(client, first.url)


def test_narrative_without_principles_says_so(client):
    assert "The principles are not published yet" in read(client)


def test_principle_shows_what_stands_behind_it(client):
    held = EntryPageFactory(title="Sell to a community", nations=[Nation.SCOTLAND])
    right = EntryPageFactory(title="A right to ask", audience="civil_society")
    draft = EntryPageFactory(title="A draft entry", live=False)
    story, hidden = PrecedentPageFactory(title="The mill"), PrecedentPageFactory(title="A draft story", live=False)
    principle = PrinciplePageFactory(
        evidence=EVIDENCE,
        check_before_use="The rate is not settled.",
        council_steps="Ask who owns it.\n\nMap the land.",
        community_steps="Meet your neighbours.",
    )
    names(principle, entries=[held, right, draft], precedents=[story, hidden])
    later = PrinciplePageFactory(title="Second principle")
    page = read(client, principle.url)
    for said in (
        "Rents fell.", "A council report, 2021", 'href="https://example.org/r"', "The rate is not settled.",
        "Map the land.", "Meet your neighbours.", "Sell to a community", "A right to ask", "The mill", "Scotland",
        f'href="{later.url}" rel="next"', reverse("report_problem", args=[principle.pk]),
    ):  # fmt: skip
        assert said in page, said
    assert '<section data-ink="lg" aria-labelledby="council">' in page
    assert '<section data-ink="cs" aria-labelledby="community">' in page
    assert "A draft entry" not in page
    assert "A draft story" not in page
    assert ld(page)[0]["citation"] == [
        {"@type": "CreativeWork", "name": "A council report", "url": "https://example.org/r"}
    ]
    abroad = read(client, f"{principle.url}?nation=wales")
    assert "Not Wales: Scotland" in abroad
    assert f'href="{later.url}?nation=wales"' in abroad
    for page, whole in ((read(client, principle.url), NARRATIVE), (abroad, f"{NARRATIVE}?nation=wales")):
        assert f'<a href="{whole}">The whole narrative on one page</a>' in page


def test_front_names_the_principles_of_the_portals_own_language_once(client, settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("cy", "Welsh")]
    principle = PrinciplePageFactory(title="Homes for people")
    welsh = Locale.objects.create(language_code="cy")
    NarrativePage.objects.get().copy_for_translation(welsh, copy_parents=True)
    copy = principle.copy_for_translation(welsh)
    copy.title = "Cartrefi i bobl"
    published(copy)
    front = read(client, "/news/")
    assert front.count(f'href="{principle.url}"') == 1
    assert "Cartrefi" not in front


def test_draft_and_restricted_principles_are_read_by_nobody(client):
    draft = PrinciplePageFactory(live=False)
    assert client.get(f"{NARRATIVE}{draft.slug}/").status_code == 404
    assert client.post(NARRATIVE).status_code == 405


def test_preview_of_a_draft_shows_what_its_form_holds(rf):
    entry = EntryPageFactory(title="Sell to a community")
    principle = PrinciplePageFactory(live=False, evidence=EVIDENCE)
    names(principle, entries=[entry], precedents=[PrecedentPageFactory(title="The mill")])
    request = rf.get("/")
    request.user, request.is_preview = UserFactory(), True
    response = principle.make_preview_request(request)
    page = response.rendered_content if hasattr(response, "rendered_content") else response.content.decode()
    for said in ("Sell to a community", "The mill", "Rents fell.", "Draft"):
        assert said in page


def test_queries_do_not_grow_with_principles(client):
    entry, story = EntryPageFactory(), PrecedentPageFactory()
    link = f'<p><a linktype="page" id="{entry.pk}">law</a></p>'

    def asked(count):
        made = [PrinciplePageFactory(text=link, evidence=EVIDENCE) for _number in range(count)]
        for principle in made:
            names(principle, entries=[entry], precedents=[story])
            published(principle)
        for url in (NARRATIVE, made[0].url):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                assert entry.url in read(client, url)
            yield len(found)

    few = list(asked(3))
    assert max(few) <= 12
    assert list(asked(27)) == few
