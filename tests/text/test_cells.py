"""No cell is run as a formula, whatever separator the program that opens it goes by."""

from __future__ import annotations

import csv
import io

import pytest

from portal.text.cells import harmless, harmless_in_lines, unharmed, unharmed_in_lines

SIGNS = "=+-@＝＋－＠"


@pytest.mark.parametrize("sign", SIGNS)
def test_text_that_begins_as_a_formula_is_marked(sign):
    assert harmless(f"{sign}1") == f"'{sign}1"
    assert unharmed(harmless(f"{sign}1")) == f"{sign}1"


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("before", ["", "Two;", "Two\t", "Two\n", "Two\n;"])
def test_no_separator_begins_a_formula(sign, separator, before):
    said = f"{before}{sign}1+1;Three"
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerow(["One", harmless_in_lines(said)])
    cells = [cell for row in csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=separator) for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple(SIGNS))]
    assert unharmed(unharmed_in_lines(harmless_in_lines(said))) == said


def test_numbers_stay_numbers():
    assert harmless_in_lines(-3) == -3
