"""Who else has a text open: kept in the cache for a moment, and nowhere else.

A note is lost when two people open a text at the same instant; the next refresh of the page writes it anew. Without
Redis nobody is seen, and nothing else changes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import models

from portal.accounts.models import User
from portal.accounts.visibility import can_see_person

SECONDS = 75
"""How long somebody counts as there after their page last asked. It asks every `REFRESH` seconds."""

REFRESH = 25
MOST = 20


@dataclass(frozen=True)
class Others:
    """Who else has a text open: the names that the visitor may read, and how many more."""

    names: list[str]
    unnamed: int

    def __bool__(self) -> bool:
        return bool(self.names or self.unnamed)


def key_of(thing: models.Model) -> str:
    return f"plans:open:{thing._meta.model_name}:{thing.pk}"


def come_and_see(thing: models.Model, visitor: User) -> Others:
    """Note that a visitor has the text of `thing` open, and return who else has."""
    now = time.time()
    kept = cache.get(key_of(thing))
    there = {pk: since for pk, since in kept.items() if since > now - SECONDS} if isinstance(kept, dict) else {}
    newest = sorted({**there, visitor.pk: now}.items(), key=lambda note: note[1])[-MOST:]
    cache.set(key_of(thing), dict(newest), SECONDS)
    return others([pk for pk in there if pk != visitor.pk], visitor)


def leave(thing: models.Model, visitor: User) -> None:
    """Take back the note that a visitor has a text open: they have saved it."""
    kept = cache.get(key_of(thing))
    if isinstance(kept, dict) and kept.pop(visitor.pk, None):
        cache.set(key_of(thing), kept, SECONDS)


def others(people: list[int], visitor: User) -> Others:
    found = list(User.objects.filter(pk__in=people, is_active=True).order_by("display_name")) if people else []
    names = [str(person) for person in found if can_see_person(visitor, person)]
    return Others(names, len(found) - len(names))
