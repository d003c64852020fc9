"""Rich text as editors send it: only what the features allow, whatever was posted.

Wagtail's editor posts its own JSON, and Wagtail drops what the features do not name. Left to us are links
that lead off the site without saying how (`//host`), and a post that is not that JSON.
"""

from __future__ import annotations

import re
from typing import Any

import nh3
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.whitelist import check_url

ALLOWED = {"a", "b", "em", "i", "li", "ol", "p", "strong", "ul"}
INVISIBLE = re.compile(r"[\x00-\x20\x7f-\xa0\s]+")
SCHEMES = {"http", "https", "mailto", "tel"}


class RichTextArea(DraftailRichTextArea):
    """Wagtail's rich text field; a post that its editor did not make is taken for HTML and cleaned."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        try:
            return super().value_from_datadict(data, files, name)
        except (AttributeError, KeyError, IndexError, TypeError, ValueError, RecursionError):
            return self.cleaned(data.get(name, ""))

    def cleaned(self, html: str) -> str:
        """Return what the features allow of any HTML."""
        harmless = nh3.clean(html, tags=ALLOWED, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
        return self.converter.to_database_format(self.converter.from_database_format(harmless))


def leads_astray(address: str) -> bool:
    """Return whether a browser would follow `address` to another host, or run it, without its saying so."""
    plain = INVISIBLE.sub("", address).replace("\\", "/")
    return plain.startswith("//") or check_url(address) is None


def safe_link(props: dict[str, Any]) -> Any:
    """Draw a link, or only its words when it would lead a reader astray."""
    if props.get("id") is None and leads_astray(str(props.get("url") or "javascript:")):
        return props["children"]
    return link_entity(props)


def keep_links_safe(features: Any) -> None:
    """Let `safe_link` draw every link of every rich text field. As Wagtail's own rule, but for that."""
    features.register_converter_rule(
        "contentstate",
        "link",
        {
            "from_database_format": {
                "a[href]": ExternalLinkElementHandler("LINK"),
                'a[linktype="page"]': PageLinkElementHandler("LINK"),
            },
            "to_database_format": {"entity_decorators": {"LINK": safe_link}},
        },
    )
