"""The newsroom in the browser: an article with every block, coverage, the narrative with an edition, and a draft.

Addresses are fixed, so that the tests know them.
"""

from __future__ import annotations

from typing import Any

ARTICLE, SCHEDULE = "/news/who-owns-the-docks/", "/news/archive/?theme=housing"
AUTHOR = "/news/authors/ivo-blair/"
PRINCIPLE, EDITION = "/news/narrative/wealth-stays/", "/news/narrative/editions/1/"
TOKEN = "a-secret-link-to-a-draft"
PREVIEW = f"/news/preview/{TOKEN}/"
FILM = "The film of the docks"
SHORT = "Who owns the docks? Nine firms, and none of them from here."


def make_newsroom(city: Any, entry: Any) -> None:
    """Make it all, about a city and an entry. The action is one of the plan of the city."""
    from tests.factories.newsroom import (
        ArticlePageFactory,
        AuthorFactory,
        CoverageFactory,
        OutletFactory,
        PreviewLinkFactory,
    )

    author = AuthorFactory(name="Ivo Blair", slug="ivo-blair", role="Editor, The Example", bio="He walks.")
    shown = {"authors": [author], "cities": [city], "entries": [entry]}
    ArticlePageFactory(
        title="Who owns the docks?", slug="who-owns-the-docks", body=every_block(city, entry), share_short=SHORT,
        corrections=["It said ten firms. It is nine."], first_ran_at="https://newstart.example/docks",
        first_ran_in="New Start", **shown,
    )  # fmt: skip
    for title in ("A bakery of one’s own", "Antidisestablishmentarian neighbourhoods"):
        ArticlePageFactory(title=title, **shown)
    report = CoverageFactory(headline="Docks to stay in local hands", outlet=OutletFactory(city=city), cities=[city])
    CoverageFactory(headline="A story that is gone", outlet=report.outlet, dead_since=report.added_at)
    make_narrative(entry)
    draft = ArticlePageFactory(title="Not out yet", slug="not-out-yet", live=False, **shown)
    PreviewLinkFactory(article=draft, token=TOKEN)
    make_desk()


def make_desk() -> None:
    """Make what waits for editors: a suggestion, and an announcement of which nobody knows the end."""
    from portal.newsroom.models import Announcement, ArticlePage
    from tests.factories.newsroom import SuggestionFactory

    SuggestionFactory()
    article = ArticlePage.objects.get(slug="who-owns-the-docks")
    Announcement.objects.create(article=article, channel="webhook:newsletter", state="unknown", said="No answer came.")


def every_block(city: Any, entry: Any) -> list[tuple[str, Any]]:
    from wagtail.images.tests.utils import get_test_image_file

    from cities.plans.models import EditionAction
    from portal.media.models import PortalImage

    image: Any = PortalImage.objects.create(title="The docks", file=get_test_image_file(), credit="A. Drawer")
    image.contextual_alt_text, image.decorative = "Two rings", False
    action = EditionAction.objects.visible_to(None).current().filter(edition__plan__city=city).first().action
    text = "<h2>{}</h2><p>" + "Nobody in the city had asked who holds the keys. " * 8 + "</p><ol><li>Ask.</li></ol>"
    fact = {"text": "Nine firms hold the quays", "source": "Land registers", "url": "https://example.org/registers"}
    return [
        ("text", "<p>It began with a gate that nobody would open.</p>" + text.format("The gate")),
        ("pull_quote", {"text": "We asked who keeps the money.", "who": "Ada Obi"}),
        ("figure", {"image": image, "caption": "The docks from the north"}),
        ("text", text.format("Who holds the keys")),
        ("facts", {"heading": "In figures", "facts": [fact]}),
        ("chart", chart()),
        ("page", entry),
        ("action", action),
        ("video", {"url": "https://vimeo.com/76979871", "title": FILM, "summary": "Boats, and who sails them."}),
        ("text", text.format("What comes next")),
    ]


def chart() -> dict[str, Any]:
    rows = [{"label": label, "value": value} for label, value in (("2023", 12), ("2024", 40), ("2025", 61))]
    source = {"source": "The council’s accounts", "url": "https://example.org/accounts"}
    return {"title": "Spent in the city", "unit": "£ million", "rows": rows, **source}


def make_narrative(entry: Any) -> None:
    from portal.newsroom.services.narrative import issue_edition
    from tests.factories.newsroom import PrinciplePageFactory

    found = {
        "text": "Of each pound, 40p came back.",
        "source": "A study",
        "url": "https://example.org/",
        "year": "2025",
    }
    PrinciplePageFactory(
        title="Wealth stays", slug="wealth-stays", evidence=[("evidence", found)], council_steps="Ask what is bought",
        community_steps="Ask who sells it", entries=[entry],
    )  # fmt: skip
    issue_edition(by=None, note="The first edition.")
