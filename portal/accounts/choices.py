"""Vocabularies of people and their accounts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Directory(TextChoices):
    """Who finds a person in the directory of the network and sees their picture."""

    NETWORK = "network", _("Members of any city network")
    CITY = "city", _("Members of my own city's network only")
    HIDDEN = "hidden", _("Nobody")


class ResidueKind(TextChoices):
    """What a database transaction cannot take away with the rest."""

    FILE = "file", _("File")
    SESSION = "session", _("Session")
