"""The fixed lists of this room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """How far an action has come, as its latest update says."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    UNDER_WAY = "under_way", _("Under way")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


ENDED = (Stage.DONE, Stage.DROPPED)
"""The stages after which nothing is due any more."""

HALTED = (Stage.PAUSED, Stage.DROPPED)
"""The stages that need a reason."""


class Outlook(TextChoices):
    """Whether an action that goes on will be done by its date."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class Visibility(TextChoices):
    """Who reads the working text of an action. The public reads public ones as of the last edition."""

    DRAFT = "draft", _("Draft: coordinators, and whoever answers for it")
    PARTNERS = "partners", _("Partners: the network of this city")
    PUBLIC = "public", _("Public: everyone, from the next edition on")


class Part(TextChoices):
    """What a partner is in an action."""

    LEAD = "lead", _("Lead")
    CO_OWNER = "co_owner", _("Co-owner")
    SUPPORTER = "supporter", _("Supporter")


class EvidenceKind(TextChoices):
    """What a piece of evidence is."""

    DECISION = "decision", _("Decision")
    DOCUMENT = "document", _("Document")
    DATA = "data", _("Data")
    PHOTO = "photo", _("Photo")
    MEDIA = "media", _("Media report")
    LINK = "link", _("Link")


class Stance(TextChoices):
    """What a co-owner says to an update."""

    AGREE = "agree", _("Agrees")
    PARTLY = "partly", _("Partly agrees")
    DISPUTE = "dispute", _("Disputes it")


class ImportState(TextChoices):
    """How an import of a spreadsheet stands."""

    CHECKED = "checked", _("Checked")
    APPLIED = "applied", _("Applied")
    VOID = "void", _("Thrown away")
