"""Tagged PDF: what people typed is printed and never obeyed, and no character stops it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.text.typesetting import DRAWN, FontMissing, drawable, typeset

MADE = datetime(2026, 11, 26, 12, 30, 15, 999, tzinfo=UTC)
TEMPLATE = """#set document(title: "A title")
#set text(font: "{family}", lang: "en")
= A title
#let data = json(bytes(sys.inputs.data))
#data.text
"""


@pytest.fixture
def template(tmp_path):
    def make(family="Atkinson RC"):
        path = tmp_path / "page.typ"
        path.write_text(TEMPLATE.format(family=family))
        return path

    return make


@pytest.mark.parametrize("family", ["Atkinson RC", "Bricolage RC"])
def test_pdf_is_tagged_and_of_the_standard(template, family):
    pdf = typeset(template(family), {"text": "Hello"}, made_at=MADE)
    assert pdf.startswith(b"%PDF-")
    assert b"/MarkInfo" in pdf
    assert b"pdfuaid" in pdf


@pytest.mark.parametrize("text", ['#panic("no")', "*b* _i_ $x$ `c` <l> @l", "#{", "\\u{0}", '"', "= Heading"])
def test_markup_in_a_text_is_not_obeyed(template, text):
    assert typeset(template(), {"text": text}, made_at=MADE)


@pytest.mark.parametrize("text", ["😀 中文 עברית", "a\0b\u202ec\u00ad", "\ufffe", "\U000e0001", "ŴŷŁódź Ω Ж €"])
def test_no_character_stops_it(template, text):
    assert typeset(template(), {"text": text}, made_at=MADE)


def test_every_character_that_is_said_to_be_drawn_is(template):
    text = " ".join(chr(code) for first, last in DRAWN for code in range(first, last + 1))
    assert typeset(template(), {"text": text}, made_at=MADE)


def test_missing_family_fails(template):
    with pytest.raises(FontMissing, match="nowhere"):
        typeset(template("Nowhere Sans"), {"text": "x"}, made_at=MADE)


def test_the_same_text_at_the_same_time_is_the_same_file(template):
    page = template()
    assert typeset(page, {"text": "x"}, made_at=MADE) == typeset(page, {"text": "x"}, made_at=MADE)


def test_only_text_is_changed():
    assert drawable({"a": ["ok 😀", 1, None, True], "b": "line\r\nnext"}) == {
        "a": ["ok ?", 1, None, True],
        "b": "line\nnext",
    }
