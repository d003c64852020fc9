"""The letter that brings a kept post back to mind on the day that its keeper chose."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.places.letters import Note, public
from network.forum.letters import send_note

if TYPE_CHECKING:
    from network.forum.models import Bookmark


def send_reminder(kept: Bookmark, day: date) -> None:
    """Write to the keeper of a post, who may read it. The caller has asked whether they may."""
    thread = kept.post.thread
    own = [_("Your note: %(note)s") % {"note": kept.note}] if kept.note else []
    when = date_format(day, "j F Y")
    note = Note(
        title=_("Back to “%(thread)s”") % {"thread": thread.title},
        paragraphs=[
            _("You kept a post of this thread and asked to be reminded on %(day)s.") % {"day": when},
            *own,
        ],
        url=public(reverse("post", args=[kept.post_id])),
        label=_("Read the post"),
        after=[_("All that you keep: %(url)s") % {"url": public(reverse("bookmarks"))}],
        why=_("You get this letter once, because you asked for it when you kept the post."),
    )
    send_note(f"bookmark:{kept.pk}:{day.isoformat()}", note, kind="bookmark", person=kept.person)
