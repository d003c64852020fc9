"""Warnings, silences and suspensions: who lays them on whom, what they change, and how one appeals."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from rules import has_perm

from cities.places.choices import CityRole
from network.forum.choices import Audience, ModerationAct, SanctionKind
from network.forum.models import ModerationEntry, Sanction
from network.forum.services.appeals import appeal
from network.forum.services.sanctions import lift, sanction
from network.forum.standing import forget_standing
from portal.mail.models import Letter
from tests.factories import CityFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of
from tests.together import at_once

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def moderator():
    return UserFactory(groups=["Moderators"], display_name="Mo Derator")


@pytest.fixture
def person():
    return ThreadFactory().author


def lay(person, by, kind=SanctionKind.SILENCE, **more) -> Sanction:
    until = None if kind == SanctionKind.WARNING else timezone.now() + WEEK
    return sanction(person, **{"kind": kind, "reason": "Rude to others.", "until": until, "by": by, **more})


def send(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(name, args=args), data)


RIGHTS = {
    SanctionKind.WARNING: (True, True),
    SanctionKind.SILENCE: (False, True),
    SanctionKind.SUSPENSION: (False, False),
}


@pytest.mark.parametrize("kind", RIGHTS)
def test_sanction_takes_what_it_says_until_its_end_and_no_more(person, moderator, kind):
    board = BoardFactory()
    made = lay(person, moderator, kind)
    may_write, may_read = RIGHTS[kind]
    forget_standing(person)
    assert has_perm("forum.start_thread", person, board) == may_write
    assert has_perm("forum.read", person, board) == may_read
    assert has_perm("forum.read", person, BoardFactory(audience=Audience.PUBLIC))
    if made.until:
        past = timezone.now() - timedelta(days=8)
        Sanction.objects.filter(pk=made.pk).update(at=past, until=past + WEEK)
    forget_standing(person)
    assert has_perm("forum.start_thread", person, board)


def test_person_gets_a_letter_with_reason_end_and_appeal(
    person, moderator, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = lay(person, moderator)
    letter = Letter.objects.get(person=person)
    assert (letter.key, letter.kind) == (f"forum.sanction:{made.pk}", "forum.sanction")
    words = mailoutbox[0].body
    assert "Rude to others." in words
    assert reverse("appeal") in words
    assert made.until.astimezone(timezone.get_current_timezone()).strftime("%H:%M") in mailoutbox[0].subject
    assert "Mo Derator" not in words


def test_moderators_lay_it_on_others_than_themselves_and_each_other(person, moderator):
    lay(person, moderator)
    coordinator = member_of(role=CityRole.COORDINATOR)
    wrong = (
        (person, coordinator),
        (person, UserFactory(groups=["Administrators"])),
        (moderator, moderator),
        (UserFactory(groups=["Moderators"]), moderator),
        (UserFactory(groups=["Administrators"]), moderator),
        (UserFactory(is_active=False), moderator),
    )
    for whom, by in wrong:
        with pytest.raises(PermissionDenied):
            lay(whom, by)


def test_suspended_moderator_lays_nothing_on_anybody(person, moderator):
    until = timezone.now() + WEEK
    Sanction.objects.create(person=moderator, kind=SanctionKind.SUSPENSION, reason="x", by=person, until=until)
    with pytest.raises(PermissionDenied):
        lay(person, moderator)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"until": None}, "until"),
        ({"until": timezone.now() - WEEK}, "until"),
        ({"until": timezone.now() + timedelta(days=400)}, "until"),
        ({"reason": " \0 "}, "reason"),
    ],
)
def test_sanction_says_what_is_wrong(person, moderator, more, field):
    with pytest.raises(ValidationError) as refused:
        lay(person, moderator, **more)
    assert field in refused.value.error_dict
    assert not Sanction.objects.exists()


def test_silence_is_one_at_a_time_and_a_form_sent_twice_is_done_once(person, moderator):
    first = lay(person, moderator)
    assert lay(person, moderator) == first
    with pytest.raises(ValidationError, match="Mo Derator has done so already"):
        lay(person, UserFactory(groups=["Moderators"]))
    lay(person, moderator, SanctionKind.SUSPENSION)
    assert Letter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_silence_a_person_once(moderator):
    person, other = member_of(), UserFactory(groups=["Moderators"])
    faults = at_once(lambda: lay(person, moderator), lambda: lay(person, other))
    assert [fault.code for fault in faults] == ["again"]
    assert Sanction.objects.count() == 1


def test_lifting_gives_back_what_was_taken(person, moderator, django_capture_on_commit_callbacks):
    made = lay(person, moderator, SanctionKind.SUSPENSION)
    lift(made, reason="It was somebody else.", by=moderator)
    forget_standing(person)
    assert has_perm("forum.start_thread", person, BoardFactory())
    assert Letter.objects.filter(key=f"forum.lifted:{made.pk}").exists()
    with pytest.raises(ValidationError, match="Already lifted by Mo Derator"):
        lift(made, by=moderator)
    acts = list(ModerationEntry.objects.order_by("pk").values_list("act", "person", "board"))
    assert acts == [(ModerationAct.SUSPEND, person.pk, None), (ModerationAct.LIFT, person.pk, None)]


def test_lifting_is_for_moderators(person, moderator):
    made = lay(person, moderator)
    for by in (person, member_of(role=CityRole.COORDINATOR)):
        with pytest.raises(PermissionDenied):
            lift(made, by=by)


def test_coordinators_read_nothing_of_sanctions_in_the_log(client, person, moderator):
    lay(person, moderator)
    coordinator = member_of(person.memberships.get().city, role=CityRole.COORDINATOR)
    client.force_login(coordinator)
    assert person.display_name.encode() not in client.get(reverse("moderation_log")).content
    for address in (reverse("sanctions"), reverse("sanction", args=[person.pk])):
        assert client.get(address).status_code == 404
    client.force_login(moderator)
    assert person.display_name.encode() in client.get(reverse("moderation_log")).content


# The pages


def test_page_of_a_person_lays_and_lifts(client, person, moderator):
    post = ThreadFactory(author=person).posts.get()
    day = timezone.localdate() + WEEK
    data = {"kind": "silence", "reason": "Rude.", "until": day.isoformat(), "post": post.pk}
    assert send(client, moderator, "sanction", person.pk, **data).status_code == 302
    made = Sanction.objects.get()
    assert (timezone.localtime(made.until).date(), made.post) == (day + timedelta(days=1), post)
    assert person.display_name.encode() in client.get(reverse("sanctions")).content
    answer = send(client, moderator, "sanction", person.pk, act="lift", sanction=made.pk, reason="Sorry.")
    made.refresh_from_db()
    assert (answer.status_code, made.lifted_by) == (302, moderator)


def test_last_day_that_was_chosen_is_the_one_that_is_printed(
    client, person, moderator, mailoutbox, django_capture_on_commit_callbacks
):
    day = timezone.localdate() + WEEK
    end, after = (f"{date_format(on, 'j F Y')}" for on in (day, day + timedelta(days=1)))
    with django_capture_on_commit_callbacks(execute=True):
        send(client, moderator, "sanction", person.pk, kind="silence", reason="Rude to others.", until=day.isoformat())
    again = send(client, moderator, "sanction", person.pk, kind="silence", reason="More.", until=day.isoformat())
    pages = [again, client.get(reverse("sanctions")), client.get(reverse("sanction", args=[person.pk]))]
    client.force_login(person)
    pages += [client.get(reverse("appeal")), client.get(reverse("reply", args=[person.threads.get().pk]))]
    for told in (*(answer.content.decode() for answer in pages), mailoutbox[0].subject):
        assert f"the end of {end}" in told
        assert after not in told
    assert "Ask for the decision to be looked at again" in mailoutbox[0].body


def test_silenced_person_reads_why_where_they_cannot_write_and_can_appeal(client, person, moderator):
    thread = ThreadFactory()
    lay(person, moderator, SanctionKind.WARNING, reason="Only a warning.")
    lay(person, moderator)
    client.force_login(person)
    for address in (reverse("reply", args=[thread.pk]), reverse("thread_start", args=[thread.board.slug])):
        answer = client.get(address)
        told = answer.content.decode()
        assert answer.status_code == 403
        assert "Rude to others." in told
        assert "Only a warning." not in told
        assert f'href="{reverse("appeal")}"' in told


def test_silenced_coordinator_changes_no_words_of_their_board(moderator):
    leeds = CityFactory()
    coordinator = member_of(leeds, role=CityRole.COORDINATOR)
    thread = ThreadFactory(board=city_board(leeds), author=member_of(leeds))
    words = ("forum.edit_thread", "forum.link", "forum.record_outcome", "forum.reply")
    assert all(has_perm(permission, coordinator, thread) for permission in words)
    lay(coordinator, moderator)
    forget_standing(coordinator)
    assert not any(has_perm(permission, coordinator, thread) for permission in words)


@pytest.mark.parametrize("sought", ["ann", "ANN wri", "Writer", "ANN@example.org"])
def test_moderator_finds_a_person_by_name_or_address(client, moderator, sought):
    person = member_of(user__display_name="Ann Writer", user__email="ann@example.org")
    ThreadFactory(author=person)
    client.force_login(moderator)
    told = client.get(reverse("sanctions"), {"q": sought}).content.decode()
    assert reverse("sanction", args=[person.pk]) in told
    assert person.memberships.get().city.name in told
    assert "ann@example.org" not in told


@pytest.mark.parametrize("sought", ["", "zz", "ann@example", "%", "Ann Private", "Ann Quiet"])
def test_moderator_finds_nobody_whose_words_they_do_not_read(client, moderator, sought):
    ThreadFactory(author=member_of(user__display_name="Bea Writer", user__email="ann@example.org"))
    ThreadFactory(board=city_board(CityFactory()), author=member_of(user__display_name="Ann Private"))
    member_of(user__display_name="Ann Quiet")
    client.force_login(moderator)
    answer = client.get(reverse("sanctions"), {"q": sought})
    assert answer.status_code == 200
    assert 'aria-label="People found"' not in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "silence", "reason": "Rude."}, "Say until when"),
        ({"kind": "silence", "reason": "Rude.", "until": "soon"}, "Give a date"),
        ({"kind": "silence", "reason": "Rude.", "until": "2020-01-01"}, "must be in the future"),
        ({"kind": "silence", "reason": "Rude.", "until": f"{timezone.localdate().year + 2}-01-01"}, "within a year"),
        ({"kind": "exile", "reason": "Rude."}, "This is not one of the choices."),
        ({"kind": "warning", "reason": ""}, "Fill this in"),
    ],
)
def test_page_of_a_person_says_what_is_wrong(client, person, moderator, data, said):
    answer = send(client, moderator, "sanction", person.pk, **data)
    assert (answer.status_code, Sanction.objects.exists()) == (422, False)
    assert said in answer.content.decode()


def test_page_of_somebody_who_wrote_nothing_that_the_moderator_reads_is_not_there(client, moderator):
    private = ThreadFactory(board=city_board(CityFactory())).author
    client.force_login(moderator)
    for somebody in (member_of(), private):
        assert client.get(reverse("sanction", args=[somebody.pk])).status_code == 404


def test_page_of_a_person_who_cannot_be_sanctioned_says_so(client, moderator):
    ThreadFactory(author=moderator)
    client.force_login(moderator)
    told = client.get(reverse("sanction", args=[moderator.pk])).content
    assert b"You may lay nothing on this person" in told
    assert b'name="kind"' not in told


# Appeals


def test_suspended_person_appeals_to_the_moderators(
    client, person, moderator, mailoutbox, django_capture_on_commit_callbacks
):
    made = lay(person, moderator, SanctionKind.SUSPENSION)
    client.force_login(person)
    told = client.get(reverse("appeal"))
    assert b"Rude to others." in told.content
    assert "no-store" in told["Cache-Control"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("appeal"), {"message": "It was not me.", "about": made.pk, "token": uuid.uuid4()})
    assert answer.status_code == 302
    letter = next(mail for mail in mailoutbox if mail.to == [moderator.email])
    assert "It was not me." in letter.body
    assert person.email in letter.extra_headers["Reply-To"]


def test_appeal_goes_to_administrators_where_there_is_no_other_moderator(moderator):
    administrator = UserFactory(groups=["Administrators"])
    assert appeal("I was wrong.", by=moderator, token="a") == 1
    assert Letter.objects.get().person == administrator


def test_appeal_that_nobody_would_read_is_refused(person):
    with pytest.raises(ValidationError, match="Nobody moderates"):
        appeal("Hello?", by=person, token="a")


def test_appeal_is_sent_once_and_three_times_a_day(person, moderator):
    for _ in range(2):
        appeal("Again.", by=person, token="same")
    assert Letter.objects.count() == 1
    for token in ("second", "third"):
        appeal("Again.", by=person, token=token)
    with pytest.raises(ValidationError, match="three times"):
        appeal("Again.", by=person, token="fourth")


def test_empty_appeal_is_asked_about_and_of_others_nothing_is_chosen(client, person, moderator):
    made = lay(member_of(), moderator)
    assert send(client, person, "appeal", message="").status_code == 422
    answer = send(client, person, "appeal", message="About theirs.", about=made.pk)
    assert answer.status_code == 302
    assert not Letter.objects.filter(kind="forum.appeal", subject__contains=made.person.display_name).exists()
