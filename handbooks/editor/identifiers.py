"""Addresses of legislation.gov.uk: the identifier behind one, the Act it belongs to, and its words.

Source: https://www.legislation.gov.uk/developer/uris
"""

from __future__ import annotations

import re

HOST = re.compile(r"^(?:https?:)?(?://)?(?:www\.)?legislation\.gov\.uk/(?:id/)?", re.IGNORECASE)
EXTENT = r"(?:england|wales|scotland|ni)"
VERSION = re.compile(
    r"(?:/contents|/made|/enacted|/adopted|/created|/prospective|/welsh|/data\.[a-z]+|/\d{4}-\d{2}-\d{2}"
    rf"|/{EXTENT}(?:\+{EXTENT})*)+$",
    re.IGNORECASE,
)
ACT = re.compile(r"^https://www\.legislation\.gov\.uk/id/[a-z]+/(?:[0-9]{4}|[A-Z][A-Za-z0-9]*/[0-9-]+)/[0-9]+(?=/|$)")
CAPITALISED = {"part", "chapter", "schedule"}


def identifier(address: str) -> str:
    """Return the identifier behind any address of legislation.gov.uk, and anything else as it is.

    A page, a point-in-time version and `/contents` all lead to one identifier.
    """
    plain = address.strip().partition("?")[0].partition("#")[0].rstrip("/")
    if not HOST.match(plain):
        return address.strip()
    kind, slash, rest = VERSION.sub("", re.sub("/+", "/", HOST.sub("", plain))).partition("/")
    return f"https://www.legislation.gov.uk/id/{kind.lower()}{slash}{rest}"


def act_of(url: str) -> str:
    """Return the identifier of the Act or instrument that `url` belongs to; empty when it is no identifier."""
    found = ACT.match(url)
    return found[0] if found else ""


def section_words(url: str) -> str:
    """Return the place in the Act that `url` names, as it is cited: “Schedule 2, paragraph 3”, “section 2(2)(a)”.

    Empty for an Act as a whole.
    """
    said: list[str] = []
    named = ""
    for step in url.removeprefix(act_of(url)).strip("/").split("/"):
        if named:
            said.append(f"{named} {step}")
            named = ""
        elif len(step) > 2 and step.isalpha() and not is_roman(step):
            named = step.capitalize() if step in CAPITALISED else step
        elif said:
            said[-1] += f"({step})"
    return ", ".join([*said, *([named] if named else [])])


def is_roman(step: str) -> bool:
    """Whether a step is a small Roman numeral, such as the (iii) of a paragraph."""
    return set(step) <= set("ivx")
