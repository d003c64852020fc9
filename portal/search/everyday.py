"""How people say what the handbooks say otherwise.

What means the very same, an abbreviation or another form of a word, is always looked for too. What people
say more loosely is used only where too few pages have all of their words.
Editors bring a plain phrase to an entry by a task that names it. These lists are for words that recur in many.
"""

from __future__ import annotations

import re

LANGUAGE = "en"

# On each line an abbreviation of the field, and after the colon what it stands for in the handbooks.
ABBREVIATION_LINES = """
acv: asset of community value
cat: asset transfer
cbs bencom: community benefit society
cdfi: community development finance institution
cic: community interest company
cil: community infrastructure levy
cio: charitable incorporated organisation
citr: community investment tax relief
clt: community land trust
cmi: community municipal investment
cpo: compulsory purchase, compulsorily
cwb: community wealth building
edmo: empty dwelling management
eir: environmental information
foi foia: freedom of information
gbe: great british energy
gpc: general power of competence
heca: home energy conservation
hra: housing revenue account
jr: judicial review
la: local authority
laep: local area energy plan
lgps: local government pension scheme
lhees: heat and energy efficiency strategy
mees: minimum energy
mhos: mutual home ownership
ndo: neighbourhood development order
ndp: neighbourhood plan
npps: national procurement policy statement
nwf: national wealth fund
ppa: power purchase agreement
psr: provider selection regime
pwlb: public works loan board
rlw: real living wage
rtb: right to buy
rtm: right to manage
scio: scottish charitable incorporated organisation
seg: smart export guarantee
sitr: social investment tax relief
tmo: tenant management organisation
tupe: transfer of undertakings
wpl: workplace parking levy
"""

# Forms of one word, or words for one thing, that a dictionary of endings keeps apart.
FORM_LINES = """
acquire: acquisition
acquisition acquisitions: acquire
compulsory: compulsorily
compulsorily: compulsory
licence licences: license
license licensing licensed: licence
organization organizations: organisation
purchase purchases purchasing: buy
subsidise subsidising: subsidy
taxation: tax
"""

# On each line words that people type, and after the colon what the handbooks say for them.
LOOSE_LINES = """
sell selling sale sold: dispose, disposal
cheap cheaply cheaper: full price, undervalue, reduce
pound pounds peppercorn nominal: full price, undervalue, best consideration
house houses housing flat flats: homes
buy buying: acquire, purchase
tender tenders tendering: procurement, contract, bid
lend lending borrow borrowing: loans
coop coops: co-operative
firm firms business businesses: suppliers, enterprises
resident residents neighbours villagers: community, group
pool pools library libraries: building, service
park parks: green, open space
outsource outsourced outsourcing insource insourcing: in-house
contractor contractors: suppliers
"""

# What a question is wrapped in: found as any word is, but worth little.
WRAPPING_LINES = """
allowed able bring change could find get give going happen keep know like look make need one please put quickly
set should show start tell thing try turn us use want wants way ways without would
"""
WRAPPING = frozenset(WRAPPING_LINES.split())

# Sections of Acts are written s106, s.106 and s106A for short.
SECTION = re.compile(r"s\.?(?P<number>\d{1,3}[a-z]?)", re.IGNORECASE)


def read_lines(lines: str) -> dict[str, tuple[str, ...]]:
    """Return the meanings of each word of a list."""
    pairs = (line.split(":") for line in lines.strip().splitlines())
    return {word: tuple(meanings.strip().split(", ")) for words, meanings in pairs for word in words.split()}


ABBREVIATIONS = read_lines(ABBREVIATION_LINES)
FORMS = read_lines(FORM_LINES)
LOOSELY = read_lines(LOOSE_LINES)


def in_full(word: str, language: str) -> tuple[str, ...]:
    """Return what an abbreviation stands for, in the singular or the plural; nothing for another word."""
    if language != LANGUAGE:
        return ()
    if section := SECTION.fullmatch(word):
        return (f"section {section['number']}",)
    return ABBREVIATIONS.get(word.lower()) or ABBREVIATIONS.get(word.lower().removesuffix("s"), ())


def same_as(word: str, language: str) -> tuple[str, ...]:
    """Return what means the very same as a word, beside the word itself."""
    if language != LANGUAGE:
        return ()
    return in_full(word, language) or FORMS.get(word.lower(), ())


def meanings_of(word: str, language: str) -> tuple[str, ...]:
    """Return what the handbooks say for a word, beside the word itself."""
    loosely = LOOSELY.get(word.lower(), ()) if language == LANGUAGE else ()
    return (*same_as(word, language), *loosely)
