"""Asks that somebody might help with, and which were suggested to them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from network.digests.describing.line import Causes, Line, keys_of
from network.forum.models import Match
from network.forum.reading.matches import WITH, line_of, shown

MATCH = "match"


READABLE: dict[str, Causes] = {MATCH: Match.objects.visible_to}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    rows = Match.objects.filter(pk__in=keys_of(notices, MATCH)).select_related(*WITH).in_bulk()
    found = {}
    for one in notices:
        if match := rows.get(one.object_id):
            said = shown(match, user)
            url = reverse("match", args=[match.pk])
            found[one.pk] = Line(said=line_of(said), url=url, place=said.note, about=str(said.ask.title))
    return found
