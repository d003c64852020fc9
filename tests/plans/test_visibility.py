"""Nobody sees what is not theirs: every audience over the addresses of action plans.

A room of addresses is walked once its rows are here: it stands in WALKED, and each of its names has a row.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core import signing
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part, Stance, Visibility
from cities.plans.models import Action, ActionPartner, ActionPlan, Follow, ImportBatch, Response, Update
from cities.plans.services.following import CONFIRM_SALT, end_token
from cities.plans.services.links import new_link
from cities.plans.services.updates import Proof
from cities.plans.urls import across, editing, files, reading, telling
from portal.accounts.models import User
from portal.media.models import PrivateFile
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    UpdateFactory,
    UserFactory,
)
from tests.factories.plans import coordinator_of, publish, tell

pytestmark = pytest.mark.django_db

WALKED = (across, editing, files, reading, telling)
NAMES = {pattern.name for room in WALKED for pattern in room.urlpatterns}
OF_PLAN = (
    *("plan_begin", "plan_manage", "plan_edit", "plan_presence", "plan_archive", "plan_order", "plan_publish"),
    *("objective_add", "action_add"),
)
OF_ACTION = (
    *("action_edit", "action_presence", "action_line", "action_remove", "action_parts", "action_advice"),
    *("update_add", "update_throw_away"),
)
OF_UPDATE = ("update_correct", "update_respond", "update_redact")
AUDIENCES = (
    "anonymous",
    "no network",
    "member",
    "member elsewhere",
    "coordinator",
    "adviser",
    "moderator",
    "administrator",
)


EXPORTS = ("plan_csv", "plan_xlsx", "plan_json")
FEEDS = ("plan_feed", "action_feed", "plan_calendar")  # the same for everybody
FILES = (*EXPORTS, "plan_import", "plan_template", "plan_feed", "plan_calendar")


def address(name: str, args: list[object]) -> str:
    """Return an address; of a file, that of the working text where its name says so."""
    name, _, kind = name.partition(":")
    return reverse(name, args=args) + ("?text=working" if kind.startswith("working") else "")


@dataclass(frozen=True)
class World:
    """A published plan in Leeds, with an inner action and a draft; a plan in Glasgow that is not published."""

    leeds: ActionPlan
    glasgow: ActionPlan
    shown: Action
    inner: Action
    draft: Action
    link: str
    confirm: str
    end: str
    batch: ImportBatch
    told: Update
    part: ActionPartner
    response: Response
    hidden: Update

    @property
    def addresses(self) -> dict[str, str]:
        """The addresses to walk, by name; what follows a colon is another thing at the same address."""
        leeds, glasgow = self.leeds.city.slug, self.glasgow.city.slug
        things = {
            "plans_progress": [],
            "powers_matrix": [],
            "plan_follow": [leeds],
            "plan_follow:unpublished": [glasgow],
            "action_follow": [leeds, self.shown.pk],
            "action_follow:inner": [leeds, self.inner.pk],
            "action_follow:draft": [leeds, self.draft.pk],
            "plan_links": [leeds],
            "plan_links:unpublished": [glasgow],
            **{name: [leeds] for name in OF_PLAN},
            "plan_manage:unpublished": [glasgow],
            **{name: [leeds, self.shown.pk] for name in OF_ACTION},
            "action_edit:inner": [leeds, self.inner.pk],
            "action_edit:draft": [leeds, self.draft.pk],
            "action_edit:astray": [glasgow, self.shown.pk],
            **{name: [leeds, self.shown.pk, self.told.pk] for name in OF_UPDATE},
            "objective_edit": [leeds, self.shown.objective_id],
            "objective_remove": [leeds, self.shown.objective_id],
            "part_answer": [leeds, self.part.pk],
            "response_redact": [leeds, self.response.pk],
            "evidence_redact": [leeds, self.hidden.evidence.get().pk],
            "edition_endorse": [leeds, 1],
            **{name: [leeds] for name in ("plan", "plan_editions", "plan_print", "plan_pdf", "plan_changes")},
            **{f"{name}:unpublished": [glasgow] for name in ("plan", "plan_editions", "plan_print", "plan_pdf")},
            "plan_edition": [leeds, 1],
            "plan_compare": [leeds, 1, 1],
            **{name: [leeds, self.shown.pk] for name in ("action", "action_history")},
            **{f"{name}:inner": [leeds, self.inner.pk] for name in ("action", "action_history")},
            "action:draft": [leeds, self.draft.pk],
            "action:astray": [glasgow, self.shown.pk],
            "plan_update": [leeds, self.shown.pk, self.told.pk],
            "plan_update:inner": [leeds, self.inner.pk, self.hidden.pk],
            "evidence_file": [leeds, self.hidden.evidence.get().pk],
            "update_link": [self.link],
            "follow_confirm": [self.confirm],
            "follow_end": [self.end],
            **{name: [leeds] for name in FILES},
            **{f"{name}:working": [leeds] for name in EXPORTS},
            "plan_csv:unpublished": [glasgow],
            "plan_csv:working-unpublished": [glasgow],
            "plan_import:unpublished": [glasgow],
            "plan_import_batch": [leeds, self.batch.pk],
            "action_feed": [leeds, self.shown.pk],
            "action_feed:inner": [leeds, self.inner.pk],
            "plan_feed:unpublished": [glasgow],
            "plan_calendar:unpublished": [glasgow],
        }
        return {name: address(name, args) for name, args in things.items()}


#                         anon  none  memb  else  coor  advi  mode  admi
OPENED = """
plans_progress            200   200   200   200   200   200   200   200
powers_matrix             200   200   200   200   200   200   200   200
plan_follow               200   200   200   200   200   200   200   200
plan_follow:unpublished   404   404   404   200   404   404   404   200
action_follow             200   200   200   200   200   200   200   200
action_follow:inner       404   404   200   404   200   200   404   200
action_follow:draft       404   404   404   404   200   404   404   200
plan_links                in    403   403   403   200   403   403   200
plan_links:unpublished    in    404   404   403   404   404   404   200
update_link               200   404   404   404   404   404   404   404
follow_confirm            200   200   200   200   200   200   200   200
follow_end                200   200   200   200   200   200   200   200
plan                      200   200   200   200   200   200   200   200
plan:unpublished          200   200   200   200   200   200   200   200
plan_editions             200   200   200   200   200   200   200   200
plan_editions:unpublished 404   404   404   404   404   404   404   404
plan_edition              200   200   200   200   200   200   200   200
plan_compare              302   302   302   302   302   302   302   302
plan_print                200   200   200   200   200   200   200   200
plan_print:unpublished    404   404   404   404   404   404   404   404
plan_pdf                  200   200   200   200   200   200   200   200
plan_pdf:unpublished      404   404   404   404   404   404   404   404
plan_changes              in    404   200   404   200   200   404   200
action                    200   200   200   200   200   200   200   200
action:inner              404   404   200   404   200   200   404   200
action:draft              404   404   404   404   200   404   404   200
action:astray             404   404   404   404   404   404   404   404
action_history            in    404   200   404   200   200   404   200
action_history:inner      in    404   200   404   200   200   404   200
plan_update               200   200   200   200   200   200   200   200
plan_update:inner         404   404   200   404   200   200   404   200
evidence_file             404   404   200   404   200   200   404   200
plan_begin                in    403   403   403   302   403   403   302
plan_manage               in    403   403   403   200   403   403   200
plan_manage:unpublished   in    404   404   403   404   404   404   200
plan_edit                 in    403   403   403   200   403   403   200
plan_presence             in    403   403   403   404   403   403   404
plan_archive              in    403   403   403   200   403   403   200
plan_order                405   405   405   405   405   405   405   405
plan_publish              in    403   403   403   200   403   403   403
objective_add             in    403   403   403   200   403   403   200
objective_edit            in    403   403   403   200   403   403   200
objective_remove          405   405   405   405   405   405   405   405
action_add                in    403   200   403   200   403   403   200
action_edit               in    404   403   404   200   403   404   200
action_edit:inner         in    404   403   404   200   403   404   200
action_edit:draft         in    404   404   404   200   404   404   200
action_edit:astray        in    404   404   404   404   404   404   404
action_presence           in    404   403   404   404   403   404   404
action_line               in    404   403   404   200   403   404   200
action_remove             405   405   405   405   405   405   405   405
action_parts              in    404   403   404   200   403   404   200
action_advice             in    404   200   404   200   403   404   403
update_add                in    404   403   404   200   403   404   403
update_throw_away         405   405   405   405   405   405   405   405
update_correct            in    404   403   404   200   403   404   403
update_respond            in    404   403   404   403   403   404   403
update_redact             in    403   403   403   403   403   403   200
response_redact           in    403   403   403   403   403   403   200
evidence_redact           in    403   403   403   403   403   403   200
part_answer               in    404   403   404   403   403   404   403
edition_endorse           in    403   403   403   403   403   403   403
plan_csv                  200   200   200   200   200   200   200   200
plan_xlsx                 200   200   200   200   200   200   200   200
plan_json                 200   200   200   200   200   200   200   200
plan_csv:working          in    403   200   403   200   200   403   200
plan_xlsx:working         in    403   200   403   200   200   403   200
plan_json:working         in    403   200   403   200   200   403   200
plan_csv:unpublished      404   404   404   404   404   404   404   404
plan_csv:working-unpublished in 404   404   200   404   404   404   200
plan_import               in    403   403   403   200   403   403   200
plan_import:unpublished   in    404   404   403   404   404   404   200
plan_import_batch         in    403   403   403   200   403   403   200
plan_template             in    403   403   403   200   403   403   200
plan_feed                 200   200   200   200   200   200   200   200
plan_feed:unpublished     200   200   200   200   200   200   200   200
action_feed               200   200   200   200   200   200   200   200
action_feed:inner         404   404   404   404   404   404   404   404
plan_calendar             200   200   200   200   200   200   200   200
plan_calendar:unpublished 200   200   200   200   200   200   200   200
"""
EVERYBODY = set(AUDIENCES)
EDITORS = {"coordinator", "administrator"}
OF_LEEDS = {"member", "coordinator", "adviser"}

ACTED = {
    "plan_follow": EVERYBODY,
    "plan_follow:unpublished": {"member elsewhere", "administrator"},
    "action_follow": EVERYBODY,
    "action_follow:inner": OF_LEEDS | {"administrator"},
    "action_follow:draft": {"coordinator", "administrator"},
    "plan_links": set(),  # which link to end is not said
    "update_link": {"anonymous"},  # whoever holds the letter
    "follow_confirm": EVERYBODY,
    "follow_end": EVERYBODY,
    **dict.fromkeys(("plan_begin", "plan_edit", "plan_archive", "plan_order", "objective_add"), EDITORS),
    **dict.fromkeys(("objective_edit", "objective_remove"), EDITORS),
    "plan_publish": {"coordinator"},
    "action_add": {"member", *EDITORS},
    **dict.fromkeys(("action_edit", "action_edit:inner", "action_edit:draft"), EDITORS),
    **dict.fromkeys(("action_line", "action_remove", "action_parts"), EDITORS),
    "action_advice": {"member", "coordinator"},
    "update_add": {"coordinator"},
    "update_throw_away": set(),  # there is no draft
    "update_correct": {"coordinator"},
    "update_respond": set(),  # members of a co-owner, and nobody else
    "update_redact": {"administrator"},
    "response_redact": {"administrator"},
    "evidence_redact": {"administrator"},
    "part_answer": set(),  # members of the organisation that is asked
    "edition_endorse": set(),  # who is there for an organisation
    "plan_import": {"coordinator", "administrator"},
    "plan_import:unpublished": {"administrator"},
    "plan_import_batch": {"coordinator", "administrator"},
}

SEEN = {
    "Shown title": EVERYBODY,
    "Inner title": OF_LEEDS | {"administrator"},
    "Draft title": {"coordinator", "administrator"},
    "Imported title": {"coordinator", "administrator"},
    "Inner update": OF_LEEDS | {"administrator"},
    "Inner evidence": OF_LEEDS | {"administrator"},
    "Olu Owner": EVERYBODY - {"no network"},  # whoever holds the letter to him; others as he chose in the directory
    "Secret draft": set(),
    "owner@example.org": set(),
}


IMPORTED = {"line": 2, "state": "new", "number": None, "title": "Imported title", "changes": [], "errors": []}


def person_of(audience: str, world: World) -> User | None:
    if audience in ("member", "coordinator", "adviser"):
        return MembershipFactory(city=world.leeds.city, role=audience).user
    if audience == "member elsewhere":
        return MembershipFactory(city=world.glasgow.city).user
    if audience in ("moderator", "administrator"):
        return UserFactory(groups=[f"{audience.title()}s"])
    return UserFactory() if audience == "no network" else None


def visitor(audience: str, world: World) -> Client:
    """Return the browser of somebody of an audience, as Leeds sees them."""
    client, user = Client(), person_of(audience, world)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def world() -> World:
    leeds, glasgow = (PlanFactory(city=CityFactory(name=name, is_focus=True)) for name in ("Leeds", "Glasgow"))
    coordinator_of(leeds.city)
    objective = ObjectiveFactory(plan=leeds)
    owner = MembershipFactory(city=leeds.city, user__display_name="Olu Owner", user__email="owner@example.org")
    shown, inner, draft = (
        ActionFactory(objective=objective, title=f"{name} title", visibility=visibility, owner=owner)
        for name, visibility in (
            ("Shown", Visibility.PUBLIC),
            ("Inner", Visibility.PARTNERS),
            ("Draft", Visibility.DRAFT),
        )
    )
    publish(leeds)
    document = PrivateFile(name="inner.txt", content_type="text/plain", size=14)
    document.file.save("inner.txt", ContentFile(b"Inner evidence"), save=False)
    document.save()
    proof = Proof(kind="document", title="A note", document=document)
    hidden = tell(inner, coordinator_of(leeds.city).user, body="Inner update", proofs=[proof])
    told = UpdateFactory(action=shown, by=owner.user)
    UpdateFactory(action=shown, by=owner.user, published_at=None, counts_from=None, body="Secret draft")
    part = ActionPartnerFactory(action=shown)
    co_owner = ActionPartnerFactory(action=shown, part=Part.CO_OWNER, accepted=True)
    response = Response.objects.create(update=told, partner=co_owner.partner, stance=Stance.AGREE, by=owner.user)
    link, token = new_link(shown.pk, owner.user_id, timezone.now())
    link.save()
    batch = ImportBatch.objects.create(plan=leeds, name="plan.csv", rows=[IMPORTED], by=coordinator_of(leeds.city).user)
    waits = Follow.objects.create(plan=leeds, email="reader@example.org")
    confirm = signing.dumps(waits.pk, salt=CONFIRM_SALT)
    return World(
        leeds, glasgow, shown, inner, draft, token, confirm, end_token([waits.pk]), batch, told, part, response, hidden
    )


def answer(response: HttpResponse) -> str:
    """Return a status, or “in” where the visitor is sent to sign in."""
    is_door = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
    return "in" if is_door else str(response.status_code)


def opened() -> dict[str, list[str]]:
    """Return the table by the name of each address."""
    rows = [line.split() for line in OPENED.strip().splitlines()]
    return {name: statuses for name, *statuses in rows}


def test_every_address_has_its_row():
    assert {name.partition(":")[0] for name in opened()} == NAMES


@pytest.mark.parametrize("audience", AUDIENCES)
def test_address_opens_to_whom_it_should(world, audience):
    client, column = visitor(audience, world), AUDIENCES.index(audience)
    found = {name: answer(client.get(url)) for name, url in world.addresses.items()}
    assert found == {name: statuses[column] for name, statuses in opened().items()}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_act_is_refused_to_others(world, audience):
    """An empty form is enough to tell: who may act is told what is missing, or has acted."""
    client, taken = visitor(audience, world), set()
    for name, url in world.addresses.items():
        with transaction.atomic():
            status = answer(client.post(url))
            transaction.set_rollback(True)
        if status not in {"in", "403", "404", "405"}:
            taken.add(name)
    assert taken == {name for name, who in ACTED.items() if audience in who}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_secret_is_read_by_nobody_else(world, audience):
    client = visitor(audience, world)
    pages = [client.get(url).getvalue().decode(errors="replace") for url in world.addresses.values()]
    found = {words for words in SEEN if any(words in page for page in pages)}
    assert found == {words for words, who in SEEN.items() if audience in who}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_what_is_personal_is_kept_by_nobody_on_the_way(world, audience):
    client = visitor(audience, world)
    for name, url in world.addresses.items():
        page = client.get(url)
        if (
            page.status_code == 200
            and not name.startswith(FEEDS)
            and (audience != "anonymous" or name in ("update_link", "follow_confirm", "follow_end"))
        ):
            assert "no-store" in page["Cache-Control"], name
