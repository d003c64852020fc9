"""Fixed lists of the handbooks: what an entry is, how it stands in law and how sure we are."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.words.parts import Text


class EntryKind(TextChoices):
    POWER = "power", _("Power")
    DUTY = "duty", _("Duty")
    RIGHT = "right", _("Right")
    PROCESS = "process", _("Process")
    LEGAL_FORM = "legal-form", _("Legal form")
    FINANCE = "finance", _("Finance")

    @property
    def description(self) -> Text:
        return {
            EntryKind.POWER: _("Something that a body may do."),
            EntryKind.DUTY: _("Something that a body must do."),
            EntryKind.RIGHT: _("Something that people or groups may ask for or do in law."),
            EntryKind.PROCESS: _("A way of doing something that rests on several laws or on practice."),
            EntryKind.LEGAL_FORM: _("A kind of organisation that a group can become."),
            EntryKind.FINANCE: _("A source of money or a relief."),
        }.get(self, "")


class EntryStatus(TextChoices):
    IN_FORCE = "in-force", _("In force")
    PARTLY_IN_FORCE = "partly-in-force", _("Partly in force")
    NOT_YET_IN_FORCE = "not-yet-in-force", _("Not yet in force")
    BEING_REPLACED = "being-replaced", _("In force, being replaced")
    POWER_UNUSED = "power-unused", _("Enabling power not used")
    SCHEME_OPEN = "scheme-open", _("Scheme open")
    SCHEME_IN_ROUNDS = "scheme-in-rounds", _("Scheme in rounds")
    NON_STATUTORY = "non-statutory", _("Policy or practice")
    CLOSED = "closed", _("Closed")

    @property
    def description(self) -> Text:
        return {
            EntryStatus.PARTLY_IN_FORCE: _("Some parts are live and others start later."),
            EntryStatus.NOT_YET_IN_FORCE: _("Enacted; not known to have started."),
            EntryStatus.BEING_REPLACED: _("Live, while a new law is due to take its place."),
            EntryStatus.POWER_UNUSED: _("Ministers could create it and have not."),
            EntryStatus.SCHEME_OPEN: _("A programme that takes applications or works now."),
            EntryStatus.SCHEME_IN_ROUNDS: _("A programme that opens from time to time."),
            EntryStatus.NON_STATUTORY: _("In use, and not founded on a duty or right in statute."),
            EntryStatus.CLOSED: _("No longer available; kept for reference."),
        }.get(self, "")

    @property
    def is_said_beside_title(self) -> bool:
        """Whether readers would be misled by a title without it."""
        return self in {
            EntryStatus.PARTLY_IN_FORCE,
            EntryStatus.NOT_YET_IN_FORCE,
            EntryStatus.BEING_REPLACED,
            EntryStatus.POWER_UNUSED,
            EntryStatus.CLOSED,
        }


class BasisRole(TextChoices):
    """What a provision or scheme does for an entry."""

    GIVES = "gives", _("Gives")
    LIMITS = "limits", _("Limits")
    DUTY = "duty", _("Duty")
    GUIDANCE = "guidance", _("Guidance")

    @property
    def phrase(self) -> Text:
        """How a reader is told what it does."""
        return {
            BasisRole.GIVES: _("Gives it"),
            BasisRole.LIMITS: _("Limits or defines it"),
            BasisRole.DUTY: _("Places a duty"),
            BasisRole.GUIDANCE: _("Guidance"),
        }[self]

    @property
    def description(self) -> Text:
        return {
            BasisRole.GIVES: _("Gives the power, right, form, exemption or protection."),
            BasisRole.LIMITS: _("Limits, defines or conditions it."),
            BasisRole.DUTY: _("Places a duty, including a duty that others can call on."),
            BasisRole.GUIDANCE: _("Guidance or context."),
        }.get(self, "")


class SchemeKind(TextChoices):
    CONSENT = "consent", _("Ministerial consent or approval")
    POLICY = "policy", _("Policy")
    PROGRAMME = "programme", _("Programme")
    GUIDANCE = "guidance", _("Guidance")
    TERMS = "terms", _("Lending or contract terms")
    REGULATIONS = "regulations", _("Regulations or standard without an address yet")
    COURT_RULES = "court-rules", _("Court rules")
    OTHER_LAW = "other-law", _("Other law, not pinned to one provision")


class Confidence(TextChoices):
    """How settled the law is, for readers."""

    SETTLED = "settled", _("Settled")
    TESTED = "tested", _("Tested in practice")
    UNTESTED = "untested", _("Untested")
    DISPUTED = "disputed", _("Disputed")

    @property
    def description(self) -> Text:
        return {
            Confidence.SETTLED: _("Long-established law, not in doubt."),
            Confidence.TESTED: _("At least one precedent here shows it in use."),
            Confidence.UNTESTED: _("Not in force, not used, or too new to have a precedent."),
            Confidence.DISPUTED: _("Before the courts or openly contested."),
        }.get(self, "")


class Certainty(TextChoices):
    """How well checked the facts are, for editors."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")

    @property
    def description(self) -> Text:
        return {
            Certainty.HIGH: _("Checked against a reliable source, or well-settled law."),
            Certainty.MEDIUM: _("Believed right; some date, figure or status needs an editor."),
            Certainty.LOW: _("Not checked against a source yet; needs an editor."),
        }.get(self, "")


class Relation(TextChoices):
    """How a precedent stands to an entry: related tools were not used, or are newer than the story."""

    USED = "used", _("Used")
    RELATED = "related", _("Related")
