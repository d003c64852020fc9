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
        "Gŵyneth Ŵyn",
        "Caoimhín Ó hÉalaí",
        "Nguyễn Thị Ánh",
        "علی\u200cرضا",
        "خدیجہ بانو",
        "प्रियंका क्षत्रिय",
        "ज़ाकिर हुसैन",
        "क्\u200dष",
        "ශ්\u200dරී",
        "র\u200d্যান",
        "Family 👨‍👩‍👧‍👦",
        "Ada 👩🏽\u200d💻 ❤️",
        "Zoë 🏳️‍🌈 1️⃣",
        "Leeds 🇬🇧",
        "Юлия Нечаева",
        "Ελένη Παπαδοπούλου",
        "Мария (Maria) Ивановна",
        "ՍԱՐԳԻՍ",
        "ქეთევან",
        "さくら花子ー",
        "タナカ・A子",
        "김金",
        "𝐀𝐝𝐚",
        "Ａｄａ Hall",
        "José Mª Nuñez",
        "Kaʻahumanu",
        "O’Brien 2nd",
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
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u2800",
        "Ada\u2800",
        "Ada\u034f",
        "Ad\u00ada",
        "Ad\u200ca",
        "Ad\u200da",
        "Ada\u200d👩",
        "👩\u200d",
        "Ada\ufe0f",
        "Ada\U000e0041\U000e0064",
        "🏴\U000e0068\U000e0069\U000e007f",
        "علی\u200c",
        "A" + "\u0334" * 79,
        "A" + "\u0334" * 4,
        "\u0301",
        "+",
        "...",
        "   ",
        "x" * 81,
        "x" * 300,
    ],
)
def test_name_that_hides_or_turns_is_refused_in_words(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert refused.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    "name",
    [
        "Grаce Hopper",  # Cyrillic a
        "Grace Hοpper",  # Greek o
        "O’Нeill",
        "Нина Petrovа",
        "Αda",
        "Ada Lоvelace 👩‍💻",
        "Ada\u0301аb",
        "علیAli",
        "金Нина",
        "µda",
    ],
)
def test_word_of_two_alphabets_is_refused(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_name(name)
    assert refused.value.error_list[0].code == "scripts"


def test_name_is_in_one_form_without_what_is_around_it() -> None:
    assert clean_name("\n  Zoe\u0308   Hall\t\r\n") == "Zo\u00eb Hall"


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\r", "\t", "\x0b", "\x85", "\x1b", "\x00", "\u2028", "\u2029"])
def test_control_character_within_a_name_is_refused(mark: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_name(f"Olwen{mark}Bcc: x@example.org")
    assert refused.value.error_list[0].code == "control"


def test_line_may_be_empty() -> None:
    assert clean_line(" \n ") == ""
