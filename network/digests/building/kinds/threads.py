"""Threads of the forum: their title, the author's city, and the words of a post."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone

from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from network.digests.building.threads import SAID, rows_of
from network.digests.choices import ItemKind
from network.forum.models import Thread
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.people import place_of, short_name
from portal.text.cutting import at_a_word
from portal.text.markdown import words

LOOKED_AT = 1_200
"""Characters of the HTML of a post of which the line is made."""
QUOTES = f"""
SELECT wanted.thread, wanted.number, post.html, author.display_name, author.anonymised_at, city.name
FROM unnest(%(threads)s::bigint[], %(numbers)s::int[], %(exact)s::bool[]) AS wanted (thread, number, exact)
CROSS JOIN LATERAL (
    SELECT left(p.html, %(most)s) AS html, p.author_id, p.city_id FROM forum_post p
    WHERE p.thread_id = wanted.thread AND p.number <= wanted.number AND (NOT wanted.exact OR p.number = wanted.number)
      AND {SAID}
    ORDER BY p.number DESC LIMIT 1
) AS post
JOIN accounts_user author ON author.id = post.author_id LEFT JOIN places_city city ON city.id = post.city_id
"""  # noqa: S608  made of constants

UNSAID = f"""
SELECT wanted.thread, wanted.number FROM unnest(%(threads)s::bigint[], %(numbers)s::int[]) AS wanted (thread, number)
WHERE NOT EXISTS (
    SELECT FROM forum_post p WHERE p.thread_id = wanted.thread AND p.number = wanted.number AND {SAID}
)
"""  # noqa: S608  made of constants


class Quote(NamedTuple):
    """The beginning of a post, and who wrote it where, as everybody who reads the post may know."""

    line: str = ""
    speaker: str = ""


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    """Describe threads by their title, the city of their author, and a line of the newest post, or of the one named.

    A thread whose post may not be quoted any more is left out: nothing counts as told, and it comes again.
    """
    rows = Thread.objects.listed().filter(pk__in={choice.key for choice in choices})
    columns = ("pk", "title", "board__slug", "board__title", "city__name", "last_number")
    threads = {row["pk"]: row for row in rows.values(*columns)}
    known = [choice for choice in choices if choice.key in threads]
    quotes = quotes_of({(one.key, one.post or threads[one.key]["last_number"], bool(one.post)) for one in known})
    found = {}
    for choice in known:
        row = threads[choice.key]
        number = choice.post or row["last_number"]
        if (choice.key, number) in quotes:
            address = thread_address(row["board__slug"], row["pk"], row["title"])
            found[choice.subject] = Described(
                title=row["title"],
                url=settings.SITE_URL + on_page(address, number),
                place=row["city__name"] or row["board__title"],
                **quotes[choice.key, number]._asdict(),
            )
    return found


def quotes_of(wanted: Collection[tuple[int, int, bool]]) -> dict[tuple[int, int], Quote]:
    """Return the beginning of posts, with who says it, by thread and number.

    `wanted` are threads and numbers, and whether it is that post or else the newest before it that may be read.
    """
    threads, numbers, exact = zip(*wanted, strict=True) if wanted else ((), (), ())
    asked = {"threads": list(threads), "numbers": list(numbers), "exact": list(exact), "most": LOOKED_AT}
    rows = rows_of(QUOTES, asked | {"at": timezone.now()})
    return {(thread, number): Quote(quoted(html), speaker(*author)) for thread, number, html, *author in rows}


def quoted(html: str) -> str:
    """Return the first words of a post as one line of plain text."""
    return at_a_word(words(html), LINE)


def speaker(name: str, gone_at: datetime | None, city: str | None) -> str:
    """Return who wrote a post, and where, as a line begins with it."""
    said = place_of(short_name(name, gone_at), city or "")
    return said[:1].upper() + said[1:]


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    """Return the pairs of a person and a thread that lists show, on a board that the person reads.

    Where a post is named, its words may still be passed on.
    """
    board_of = boards_of_threads(choice.key for _person, choice in wanted)
    gone = unsaid(choice.subject for _person, choice in wanted if choice.post)
    return {
        (person, choice.subject)
        for person, choice in wanted
        if board_of.get(choice.key) in people.boards_of(person) and choice.subject not in gone
    }


def unsaid(subjects: Iterable[Subject]) -> set[Subject]:
    """Return those of some subjects of which the post may not be quoted."""
    wanted = list(set(subjects))
    asked = {"threads": [one.key for one in wanted], "numbers": [one.post for one in wanted], "at": timezone.now()}
    return {Subject(ItemKind.THREAD, *row) for row in rows_of(UNSAID, asked)}


def boards_of_threads(keys: Iterable[int]) -> dict[int, int]:
    """Return the boards of those of some threads that lists show."""
    return dict(Thread.objects.listed().filter(pk__in=set(keys)).values_list("pk", "board"))
