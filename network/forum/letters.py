"""What the forum writes to people. Each letter's key says which act it is about, so that it is sent once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rules import has_perm

from cities.places.letters import Note, answered_by, given_to, public
from network.forum.choices import SanctionKind
from network.forum.text import end_words
from portal.mail.letters import compose
from portal.mail.services import send_letter

if TYPE_CHECKING:
    from network.forum.models import Listing, ModerationEntry, Outcome, Sanction
    from portal.accounts.models import User

KIND_PREFIX = "forum."
APPEAL = f"{KIND_PREFIX}appeal"
ASKS_TO_LOOK_AGAIN = gettext_lazy("%(person)s asks for a decision to be looked at again")
ASK_AGAIN = gettext_lazy("Ask for the decision to be looked at again")
"""What the way to an appeal is called, in every letter and on every page."""


def send_note(key: str, note: Note, *, kind: str, person: User, answers_to: User | None = None) -> None:
    """Send a note to a person through the ledger, once for each key. `answers_to` gets replies."""
    headers = answered_by(answers_to) if answers_to else None
    key, kind = f"{KIND_PREFIX}{key}", f"{KIND_PREFIX}{kind}"
    words = compose("mail/note", {**asdict(note), **given_to(person, kind)})
    send_letter(key, kind=kind, to=person.email, words=words, person=person, headers=headers)


def how_to_appeal() -> list[str]:
    """Return how somebody asks for a decision to be looked at again, and where the guidelines are."""
    return [
        _("If you think that this is wrong, write to the moderators. One who had no part in it looks at it again:"),
        public(reverse("appeal")),
        _("The guidelines of the network: %(url)s") % {"url": public(reverse("guidelines"))},
    ]


def send_sanction(sanction: Sanction) -> None:
    """Tell a person what was laid on them, why, until when, and how to appeal."""
    until = {"until": end_words(sanction.until) if sanction.until else ""}
    titles = {
        SanctionKind.WARNING: _("A warning from the moderators of the network"),
        SanctionKind.SILENCE: _("You may not write in the network until %(until)s") % until,
        SanctionKind.SUSPENSION: _("You are suspended from the network until %(until)s") % until,
    }
    means = {
        SanctionKind.WARNING: _("You can read and write as before. If it happens again, you may be silenced."),
        SanctionKind.SILENCE: _("You can read everything as before, and follow, keep and report posts."),
        SanctionKind.SUSPENSION: _("In the forum you read what the public reads. It ends by itself."),
    }
    note = Note(
        title=titles[SanctionKind(sanction.kind)],
        paragraphs=[_("The reason that a moderator gave:"), sanction.reason, means[SanctionKind(sanction.kind)]],
        url=public(reverse("appeal")),
        label=str(ASK_AGAIN),
        after=how_to_appeal()[2:],
        why=_("You get this letter because moderators decided about what you wrote in the network."),
    )
    send_note(f"sanction:{sanction.pk}", note, kind="sanction", person=sanction.person)


def send_lifted(sanction: Sanction, *, reason: str) -> None:
    """Tell a person that something that was laid on them is over."""
    titles = {
        SanctionKind.WARNING: _("The moderators have taken their warning back"),
        SanctionKind.SILENCE: _("You may write in the network again"),
        SanctionKind.SUSPENSION: _("Your suspension from the network is over"),
    }
    said = _("A moderator has lifted what was decided on %(day)s.")
    note = Note(
        title=titles[SanctionKind(sanction.kind)],
        paragraphs=[said % {"day": date_format(timezone.localtime(sanction.at), "j F Y")}, *filter(None, [reason])],
        url=public(reverse("forum")),
        label=_("Open the forum"),
        why=_("You get this letter because moderators decided about what you wrote in the network."),
    )
    send_note(f"lifted:{sanction.pk}", note, kind="lifted", person=sanction.person)


def send_refused(entry: ModerationEntry) -> None:
    """Tell the author of a held post that it is not published, and why."""
    post = entry.post
    if post is None or not post.author.is_active:
        return
    note = Note(
        title=_("Your post was not published"),
        paragraphs=[
            _("The first posts of new members are read by a moderator. This one stays unpublished. The reason:"),
            entry.reason,
            _("Your text is among your drafts. Change it and send it again, if you like."),
        ],
        url=public(reverse("drafts")),
        label=_("Open your drafts"),
        after=how_to_appeal(),
        why=_("You get this letter because you wrote in the network."),
    )
    send_note(f"refused:{post.pk}", note, kind="refused", person=post.author)


def send_hidden(entry: ModerationEntry) -> None:
    """Tell the author of a post that a moderator hid it, why, and how to appeal."""
    post = entry.post
    if post is None or not post.author.is_active:
        return
    is_read = has_perm("forum.read", post.author, post)
    titled = _("It stands in the thread “%(title)s”.") % {"title": post.thread.title}
    said = _("Nobody reads it now but you and those who moderate the board. Its place and its number stay.")
    note = Note(
        title=_("A moderator hid your post"),
        paragraphs=[
            *([titled] if is_read else []),
            _("The reason that a moderator gave:"),
            entry.reason,
            said,
            *([_("You can read and change it there; then a moderator can show it again.")] if is_read else []),
        ],
        url=public(reverse("post", args=[post.pk])) if is_read else public(reverse("appeal")),
        label=_("Read your post") if is_read else str(ASK_AGAIN),
        after=how_to_appeal(),
        why=_("You get this letter because you wrote in the network."),
    )
    send_note(f"hidden:{entry.pk}", note, kind="hidden", person=post.author)


def send_appeal(writer: User, message: str, *, about: str, key: str, moderators: Sequence[User]) -> None:
    """Send an appeal to moderators, who answer to the writer's own address."""
    for moderator in moderators:
        note = Note(
            title=ASKS_TO_LOOK_AGAIN % {"person": writer},
            paragraphs=[about, _("They write:"), *message.splitlines()],
            url=public(reverse("sanction", args=[writer.pk])),
            label=_("Open what was decided about them"),
            after=[
                _("Your answer goes to %(email)s.") % {"email": writer.email},
                _("One of you who had no part in the decision answers. Agree on who does."),
            ],
            why=_("You get this letter because you moderate the network."),
        )
        send_note(f"{key}:{moderator.pk}", note, kind="appeal", person=moderator, answers_to=writer)


def send_outcome_review(outcome: Outcome, day: date) -> None:
    """Remind whoever recorded an outcome of the day that they set to look at it again."""
    note = Note(
        title=_("Does it still hold? “%(asked)s”") % {"asked": outcome.asked},
        paragraphs=[
            _("You recorded what came of a thread, and wanted to look at it again on %(day)s.")
            % {"day": date_format(day, "j F Y")},
            _("If something has changed since, say so: others rely on it."),
        ],
        url=public(reverse("outcome", args=[outcome.thread_id])),
        label=_("Open the outcome"),
        why=_("You get this letter once, because you set this day yourself."),
    )
    send_note(f"outcome-review:{outcome.pk}:{day}", note, kind="outcome-review", person=outcome.by)


def send_unanswered(person: User, asks: Sequence[Listing]) -> None:
    """Tell who moderates of asks that nobody has answered, each once."""
    note = Note(
        title=_("Asks that nobody has answered"),
        paragraphs=[
            _("These asks have no reply yet. You may know somebody to point to them."),
            *(f"{ask.thread.title}: {public(ask.thread.get_absolute_url())}" for ask in asks),
        ],
        url=public(reverse("listings")),
        label=_("Open asks and offers"),
        why=_("You get this letter because you moderate the boards on which they stand. Each ask is told of once."),
    )
    send_note(f"unanswered:{person.pk}:{asks[0].pk}", note, kind="unanswered", person=person)
