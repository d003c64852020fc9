"""An erasure at the same instant as an edit: whichever comes first, no text names who has left."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import PermissionDenied

from network.forum import personal
from network.forum.models import Draft, Post, PostRevision
from network.forum.services import editing
from network.forum.services.drafts import Unsent, keep_draft
from network.forum.services.editing import edit_post
from portal.accounts.erasure import erase_person
from portal.accounts.models import User
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 2
"""Seconds that an act waits for the other one, which must wait for it."""


class Meeting:
    """Lets one act begin in the middle of another, which goes on when that is over or cannot go on."""

    def __init__(self) -> None:
        self.begun, self.over = threading.Event(), threading.Event()

    def pause(self, act):
        """Return an act that lets the other one in before it ends."""

        def paused(*args, **kwargs):
            found = act(*args, **kwargs)
            self.begun.set()
            self.over.wait(PATIENCE)
            return found

        return paused

    def after(self, act):
        """Return an act that begins in the middle of the other."""

        def later():
            assert self.begun.wait(10)
            try:
                act()
            finally:
                self.over.set()

        return later


@pytest.fixture
def named():
    return member_of(user__display_name="Una Named")


@pytest.fixture
def post(tree, named):
    thread = ThreadFactory(board=BoardFactory())
    PostFactory(thread=thread, author=named, body="I am here.")
    return PostFactory(thread=thread, body=f"Ask @[Una Named](person:{named.pk}) about it.")


def texts() -> list[str]:
    return [text for model in (Post, PostRevision, Draft) for text in model.objects.values_list("body", flat=True)]


def again(person: User) -> User:
    return User.objects.get(pk=person.pk)


@pytest.mark.parametrize("body", ["Ask nobody.", "Do ask @[Una Named](person:{pk})."])
def test_name_in_a_text_that_is_being_edited_goes_with_the_person(post, named, monkeypatch, body):
    meeting, before = Meeting(), post.body
    monkeypatch.setattr(editing, "set_text", meeting.pause(editing.set_text))
    faults = at_once(
        lambda: edit_post(post, body.format(pk=named.pk), seen=before, by=again(post.author)),
        meeting.after(lambda: erase_person(named)),
    )
    assert faults == []
    assert post.revisions.get().body == "Ask @a former member about it."
    assert not [text for text in texts() if "Una" in text or f"person:{named.pk}" in text]


def test_person_who_is_being_erased_changes_and_keeps_nothing_more(post, named, monkeypatch):
    own, meeting = Post.objects.get(author=named), Meeting()
    me = f"@[Una Named](person:{named.pk})"
    monkeypatch.setattr(personal, "unname", meeting.pause(personal.unname))

    def act():
        writer = again(named)
        with pytest.raises(PermissionDenied):
            edit_post(own, f"I am {me}.", seen=own.body, by=writer)
        with pytest.raises(PermissionDenied):
            keep_draft(own.thread, Unsent(body=f"Signed, {me}"), by=writer)

    assert at_once(lambda: erase_person(named), meeting.after(act)) == []
    assert not PostRevision.objects.exists()
    assert not Draft.objects.exists()
    assert not [text for text in texts() if "Una" in text]
