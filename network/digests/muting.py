"""Muting a thread from the letter about it, without signing in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from network.forum.choices import Level
from network.forum.models import Thread
from network.forum.services.readers import set_level
from portal.accounts.models import User
from portal.mail.tokens import OneClick, register_one_click

MUTE = "thread.mute"
"""The purpose of a token that is about a thread."""


def register() -> None:
    register_one_click(
        OneClick(
            purpose=MUTE,
            act=mute,
            title=_("Mute a thread"),
            question=_("Do you want to hear nothing more of the thread that the letter is about?"),
            button=_("Mute the thread"),
            done=_("The thread is muted. On its page you can follow it again."),
        )
    )


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
