"""The house rules of HTML that members may write, and what holds a text against them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

from portal.text.markdown import ATTRIBUTES, CLASSES, OWN_ID, TAGS

ALWAYS = {"class", "rel"}
VOID = {"br", "hr"}


class House(HTMLParser):
    """Reads HTML as a browser might, and holds it against the house rules."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, f"<{tag}>"
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()) | ALWAYS, f"<{tag} {name}>"
            getattr(self, f"check_{name.replace('-', '_')}", lambda *_: None)(tag, value or "")

    def handle_endtag(self, tag):
        assert tag in TAGS
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_comment(self, data):
        raise AssertionError(f"<!--{data}-->")

    handle_decl = handle_pi = unknown_decl = handle_comment

    def check_class(self, tag, value):
        assert set(value.split()) <= CLASSES.get(tag, set())

    def check_rel(self, tag, value):
        assert (tag, value) == ("a", "nofollow ugc noopener noreferrer")

    def check_id(self, tag, value):
        assert OWN_ID.fullmatch(value)

    def check_href(self, tag, value):
        parts = urlsplit(value)
        is_web = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
        is_path = not parts.scheme and value.startswith(("/", "#fn")) and not value.startswith("//")
        assert is_web or is_path or parts.scheme == "mailto", value
        assert not set("\\\t\r\n\0") & set(value)


def check(markup: str) -> None:
    house = House()
    house.feed(markup)
    house.close()
    assert house.open == []
