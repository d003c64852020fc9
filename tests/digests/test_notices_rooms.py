"""Who is told of plans, networks, events and moderation: each once, the right people, and nobody of their own act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cities.places.choices import CityRole
from cities.places.models import Membership
from cities.places.services import joining
from cities.plans.choices import Part, Stance, Visibility
from cities.plans.models import Reminder
from cities.plans.services import parts, updates
from cities.plans.services.reminders import send_reminders
from network.digests.models import Notice
from network.digests.receivers import events as of_events
from network.digests.receivers import moderation, networks, plans
from network.events.services import attending, planning
from network.events.services.planning import Particulars
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Flag, ModerationEntry
from network.forum.services import flagging, hiding, holding
from network.forum.services.posting import Written, reply
from network.forum.services.sanctions import sanction
from portal.accounts.models import User
from tests.digests.telling import people_told, seen, told
from tests.factories import CityFactory, UserFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of
from tests.factories.places import MembershipFactory, PartnerFactory
from tests.factories.plans import ActionFactory, ActionPartnerFactory, PlanFactory, coordinator_of, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(leeds):
    return coordinator_of(leeds).user


@pytest.fixture
def action(leeds):
    return ActionFactory(objective__plan=PlanFactory(city=leeds), visibility=Visibility.PARTNERS)


@pytest.fixture
def partner(leeds):
    return PartnerFactory(city=leeds)


# Plans.


def test_partner_is_told_that_it_is_asked_and_again_when_it_is_asked_anew(action, partner, coordinator, leeds):
    member = MembershipFactory(city=leeds, partner=partner).user
    MembershipFactory(city=leeds, partner=partner, role=CityRole.ADVISER)
    MembershipFactory(city=leeds)
    part = parts.ask_partner(action, partner, part=Part.LEAD, by=coordinator)
    assert people_told(source="part") == {member.pk}
    plans.part_asked(part)
    assert told(member) == [("handshake", "part")]
    Notice.objects.update(read_at=timezone.now())
    plans.part_asked(part)
    assert Notice.objects.get().read_at is not None
    parts.change_part(part, part=Part.CO_OWNER, by=coordinator)
    assert Notice.objects.get().read_at is None
    assert seen(member) == 1


def test_many_parts_of_one_act_are_told_to_each_partner(action, coordinator, leeds, django_assert_num_queries):
    rows = [ActionPartnerFactory(action=action, part=Part.SUPPORTER, asked_by=coordinator) for _one in range(4)]
    members = [MembershipFactory(city=leeds, partner=row.partner).user for row in rows]
    with django_assert_num_queries(3):
        plans.parts_asked(rows)
    assert people_told(source="part") == {one.pk for one in members}


def test_coordinators_and_who_asked_are_told_of_the_answer(action, partner, coordinator, leeds):
    member = MembershipFactory(city=leeds, partner=partner).user
    other = coordinator_of(leeds).user
    part = parts.ask_partner(action, partner, part=Part.LEAD, by=coordinator)
    part = parts.answer_part(part, accepts=True, by=member)
    plans.part_answered(part)
    assert people_told(source="part_answer") == {coordinator.pk, other.pk}
    assert told(other) == [("handshake", "part_answer")]


def test_response_is_told_to_writer_and_owner(action, partner, leeds):
    owner, writer = MembershipFactory(city=leeds), coordinator_of(leeds).user
    action.owner = owner
    action.save()
    member = MembershipFactory(city=leeds, partner=partner).user
    ActionPartnerFactory(action=action, partner=partner, part=Part.CO_OWNER, accepted=True, asked_by=writer)
    update = tell(action, writer)
    response = updates.respond(update, stance=Stance.DISPUTE, body="Not so.", by=member)
    plans.response_given(response)
    assert people_told(source="response") == {owner.user_id, writer.pk}
    assert told(writer) == [("response", "response")]
    Membership.objects.filter(user=owner.user_id).update(state="ended", ended_at=timezone.now())
    assert seen(owner.user) == 0
    assert seen(writer) == 1


def test_reminder_is_told_where_its_letter_goes(action, leeds):
    owner = MembershipFactory(city=leeds)
    action.owner = owner
    action.save()
    later = timezone.now() + timedelta(days=400)
    assert send_reminders(later) == 1
    assert send_reminders(later) == 0
    assert told(owner.user) == [("reminder", "reminder")]
    assert Notice.objects.get().object_id == Reminder.objects.get().pk


# Networks.


def test_invitation_is_told_to_whose_address_it_is(leeds, coordinator):
    person = UserFactory()
    invitation = joining.invite(leeds, person.email, role=CityRole.MEMBER, by=coordinator)
    networks.invited(invitation)
    assert told(person) == [("invitation", "invitation")]
    assert seen(person) == 1
    joining.withdraw(invitation, by=coordinator)
    assert seen(person) == 0


def test_invitation_of_nobody_known_or_of_an_unconfirmed_address_is_told_to_nobody(leeds, coordinator):
    person = UserFactory(verified=False)
    person.emailaddress_set.create(email=person.email, verified=False)
    for address in (person.email, "nobody@example.org"):
        joining.invite(leeds, address, role=CityRole.MEMBER, by=coordinator)
    assert not Notice.objects.exists()


def test_request_is_told_to_coordinators_and_its_answer_to_who_asked(leeds, coordinator):
    person, other = UserFactory(), coordinator_of(CityFactory(name="York")).user
    request = joining.ask_to_join(leeds, user=person, message="Please", organisation="")
    assert told(coordinator) == [("invitation", "request")]
    assert told(other) == []
    assert seen(coordinator) == 1
    answer = joining.answer(request, accept=True, by=coordinator)
    networks.join_answered(answer)
    assert told(person) == [("invitation", "request_answer")]
    assert (seen(person), seen(coordinator)) == (1, 0)


# Events.


def test_event_of_a_city_is_told_to_its_network_once(leeds):
    host, member = member_of(leeds), member_of(leeds)
    member_of(CityFactory(name="York"))
    event = event_on(by=host, host=leeds)
    of_events.announced(event)
    assert people_told(source="event") == {member.pk}
    assert seen(member) == 1


def test_event_is_not_told_twice_to_who_watches_the_board(leeds):
    from network.forum.choices import Level
    from network.forum.models import Follow

    board, member = BoardFactory(), member_of(leeds)
    Follow.objects.create(person=member, board=board, level=Level.WATCHING)
    event_on(board, by=member_of(leeds), host=leeds)
    assert told(member) == [("followed", "post")]


def test_change_and_cancellation_are_told_to_who_comes_and_not_to_the_host():
    host, guest, gone = member_of(), member_of(), member_of()
    event = event_on(by=host)
    for person in (host, guest, gone):
        attending.join(event, by=person)
    attending.leave(event, by=gone)
    other = {**vars(Particulars.of(event)), "place": "The town hall"}
    event = planning.change_event(event, Particulars(**other), by=host)
    of_events.changed(event, by=host)
    assert told(guest) == [("event", "event_change")]
    Notice.objects.update(read_at=timezone.now())
    event = planning.change_event(event, Particulars(**{**other, "place": "The library"}), by=host)
    assert Notice.objects.get().read_at is None
    planning.cancel_event(event, "The host is ill.", by=host)
    assert sorted(told(guest)) == [("event", "event_cancel"), ("event", "event_change")]
    assert told(gone) == told(host) == []


def test_place_is_told_to_who_waited_and_anew_after_it_was_given_back():
    first, second = member_of(), member_of()
    event = event_on(capacity=1)
    attending.join(event, by=first)
    attending.join(event, by=second)
    assert told(second) == []
    attending.leave(event, by=first)
    assert told(second) == [("event", "place")]
    assert seen(second) == 1
    assert told(first) == []
    attending.leave(event, by=second)
    assert told(second) == []


def test_event_on_a_board_of_a_city_is_told_to_nobody_else(leeds):
    york = CityFactory(name="York")
    board = city_board(york)
    host = member_of(york)
    MembershipFactory(city=leeds, user=host)
    stranger = member_of(leeds)
    event_on(board, by=host, host=leeds)
    assert told(stranger) == []


# Moderation.


def test_author_is_told_of_decisions_on_their_post_and_the_moderator_is_not():
    moderator = UserFactory(groups=["Moderators"])
    post = ThreadFactory().posts.get()
    hiding.hide_post(post, reason="Unkind", by=moderator)
    entry = ModerationEntry.objects.get()
    moderation.moderated(entry)
    assert told(post.author) == [("moderation", "decision")]
    hiding.show_post(post, by=moderator)
    assert told(post.author) == [("moderation", "decision")] * 2
    assert seen(post.author) == 2
    assert told(moderator) == []


def test_refused_post_is_told_to_its_author_who_reads_why(settings):
    settings.FORUM_HOLD_FIRST = 1
    moderator, author = UserFactory(groups=["Moderators"]), member_of()
    settings.FORUM_HOLD_FIRST = 0
    thread = ThreadFactory()
    settings.FORUM_HOLD_FIRST = 1
    post = reply(thread, Written(body="Buy now."), by=author)
    moderation.post_held(post)
    assert told(moderator) == [("moderation", "held")]
    assert seen(moderator) == 1
    holding.refuse(post, reason="It is an advertisement.", by=moderator)
    assert told(author) == [("moderation", "decision")]
    assert (seen(author), seen(moderator)) == (1, 0)


def test_sanction_is_told_to_the_person_even_while_they_are_suspended():
    moderator, person = UserFactory(groups=["Moderators"]), member_of()
    until = timezone.now() + timedelta(days=3)
    made = sanction(person, kind=SanctionKind.SUSPENSION, reason="Unkind", by=moderator, until=until)
    moderation.sanctioned(made)
    assert told(person) == [("moderation", "sanction")]
    assert seen(person) == 1


@pytest.mark.parametrize("audience", Audience.values)
def test_report_is_told_to_exactly_those_who_may_settle_it(audience, leeds, coordinator):
    board = BoardFactory(audience=audience, cities=[leeds] if audience == Audience.CITIES else [])
    moderators = [UserFactory(groups=["Moderators"]) for _one in range(2)]
    UserFactory(groups=["Administrators"])
    coordinator_of(CityFactory(name="York"))
    post = ThreadFactory(board=board, author=member_of(leeds)).posts.get()
    reporter = member_of(leeds)
    flag = flagging.flag(post, reason="spam", by=reporter)
    moderation.flagged(flag)
    expected = {one.pk for one in moderators} | ({coordinator.pk} if audience == Audience.CITIES else set())
    assert people_told(source="flag") == expected
    able = {one.pk for one in User.objects.all() if Flag.objects.visible_to(one).filter(pk=flag.pk).exists()}
    assert able == expected
    flagging.settle(post, [flag.pk], verdict="dismissed", by=moderators[0])
    assert [seen(one) for one in moderators] == [0, 0]


def test_report_of_the_only_moderator_is_told_to_administrators():
    moderator, administrator = UserFactory(groups=["Moderators"]), UserFactory(groups=["Administrators"])
    MembershipFactory(user=moderator)
    post = PostFactory(author=moderator)
    flagging.flag(post, reason="unkind", by=member_of())
    assert people_told(source="flag") == {administrator.pk}
    assert seen(administrator) == 1
