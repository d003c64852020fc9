"""Letters of one script that look like those of another, with which somebody could pass for somebody else.

Source: Unicode Technical Standard 39, s.4 (skeletons) and s.5 (mixed scripts), for Latin, Cyrillic and Greek.
"""

from __future__ import annotations

import re
import unicodedata

from portal.text.hidden import script

# Written in one word by Japanese, Chinese and Korean, with Latin letters among them.
EAST_ASIAN = ({"CJK", "HIRAGANA", "KATAKANA", "LATIN"}, {"CJK", "BOPOMOFO", "LATIN"}, {"CJK", "HANGUL", "LATIN"})
WORD_BREAK = re.compile(r"[^\w'’ʼ\u0300-\u036f]+")
ACCENT = re.compile("[\u0300-\u036f]")
LIKE_LATIN = str.maketrans(
    "АВЕКМНОРСТУХІЈЅЗԚԜҮӀаеорсухіјѕһԁԛԝѵкмнтвгпиьүӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχγωıɑɡǀ",
    "ABEKMHOPCTYXIJS3QWYIaeopcyxijshdqwvkmhtbrnubylABEZHIKMNOPTYXaeikvoptuxywiagl",
)
LIKE_EACH_OTHER = (("rn", "m"), ("vv", "w"), ("i", "l"), ("1", "l"), ("|", "l"), ("0", "o"))


def mixes_scripts(line: str) -> bool:
    """Say whether a word of `line` has letters of several scripts; words of different scripts may stand together."""
    return any(not belong_together(scripts_of(word)) for word in WORD_BREAK.split(line))


def scripts_of(word: str) -> set[str]:
    """Return the scripts of the letters; figures, marks and letters that modify others belong to none."""
    plain = unicodedata.normalize("NFKC", word)
    return {script(letter) for letter in plain if unicodedata.category(letter) in ("Lu", "Ll", "Lt", "Lo")}


def belong_together(scripts: set[str]) -> bool:
    return len(scripts) < 2 or any(scripts <= those for those in EAST_ASIAN)


def skeleton(name: str) -> str:
    """Return what is the same for names that look the same: Latin letters without accents, case and spaces.

    Empty where nothing is a letter or a figure.
    """
    plain = ACCENT.sub("", unicodedata.normalize("NFKD", name)).translate(LIKE_LATIN).casefold()
    for pair, one in LIKE_EACH_OTHER:
        plain = plain.replace(pair, one)
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LMN")
