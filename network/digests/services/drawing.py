"""Drawing a digest again from what its row shows, for one that a person sends again."""

from __future__ import annotations

from network.digests.building.choice import Choice, Contents, Selection
from network.digests.building.composing import still_readable
from network.digests.choices import ItemKind
from network.digests.models import Digest, DigestItem
from network.forum.models import Reader


def drawn_again(digest: Digest) -> Contents | None:
    """Return what a digest showed, of which its person may read what is left; None where nothing is.

    What came to count as told by a later one meanwhile is left out; by itself, it is told of again.
    """
    choices = [Choice(**row) for row in digest.shown]
    if digest.told_at is None:
        choices = untold(digest.person_id, choices)
    return still_readable([Selection(digest.person_id, choices)]).get(digest.person_id)


def untold(person: int, choices: list[Choice]) -> list[Choice]:
    """Return those of some choices of which the person was not told."""
    threads = [choice.key for choice in choices if choice.kind == ItemKind.THREAD]
    numbers = dict(Reader.objects.filter(person=person, thread__in=threads).values_list("thread", "digested"))
    keys = {choice.key for choice in choices if choice.kind != ItemKind.THREAD}
    items = set(DigestItem.objects.filter(person=person, object_id__in=keys).values_list("kind", "object_id"))
    return [
        choice
        for choice in choices
        if (choice.kind, choice.key) not in items
        and (choice.kind != ItemKind.THREAD or numbers.get(choice.key, 0) < choice.number)
    ]
