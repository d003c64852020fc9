"""Load all of it within the transaction in which the handbooks are loaded, after them."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from handbooks.starter.ledger import Ledger
from portal.newsroom.starter.articles import Articles, Authors
from portal.newsroom.starter.files import folder, read
from portal.newsroom.starter.narrative import Narrative, Principles, issue_first_edition
from portal.newsroom.starter.outlets import Outlets
from portal.newsroom.starter.pictures import Pictures

STANDARD = 3
"""How deep the pages below the home page lie."""


def load_newsroom(ledger: Ledger, **_: Any) -> None:
    """Load what the newsroom starts with. The last article is made first, so that the first is the newest."""
    pages = Page.objects.filter(depth=STANDARD).values_list("slug", "pk")
    ledger.ids |= {f"page:{slug}": pk for slug, pk in pages}
    authors, articles = read("authors"), folder("articles")
    Authors(ledger).load(authors)
    Pictures(ledger).load(articles)
    Outlets(ledger).load(read("outlets"))
    Narrative(ledger).load([read("narrative")])
    Principles(ledger).load(folder("principles"))
    by = ledger.found(f"author:{author['slug']}" for author in authors)
    Articles(ledger, by).load(reversed(articles))
    issue_first_edition()
