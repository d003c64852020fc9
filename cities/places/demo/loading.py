"""Make the demonstration through the acts of this room, so that every rule held and the ledger is true.

A city is filled once: what whoever tries the portal then changes, ends or takes back stays as they left it.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cities.places.choices import CityRole
from cities.places.demo.cast import (
    ADVISER,
    BODIES,
    COORDINATOR_LEEDS,
    FOCUS,
    FOCUS_NOTE,
    INVITED,
    NOTICES,
    PLAYERS,
    QUESTIONS,
    WHY_JOIN,
    Player,
    Question,
)
from cities.places.models import City, Membership, Organisation, Partner
from cities.places.services import advice, joining, memberships, news, partners
from portal.accounts.demo import PEOPLE, DemoPerson
from portal.accounts.models import User


def cast() -> list[DemoPerson]:
    """Return the accounts of those whose cities are recorded."""
    known = set(City.objects.values_list("slug", flat=True))
    return [player.account for player in PLAYERS if known.issuperset(player.cities)]


def load() -> None:
    """Fill the cities that have had no demonstration yet, and let every account that is new join its own."""
    choose_focus_cities()
    players = [player for player in PLAYERS if player.account in cast()]
    cities = City.objects.filter(slug__in={slug for player in players for slug in player.cities})
    fresh = [city for city in cities if not is_begun(city)]
    for city in fresh:
        bring_in_bodies(city)
    for player in players:
        join(player)
    for city in fresh:
        fill(city)


def choose_focus_cities() -> None:
    """Choose five as an example, where nobody has chosen any."""
    if not City.objects.focus().exists():
        City.objects.filter(slug__in=FOCUS).update(is_focus=True, focus_note=FOCUS_NOTE)


def is_begun(city: City) -> bool:
    return Membership.objects.filter(city=city, user__is_demonstration=True).exists()


def account(title: str) -> User:
    """Return the demonstration account of this title."""
    return User.objects.get(email=DemoPerson(title, "").email)


def bring_in_bodies(city: City) -> None:
    administrator = User.objects.get(email=PEOPLE[0].email)
    for body in BODIES:
        if body.city == city.slug:
            known = Organisation.objects.filter(name=body.full_name).first()
            newcomer = partners.Newcomer(organisation=known, name=body.full_name, kind=body.kind, seat=body.seat)
            partners.bring_in(city, newcomer, by=administrator)


def join(player: Player) -> None:
    """Give an account its part in its cities; one that has or had a part there keeps what it has."""
    user = account(player.title)
    for city in City.objects.filter(slug__in=player.cities).exclude(memberships__user=user):
        tell_about(user, player)
        if player.role is None:
            joining.ask_to_join(city, user=user, message=WHY_JOIN, organisation="Repair café (demonstration)")
        else:
            memberships.begin(user, city, role=player.role, partner=partner_of(player, city))


def tell_about(user: User, player: Player) -> None:
    user.headline, user.offers, user.interests = player.headline, player.offers, list(player.interests)
    user.save(update_fields=["headline", "offers", "interests"])


def partner_of(player: Player, city: City) -> Partner | None:
    if player.body is None:
        return None
    return Partner.objects.current().filter(city=city, organisation__name=player.body.full_name).first()


def fill(city: City) -> None:
    """Invite somebody, post the news of a city, and ask for advice there."""
    if city.slug == "leeds":
        joining.invite(city, INVITED, role=CityRole.MEMBER, by=account(COORDINATOR_LEEDS))
    for notice in NOTICES:
        if notice.city == city.slug:
            by = account(notice.by)
            news.post_news(city, title=notice.title, text=notice.text, link="", audience=notice.audience, by=by)
    for question in QUESTIONS:
        if question.city == city.slug and city.is_focus:
            ask(city, question)


def ask(city: City, question: Question) -> None:
    """Ask for advice; where half days were agreed, agree to them and log their use."""
    asked = advice.request_advice(city, topic=question.topic, question=question.question, by=account(question.by))
    adviser, today = account(ADVISER), timezone.localdate()
    if question.half_days:
        soon = today + timedelta(days=14)
        advice.allocate(asked, question.half_days, by=adviser, adviser=adviser, planned_on=soon)
    for use in question.uses:
        advice.log_use(
            asked,
            use.half_days,
            by=adviser,
            adviser=adviser,
            on=today - timedelta(days=use.days_ago),
            outcome=use.outcome,
            private_note=use.private_note,
        )
