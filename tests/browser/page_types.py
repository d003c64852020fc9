"""Every type of page that a reader can meet, with the address of one of each."""

from __future__ import annotations

from tests.browser.page_types_accounts import FORMS, OWN
from tests.browser.page_types_network import AT_EVENTS, FOLLOWED, IN_FORUM, MODERATED, TOLD, TYING
from tests.browser.page_types_newsroom import NEWSROOM
from tests.browser.page_types_places import ADVICE, CITIES, PEOPLE
from tests.browser.page_types_plans import ACROSS, FILES, PLANNING, PLANS_READ, TELLING
from tests.browser.page_types_reading import FAULTS, READING, REPORTS, STYLEGUIDE
from tests.browser.page_types_writing import WRITING

EVERY = [
    *READING,
    *FAULTS,
    *REPORTS,
    *FORMS,
    *OWN,
    *CITIES,
    *ADVICE,
    *PEOPLE,
    *TELLING,
    *PLANNING,
    *ACROSS,
    *FILES,
    *PLANS_READ,
    *AT_EVENTS,
    *IN_FORUM,
    *WRITING,
    *TYING,
    *FOLLOWED,
    *MODERATED,
    *TOLD,
    *NEWSROOM,
    *STYLEGUIDE,
]
