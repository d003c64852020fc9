"""Fixed lists and bounds of the newsroom."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

EARLIEST = date(1990, 1, 1)
"""No coverage is from before this day: what says so is wrong."""


class OutletKind(models.TextChoices):
    """What kind of news organisation an outlet is."""

    LOCAL_PAPER = "local_paper", _("Local newspaper or website")
    NATIONAL_PAPER = "national_paper", _("National newspaper or website")
    BROADCASTER = "broadcaster", _("Broadcaster")
    MAGAZINE = "magazine", _("Magazine or trade press")
    COMMUNITY = "community", _("Community media")


class SuggestionState(models.TextChoices):
    """What became of something that an outlet's feed brought."""

    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Verdict(models.TextChoices):
    """What a source who was shown a draft says of it."""

    APPROVED = "approved", _("It may be published as it is")
    CHANGES = "changes", _("It needs changes")


class AnnouncementState(models.TextChoices):
    """How far an announcement of an article to one channel has come."""

    DUE = "due", _("Due")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Not known whether it arrived")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
