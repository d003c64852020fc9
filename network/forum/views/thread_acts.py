"""The acts of moderators on a thread, each with its form and its words. The services decide what may be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from network.forum.choices import Kind
from network.forum.forms.moderating import HideThreadForm, MergeForm, MoveForm, ReasonForm, SplitForm
from network.forum.models import Thread
from network.forum.reading.keepers import who_can_move
from network.forum.services import hiding, moving, splitting
from portal.accounts.models import User
from portal.words.parts import Text


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing to do with a thread, where it `fits`. `do` takes the thread and what its form gives, by name."""

    name: str
    heading: Text
    text: Text
    label: Text
    done: Text
    do: Callable[..., Thread]
    fits: Callable[[Thread], bool]
    form: type[ReasonForm] = ReasonForm

    def form_for(self, thread: Thread, by: User, data: Any = None) -> ReasonForm:
        return self.form(data, prefix=self.name, thread=thread, by=by)


@dataclass(frozen=True)
class OpenAct:
    """An act on the page; `is_open` unfolds it. Where its form has nothing to choose, `instead` says who can act."""

    act: Act
    form: ReasonForm | None
    is_open: bool
    instead: str = ""


ACTS = (
    Act(
        name="pin",
        heading=_("Pin it"),
        text=_("It stands on top of its board until somebody unpins it."),
        label=_("Pin the thread"),
        done=_("The thread is pinned."),
        do=hiding.pin_thread,
        fits=lambda thread: not thread.is_pinned and not thread.is_hidden,
    ),
    Act(
        name="unpin",
        heading=_("Unpin it"),
        text=_("It stands among the others again."),
        label=_("Unpin the thread"),
        done=_("The thread is not pinned any more."),
        do=hiding.unpin_thread,
        fits=lambda thread: thread.is_pinned,
    ),
    Act(
        name="close",
        heading=_("Close it"),
        text=_("Everybody reads it as before. Only those who moderate the board can add to it."),
        label=_("Close the thread"),
        done=_("The thread is closed."),
        do=hiding.close_thread,
        fits=lambda thread: not thread.is_closed,
    ),
    Act(
        name="reopen",
        heading=_("Open it again"),
        text=_("People can add to it again."),
        label=_("Open the thread again"),
        done=_("The thread is open again."),
        do=hiding.reopen_thread,
        fits=lambda thread: thread.is_closed,
    ),
    Act(
        name="move",
        heading=_("Move it to another board"),
        text=_(
            "Who does not read the new board loses sight of the thread, with their bookmarks and drafts in it."
            " Old addresses lead on for who reads it there."
        ),
        label=_("Move the thread"),
        done=_("The thread has moved."),
        do=moving.move,
        fits=lambda thread: True,
        form=MoveForm,
    ),
    Act(
        name="split",
        heading=_("Make a thread of some of its posts"),
        text=_(
            "They stand on the same board under a new title, and links to them lead there. What is unread stays so."
        ),
        label=_("Split the thread"),
        done=_("The posts are a thread of their own now."),
        do=splitting.split,
        fits=lambda thread: thread.last_number > 1,
        form=SplitForm,
    ),
    Act(
        name="merge",
        heading=_("Let it become part of another thread"),
        text=_("For a question that was asked twice. The older thread stays, and posts stand in order of their dates."),
        label=_("Merge the threads"),
        done=_("The two threads are one now."),
        do=splitting.merge,
        fits=lambda thread: thread.last_number > 0 and thread.kind != Kind.EVENT and not thread.is_hidden,
        form=MergeForm,
    ),
    Act(
        name="hide",
        heading=_("Hide it"),
        text=_("Nobody but those who moderate the board reads it or finds it any more. It can be shown again."),
        label=_("Hide the thread"),
        done=_("The thread is hidden."),
        do=hiding.hide_thread,
        fits=lambda thread: not thread.is_hidden and thread.last_number > 0,
        form=HideThreadForm,
    ),
    Act(
        name="show",
        heading=_("Show it again"),
        text=_("Everybody who reads the board reads it again."),
        label=_("Show the thread again"),
        done=_("The thread is shown again."),
        do=hiding.show_thread,
        fits=lambda thread: thread.is_hidden,
    ),
)


def acts_for(thread: Thread, by: User, refused: tuple[str, ReasonForm] | None = None) -> list[OpenAct]:
    """Return the acts that make sense as the thread stands; the one that was refused is open, as it was filled in."""
    name, form = refused or ("", None)
    found = (act for act in ACTS if act.fits(thread) or act.name == name)
    return [
        open_act(act, form if form is not None and act.name == name else act.form_for(thread, by), thread, by)
        for act in found
    ]


def open_act(act: Act, form: ReasonForm, thread: Thread, by: User) -> OpenAct:
    if form.has_choice:
        return OpenAct(act, form, form.is_bound)
    return OpenAct(act, None, form.is_bound, who_can_move(thread, by))


def act_named(name: str) -> Act | None:
    return next((act for act in ACTS if act.name == name), None)
