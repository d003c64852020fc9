"""What the newsroom writes to editors. Each letter's key says which act it is about, so that it is sent once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.letters import Note, given_to
from portal.mail.letters import compose
from portal.mail.services import send_letter
from portal.newsroom.services.asking import KIND_PREFIX

if TYPE_CHECKING:
    from portal.newsroom.models import PreviewAnswer

ANSWER = f"{KIND_PREFIX}preview_answer"


def send_answer(answer: PreviewAnswer, *, is_of_newest: bool) -> None:
    """Tell the editor who made a link what its source says, and whether of the draft as it is now.

    Nobody is told where that editor is gone.
    """
    link = answer.link
    editor = link.made_by
    if editor is None or not editor.is_active:
        return
    said = {"name": link.name, "title": link.article.get_admin_display_title()}
    note = Note(
        title=_("%(name)s has read the draft of “%(title)s”") % said,
        paragraphs=[
            _("%(name)s says: %(verdict)s.") % {**said, "verdict": answer.get_verdict_display()},
            *([answer.words] if answer.words else []),
            *([] if is_of_newest else [_("This is about an older version: the draft was changed since they read it.")]),
        ],
        why=_("You get this because you made the link that they read it by."),
        url=settings.SITE_URL + reverse("newsroom_previews", args=[link.article_id]),
        label=_("Open the links of this article"),
    )
    words = compose("mail/note", {**asdict(note), **given_to(editor, ANSWER)})
    send_letter(f"{ANSWER}:{answer.pk}", kind=ANSWER, to=editor.email, words=words, person=editor)
