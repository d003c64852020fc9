"""Letters at once that waited: each leaves only while its person may read what is in it, and it reads as it did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from network.digests.at_once.facts import Facts
from network.digests.at_once.letters import key_of
from network.digests.choices import LetterState
from network.digests.models import Notice
from portal.mail.models import Letter
from portal.mail.still import register_still
from portal.text.hidden import one_line

PREFIX = "notice:"
TITLE = 120
"""Characters of a title that are looked for in the subject: both may have been cut."""


def register() -> None:
    register_still(PREFIX, still)


def still(letters: Sequence[Letter]) -> set[str]:
    """Return the keys of those letters of which every notice may be read, and no text or title was changed since."""
    about = notices_of(letters)
    facts = Facts([notice for own in about.values() for notice in own], timezone.now())
    return {
        letter.key
        for letter in letters
        if about[letter.key] and all(is_as_written(facts, notice, letter) for notice in about[letter.key])
    }


def is_as_written(facts: Facts, notice: Notice, letter: Letter) -> bool:
    post = facts.post_of(notice)
    if post is None:
        return facts.line_of(notice) is not None
    is_changed = post.edited_at is not None and post.edited_at >= letter.made_at
    return not is_changed and one_line(post.thread.title)[:TITLE] in letter.subject


def notices_of(letters: Sequence[Letter]) -> dict[str, list[Notice]]:
    """Return what letters are about, by their keys: the notice in the key, and those gathered into the same letter.

    These are the ones of the same person and thread behind the last notice that has a letter of its own.
    """
    named = Notice.objects.in_bulk([int(letter.key.removeprefix(PREFIX)) for letter in letters])
    people, threads = {one.person_id for one in named.values()}, {one.thread_id for one in named.values()} - {None}
    rows = Notice.objects.filter(person__in=people, thread__in=threads, letter=LetterState.WRITTEN).order_by("pk")
    written: dict[tuple[int, int | None], list[Notice]] = defaultdict(list)
    for row in rows:
        written[row.person_id, row.thread_id].append(row)
    keys = [key_of(row) for row in rows]
    heads = set(Letter.objects.filter(key__in=keys).values_list("key", flat=True))
    found: dict[str, list[Notice]] = {letter.key: [] for letter in letters}
    for one in named.values():
        found[key_of(one)] = [one]
        earlier = [row for row in written[one.person_id, one.thread_id] if row.pk < one.pk and one.thread_id]
        for row in reversed(earlier):
            if key_of(row) in heads:
                break
            found[key_of(one)].append(row)
    return found
