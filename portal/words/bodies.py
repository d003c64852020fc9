"""Kinds of body that may use an entry: the facet "who can use it"."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.words.nations import Nation
from portal.words.parts import Text


class BodyGroup(TextChoices):
    COUNCILS = "councils", _("Councils and their bodies")
    PUBLIC_BODIES = "public-bodies", _("Other public bodies")
    PEOPLE_AND_GROUPS = "people-and-groups", _("People and groups")
    ORGANISATIONS = "organisations", _("Organisations")
    EVERYONE = "everyone", _("Everyone")


class BodyKind(TextChoices):
    COUNTY_COUNCIL = "county-council", _("County council")
    DISTRICT_COUNCIL = "district-council", _("District or borough council")
    UNITARY_COUNCIL = "unitary-council", _("Unitary or metropolitan council")
    LONDON_BOROUGH = "london-borough", _("London borough")
    PARISH_COUNCIL = "parish-council", _("Parish or town council")
    COMBINED_AUTHORITY = "combined-authority", _("Combined or strategic authority")
    WELSH_COUNCIL = "welsh-council", _("Welsh county or county borough council")
    WELSH_COMMUNITY_COUNCIL = "welsh-community-council", _("Welsh community or town council")
    CORPORATE_JOINT_COMMITTEE = "corporate-joint-committee", _("Corporate joint committee")
    SCOTTISH_COUNCIL = "scottish-council", _("Scottish council")
    NORTHERN_IRELAND_COUNCIL = "northern-ireland-council", _("Northern Ireland district council")
    COUNCIL_COMPANY = "council-company", _("Council-owned company")
    PENSION_FUND_AUTHORITY = "pension-fund-authority", _("Pension fund authority")
    FIRE_AUTHORITY = "fire-authority", _("Fire and rescue authority")
    HEALTH_BODY = "health-body", _("Health body")
    OTHER_PUBLIC_BODY = "other-public-body", _("Other public body")
    ANCHOR_INSTITUTION = "anchor-institution", _("Anchor institution")
    INDIVIDUAL = "individual", _("Resident or other individual")
    COMMUNITY_GROUP = "community-group", _("Community group")
    TENANTS = "tenants", _("Tenants and their organisations")
    LEASEHOLDERS = "leaseholders", _("Leaseholders")
    NEIGHBOURHOOD_FORUM = "neighbourhood-forum", _("Neighbourhood forum")
    SCOTTISH_COMMUNITY_COUNCIL = "scottish-community-council", _("Scottish community council")
    SCOTTISH_COMMUNITY_BODY = "scottish-community-body", _("Scottish community body")
    CHARITY = "charity", _("Charity")
    COMMUNITY_INTEREST_COMPANY = "community-interest-company", _("Community interest company")
    COMMUNITY_BENEFIT_SOCIETY = "community-benefit-society", _("Community benefit society")
    CO_OPERATIVE = "co-operative", _("Co-operative")
    COMMUNITY_LAND_TRUST = "community-land-trust", _("Community land trust")
    HOUSING_ASSOCIATION = "housing-association", _("Housing association")
    SOCIAL_ENTERPRISE = "social-enterprise", _("Social enterprise")
    SUPPORTED_BUSINESS = "supported-business", _("Supported business")
    PUBLIC_SERVICE_MUTUAL = "public-service-mutual", _("Public service mutual or staff group")
    COMMUNITY_LENDER = "community-lender", _("Community lender")
    SMALL_BUSINESS = "small-business", _("Small business")
    TRADE_UNION = "trade-union", _("Trade union")
    LOCAL_MEDIA = "local-media", _("Journalists and local media")
    ANYONE = "anyone", _("Anyone")

    @property
    def group(self) -> BodyGroup:
        return GROUPS[self]

    @property
    def nations(self) -> tuple[Nation, ...]:
        """The nations that have such a body."""
        return NATIONS.get(self, tuple(Nation))

    @property
    def description(self) -> Text:
        return DESCRIPTIONS[self]


GROUPS: dict[BodyKind, BodyGroup] = {
    BodyKind.COUNTY_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.DISTRICT_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.UNITARY_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.LONDON_BOROUGH: BodyGroup.COUNCILS,
    BodyKind.PARISH_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.COMBINED_AUTHORITY: BodyGroup.COUNCILS,
    BodyKind.WELSH_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.WELSH_COMMUNITY_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.CORPORATE_JOINT_COMMITTEE: BodyGroup.COUNCILS,
    BodyKind.SCOTTISH_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.NORTHERN_IRELAND_COUNCIL: BodyGroup.COUNCILS,
    BodyKind.COUNCIL_COMPANY: BodyGroup.COUNCILS,
    BodyKind.PENSION_FUND_AUTHORITY: BodyGroup.COUNCILS,
    BodyKind.FIRE_AUTHORITY: BodyGroup.PUBLIC_BODIES,
    BodyKind.HEALTH_BODY: BodyGroup.PUBLIC_BODIES,
    BodyKind.OTHER_PUBLIC_BODY: BodyGroup.PUBLIC_BODIES,
    BodyKind.ANCHOR_INSTITUTION: BodyGroup.PUBLIC_BODIES,
    BodyKind.INDIVIDUAL: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.COMMUNITY_GROUP: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.TENANTS: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.LEASEHOLDERS: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.NEIGHBOURHOOD_FORUM: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.SCOTTISH_COMMUNITY_COUNCIL: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.SCOTTISH_COMMUNITY_BODY: BodyGroup.PEOPLE_AND_GROUPS,
    BodyKind.CHARITY: BodyGroup.ORGANISATIONS,
    BodyKind.COMMUNITY_INTEREST_COMPANY: BodyGroup.ORGANISATIONS,
    BodyKind.COMMUNITY_BENEFIT_SOCIETY: BodyGroup.ORGANISATIONS,
    BodyKind.CO_OPERATIVE: BodyGroup.ORGANISATIONS,
    BodyKind.COMMUNITY_LAND_TRUST: BodyGroup.ORGANISATIONS,
    BodyKind.HOUSING_ASSOCIATION: BodyGroup.ORGANISATIONS,
    BodyKind.SOCIAL_ENTERPRISE: BodyGroup.ORGANISATIONS,
    BodyKind.SUPPORTED_BUSINESS: BodyGroup.ORGANISATIONS,
    BodyKind.PUBLIC_SERVICE_MUTUAL: BodyGroup.ORGANISATIONS,
    BodyKind.COMMUNITY_LENDER: BodyGroup.ORGANISATIONS,
    BodyKind.SMALL_BUSINESS: BodyGroup.ORGANISATIONS,
    BodyKind.TRADE_UNION: BodyGroup.ORGANISATIONS,
    BodyKind.LOCAL_MEDIA: BodyGroup.ORGANISATIONS,
    BodyKind.ANYONE: BodyGroup.EVERYONE,
}

NATIONS: dict[BodyKind, tuple[Nation, ...]] = {
    BodyKind.COUNTY_COUNCIL: (Nation.ENGLAND,),
    BodyKind.DISTRICT_COUNCIL: (Nation.ENGLAND,),
    BodyKind.UNITARY_COUNCIL: (Nation.ENGLAND,),
    BodyKind.LONDON_BOROUGH: (Nation.ENGLAND,),
    BodyKind.PARISH_COUNCIL: (Nation.ENGLAND,),
    BodyKind.COMBINED_AUTHORITY: (Nation.ENGLAND,),
    BodyKind.WELSH_COUNCIL: (Nation.WALES,),
    BodyKind.WELSH_COMMUNITY_COUNCIL: (Nation.WALES,),
    BodyKind.CORPORATE_JOINT_COMMITTEE: (Nation.WALES,),
    BodyKind.SCOTTISH_COUNCIL: (Nation.SCOTLAND,),
    BodyKind.NORTHERN_IRELAND_COUNCIL: (Nation.NORTHERN_IRELAND,),
    BodyKind.PENSION_FUND_AUTHORITY: (Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND),
    BodyKind.FIRE_AUTHORITY: (Nation.ENGLAND,),
    BodyKind.LEASEHOLDERS: (Nation.ENGLAND, Nation.WALES),
    BodyKind.NEIGHBOURHOOD_FORUM: (Nation.ENGLAND,),
    BodyKind.SCOTTISH_COMMUNITY_COUNCIL: (Nation.SCOTLAND,),
    BodyKind.SCOTTISH_COMMUNITY_BODY: (Nation.SCOTLAND,),
    BodyKind.COMMUNITY_BENEFIT_SOCIETY: (Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND),
    BodyKind.COMMUNITY_LAND_TRUST: (Nation.ENGLAND, Nation.WALES),
}

DESCRIPTIONS: dict[BodyKind, Text] = {
    BodyKind.COUNTY_COUNCIL: _("The upper council where local government has two levels."),
    BodyKind.DISTRICT_COUNCIL: _(
        "The lower council where local government has two levels: housing, planning and billing."
    ),
    BodyKind.UNITARY_COUNCIL: _(
        "One council for all services, including metropolitan districts. "
        "All eight English cities of the programme are this."
    ),
    BodyKind.LONDON_BOROUGH: _("A London borough council, or the City of London."),
    BodyKind.PARISH_COUNCIL: _(
        "A local council below the principal council, "
        "including neighbourhood and community councils of that kind in England."
    ),
    BodyKind.COMBINED_AUTHORITY: _("A combined or combined county authority, usually led by a mayor."),
    BodyKind.WELSH_COUNCIL: _("A principal council in Wales, such as Cardiff."),
    BodyKind.WELSH_COMMUNITY_COUNCIL: _("A local council below the principal council in Wales."),
    BodyKind.CORPORATE_JOINT_COMMITTEE: _("A statutory body of Welsh councils for a region."),
    BodyKind.SCOTTISH_COUNCIL: _("A local authority in Scotland, such as Glasgow."),
    BodyKind.NORTHERN_IRELAND_COUNCIL: _("A local council in Northern Ireland."),
    BodyKind.COUNCIL_COMPANY: _("A company that one or more councils control."),
    BodyKind.PENSION_FUND_AUTHORITY: _("A body that administers a local government pension fund."),
    BodyKind.FIRE_AUTHORITY: _("A fire and rescue authority, for the duties that it shares with councils."),
    BodyKind.HEALTH_BODY: _("An NHS trust, health board or commissioner."),
    BodyKind.OTHER_PUBLIC_BODY: _("Another public authority that the law names, such as a college, board or agency."),
    BodyKind.ANCHOR_INSTITUTION: _(
        "A large local organisation such as a university, hospital, college or big charity."
    ),
    BodyKind.INDIVIDUAL: _("A person acting alone or with neighbours."),
    BodyKind.COMMUNITY_GROUP: _("A local group, whether or not it has a legal form yet."),
    BodyKind.TENANTS: _("Tenants of a council or housing association, or the body that they form."),
    BodyKind.LEASEHOLDERS: _("Owners of long leases, or the company that they form."),
    BodyKind.NEIGHBOURHOOD_FORUM: _("A designated forum for neighbourhood planning."),
    BodyKind.SCOTTISH_COMMUNITY_COUNCIL: _("An elected voice for a local area in Scotland; not a tier of government."),
    BodyKind.SCOTTISH_COMMUNITY_BODY: _(
        "A community-controlled body that meets the tests of Scottish land and empowerment law."
    ),
    BodyKind.CHARITY: _(
        "A registered or exempt charity of any form, including a charitable incorporated organisation."
    ),
    BodyKind.COMMUNITY_INTEREST_COMPANY: _("A company with a community purpose and an asset lock."),
    BodyKind.COMMUNITY_BENEFIT_SOCIETY: _("A registered society that trades for the community."),
    BodyKind.CO_OPERATIVE: _("An enterprise owned and run by its members, including housing and worker co-operatives."),
    BodyKind.COMMUNITY_LAND_TRUST: _("A body that holds land for a local community."),
    BodyKind.HOUSING_ASSOCIATION: _("A registered provider or registered social landlord."),
    BodyKind.SOCIAL_ENTERPRISE: _("A business with a social purpose, whatever its form."),
    BodyKind.SUPPORTED_BUSINESS: _("An employer of disabled or disadvantaged people that meets the legal test."),
    BodyKind.PUBLIC_SERVICE_MUTUAL: _("A mutual that delivers public services, or a group of a public body's staff."),
    BodyKind.COMMUNITY_LENDER: _("A credit union or community development finance institution."),
    BodyKind.SMALL_BUSINESS: _("A small firm or sole trader."),
    BodyKind.TRADE_UNION: _("A trade union or its branch."),
    BodyKind.LOCAL_MEDIA: _("A journalist or local news organisation."),
    BodyKind.ANYONE: _("Open to all: find such an entry under every kind of body."),
}
