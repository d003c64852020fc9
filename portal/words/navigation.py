"""The menus and the fixed addresses they lead to, in one place.

A room that opens later adds its line here and nowhere else. Wagtail pages have no URL names, so their
contracted addresses are written once, here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.words.parts import Ink, Text


@dataclass(frozen=True)
class MenuItem:
    """One line of the menu; a handbook has an ink and is drawn as a thumb tab."""

    label: Text
    url: str
    ink: Ink | None = None
    without: tuple[str, ...] = ()
    """Addresses below its own that are other rooms."""

    def current(self, path: str) -> str:
        """Return what aria-current says of this line on the page at `path`."""
        if path == self.url:
            return "page"
        return "true" if path.startswith(self.url) and not path.startswith(self.without) else ""


ADDRESSES: dict[str, str] = {
    "home": "/",
    "local-government": "/handbooks/local-government/",
    "civil-society": "/handbooks/civil-society/",
    "precedents": "/handbooks/precedents/",
    "glossary": "/handbooks/glossary/",
    "a-z": "/handbooks/a-z/",
    "changes": "/handbooks/changes/",
    "feed": "/handbooks/feed/",
    "cities": "/cities/",
    "forum": "/network/",
    "events": "/network/events/",
    "news": "/news/",
    "archive": "/news/archive/",
    "narrative": "/news/narrative/",
    "coverage": "/news/coverage/",
    "search": "/search/",
    "about": "/about/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "contact": "/contact/",
}


def carried(url: str, nation: str) -> str:
    """Return an address with the nation that the reader chose, where pages tell nations apart."""
    tells = url == "/" or (url.startswith("/handbooks/") and not url.endswith("/feed/"))
    return f"{url}?nation={nation}" if nation and tells else url


MAIN_MENU: tuple[MenuItem, ...] = (
    MenuItem(_("Local government handbook"), ADDRESSES["local-government"], Ink.LOCAL_GOVERNMENT),
    MenuItem(_("Civil society handbook"), ADDRESSES["civil-society"], Ink.CIVIL_SOCIETY),
    MenuItem(_("Precedents"), ADDRESSES["precedents"]),
    MenuItem(_("Cities"), ADDRESSES["cities"]),
    MenuItem(_("Forum"), ADDRESSES["forum"], without=("/network/events/", "/network/people/")),
    MenuItem(_("Events"), ADDRESSES["events"]),
    MenuItem(_("News"), ADDRESSES["news"]),
    MenuItem(_("Glossary"), ADDRESSES["glossary"]),
    MenuItem(_("About"), ADDRESSES["about"]),
)

FOOT_HANDBOOKS: tuple[MenuItem, ...] = (
    MenuItem(_("Local government"), ADDRESSES["local-government"]),
    MenuItem(_("Civil society"), ADDRESSES["civil-society"]),
    MenuItem(_("Precedents"), ADDRESSES["precedents"]),
    MenuItem(_("Glossary"), ADDRESSES["glossary"]),
    MenuItem(_("A to Z"), ADDRESSES["a-z"]),
    MenuItem(_("What changed"), ADDRESSES["changes"]),
)

FOOT_ABOUT: tuple[MenuItem, ...] = (
    MenuItem(_("Ten cities"), ADDRESSES["cities"]),
    MenuItem(_("Forum"), ADDRESSES["forum"]),
    MenuItem(_("Events"), ADDRESSES["events"]),
    MenuItem(_("News"), ADDRESSES["news"]),
    MenuItem(_("The shared narrative"), ADDRESSES["narrative"]),
    MenuItem(_("In the press"), ADDRESSES["coverage"]),
    MenuItem(_("Who runs this"), ADDRESSES["about"]),
    MenuItem(_("Accessibility statement"), ADDRESSES["accessibility"]),
    MenuItem(_("Privacy"), ADDRESSES["privacy"]),
    MenuItem(_("Contact"), ADDRESSES["contact"]),
)
