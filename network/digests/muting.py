"""Muting a thread from the letter about it, without signing in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from network.forum.choices import Level
from network.forum.models import Reader, Thread
from network.forum.services.readers import set_level, unmute
from portal.accounts.models import User
from portal.mail.tokens import OneClick, Undo, register_one_click

MUTE = "thread.mute"
"""The purpose of a token that is about a thread."""


def register() -> None:
    register_one_click(
        OneClick(
            purpose=MUTE,
            act=mute,
            title=_("Mute a thread"),
            question=_(
                "Do you want to hear nothing more of the thread? It makes no more notices of replies, no letters, and"
                " stays out of your digest. Who names you in it still makes a notice in the portal, but no letter."
            ),
            button=_("Mute the thread"),
            done=_(
                "The thread is muted: no more notices of replies, no letters, nothing in your digest. Who names you in"
                " it still makes a notice in the portal. On its page you can follow it again."
            ),
            named=title_of,
            undo=Undo(former=level_of, restore=restore),
        )
    )


def title_of(person: int, thread: int) -> str:
    """Return the title of a thread, for a person who reads it; to others nothing."""
    user = User.objects.filter(pk=person, is_active=True).first()
    titles = Thread.objects.visible_to(user).filter(pk=thread).values_list("title", flat=True) if user else []
    return next(iter(titles), "")


def level_of(person: int, thread: int) -> list[str]:
    """Return how closely a person follows a thread, and why."""
    rows = Reader.objects.filter(person=person, thread=thread).values_list("level", "why")
    return list(rows.first() or ("", ""))


def restore(person: int, thread: int, former: list[str]) -> None:
    """Let a person follow a thread that they have muted as they did before."""
    level, why = former
    unmute(thread, person, level=level, why=why)


def mute(person: int, thread: int) -> None:
    """Let a person hear nothing more of a thread. Where they read it no longer, there is nothing to do."""
    user = User.objects.filter(pk=person, is_active=True).first()
    about = Thread.objects.filter(pk=thread).first()
    if user is None or about is None:
        return
    try:
        set_level(about, Level.MUTED, by=user)
    except PermissionDenied:
        return
