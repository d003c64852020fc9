"""The vocabularies of events."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    """What an event is."""

    WORKSHOP = "workshop", _("Workshop")
    VISIT = "visit", _("Learning visit")
    CALL = "call", _("Call")
    ADVICE = "advice", _("Advice session")


class Coming(TextChoices):
    """Whether a person comes."""

    GOING = "going", _("Coming")
    WAITING = "waiting", _("On the waiting list")
    OUT = "out", _("Not coming")
