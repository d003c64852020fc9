"""What may stand as a name."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.accounts.names import clean_line, clean_name


@pytest.mark.parametrize(
    "name",
    [
        "Siân Ó Briain",
        "李小龙",
        "محمد",
        "Ada 👩‍💻",
        "Nia 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "O'Brien-Smith, jr.",
        "7",
        "🙂",
        "x" * 80,
    ],
)
def test_name_that_can_be_seen_is_taken(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "Ada\u202egnihtemos",
        "Ada\u200f",
        "Ada\u2066x\u2069",
        "\u200bAda",
        "Ada\x07",
        "Ada\ue000",
        "Ada\ufeff",
        "\u200d",
        "...",
        "   ",
        "x" * 81,
        "x" * 300,
    ],
)
def test_name_that_hides_or_turns_is_refused_in_words(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert refused.value.messages[0].endswith((".", "300.", "81."))


def test_name_is_one_line_in_one_form() -> None:
    assert clean_name("  Zoe\u0308 \n  Hall\t") == "Zo\u00eb Hall"


def test_line_may_be_empty() -> None:
    assert clean_line(" \n ") == ""
