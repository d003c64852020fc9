"""Makers of test data with sensible defaults.

Pages are published by default, through a revision, so that numbers, change notes and passages follow.
The skeleton (home, both handbooks, precedents, glossary) is there in every test; see `tests.fixtures`.
"""

from tests.factories.accounts import UserFactory
from tests.factories.handbooks import (
    CounterpartFactory,
    EntryPageFactory,
    EquivalentGroupFactory,
    GlossaryTermFactory,
    LegalBasisFactory,
    PrecedentPageFactory,
    ProvisionFactory,
    SchemeFactory,
    TaskFactory,
    ThemePageFactory,
    WatchTopicFactory,
)
from tests.factories.places import (
    AdviceAccountFactory,
    AdviceRequestFactory,
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    NewsItemFactory,
    OrganisationFactory,
    PartnerFactory,
)
from tests.factories.plans import (
    ActionFactory,
    ActionPartnerFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
)

__all__ = [
    "ActionFactory",
    "ActionPartnerFactory",
    "AdviceAccountFactory",
    "AdviceRequestFactory",
    "CityFactory",
    "CounterpartFactory",
    "EntryPageFactory",
    "EquivalentGroupFactory",
    "GlossaryTermFactory",
    "InvitationFactory",
    "LegalBasisFactory",
    "MembershipFactory",
    "MilestoneFactory",
    "NewsItemFactory",
    "ObjectiveFactory",
    "OrganisationFactory",
    "PartnerFactory",
    "PlanFactory",
    "PrecedentPageFactory",
    "ProvisionFactory",
    "SchemeFactory",
    "TaskFactory",
    "ThemePageFactory",
    "UpdateFactory",
    "UserFactory",
    "WatchTopicFactory",
]
