"""What a form of writing sent, whatever is wrong with it: to keep it as a draft, and to show it again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from django.http import QueryDict

from network.forum.models import Draft
from network.forum.querysets import THINGS
from network.forum.services.drafts import Unsent
from portal.text.hidden import storable

SIMPLE = ("kind", "needed_by", "expires_on")
"""Fields with one value beside title and text, that a draft keeps."""
LONGEST_SIMPLE = 40


@dataclass(frozen=True)
class Typed:
    """The words of one form of writing, and the keys of what goes with them."""

    title: str = ""
    body: str = ""
    simple: dict[str, str] = field(default_factory=dict)
    themes: tuple[str, ...] = ()
    attachments: tuple[int, ...] = ()
    about: tuple[tuple[str, int], ...] = ()
    submission: uuid.UUID | None = None

    @classmethod
    def sent(cls, data: QueryDict) -> Self:
        """Read what was sent, as far as it can be kept."""
        simple = {name: storable(data.get(name, ""))[:LONGEST_SIMPLE] for name in SIMPLE}
        return cls(
            title=storable(data.get("title", "")),
            body=storable(data.get("body", "")),
            simple={name: value for name, value in simple.items() if value},
            themes=tuple(storable(theme)[:LONGEST_SIMPLE] for theme in data.getlist("themes")[:20]),
            attachments=tuple(keys_in(data.getlist("attachments"))),
            about=tuple((name, key) for name in THINGS for key in keys_in(data.getlist(name))),
            submission=submission_in(data.get("submission", "")),
        )

    @classmethod
    def kept(cls, draft: Draft) -> Self:
        """Read what a draft keeps."""
        fields = draft.fields
        return cls(
            title=draft.title,
            body=draft.body,
            simple={name: fields[name] for name in SIMPLE if fields.get(name)},
            themes=tuple(fields.get("themes", ())),
            attachments=tuple(fields.get("attachments", ())),
            about=tuple((name, key) for name, key in fields.get("about", ())),
        )

    @property
    def unsent(self) -> Unsent:
        """As a draft keeps it."""
        fields = {**self.simple, "themes": self.themes, "attachments": self.attachments, "about": self.about}
        return Unsent(title=self.title, body=self.body, fields={name: kept for name, kept in fields.items() if kept})

    @property
    def initial(self) -> dict[str, Any]:
        """As a form begins with it."""
        return {"title": self.title, "body": self.body, "themes": list(self.themes), **self.simple}


def keys_in(values: Iterable[str], *, most: int = 20) -> list[int]:
    """Return the primary keys among values that anybody may have sent, each once."""
    keys = (int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 19)
    return list(dict.fromkeys(keys))[:most]


def submission_in(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
