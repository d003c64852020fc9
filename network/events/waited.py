"""Letters about events that waited: each leaves only while its person reads the event, and it is as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from network.events.letters import KIND_PREFIX
from network.events.models import Event
from portal.accounts.models import User
from portal.mail.models import Letter
from portal.mail.still import register_still


def register() -> None:
    register_still(KIND_PREFIX, still)


def still(letters: Sequence[Letter]) -> set[str]:
    """Return those of which the person reads the event. Of a later change there is a letter of its own."""
    own: dict[int, list[Letter]] = defaultdict(list)
    for letter in letters:
        if letter.person_id:
            own[letter.person_id].append(letter)
    people = User.objects.in_bulk(own)
    found: set[str] = set()
    for person, theirs in own.items():
        keys = {int(letter.key.split(":")[1]) for letter in theirs}
        events = dict(Event.objects.visible_to(people[person]).filter(pk__in=keys).values_list("pk", "sequence"))
        for letter in theirs:
            _about, event, _person, sequence = letter.key.split(":")
            if events.get(int(event)) == int(sequence):
                found.add(letter.key)
    return found
