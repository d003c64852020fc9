"""The four nations of the UK: law is devolved, so nearly everything says where it applies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Nation(TextChoices):
    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern-ireland", _("Northern Ireland")


def nation_or_none(value: str | None) -> Nation | None:
    """Return the nation that `value` names, or None for anything else."""
    return Nation(value) if value in Nation.values else None
