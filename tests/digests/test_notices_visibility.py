"""One matrix: of every source, who reads a notice that stands in their list, whoever they are when they look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.places.choices import CityRole
from cities.plans.choices import Part, Visibility
from network.digests.counting import recount
from network.digests.describing import READABLE, described
from network.digests.models import Notice
from network.events.services import attending
from network.forum.choices import Audience, Kind, SanctionKind
from network.forum.models import Sanction, Thread
from network.forum.services import marks
from portal.accounts.models import User
from tests.factories import CityFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of
from tests.factories.places import MembershipFactory, PartnerFactory
from tests.factories.plans import ActionFactory, ActionPartnerFactory, PlanFactory

pytestmark = pytest.mark.django_db
WHO = ("member", "coordinator", "elsewhere", "moderator", "no network", "suspended", "administrator")


@pytest.fixture
def people(leeds):
    found = {
        "member": member_of(leeds),
        "coordinator": member_of(leeds, role=CityRole.COORDINATOR),
        "elsewhere": member_of(CityFactory(name="York")),
        "moderator": UserFactory(groups=["Moderators"]),
        "no network": UserFactory(),
        "suspended": member_of(leeds),
        "administrator": UserFactory(groups=["Administrators"]),
    }
    until = timezone.now() + timedelta(days=9)
    Sanction.objects.create(
        person=found["suspended"], kind=SanctionKind.SUSPENSION, reason="x", by=found["moderator"], until=until
    )
    return found


def put(people, source: str, key: int, thread: Thread | None = None) -> None:
    """Let a notice stand in everybody's list, as if they had been told when they read more."""
    Notice.objects.bulk_create(
        Notice(person=one, kind="reply", source=source, object_id=key, thread=thread) for one in people.values()
    )


def readers(people) -> set[str]:
    """Return who reads their notice; the count and the lines say the same."""
    found = set()
    for name, one in people.items():
        person = User.objects.get(pk=one.pk)
        shown = list(Notice.objects.visible_to(person))
        assert recount(person) == len(shown) == len(described(shown, person)), name
        found |= {name} if shown else set()
    return found


OF_LEEDS = {"member", "coordinator"}
OF_NETWORK = OF_LEEDS | {"elsewhere", "moderator"}
ON = {Audience.PUBLIC: set(WHO), Audience.NETWORK: OF_NETWORK, Audience.CITIES: OF_LEEDS}


def board_for(audience: str, leeds):
    return BoardFactory(audience=audience, cities=[leeds] if audience == Audience.CITIES else [])


@pytest.mark.parametrize("audience", Audience.values)
def test_posts_answers_and_events_follow_their_board(audience, leeds, people):
    board, author = board_for(audience, leeds), member_of(leeds)
    thread = ThreadFactory(board=board, author=author, kind=Kind.QUESTION)
    post = PostFactory(thread=thread, author=member_of(leeds))
    Notice.objects.all().delete()
    put(people, "post", post.pk, thread)
    assert readers(people) == ON[Audience(audience)]
    marks.accept_answer(post, by=author)
    Notice.objects.all().delete()
    put(people, "answer", post.pk, thread)
    assert readers(people) == ON[Audience(audience)]
    event = event_on(board, by=member_of(leeds))
    for source in ("event", "event_change"):
        Notice.objects.all().delete()
        put(people, source, event.pk, event.thread)
        assert readers(people) == ON[Audience(audience)]
    Notice.objects.all().delete()
    put(people, "event_cancel", event.pk, event.thread)
    assert readers(people) == set()


@pytest.mark.parametrize("audience", Audience.values)
def test_of_a_hidden_thread_only_those_know_who_moderate_and_of_its_posts_nobody(audience, leeds, people):
    thread = ThreadFactory(board=board_for(audience, leeds), author=member_of(leeds))
    post = PostFactory(thread=thread, author=member_of(leeds))
    Thread.objects.filter(pk=thread.pk).update(hidden_at=timezone.now())
    Notice.objects.all().delete()
    put(people, "post", post.pk, thread)
    assert readers(people) == set()


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        (Visibility.DRAFT, {"coordinator", "administrator"}),
        (Visibility.PARTNERS, {*OF_LEEDS, "suspended", "administrator"}),
    ],
)
def test_parts_follow_the_working_text_of_their_action(visibility, expected, leeds, people):
    action = ActionFactory(objective__plan=PlanFactory(city=leeds), visibility=visibility)
    part = ActionPartnerFactory(action=action, part=Part.LEAD, partner=PartnerFactory(city=leeds), accepted=True)
    Notice.objects.all().delete()
    put(people, "part_answer", part.pk)
    assert readers(people) == expected
    Notice.objects.all().delete()
    put(people, "part", part.pk)
    assert readers(people) == set()
    member = MembershipFactory(city=leeds, partner=part.partner).user
    assert readers({"of the partner": member}) == set()
    put({"of the partner": member}, "part", part.pk)
    assert readers({"of the partner": member}) == {"of the partner"}


def test_reports_and_held_posts_are_for_those_who_moderate(leeds, people):
    thread = ThreadFactory(board=board_for(Audience.CITIES, leeds), author=member_of(leeds))
    held = PostFactory(thread=thread, author=member_of(leeds), held=True)
    Notice.objects.all().delete()
    put(people, "held", held.pk)
    assert readers(people) == {"coordinator"}


def test_what_is_somebodys_own_is_read_by_nobody_else(leeds, people):
    sanction = Sanction.objects.get()
    put(people, "sanction", sanction.pk)
    assert readers(people) == {"suspended"}
    event = event_on(by=member_of(leeds))
    attending.join(event, by=people["member"])
    Notice.objects.all().delete()
    put(people, "place", event.attendances.get().pk, event.thread)
    assert readers(people) == {"member"}
    for source, row in (
        ("request_answer", people["elsewhere"].memberships.get()),
        ("request", MembershipFactory(city=leeds, state="requested", since=None)),
    ):
        Notice.objects.all().delete()
        put(people, source, row.pk)
        assert readers(people) == ({"elsewhere"} if source == "request_answer" else {"coordinator"})


@pytest.mark.parametrize("source", sorted(READABLE))
def test_of_what_is_not_there_nobody_reads(source, people):
    put(people, source, 999_999)
    assert readers(people) == set()


def test_unknown_source_is_read_by_nobody(people):
    put(people, "circus", 1)
    assert readers(people) == set()
