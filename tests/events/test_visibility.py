"""Nobody sees what is not theirs: every audience over every address of events, and over each secret on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from network.events.models import Event, Material
from network.events.services.attending import join
from network.events.services.notes import add_material, write_notes
from network.events.services.planning import Particulars
from network.events.services.pledges import pledge
from network.events.urls import urlpatterns
from network.events.views.calendars import own_address
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Sanction, Thread
from portal.accounts.models import User
from portal.media.models import PrivateFile
from tests.events.pages import times
from tests.factories import CityFactory, MembershipFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, city_board, member_of, rested

pytestmark = pytest.mark.django_db
NAMES = {pattern.name for pattern in urlpatterns}
KINDS = ("public", "network", "leeds", "hidden")
AUDIENCES = (
    "anonymous",
    "no network",
    "member",
    "elsewhere",
    "adviser",
    "coordinator",
    "moderator",
    "suspended",
    "comer",
)
OF_EVENT = ("event_edit", "event_join", "event_cancel", "event_notes", "event_materials", "event_after")


@dataclass(frozen=True)
class World:
    """An event of each audience, called by Hana Host of Leeds with her city as its host; one is hidden."""

    events: dict[str, Event]
    host: User
    comer: User
    files: dict[str, Material]
    calendar: str

    @property
    def addresses(self) -> dict[str, str]:
        found = {
            "events": reverse("events"),
            "events:month": reverse("events") + f"?month={timezone.localdate() + timedelta(days=7):%Y-%m}",
            "event_start": reverse("event_start"),
            "events_calendar": reverse("events_calendar"),
            "my_calendar": self.calendar,
        }
        for kind, event in self.events.items():
            found[f"event:{kind}"] = reverse("event", args=[event.pk, event.thread.slug])
            found[f"event_calendar:{kind}"] = reverse("event_calendar", args=[event.pk])
            found[f"event_material:{kind}"] = reverse("event_material", args=[self.files[kind].pk])
            found |= {f"{name}:{kind}": reverse(name, args=[event.pk]) for name in OF_EVENT}
        return found


#                       anon  none  memb  else  advi  coor  mode  susp  comer
OPENED = """
events                  200   200   200   200   200   200   200   200   200
events:month            200   200   200   200   200   200   200   200   200
event_start             in    403   200   200   200   200   200   403   200
events_calendar         200   200   200   200   200   200   200   200   200
my_calendar             200   200   200   200   200   200   200   200   200
event:public            200   200   200   200   200   200   200   200   200
event:network           404   404   200   200   200   200   200   404   200
event:leeds             404   404   200   404   200   200   404   404   200
event:hidden            404   404   404   404   404   404   200   404   404
event_calendar:public   200   200   200   200   200   200   200   200   200
event_calendar:network  404   404   200   200   200   200   200   404   200
event_calendar:leeds    404   404   200   404   200   200   404   404   200
event_calendar:hidden   404   404   404   404   404   404   404   404   404
event_material:public   200   200   200   200   200   200   200   200   200
event_material:network  404   404   200   200   200   200   200   404   200
event_material:leeds    404   404   200   404   200   200   404   404   200
event_material:hidden   404   404   404   404   404   404   200   404   404
event_edit:public       in    403   403   403   403   200   200   403   403
event_edit:network      in    404   403   403   403   200   200   404   403
event_edit:leeds        in    404   403   404   403   200   404   404   403
event_edit:hidden       in    404   404   404   404   404   403   404   404
event_cancel:public     in    403   403   403   403   200   200   403   403
event_cancel:network    in    404   403   403   403   200   200   404   403
event_cancel:leeds      in    404   403   404   403   200   404   404   403
event_cancel:hidden     in    404   404   404   404   404   403   404   404
event_join:public       in    200   200   200   200   200   200   200   200
event_join:network      in    404   200   200   200   200   200   404   200
event_join:leeds        in    404   200   404   200   200   404   404   200
event_join:hidden       in    404   404   404   404   404   200   404   404
event_notes:public      in    403   403   403   403   200   200   403   200
event_notes:network     in    404   403   403   403   200   200   404   200
event_notes:leeds       in    404   403   404   403   200   404   404   200
event_notes:hidden      in    404   404   404   404   404   200   404   404
event_materials:public  in    403   403   403   403   200   200   403   200
event_materials:network in    404   403   403   403   200   200   404   200
event_materials:leeds   in    404   403   404   403   200   404   404   200
event_materials:hidden  in    404   404   404   404   404   200   404   404
event_after:public      in    403   200   200   200   200   200   403   200
event_after:network     in    404   200   200   200   200   200   404   200
event_after:leeds       in    404   200   404   200   200   404   404   200
event_after:hidden      in    404   404   404   404   404   200   404   404
"""
EVERYBODY = set(AUDIENCES)
NETWORK = EVERYBODY - {"anonymous", "no network", "suspended"}
OF_LEEDS = {"member", "adviser", "coordinator", "comer"}
HOSTS = {"coordinator", "moderator"}

SEEN = {
    "Public title": EVERYBODY,
    "Network title": NETWORK,
    "Leeds title": OF_LEEDS,
    "Hidden title": {"moderator"},
    "Public question": EVERYBODY,
    "Network question": NETWORK,
    "Leeds question": OF_LEEDS,
    "Hidden question": {"moderator"},
    "Public notes": EVERYBODY,
    "Network notes": NETWORK,
    "Leeds notes": OF_LEEDS,
    "Public pledge": EVERYBODY,
    "Leeds pledge": OF_LEEDS,
    "Leeds slides": OF_LEEDS,
    "Public place": HOSTS | {"comer"},
    "Network place": HOSTS | {"comer"},
    "Leeds place": {"coordinator", "comer"},
    "Hidden place": {"moderator"},
    "Cora Comer": NETWORK,
}
"""Who reads what, on any of the addresses but the personal calendar, which whoever has its address reads."""

ACTED = {
    "event_join": {"public": NETWORK, "network": NETWORK, "leeds": OF_LEEDS, "hidden": set()},
    "event_edit": {"public": HOSTS, "network": HOSTS, "leeds": {"coordinator"}, "hidden": set()},
    "event_cancel": {"public": HOSTS, "network": HOSTS, "leeds": {"coordinator"}, "hidden": set()},
    "event_notes": {
        "public": HOSTS | {"comer"},
        "network": HOSTS | {"comer"},
        "leeds": {"coordinator", "comer"},
        "hidden": {"moderator"},
    },
    "event_materials": {
        "public": HOSTS | {"comer"},
        "network": HOSTS | {"comer"},
        "leeds": {"coordinator", "comer"},
        "hidden": {"moderator"},
    },
    "event_after": {"public": NETWORK, "network": NETWORK, "leeds": OF_LEEDS, "hidden": set()},
}
SENT = {
    "event_join": {"act": "join"},
    "event_edit": times(place="Moved"),
    "event_cancel": {"reason": "Ill."},
    "event_notes": {"body": "Changed.", "seen": "1", "base": ""},
    "event_materials": {"title": "More", "url": "https://example.org/"},
}


@pytest.fixture
def world() -> World:
    leeds, hull = CityFactory(name="Leeds", slug="leeds"), CityFactory(name="Hull", slug="hull")
    host, comer = member_of(leeds), member_of(leeds, user__display_name="Cora Comer")
    MembershipFactory(city=hull)
    boards = {
        "public": BoardFactory(audience=Audience.PUBLIC),
        "network": BoardFactory(),
        "leeds": city_board(leeds),
        "hidden": BoardFactory(audience=Audience.PUBLIC),
    }
    events, files = {}, {}
    for kind, board in boards.items():
        name = kind.title()
        event = event_on(board, by=host, title=f"{name} title", host=leeds, place=f"{name} place")
        rested(host)
        PostFactory(thread=event.thread, author=host, body=f"{name} question")
        join(event, by=comer)
        event = write_notes(event, f"{name} notes", seen=0, by=host)
        pledge(event, city=leeds, text=f"{name} pledge", by=host)
        files[kind] = add_material(event, title=f"{name} slides", url="https://example.org/", by=host)
        kept = PrivateFile.objects.create(file="x.pdf", name="x.pdf", content_type="application/pdf", size=1)
        Material.objects.filter(pk=files[kind].pk).update(url="", document=kept)
        events[kind] = Event.objects.select_related("thread").get(pk=event.pk)
    Thread.objects.filter(pk=events["hidden"].pk).update(hidden_at=timezone.now())
    return World(events, host, comer, files, own_address(comer))


def visitor(audience: str, world: World) -> Client:
    """Return the browser of somebody of an audience, as Leeds sees them."""
    client, user = Client(), person_of(audience, world)
    if user is not None:
        client.force_login(user)
    return client


def person_of(audience: str, world: World) -> User | None:
    leeds = world.host.memberships.get().city
    if audience == "comer":
        return world.comer
    if audience in ("member", "adviser", "coordinator", "suspended"):
        person = member_of(leeds, "member" if audience == "suspended" else audience)
        if audience == "suspended":
            until = timezone.now() + timedelta(days=3)
            kind = SanctionKind.SUSPENSION
            Sanction.objects.create(person=person, kind=kind, reason="x", by=world.host, until=until)
        return person
    if audience == "elsewhere":
        return member_of(CityFactory())
    if audience == "moderator":
        return UserFactory(groups=["Moderators"])
    return UserFactory() if audience == "no network" else None


def test_every_address_is_walked(world):
    assert {name.partition(":")[0] for name in world.addresses} == NAMES
    assert {line.split()[0] for line in OPENED.strip().splitlines()} == set(world.addresses)


@pytest.mark.parametrize(("place", "audience"), list(enumerate(AUDIENCES)))
def test_who_opens_and_reads_what(world, place, audience, monkeypatch):
    monkeypatch.setattr("network.events.views.around.private_answer", lambda document: HttpResponse())
    client, wrong, said = visitor(audience, world), [], ""
    for line in OPENED.strip().splitlines():
        name, *expected = line.split()
        answer = client.get(world.addresses[name])
        got = "in" if answer.status_code == 302 and "/login/" in answer.url else str(answer.status_code)
        if got != expected[place]:
            wrong.append(f"{name}: {got}, not {expected[place]}")
        if name != "my_calendar":
            said += answer.content.decode()
    wrong += [secret for secret, readers in SEEN.items() if (secret in said) is not (audience in readers)]
    assert not wrong


def state_of(event: Event) -> tuple:
    event = Event.objects.get(pk=event.pk)
    coming = tuple(event.attendances.order_by("pk").values_list("person", "state"))
    others = event.materials.count(), event.pledges.count()
    return (event.sequence, event.notes, event.place, event.cancelled_at, coming, *others)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_who_does_what(world, audience):
    client, wrong = visitor(audience, world), []
    person = person_of_client(client)
    for name, by_kind in ACTED.items():
        for kind, allowed in by_kind.items():
            event = world.events[kind]
            before = state_of(event)
            with transaction.atomic():
                answer = client.post(world.addresses[f"{name}:{kind}"], sent_to(name, person, event, audience))
                changed = state_of(event) != before
                transaction.set_rollback(True)
            if changed is not (audience in allowed and can(name, audience)):
                wrong.append(f"{name}:{kind}: {answer.status_code}, {'changed' if changed else 'not changed'}")
    assert not wrong


def person_of_client(client: Client) -> User | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key) if key else None


def can(name: str, audience: str) -> bool:
    """Say whether an allowed act changes something: a comer comes already, a moderator speaks for no city."""
    return (name, audience) not in {("event_join", "comer"), ("event_after", "moderator")}


def sent_to(name: str, person: User | None, event: Event, audience: str) -> dict:
    if name == "event_edit":
        return {**SENT[name], "seen": Particulars.of(event).key}
    if name != "event_after":
        return SENT[name]
    own = person.memberships.first() if person else None
    return {"act": "say", "city": own.city_id if own else event.host_id, "text": "We will."}


def test_what_is_not_there_and_what_one_may_not_see_look_the_same(client, world):
    missing = client.get("/network/events/999999-leeds-title/")
    hidden = client.get(world.addresses["event:leeds"])
    assert missing.status_code == hidden.status_code == 404

    def without_path(answer):
        return answer.content.decode().replace(answer.wsgi_request.path, "")

    assert without_path(missing) == without_path(hidden)
    right, wrong = world.addresses["event:leeds"], f"/network/events/{world.events['leeds'].pk}-x/"
    assert client.get(wrong).status_code == client.get(right).status_code == 404
