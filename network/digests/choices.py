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
    STOPPED = "stopped", _("The person wants none, or another rhythm")
    GONE = "gone", _("The account is closed")
    UNDELIVERABLE = "undeliverable", _("Mail does not reach the address")
    REFUSED = "refused", _("The mail server refused it")
    UNREACHABLE = "unreachable", _("The mail server could not be reached")
    ENDED = "ended", _("The process that sent it ended")
    BUILD = "build", _("It could not be put together")


class ItemKind(TextChoices):
    """What a digest tells of once for each person. Threads are told of by number: see `Reader.digested`."""

    UPDATE = "update", _("Update of an action")
    EDITION = "edition", _("Edition of a plan")
    ENTRY = "entry", _("Entry")
    PRECEDENT = "precedent", _("Precedent")
    OUTCOME = "outcome", _("Outcome")
    EVENT = "event", _("Event")
