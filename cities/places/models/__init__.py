"""What this room keeps. Imports nothing of handbooks, plans or the network above it."""

from cities.places.models.advice import ALLOWANCE, AdviceAccount, AdviceEntry, AdviceRequest
from cities.places.models.city import City, CityFact
from cities.places.models.directory import DirectoryLine
from cities.places.models.network import Invitation, Membership, Partner
from cities.places.models.news import NewsItem
from cities.places.models.organisation import Organisation
from cities.places.models.submission import Submission

__all__ = [
    "ALLOWANCE",
    "AdviceAccount",
    "AdviceEntry",
    "AdviceRequest",
    "City",
    "CityFact",
    "DirectoryLine",
    "Invitation",
    "Membership",
    "NewsItem",
    "Organisation",
    "Partner",
    "Submission",
]
