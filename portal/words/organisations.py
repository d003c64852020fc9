"""Kinds of organisation that can be a partner in a city network."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    COUNCIL = "council", _("Council")
    COMBINED_AUTHORITY = "combined-authority", _("Combined authority or nearest equivalent")
    UNIVERSITY = "university", _("University")
    HOSPITAL = "hospital", _("Hospital or health board")
    HOUSING = "housing", _("Housing organisation")
    COLLEGE = "college", _("College")
    SOCIAL_ENTERPRISE = "social-enterprise", _("Social enterprise")
    VOLUNTARY_SECTOR_INFRASTRUCTURE = "voluntary-sector-infrastructure", _("Voluntary sector support body")
    LOCAL_MEDIA = "local-media", _("Local media")
    VOLUNTARY_ORGANISATION = "voluntary-organisation", _("Voluntary organisation")
    OTHER_ANCHOR = "other-anchor", _("Other anchor institution")
    ADVISER_BODY = "adviser-body", _("Adviser body")
