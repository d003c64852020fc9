"""Words that were changed or taken away while a digest was on its way: it leaves as things are, its row is clean."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.digests.building.composing import compose, still_readable
from network.digests.building.people import People
from network.digests.choices import DigestState, Reason
from network.digests.models import Digest
from network.digests.services import batch
from network.digests.services.claiming import claim
from network.digests.services.drawing import drawn_again
from network.digests.services.sending import send_due
from network.forum.models import Mention, Post, Thread
from portal.accounts.erasure import erase_person
from portal.accounts.models import User
from portal.text import markdown
from tests.digests.due import LONG_AGO, due_digest, follow, public_thread
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of

pytestmark = pytest.mark.django_db
MAILBOX = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.LETTER_BACKEND = MAILBOX


def edit(thread: Thread) -> None:
    Post.objects.filter(thread=thread).update(body="Put right", html=markdown.render("Put right", key="x"))


def rename(thread: Thread) -> None:
    Thread.objects.filter(pk=thread.pk).update(title="Another name")


def hide(thread: Thread) -> None:
    Post.objects.filter(thread=thread).update(hidden_at=timezone.now(), hidden_reason="Unkind")


def words_of(thread: Thread) -> str:
    return thread.posts.order_by("-number").first().body


def sent_after(change, thread: Thread) -> str:
    """Send what is due, with a change after it was put together; return all that left."""
    connection = mail.get_connection(MAILBOX)
    hands = batch.Batch(claim(), connection, at=None, until=float("inf"))
    contents = hands.selected()
    assert contents
    change(thread)
    hands.send(contents)
    return "\n".join(f"{one.subject}\n{one.body}\n{one.alternatives}" for one in mail.outbox)


@pytest.mark.parametrize(("change", "now"), [(edit, "Put right"), (rename, "Another name"), (hide, "")])
def test_thread_is_told_of_as_it_is_when_the_digest_leaves(change, now):
    thread = public_thread()
    Thread.objects.filter(pk=thread.pk).update(title="The former name")
    former = {edit: words_of(thread), rename: "The former name", hide: words_of(thread)}[change]
    due_digest(thread)
    text = sent_after(change, thread)
    assert former not in text
    assert now in text
    assert Digest.objects.filter(subject__contains=former).count() == 0


def test_event_whose_text_was_hidden_is_told_of_without_it():
    board = BoardFactory(audience="public")
    event = event_on(board, by=member_of())
    words = words_of(event.thread)
    due_digest(person=member_of())
    assert words not in sent_after(hide, event.thread)


def test_who_named_somebody_is_in_no_ledger_and_not_told_again_once_erased(settings):
    author = member_of(user__display_name="Bertha Buyer")
    thread = ThreadFactory(board=BoardFactory(audience="public"))
    digest = due_digest()
    post = PostFactory(thread=thread, author=author)
    Mention.objects.create(post=post, person=digest.person)
    send_due()
    digest.refresh_from_db()
    assert thread.pk in {row["key"] for row in digest.shown}
    assert "Bertha" in mail.outbox[0].body
    assert "Bertha" not in str(digest.shown)
    Digest.objects.filter(pk=digest.pk).update(state=DigestState.UNKNOWN, reason=Reason.DROPPED)
    erase_person(author)
    digest.refresh_from_db()
    again = drawn_again(digest)
    assert "Bertha" not in f"{again} {digest.shown} {digest.subject}"


def test_describing_anew_takes_as_many_queries_for_twenty_as_for_two():
    threads = [public_thread() for _ in range(3)]
    people = [member_of() for _ in range(20)]
    for person in people:
        for thread in threads:
            follow(person, thread)
    User.objects.update(joined_at=LONG_AGO)
    contents = compose(People([person.pk for person in people]))
    counts = []
    for some in (2, 20):
        with CaptureQueriesContext(database) as queries:
            assert len(still_readable(list(contents.values())[:some])) == some
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
