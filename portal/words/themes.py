"""The six themes. The first four are in both handbooks, the last two in the civil society handbook."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Theme(TextChoices):
    HOUSING = "housing", _("Housing")
    ENERGY = "energy", _("Energy")
    FINANCE = "finance", _("Finance")
    PROCUREMENT = "procurement-commissioning", _("Procurement and commissioning")
    LAND = "land-and-assets", _("Land and assets")
    ORGANISING = "organising", _("Organising")
