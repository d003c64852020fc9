"""A board of the network on which people write, apart from what others look at: `python -m tests.browser.lending`."""

from __future__ import annotations

import django

AUTHOR, ANSWERER, QUIET = "tess.asker@example.org", "bram.answerer@example.org", "nell.noscript@example.org"
BOARD, OWN_BOARD = "lending", "derby"
QUESTION, CLOSED = "Who lends to community energy?", "Closed: rates of last year"
BODY = "We need a bridge loan of **£200,000**.\n\nThe council may lend, but has not done so yet."
ANSWER = "Bristol lent against the feed-in contract.\n\nAsk for the drawdown in two parts."


def make_lending() -> None:
    """Make a question with an answer, a closed thread, and three people of one city."""
    from cities.places.directory.lines import write_lines
    from tests.factories import CityFactory, MembershipFactory
    from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, rested

    city = CityFactory(name="Derby", slug="derby", nation="england")
    names = {AUTHOR: "Tess Asker", ANSWERER: "Bram Answerer", QUIET: "Nell Noscript"}
    people = [
        MembershipFactory(city=city, is_home=True, user__email=email, user__display_name=name).user
        for email, name in names.items()
    ]
    write_lines([person.pk for person in people])
    asker, answerer, _quiet = people
    board = BoardFactory(title="Lending", slug=BOARD, description="Who lends to whom, and on which terms.")
    city_board(city, title="Derby", slug=OWN_BOARD)
    question = ThreadFactory(board=board, kind="question", title=QUESTION, author=asker, body=BODY)
    PostFactory(thread=question, author=answerer, body=ANSWER)
    closed = ThreadFactory(board=board, title=CLOSED, author=asker)
    closed.closed_at = closed.created_at
    closed.save()
    rested(*people)


if __name__ == "__main__":
    django.setup()
    make_lending()
