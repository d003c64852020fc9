"""How people say what the handbooks say otherwise: used only where too few pages have all of a reader's words.

Editors bring a plain phrase to an entry by a task that names it. This list is for words that recur in many.
"""

from __future__ import annotations

LANGUAGE = "en"

# On each line words that people type, and after the colon what the handbooks say for them.
LINES = """
sell selling sale: dispose, disposal
cheap cheaply cheaper: full price, undervalue, reduce
house houses housing flat flats: homes
buy buying: acquire, purchase
lend lending borrow borrowing: loans
coop coops: co-operative
firm firms business businesses: suppliers, enterprises
pool pools library libraries: building, service
park parks: green, open space
outsource outsourced outsourcing insource insourcing: in-house
contractor contractors: suppliers
"""

# What a question is wrapped in: found as any word is, but worth little.
WRAPPING_LINES = """
allowed able bring change could find get give going happen keep know like look make need please put
set should show start tell thing try turn use want wants way ways would
"""
WRAPPING = frozenset(WRAPPING_LINES.split())


def read_lines(lines: str) -> dict[str, tuple[str, ...]]:
    """Return the meanings of each word of the list."""
    pairs = (line.split(":") for line in lines.strip().splitlines())
    return {word: tuple(meanings.strip().split(", ")) for words, meanings in pairs for word in words.split()}


MEANINGS = read_lines(LINES)


def meanings_of(word: str, language: str) -> tuple[str, ...]:
    """Return what the handbooks say for a word, beside the word itself."""
    return MEANINGS.get(word.lower(), ()) if language == LANGUAGE else ()
