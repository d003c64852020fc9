"""Who may do what in a city and its network. Views, templates and acts ask these, never `has_perm` alone."""

from __future__ import annotations

from typing import Any

import rules

from cities.places.choices import CityRole
from cities.places.models import AdviceRequest, City, Membership, NewsItem, Organisation
from cities.places.roles import is_in_network as in_network
from cities.places.roles import roles_of
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.accounts.rules import is_administrator, is_reviewer, is_writer
from portal.accounts.visibility import can_see_person
from portal.mail.services import refusal

CityThing = City | AdviceRequest | Membership | NewsItem


def city_key(thing: CityThing) -> int:
    """Return the primary key of the city that `thing` is or belongs to: never one kept in a session."""
    return thing.pk if isinstance(thing, City) else thing.city_id


@rules.predicate
def is_in_network(user: Any) -> bool:
    """An active membership in any city, an adviser, or a moderator."""
    return in_network(user)


@rules.predicate
def is_of_city(user: Any, thing: CityThing) -> bool:
    """A member, coordinator or adviser of the city."""
    return city_key(thing) in roles_of(user)


@rules.predicate
def is_member(user: Any, thing: CityThing) -> bool:
    """A member or coordinator of the city: somebody of the place, not an adviser to it."""
    return roles_of(user).get(city_key(thing)) in (CityRole.MEMBER, CityRole.COORDINATOR)


@rules.predicate
def is_coordinator(user: Any, thing: CityThing) -> bool:
    return roles_of(user).get(city_key(thing)) == CityRole.COORDINATOR


@rules.predicate
def is_adviser(user: Any, thing: CityThing) -> bool:
    return roles_of(user).get(city_key(thing)) == CityRole.ADVISER


@rules.predicate
def is_adviser_anywhere(user: Any) -> bool:
    return CityRole.ADVISER in roles_of(user).values()


@rules.predicate
def is_of_an_adviser(user: Any, membership: Membership) -> bool:
    """A membership that administrators alone give, change and end."""
    return membership.role == CityRole.ADVISER


@rules.predicate
def asked_for_it(user: Any, request: AdviceRequest) -> bool:
    """Whoever made the request for advice, while they are of the city."""
    return request.requested_by_id == user.pk and city_key(request) in roles_of(user)


@rules.predicate
def wrote_it(user: Any, item: NewsItem) -> bool:
    return item.author_id == user.pk


@rules.predicate
def is_of_organisation(user: Any, organisation: Organisation) -> bool:
    """An active member who is there for the organisation, in any city."""
    return user.is_authenticated and Organisation.objects.editable_by(user).filter(pk=organisation.pk).exists()


@rules.predicate
def is_written_to_by(user: Any, person: User) -> bool:
    """Somebody else, who lets the person find them and takes letters, at an address that mail goes to."""
    takes = person.takes_letters and person.directory != Directory.HIDDEN and not refusal(person.email)
    return takes and user.pk != person.pk and can_see_person(user, person)


rules.add_perm("places.read_directory", is_in_network)
rules.add_perm("places.write_to_person", is_in_network & is_written_to_by)
rules.add_perm("places.read_network", is_of_city | is_administrator)
rules.add_perm("places.manage_network", is_coordinator | is_administrator)
rules.add_perm("places.change_membership", is_administrator | (is_coordinator & ~is_of_an_adviser))
rules.add_perm("places.post_news", is_coordinator)
rules.add_perm("places.take_back_news", is_coordinator | is_administrator)
rules.add_perm("places.request_advice", is_member)
rules.add_perm("places.withdraw_advice", asked_for_it | is_coordinator)
rules.add_perm("places.give_advice", is_adviser | is_administrator)
rules.add_perm("places.read_private_notes", is_adviser | is_administrator)
rules.add_perm("places.read_advice_calendar", is_adviser_anywhere | is_administrator)
rules.add_perm("places.report_advice", is_administrator)
rules.add_perm("places.edit_organisation", is_of_organisation | is_reviewer | is_writer | is_administrator)
rules.add_perm("places.edit_any_organisation", is_reviewer | is_writer | is_administrator)
rules.add_perm("places.merge_organisations", is_reviewer | is_administrator)
rules.add_perm("places.read_cities_in_editor", is_reviewer | is_writer | is_administrator)
rules.add_perm("places.edit_city", is_reviewer | is_administrator)
