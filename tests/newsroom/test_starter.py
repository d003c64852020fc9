"""What the newsroom starts with: true to the handbooks' content, whole, and an editor's once it is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from handbooks.starter import files as handbooks
from handbooks.starter.ledger import Ledger, Outcome
from portal.media.models import PortalImage
from portal.newsroom.counting_words import words_of
from portal.newsroom.models import ArticlePage, Author, NarrativeEdition, NarrativePage, Outlet, PrinciplePage
from portal.newsroom.starter import pictures
from portal.newsroom.starter.bodies import block_of
from portal.newsroom.starter.drawing import DRAWINGS, draw
from portal.newsroom.starter.files import folder, read
from portal.newsroom.starter.load import load_newsroom
from portal.newsroom.starter.press import HEIGHT, OVERPRINT, PAPER, TEAL, VERMILION, WIDTH
from portal.newsroom.starter.prose import rich
from tests.factories import CityFactory, EntryPageFactory, PrecedentPageFactory

ARTICLES, PRINCIPLES = folder("articles"), folder("principles")
PAGES = [*ARTICLES, *PRINCIPLES]
SOURCES = ("local_government", "civil_society", "precedents", "cities", "glossary", "law_watch")
PRECEDENTS = {row["slug"]: row for row in handbooks.read("precedents")["precedents"]}
HELD = {f"entry:{audience}:{row['slug']}": row for audience, row in handbooks.entries()}
HELD |= {f"precedent:{slug}": row for slug, row in PRECEDENTS.items()}
LINK = re.compile(r"\]\(((?:entry|precedent):[^)]+)\)")
ADDRESS = re.compile(r"https?://\S+")
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
WORKED_OUT = {
    "from-protest-to-ownership": {"16", "20", "23", "26"},  # years counted from the dates beside them
    "small-contracts-big-difference": {"40000"},  # fifty contracts, an example
    "patient-money": {"18", "24"},  # the made-up timeline
    "homes-that-stay-affordable": {"20", "61"},  # homes that are written as a word there; twelve homes and 49
    "what-failure-is-for": {"22"},
}
OF_ITS_OWN = ("url", "last_reviewed", "review_due", "order")
"""What an entry or precedent says of itself and not of its subject."""
ATTRIBUTED = re.compile(r"Sources: (.*?)\.(?: |$)|\(([^()]+)\)", re.DOTALL)
PRESS = re.compile(
    r"\b(?:BBC|Bdaily|Bylines|Cable|Chronicle|Echo|Express|Gazette|Guardian|Herald|ITV|Lawyer|Lines|Mail|News|Post"
    r"|Recorder|Reuters|Star|Telegraph|Times|Today|Tribune|Voice|Week|24/7)\b"
)
NOT_LISTED = {
    *("Co-op News", "BBC"),  # listed by their whole names
    *("Liverpool Express", "Mirage News"),  # a council's own, and one that prints releases as they are
    *("Reuters", "Northern Recorder"),  # an agency, and one of which no kind is sure
}


def texts(value: Any) -> Iterator[str]:
    """Yield every text in what a file says; addresses and keys are none."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in ("url", "card", "entries", "precedents", "cities", "slug", "drawing"):
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    else:
        yield LINK.sub("]", str(value))


def numbers(value: Any) -> set[str]:
    return {found.replace(",", "") for text in texts(value) for found in NUMBER.findall(ADDRESS.sub("", text))}


def held(key: str) -> set[str]:
    """Return the numbers that an entry or precedent of the handbooks' content holds."""
    row = HELD[key]
    return numbers({name: str(value) for name, value in without(row).items()})


def without(value: Any) -> Any:
    """Return what a file says without what it says of itself."""
    if isinstance(value, dict):
        return {name: without(part) for name, part in value.items() if name not in OF_ITS_OWN}
    return [without(part) for part in value] if isinstance(value, list) else value


@cache
def said() -> str:
    """Return all that the handbooks' content says."""
    return "\n".join((handbooks.CONTENT / f"{name}.yaml").read_text(encoding="utf-8") for name in SOURCES)


def prose_of(article: dict[str, Any]) -> str:
    return "\n\n".join(part["text"] for part in article["body"] if "text" in part)


def cards_of(article: dict[str, Any]) -> list[str]:
    return [*(part["card"] for part in article["body"] if "card" in part), *LINK.findall(prose_of(article))]


def is_one(source: str) -> bool:
    """Return whether one source is named, for a fact has one address."""
    return bool(source) and ";" not in source


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["slug"])
def test_article_is_whole(article) -> None:
    blocks = [block for part in article["body"] if (block := block_of(part, Ledger()))]
    assert 500 <= words_of(blocks) <= 900
    assert prose_of(article).count("\n## ") + prose_of(article).startswith("## ") >= 4
    kinds = [kind for part in article["body"] for kind in part]
    assert kinds.count("quote") == 1
    assert "card" in kinds
    assert {"chart", "facts"} & set(kinds)
    for part in article["body"]:
        if "quote" in part:
            assert part["quote"] in prose_of(article), "a quote is out of the article's own words"
        if "chart" in part:
            assert part["chart"]["source"]
        if "facts" in part:
            assert all(is_one(fact["source"]) for fact in part["facts"]["facts"])
    assert len(article["standfirst"]) <= 300
    assert 0 < len(article["alt"]) <= 250
    for name, most in (("share_short", 250), ("share_medium", 450), ("share_long", 1300)):
        assert 0 < len(article[name]) <= most
    assert article["drawing"] in DRAWINGS


def test_articles_together_have_charts_and_a_drawing_each() -> None:
    assert len(ARTICLES) == 8
    assert sum("chart" in part for article in ARTICLES for part in article["body"]) >= 2
    assert {article["drawing"] for article in ARTICLES} == set(DRAWINGS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["slug"])
def test_page_rests_on_what_the_handbooks_hold(page) -> None:
    """Each page named is there and not held back, and each number stands in one of those that are named or linked."""
    named = {*page["entries"], *(f"precedent:{slug}" for slug in page["precedents"])}
    named |= {*cards_of(page)} if "body" in page else {*LINK.findall(page["text"])}
    assert not [key for key in named if HELD[key].get("hold")]
    counted = {str(number) for number in range(13)} | WORKED_OUT.get(page["slug"], set())
    assert not numbers(page) - counted - set().union(*map(held, named))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["slug"])
def test_article_passes_on_each_notice(article) -> None:
    named = {*article["precedents"], *(key[10:] for key in cards_of(article) if key.startswith("precedent:"))}
    flagged = {slug for slug in named if PRECEDENTS[slug].get("check_before_use")}
    cautions = article.get("cautions", {})
    assert set(cautions) == flagged
    assert all(words in prose_of(article) for words in cautions.values())


@pytest.mark.parametrize("principle", PRINCIPLES, ids=lambda principle: principle["slug"])
def test_principle_is_whole(principle) -> None:
    assert 200 <= len(re.sub(r"[#*]", "", principle["text"]).split()) <= 400
    assert len(principle["statement"]) <= 300
    assert len(principle["evidence"]) >= 2
    assert all(is_one(row["source"]) and len(row["text"]) <= 600 for row in principle["evidence"])
    for name in ("council_steps", "community_steps"):
        assert 4 <= len(principle[name]) <= 6
    for audience in ("entry:local_government:", "entry:civil_society:"):
        assert any(key.startswith(audience) for key in principle["entries"])
    assert principle["precedents"]


def test_outlets_are_those_that_the_content_names() -> None:
    for outlet in read("outlets"):
        assert outlet["name"].removeprefix("The ") in said(), outlet
        assert urlsplit(outlet.get("website", "")).netloc in said(), outlet


def test_news_organisations_that_precedents_rest_on_are_listed() -> None:
    listed = {outlet["name"].removeprefix("The ") for outlet in read("outlets")}
    named = {
        name.strip()
        for row in PRECEDENTS.values()
        for text in texts(row)
        for found in ATTRIBUTED.findall(text)
        for name in re.split("[;,/]", "".join(found))
        if PRESS.search(name)
    }
    assert {"Bdaily", "Birmingham Post", "Yorkshire Evening Post"} <= named
    assert not [name for name in named if not any(known in name for known in listed | NOT_LISTED)]


def test_drawing_is_the_same_every_time_and_in_the_inks() -> None:
    first = draw("pool")
    assert draw("pool") == first
    picture = Image.open(BytesIO(first)).convert("RGB")
    assert picture.size == (WIDTH, HEIGHT)
    colours = {colour for _count, colour in picture.getcolors(WIDTH * HEIGHT)}
    for ink in (PAPER, TEAL, VERMILION, OVERPRINT):
        assert tuple(bytes.fromhex(ink[1:])) in colours


def test_prose_becomes_rich_text_with_links_to_pages() -> None:
    text = (
        "## Head\n\n**One** and *two*, [there](entry:a:b), [gone](precedent:c).\n\n- x\n- y\n\n[out](https://a.example)"
    )
    assert rich(text, {"entry:a:b": 7}) == (
        '<h2>Head</h2><p><b>One</b> and <i>two</i>, <a linktype="page" id="7">there</a>, gone.</p>'
        '<ul><li>x</li><li>y</li></ul><p><a href="https://a.example">out</a></p>'
    )


def keys_of_handbooks() -> set[str]:
    named = {key for page in PAGES for key in page["entries"]}
    named |= {f"precedent:{slug}" for page in PAGES for slug in page["precedents"]}
    return named | {key for article in ARTICLES for key in cards_of(article)}


@pytest.mark.django_db
def test_load_is_whole_and_leaves_to_editors_what_they_touched(tree, monkeypatch: pytest.MonkeyPatch) -> None:
    """The handbooks are stood for by a page of each kind: they are loaded in the tests of the handbooks."""
    entry, precedent, city = EntryPageFactory(), PrecedentPageFactory(), CityFactory()
    ids = {key: (entry if key.startswith("entry") else precedent).pk for key in keys_of_handbooks()}
    ids |= {f"city:{slug}": city.pk for article in ARTICLES for slug in article["cities"]}

    drawn, one = [], draw("pool")
    monkeypatch.setattr(pictures, "draw", lambda name: drawn.append(name) or one)

    def loaded() -> Ledger:
        ledger = Ledger.open()
        ledger.ids |= ids
        load_newsroom(ledger)
        return ledger

    first = loaded()
    assert sorted(drawn) == sorted(DRAWINGS)
    made = {
        "Authors": 1,
        "Pictures of articles": 8,
        "Outlets": len(read("outlets")),
        "Narrative": 1,
        "Principles": 8,
        "Articles": 8,
    }
    assert {name: dict(counts) for name, counts in first.tally.items()} == {
        name: {Outcome.CREATED: count} for name, count in made.items()
    }
    newest = list(ArticlePage.objects.visible_to().newest())
    assert [page.slug for page in newest] == [article["slug"] for article in ARTICLES]
    assert all(500 <= page.words <= 900 and page.lead_image and not page.is_announced for page in newest)
    assert Author.objects.get().bylines.count() == 8
    assert newest[0].mentions.count() == 2
    assert {block.block_type for page in newest for block in page.body} == {
        "text",
        "pull_quote",
        "facts",
        "chart",
        "page",
    }
    narrative = NarrativePage.objects.get()
    assert narrative.standfirst == read("narrative")["standfirst"]
    assert 'linktype="page"' in narrative.how_to_use
    titles = [page.title for page in PrinciplePage.objects.child_of(narrative).live().order_by("path")]
    assert titles == [principle["title"] for principle in PRINCIPLES]
    assert NarrativeEdition.objects.get().number == 1

    monkeypatch.setattr(pictures, "draw", lambda name: pytest.fail("a picture was drawn again"))
    newest[0].title = "An editor’s title"
    newest[0].save_revision().publish()
    newest[1].delete()
    newest[2].unpublish()
    PortalImage.objects.get(title__contains="Patient money").delete()
    Outlet.objects.filter(name="New Start").update(website="https://newstart.example")
    again = loaded()
    kept = {"Pictures of articles": 1, "Outlets": 1, "Articles": 3}
    assert {name: counts[Outcome.KEPT] for name, counts in again.tally.items() if counts[Outcome.KEPT]} == kept
    assert sum(counts[Outcome.SKIPPED] for counts in again.tally.values()) == sum(made.values()) - 5
    assert ArticlePage.objects.count() == 7
    assert ArticlePage.objects.get(slug=newest[0].slug).title == "An editor’s title"
    assert not ArticlePage.objects.get(slug=newest[2].slug).live
    assert Outlet.objects.get(name="New Start").website == "https://newstart.example"
    assert NarrativeEdition.objects.count() == 1
