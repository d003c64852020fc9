"""The vocabularies of notices and digests."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cadence(TextChoices):
    """How often a person gets a digest."""

    OFF = "off", _("Never")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Once a week")


class DigestState(TextChoices):
    """What became of a digest. `unknown` may have left: no machine sends it again."""

    DUE = "due", _("Due")
    CLAIMED = "claimed", _("Taken up")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("In doubt")
    EMPTY = "empty", _("Nothing new")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")


OPEN_STATES = (DigestState.DUE, DigestState.CLAIMED, DigestState.SENDING)


class Reason(TextChoices):
    """Why a digest was not sent, or why not yet."""

    LATE = "late", _("Its time had passed")
    PAUSED = "paused", _("The person pauses")
    SILENT = "silent", _("Nobody has come for months, nor answered when asked")
    STOPPED = "stopped", _("The person wants none, or another rhythm")
    GONE = "gone", _("The account is closed")
    UNCONFIRMED = "unconfirmed", _("The address is not confirmed")
    UNDELIVERABLE = "undeliverable", _("Mail does not reach the address")
    REFUSED = "refused", _("The mail server refused it")
    UNREACHABLE = "unreachable", _("The mail server could not be reached")
    DROPPED = "dropped", _("The mail server took it and did not say so")
    ENDED = "ended", _("The process that sent it ended")
    BUILD = "build", _("It could not be put together")


class ItemKind(TextChoices):
    """What a digest tells of. Threads are told of by number, see `Reader.digested`; all else once for each person."""

    THREAD = "thread", _("Thread")
    EVENT = "event", _("Event")
    OUTCOME = "outcome", _("Outcome")
    UPDATE = "update", _("Update of an action")
    EDITION = "edition", _("Edition of a plan")
    DUE = "due", _("Action that waits for an update")
    CHANGE = "change", _("Change of a page of the handbooks")
    ARTICLE = "article", _("Article")
    COVERAGE = "coverage", _("Coverage by an outlet")


class NoticeKind(TextChoices):
    """What a person is told of in the portal, and by a letter at once where they chose so."""

    MENTION = "mention", _("Somebody names you")
    REPLY = "reply", _("Replies in threads that you started or wrote in")
    FOLLOWED = "followed", _("New posts in threads that you watch")
    ANSWER = "answer", _("Your reply is taken as the answer")
    MATCH = "match", _("An ask that you or your city could answer")
    HANDSHAKE = "handshake", _("Your organisation is asked into an action, or somebody answers")
    RESPONSE = "response", _("Partners respond to an update")
    REMINDER = "reminder", _("An update is due")
    INVITATION = "invitation", _("Invitations and requests to join a network")
    EVENT = "event", _("Changes and places of events that you come to")
    MODERATION = "moderation", _("Decisions on what you wrote, and what waits for moderators")


WRITTEN_FROM_NOTICES = (
    NoticeKind.MENTION,
    NoticeKind.REPLY,
    NoticeKind.FOLLOWED,
    NoticeKind.ANSWER,
    NoticeKind.MATCH,
)
"""Kinds of which the letter at once is written from the notice. Of all others the room in which it happens writes."""
SWITCHED = tuple(kind for kind in NoticeKind if kind != NoticeKind.REMINDER)
"""Kinds with a switch of their own in `Preference.at_once`. That of reminders is in `PlanPreference`."""
QUIET_AT_FIRST = (NoticeKind.REPLY, NoticeKind.FOLLOWED, NoticeKind.MATCH)
"""Kinds of which nobody gets letters at once who did not choose them: the digest tells of them."""


def at_once_at_first() -> list[str]:
    """Return the kinds of which a person gets letters at once who has chosen nothing."""
    return [str(kind) for kind in SWITCHED if kind not in QUIET_AT_FIRST]


class LetterState(TextChoices):
    """What becomes of the letter about a notice, where its person chose one."""

    NONE = "", _("None wanted")
    DUE = "due", _("Due")
    WRITTEN = "written", _("Written")
    LEFT_OUT = "left_out", _("Left out")
