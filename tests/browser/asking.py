"""People of two cities who ask and help each other, a newcomer of each kind of browser, and a moderator.

`python -m tests.browser.asking` makes them.
"""

from __future__ import annotations

import django

ASKER, HELPER, MODERATOR = "asa.asker@example.org", "hari.helper@example.org", "mo.moderator@example.org"
NEWCOMERS = {True: "nia.newcomer@example.org", False: "noel.newcomer@example.org"}
"""Whoever comes with scripts, and without."""
OFFER = "How a school sells its electricity"


def make_people() -> None:
    """Make them, with what the helper offers and the moderator wrote on the board that everyone reads."""
    from network.forum.models import Board
    from network.forum.services.posting import Opening, Written, start_thread
    from tests.browser.events import BOARD
    from tests.factories import CityFactory, MembershipFactory, UserFactory
    from tests.factories.forum import rested

    exeter, truro = CityFactory(name="Exeter", slug="exeter"), CityFactory(name="Truro", slug="truro")
    names = {ASKER: "Asa Asker", NEWCOMERS[True]: "Nia Newcomer", NEWCOMERS[False]: "Noel Newcomer"}
    for email, name in names.items():
        MembershipFactory(city=exeter, is_home=True, user__email=email, user__display_name=name)
    UserFactory(email=MODERATOR, display_name="Mo Moderator", groups=["Moderators"])
    helper = MembershipFactory(city=truro, is_home=True, user__email=HELPER, user__display_name="Hari Helper").user
    board = Board.objects.get(slug=BOARD.strip("/").rpartition("/")[2])
    start_thread(board, Opening(title=OFFER, kind="offer", themes=["energy"]), Written(body="Take it."), by=helper)
    rested(helper)


if __name__ == "__main__":
    django.setup()
    make_people()
