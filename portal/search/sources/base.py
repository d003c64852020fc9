"""What a source says of an owner, in values that travel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from handbooks.blocks import anchor
from portal.search.choices import AudienceKey, PassageKind
from portal.search.texts import plain


@dataclass(frozen=True)
class Part:
    """A section of a page with the id that a link leads to."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Description:
    """An owner as readers find it: `lead` is its top, `parts` are its sections in reading order."""

    title: str
    lead: Part
    page_id: int | None
    parts: Sequence[Part] = ()
    also: str = ""
    number: str = ""
    detail: str = ""
    standing: str = ""
    themes: Sequence[str] = ()
    nations: Sequence[str] = ()
    handbooks: Sequence[str] = ()
    bodies: Sequence[str] = ()
    language: str = "en"
    audience_key: AudienceKey = AudienceKey.PUBLIC
    cities: Sequence[int] = ()
    """Whose networks may find it, where it is for cities."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Where an owner that no page shows is read now; its title and detail where the index does not keep them."""

    url: str
    title: str = ""
    detail: str = ""


class Source(ABC):
    """Describes the owners of one kind."""

    kind: PassageKind
    model: type[models.Model]
    tells_nations = True
    """Whether a result says where it applies."""

    @abstractmethod
    def visible(self) -> models.QuerySet[Any]:
        """Return the owners that belong in the index now, prepared for describing many."""

    @abstractmethod
    def describe(self, owner: Any) -> Description:
        """Return what readers find of `owner`, from the instance as it stands in memory."""

    def addresses(self, owners: Sequence[int]) -> dict[int, str]:
        """Return the address of each owner that may be read now, of those that no page shows."""
        return {}

    def shown(self, owners: Sequence[int], user: Any) -> dict[int, Shown]:
        """Return how each owner that `user` may read now is shown, of those that no page shows."""
        return {pk: Shown(url=url) for pk, url in self.addresses(owners).items()}

    def detail_label(self, detail: str) -> str:
        """Return the words for `detail`, which is a value or already words."""
        return detail

    def standing_label(self, standing: str) -> str:
        """Return the words for `standing`."""
        return standing


def language_of(owner: Any) -> str:
    """Return the language of a translatable owner, without its region."""
    return owner.locale.language_code.partition("-")[0]


def sections(body: Any) -> Iterator[Part]:
    """Yield the sections of a page's free text."""
    for block in body:
        content = block.block.child_blocks["content"]
        words = " ".join(str(part) for part in content.get_searchable_content(block.value["content"]))
        yield Part(anchor(block), plain(block.value["heading"]), plain(words))


def link_titles(links: Any) -> list[str]:
    """Return the titles of further reading or sources."""
    return [str(block.value["title"]) for block in links]
