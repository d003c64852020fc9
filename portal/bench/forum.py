"""What the forum costs as it grows: lists and a deep thread, signed in and not, and how fast many write at once.

Measured in the database of the crowd, where all of the forum is generated, and is made anew each time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count, cycle
from time import perf_counter
from urllib.parse import quote_plus

from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from cities.places.load import ADDRESS
from cities.places.models import Membership
from handbooks.models import EntryPage
from network.forum.load import generated
from network.forum.models import Thread
from network.forum.services.posting import Written, reply
from portal.accounts.models import User
from portal.bench.crowd import is_crowd, session_of
from portal.bench.report import Line, Verdict, beside
from portal.bench.subjects import WORDS, Budget, Subject
from portal.search.choices import PassageKind
from portal.search.load import generate_passages
from portal.supervisor.trouble import Trouble

SIZES = (10_000, 100_000, 1_000_000)
WRITERS = 8
WRITTEN = 400
"""Posts of one measurement."""
PLACES = {"first": 1, "middle": 125, "last": 250}
THREADS = "threads, member"
SAID = ("lead organisation", "minutes", "heat networks solar panels", "wood allotments", "thread 77", "tender")
"""What is searched among posts: common words, rarer ones, a title, and one that no post says."""


def empty_forum() -> None:
    """Take away all threads, so that what grows is measured from small to large. Raises Trouble elsewhere."""
    if not is_crowd():
        raise Trouble("threads are generated and taken away only in the database of the crowd")
    if not EntryPage.objects.exists():
        call_command("load_starter_content", verbosity=0)  # the search finds entries beside posts
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE forum_thread CASCADE")
        cursor.execute("DELETE FROM search_passage WHERE kind = %s", [PassageKind.POST])


def gather_posts(number: int) -> None:
    """Bring the forum up to so many posts, a tenth as many threads."""
    call_command("generate_load", threads=number // 10, verbosity=0)
    call_command("generate_load", posts=number, verbosity=1)
    generate_passages()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE forum_thread, forum_post, forum_reader, search_passage")


def forum_subjects() -> list[Subject]:
    """Return the lists, the deep thread and the search at a size, as a member and as the public read them."""
    deep = generated().order_by("-last_number").select_related("board").first()
    reader = members().order_by("pk").first()
    if deep is None or reader is None:
        raise Trouble("there is no generated thread to measure")
    session = session_of(reader)
    public = Thread.objects.filter(board__slug="generated-public").order_by("pk").first()
    lists = reverse("forum")
    found = [
        Subject("boards, member", [reverse("boards")], Budget(queries=5), session=session),
        Subject(THREADS, [lists], Budget(queries=6), session=session),
        Subject("threads, anonymous", [f"{lists}?show=unanswered", f"{lists}?kind=ask"]),
    ]
    path = deep.get_absolute_url()
    for place, page in PLACES.items():
        if page <= (deep.last_number + 19) // 20:
            found.append(Subject(deep_page(place), [f"{path}?page={page}"], Budget(queries=9), session=session))
    asked = [f"/search/?q={quote_plus(words)}" for words in (*WORDS, *SAID)]
    found.append(Subject("search, member", asked, Budget(slowest=200.0), session=session))
    found.append(Subject("search, anonymous", [f"{path}&kind=post" for path in asked], Budget(slowest=200.0)))
    if public:
        found.append(Subject("thread, anonymous", [f"{public.get_absolute_url()}?page=1"]))
    return found


def members() -> QuerySet[User]:
    """Return the generated people who read and write what the network does."""
    active = Membership.objects.active().filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(active), email__endswith=ADDRESS)


def deep_page(place: str) -> str:
    return f"a thread's {place} page, member"


def growth(measured: dict[int, list[Line]]) -> Iterator[Verdict]:
    """Return whether pages cost the same however much there is, by size. Source: design section 8."""
    lines = {size: {line.subject.name: line for line in some} for size, some in measured.items()}
    smallest, largest = lines[min(lines)], lines[max(lines)]
    if THREADS in smallest and THREADS in largest:
        promise = f"threads of {max(lines):,} beside {min(lines):,} posts"
        yield beside(promise, largest[THREADS], smallest[THREADS], 1.2)
    first, last = (largest.get(deep_page(place)) for place in ("first", "last"))
    if first and last:
        yield beside("page 250 of a thread beside page 1", last, first, 1.1)


def writing_figures() -> Iterator[str]:
    """Return the lines of a table: how many posts a second eight writers make, in one thread and each in another."""
    yield f"{'eight writers at once':30}{'posts':>9}{'seconds':>9}{'a second':>10}"
    threads = list(generated().select_related("board").order_by("pk")[1 : WRITERS + 1])
    people = list(members().order_by("pk")[: 2 * WRITTEN])
    if len(people) < 2 * WRITTEN:
        raise Trouble(f"there are not {2 * WRITTEN} members to write")
    measured = (
        ("in threads of their own", threads, people[:WRITTEN]),
        ("in one thread", threads[:1], people[WRITTEN:]),
    )
    for name, into, writers in measured:
        taken = written_at_once(into, writers)
        yield f"{name:30}{WRITTEN:9}{taken:9.2f}{WRITTEN / taken:10.0f}"


def written_at_once(threads: list[Thread], people: list[User]) -> float:
    """Return the seconds in which eight writers post; each post is by another person, as nobody may post so fast."""
    turns, places = count(), cycle(threads)
    failed: list[Exception] = []
    jobs = [(person, next(places)) for person in people]

    def write() -> None:
        try:
            while (turn := next(turns)) < WRITTEN:
                person, thread = jobs[turn]
                reply(thread, Written(body="Generated to measure with."), by=person)
                connections.close_all()  # as after each request: the pool may be smaller than the writers are many
        except Exception as error:  # told by the thread that waits
            failed.append(error)
            connections.close_all()

    writers = [threading.Thread(target=write) for _writer in range(WRITERS)]
    begun = perf_counter()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    if failed:
        raise Trouble(f"a post could not be written: {failed[0]}")
    return perf_counter() - begun
