"""What other rooms ask of whoever signs up. They add their questions from `AppConfig.ready`.

    register_question(Question(name="digest", field=how_often, keep=keep_how_often))

The answers are kept in the transaction that makes the account. Whoever comes by a council's account that told all
that is needed is asked nothing: a room decides for them until they change it in their preferences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from portal.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class Question:
    """One field of the sign-up forms: made by `field()`, and its answer kept by `keep(person, answer)`."""

    name: str
    field: Callable[[], forms.Field]
    keep: Callable[[User, Any], None]


_questions: dict[str, Question] = {}


def register_question(question: Question) -> None:
    _questions[question.name] = question


def fields() -> dict[str, forms.Field]:
    """Return the fields that rooms add to the sign-up forms."""
    return {name: question.field() for name, question in _questions.items()}


def keep_answers(person: User, answers: dict[str, Any]) -> None:
    """Keep what a new person answered."""
    for name, question in _questions.items():
        if name in answers:
            question.keep(person, answers[name])
