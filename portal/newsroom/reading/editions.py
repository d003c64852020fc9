"""Editions of the narrative as their readers see them, and how each is cited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from handbooks.reading.cite import bibtex_safe
from handbooks.reading.nation import Reader
from portal.newsroom.models import NarrativeEdition
from portal.newsroom.reading.narrative_text import NarrativeText, PrincipleText, narrative_text
from portal.newsroom.services.narrative import next_payload, reads_the_same
from portal.words.parts import Link
from portal.words.site import LICENCE_ADDRESS, NAME


@dataclass(frozen=True, kw_only=True)
class NarrativeCitation:
    """How to cite an edition, or one principle in it."""

    number: int
    title: str
    published: date
    principle: PrincipleText | None = None

    @property
    def url(self) -> str:
        """The address of the frozen text, which does not change."""
        page = settings.SITE_URL + reverse("narrative_edition", args=[self.number])
        return f"{page}#{self.principle.anchor}" if self.principle else page

    @property
    def text(self) -> str:
        """Plain text, in author and date order."""
        told = {
            "site": NAME,
            "year": self.published.year,
            "title": self.title,
            "number": self.number,
            "date": date_format(self.published, "j F Y"),
        }
        if self.principle is None:
            said = _("%(site)s (%(year)s) “%(title)s”, edition %(number)s, %(date)s.") % told
        else:
            said = _(
                "%(site)s (%(year)s) “%(principle)s”, principle %(place)s of “%(title)s”, edition %(number)s, %(date)s."
            ) % {**told, "principle": self.principle.title, "place": self.principle.number}
        return f"{said} {self.url}"

    def bibtex(self) -> str:
        """Return a BibTeX entry. Source: https://www.bibtex.org/Format/"""
        rows = {
            "author": f"{{{NAME}}}",
            "title": self.title,
            "edition": str(self.number),
            "year": str(self.published.year),
            "month": str(self.published.month),
            "url": self.url,
        }
        body = ",\n".join(f"  {name} = {{{bibtex_safe(value)}}}" for name, value in rows.items())
        return f"@misc{{resilientcities-narrative-{self.number},\n{body}\n}}\n"

    def ris(self) -> str:
        """Return a RIS record, lines ended by CR LF. Source: the RIS format specification of 2011."""
        rows = [
            ("TY", "GEN"),
            ("AU", NAME),
            ("TI", self.title),
            ("ET", str(self.number)),
            ("PY", str(self.published.year)),
            ("DA", f"{self.published:%Y/%m/%d}"),
            ("UR", self.url),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in rows)


def citation_of(edition: NarrativeEdition, principle: PrincipleText | None = None) -> NarrativeCitation:
    return NarrativeCitation(
        number=edition.number,
        title=edition.payload["title"],
        published=localdate(edition.published_at),
        principle=principle,
    )


def data_of(edition: NarrativeEdition) -> dict[str, Any]:
    """Return an edition for machines. Its checksum is that of `text` as canonical JSON."""
    return {
        "edition": edition.number,
        "published_at": edition.published_at.isoformat(),
        "note": edition.note,
        "checksum": {"algorithm": "SHA-256", "value": edition.checksum},
        "url": settings.SITE_URL + edition.get_absolute_url(),
        "cite": citation_of(edition).text,
        "license": LICENCE_ADDRESS,
        "text": edition.payload,
    }


def crumbs_to(reader: Reader, *further: Link) -> list[Link]:
    """Return the way to a page of the narrative."""
    return [
        Link(title=_("Home"), url=reader.link("/")),
        Link(title=_("News"), url=reader.link("/news/")),
        *further,
    ]


def narrative_link(reader: Reader) -> Link:
    return Link(title=_("Narrative"), url=reader.link("/news/narrative/"))


def editions_link() -> Link:
    return Link(title=_("Editions"), url=reverse("narrative_editions"))


class EditionReading:
    """One frozen edition beside the narrative of today."""

    def __init__(self, edition: NarrativeEdition) -> None:
        self.edition = edition
        self.text: NarrativeText = narrative_text(edition.payload)
        self.citation = citation_of(edition)

    @property
    def crumbs(self) -> list[Link]:
        this = Link(title=_("Edition %(number)s") % {"number": self.edition.number})
        return crumbs_to(Reader(), narrative_link(Reader()), editions_link(), this)

    @cached_property
    def differs(self) -> bool:
        """Whether what is published now reads otherwise."""
        return not reads_the_same(self.edition, next_payload())

    @cached_property
    def later(self) -> int | None:
        """The number of the last edition, where that is not this one."""
        last = NarrativeEdition.objects.visible_to().values_list("number", flat=True).first()
        return last if last != self.edition.number else None
