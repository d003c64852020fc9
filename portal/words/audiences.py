"""The two handbooks by the audience they speak to, with their prefix and the ink they print in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Audience(TextChoices):
    LOCAL_GOVERNMENT = "local_government", _("Local government")
    CIVIL_SOCIETY = "civil_society", _("Civil society")

    @property
    def prefix(self) -> str:
        """LG or CS, the first part of an entry's number."""
        return "LG" if self is Audience.LOCAL_GOVERNMENT else "CS"

    @property
    def ink(self) -> str:
        """The `data-ink` of the visual language."""
        return self.prefix.lower()

    @property
    def other(self) -> "Audience":
        return Audience.CIVIL_SOCIETY if self is Audience.LOCAL_GOVERNMENT else Audience.LOCAL_GOVERNMENT
