"""Citations of entries and precedents: ready to paste, and as BibTeX and RIS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from handbooks.reading.addresses import short_address


@dataclass(frozen=True, kw_only=True)
class Citation:
    """What a citation of one page says."""

    pk: int
    number: str
    title: str
    book: str
    published: date
    reviewed: date | None

    @property
    def url(self) -> str:
        """The short, lasting address."""
        return settings.SITE_URL + short_address(self.number)

    @property
    def text(self) -> str:
        """Plain text, in author and date order."""
        said = _("Resilient Cities (%(year)s) “%(title)s”, %(number)s in %(book)s.") % {
            "year": self.published.year,
            "title": self.title,
            "number": self.number,
            "book": self.book,
        }
        if self.reviewed:
            said += " " + _("Last reviewed %(date)s.") % {"date": date_format(self.reviewed, "j F Y")}
        return f"{said} {self.url}"

    @property
    def key(self) -> str:
        return "resilientcities-" + self.number.replace(" ", "").replace(".", "-")

    def bibtex(self) -> str:
        """Return a BibTeX entry. Source: https://www.bibtex.org/Format/"""
        rows = {
            "author": "{Resilient Cities}",
            "title": f"{self.number} {self.title}",
            "booktitle": self.book,
            "year": str(self.published.year),
            "url": self.url,
            "note": f"Last reviewed {self.reviewed.isoformat()}" if self.reviewed else "",
        }
        body = ",\n".join(f"  {name} = {{{bibtex_safe(value)}}}" for name, value in rows.items() if value)
        return f"@incollection{{{self.key},\n{body}\n}}\n"

    def ris(self) -> str:
        """Return a RIS record, lines ended by CR LF. Source: the RIS format specification of 2011."""
        rows = [
            ("TY", "CHAP"),
            ("AU", "Resilient Cities"),
            ("TI", f"{self.number} {self.title}"),
            ("T2", self.book),
            ("PY", str(self.published.year)),
            ("DA", f"{self.published:%Y/%m/%d}"),
            ("UR", self.url),
            ("N1", f"Last reviewed {self.reviewed.isoformat()}" if self.reviewed else ""),
            ("ER", ""),
        ]
        return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value or tag == "ER")


def bibtex_safe(text: str) -> str:
    """Return text with the characters that BibTeX reads as commands escaped."""
    if text.startswith(("{", "http")):
        return text
    for character in "\\&%$#_{}":
        text = text.replace(character, f"\\{character}" if character != "\\" else r"\textbackslash ")
    return text


def citation_of(page: Any, book: str) -> Citation | None:
    """Return the citation of a numbered page; None for a draft."""
    if not page.number:
        return None
    published = page.first_published_at.date() if page.first_published_at else date.today()
    return Citation(
        pk=page.pk, number=page.number, title=page.title, book=book, published=published, reviewed=page.last_reviewed
    )
