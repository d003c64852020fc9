"""The fixed lists of this room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CityRole(TextChoices):
    """What somebody is in a city network."""

    MEMBER = "member", _("Member")
    COORDINATOR = "coordinator", _("Coordinator")
    ADVISER = "adviser", _("Adviser")


class MembershipState(TextChoices):
    """How a membership stands. An invitation is no membership yet: it goes to an address, not to a person."""

    REQUESTED = "requested", _("Asked to join")
    ACTIVE = "active", _("Active")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


class AdviceState(TextChoices):
    """How a request for advice stands."""

    REQUESTED = "requested", _("Requested")
    AGREED = "agreed", _("Agreed")
    DELIVERED = "delivered", _("Delivered")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class AdviceAct(TextChoices):
    """What an entry of the ledger of advice days records."""

    ALLOCATE = "allocate", _("Set aside")
    USE = "use", _("Used")
    RELEASE = "release", _("Given back")
    CORRECT = "correct", _("Taken out")


class NewsAudience(TextChoices):
    """Who may read a piece of city news."""

    PUBLIC = "public", _("Everyone")
    NETWORK = "network", _("The network of this city")
