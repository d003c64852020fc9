"""Letters that waited, and things that changed meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.places.models import Membership
from network.digests.at_once import leaving
from network.digests.services.telling import write_letters
from network.forum.choices import SanctionKind
from network.forum.models import Post, Sanction, Thread
from portal.mail.leaving import Going
from portal.mail.models import Letter
from portal.mail.sweeping import send_waiting
from tests.digests.at_once.letters import LATER, html_of, text_of
from tests.factories.forum import PostFactory, ThreadFactory, city_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def killed(monkeypatch):
    """Write the letters that are due in a process that ends before one leaves."""

    def write() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(leaving.Asking, "deliver", lambda *_: None)
            patch.setattr(Going, "deliver", lambda *_: None)
            write_letters(timezone.now() + LATER)
        Letter.objects.update(made_at=timezone.now() - timedelta(minutes=30))

    return write


def end(thread: Thread, reader) -> None:
    Membership.objects.filter(user=reader).update(state=MembershipState.ENDED, ended_at=timezone.now())


def hide_first(thread: Thread, reader) -> None:
    hidden = {"hidden_at": timezone.now(), "hidden_reason": "x"}
    thread.posts.filter(pk=thread.posts.order_by("number")[1].pk).update(**hidden)


def silence(thread: Thread, reader) -> None:
    until = timezone.now() + timedelta(days=1)
    author = thread.posts.order_by("-number").first().author
    Sanction.objects.create(person=author, by=reader, kind=SanctionKind.SILENCE, reason="x", until=until)


CHANGES = {
    "membership": end,
    "hidden": hide_first,
    "edited": lambda thread, reader: Post.objects.filter(thread=thread).update(edited_at=timezone.now()),
    "renamed": lambda thread, reader: Thread.objects.filter(pk=thread.pk).update(title="Something else"),
    "author silenced": silence,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("posts", [1, 4], ids=["alone", "gathered"])
def test_letter_that_waited_does_not_leave_with_what_changed(
    leeds, reader, writer, killed, mailoutbox, django_capture_on_commit_callbacks, change, posts
) -> None:
    thread = ThreadFactory(author=reader, board=city_board(leeds), title="Who owns the heat?")
    for _post in range(posts):
        PostFactory(thread=thread, author=writer)
    with django_capture_on_commit_callbacks(execute=True):
        killed()
    assert Letter.objects.get().state == "due"
    change(thread, reader)
    send_waiting()
    letter = Letter.objects.get()
    assert (mailoutbox, letter.state, letter.sealed) == ([], "skipped", None)
    assert "changed" in letter.reason


@pytest.mark.parametrize("kind", [SanctionKind.SILENCE, SanctionKind.SUSPENSION])
def test_nothing_is_quoted_of_whom_digests_do_not_quote(thread, reader, writer, written, kind) -> None:
    PostFactory(thread=thread, author=writer)
    until = timezone.now() + timedelta(days=1)
    sanction = Sanction.objects.create(person=writer, by=reader, kind=kind, reason="x", until=until)
    assert written() == []
    Sanction.objects.filter(pk=sanction.pk).update(lifted_at=timezone.now(), lifted_by=reader)
    PostFactory(thread=thread, author=writer)
    assert len(written()) == 1


def test_nothing_that_cannot_be_seen_is_in_a_letter(thread, writer, written) -> None:
    PostFactory(
        thread=thread, author=writer, body="See \u202egnp.exe\u202c and ze\u200bro, \U0001f468\u200d\U0001f469."
    )
    (letter,) = written()
    for words in (text_of(letter), html_of(letter)):
        assert "gnp.exe and zero, \U0001f468\u200d\U0001f469" in words
        assert not set("\u202e\u202c\u200b") & set(words)


def test_letter_that_waited_leaves_as_it_was_where_nothing_changed(
    thread, writer, killed, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    for _post in range(4):
        PostFactory(thread=thread, author=writer)
    with django_capture_on_commit_callbacks(execute=True):
        killed()
    assert Letter.objects.get().state == "due"
    send_waiting()
    assert (len(mailoutbox), Letter.objects.get().state) == (1, "sent")
