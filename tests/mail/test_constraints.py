"""What PostgreSQL itself refuses of letters and addresses: every constraint, each with a row that it stops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from portal.mail.models import (
    Bounce,
    BounceKind,
    BounceSource,
    Letter,
    LetterState,
    Lifting,
    Means,
    Suppression,
    SuppressionCause,
)
from tests.refusals import Rules, twice

pytestmark = pytest.mark.django_db

ADDRESS = "ada@example.org"


def written(**more: Any) -> Letter:
    given = {"key": "a", "kind": "test", "recipient": ADDRESS, "subject": "Hello", "message_id": "<a@example.org>"}
    return Letter.objects.create(**{**given, **more})


def stopped(**more: Any) -> Suppression:
    return Suppression.objects.create(**{"address": ADDRESS, "cause": SuppressionCause.BOUNCED, **more})


def bounced(**more: Any) -> Bounce:
    given = {"address": ADDRESS, "kind": BounceKind.HARD, "source": BounceSource.SMTP, "key": "a"}
    return Bounce.objects.create(**{**given, **more})


def lifted(**more: Any) -> Lifting:
    return Lifting.objects.create(
        **{"address": ADDRESS, "cause": SuppressionCause.BOUNCED, "means": Means.LINK, **more}
    )


REFUSED: dict[str, Callable[[], Any]] = {
    "key unique": lambda: written() and written(message_id="<b@example.org>"),
    "key unique:of what came back": lambda: twice(bounced),
    "message_id unique": lambda: written() and written(key="b"),
    "letter_state_known": lambda: written(state="lost"),
    "letter_text_only_while_due": lambda: written(state=LetterState.SENT, sealed=b"text"),
    "letter_text_only_while_due:being sent": lambda: written(state=LetterState.SENDING, sealed=b"text"),
    "suppression_once_per_address": lambda: stopped() and stopped(address=ADDRESS.upper()),
    "bounce_kind_known": lambda: bounced(kind="rubber"),
    "bounce_source_known": lambda: bounced(source="gossip"),
    "lifting_means_known": lambda: lifted(means="magic"),
    "lifting_by_administrator_for_a_reason": lambda: lifted(means=Means.ADMINISTRATOR),
}
RULES = Rules(list(apps.get_app_config("mail").get_models()))


@pytest.mark.parametrize("row", REFUSED)
def test_database_refuses(row):
    RULES.check_refused(row, REFUSED[row])


def test_every_constraint_and_trigger_has_a_row():
    assert {row.partition(":")[0] for row in REFUSED} == RULES.names


def test_database_takes_rows_without_these_faults():
    """What is refused above is refused for its one fault: without it each of these rows is taken."""
    written(sealed=b"text")
    written(key="b", message_id="<b@example.org>", state=LetterState.SENT)
    for insert in (stopped, bounced, lifted):
        insert()
    lifted(means=Means.ADMINISTRATOR, reason="A new mailbox.")


def test_what_an_administrator_leaves_out_is_said_in_words():
    stopped()
    for row, words in (
        (Suppression(address=ADDRESS.upper()), "Letters to this address are stopped already."),
        (Lifting(means=Means.ADMINISTRATOR), "Say what was put right, or what the person said."),
    ):
        with pytest.raises(ValidationError) as refused:
            row.validate_constraints()
        assert refused.value.messages == [words]
