"""What an address asks of a list: questions with their values, and places in a list by moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from portal.words.parts import Choice, FilterGroup, Text

LONGEST_ECHO = 40
"""Characters of a value that is not known, when it is named."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 4_102_444_800_000_000
"""Microseconds from 1970 to 2100."""


@dataclass(frozen=True)
class Question:
    """One question of a filter, with its values in order. `known` says the words of more values than are listed."""

    name: str
    label: Text
    everything: Text
    choices: Sequence[tuple[str, Text]]
    known: Callable[[str], Text | None] | None = None

    def words(self, value: str) -> Text | None:
        """Return the words of a value, or None of one that is not known."""
        return self.known(value) if self.known else dict(self.choices).get(value)

    def group(self, chosen: str) -> FilterGroup:
        """Return the question for a form, with what was chosen."""
        choices = list(self.choices)
        if chosen and chosen not in dict(choices):
            choices.append((chosen, self.words(chosen) or chosen))
        listed = [Choice(value=value, label=label, chosen=value == chosen) for value, label in choices]
        every = Choice(value="", label=self.everything, chosen=not chosen)
        return FilterGroup(name=self.name, label=self.label, choices=[every, *listed])


def answers(address: Mapping[str, str], questions: Iterable[Question]) -> tuple[dict[str, str], list[str]]:
    """Return what an address chooses, and the values that no question knows, which are named and not obeyed."""
    chosen: dict[str, str] = {}
    unknown: list[str] = []
    for question in questions:
        value = address.get(question.name, "").strip()
        if value and question.words(value) is not None:
            chosen[question.name] = value
        elif value:
            unknown.append(value[:LONGEST_ECHO])
    return chosen, unknown


def query(chosen: Mapping[str, str], more: Mapping[str, object]) -> str:
    """Return the query of an address that asks the same and more."""
    return "?" + urlencode({**chosen, **more})


def microseconds(at: datetime) -> int:
    """Return a moment as an address carries it."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment(micros: int) -> datetime | None:
    """Return the moment that an address carries, or None where it is after 2100."""
    return EPOCH + timedelta(microseconds=micros) if micros <= LATEST else None
