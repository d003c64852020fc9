"""Letters that do not reach a person: they are told on every page, and put it right; administrators see who."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from portal.accounts.erasure import erase_person
from portal.accounts.exports import reach_of
from portal.accounts.groups import ensure_groups
from portal.accounts.letters import write_to
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.mail.bounces import note_refused
from portal.mail.models import Bounce, Letter, Lifting, Means, Suppression
from portal.mail.sweeping import send_waiting
from tests.accounts.conftest import Visitor, link_in
from tests.factories.accounts import PASSWORD, UserFactory

PAGE, TRIAL, ON = "/accounts/letters/", "/accounts/letters/trial/", "/accounts/letters/on/"
CAME_BACK, COMPLAINED = "Letters to your address came back", "reported a letter of ours as unwanted"
LIST = "/editor/reports/stopped-addresses/"


@pytest.fixture
def ada(visitor: Visitor) -> User:
    person = UserFactory(email="ada@example.org")
    visitor.sign_in(person.email, PASSWORD)
    return person


def stop(address: str = "Ada@Example.org", cause: str = "bounced") -> Suppression:
    return Suppression.objects.create(address=address, cause=cause)


def shown(visitor: Visitor, path: str = "/accounts/preferences/") -> str:
    return visitor.get(path).content.decode()


class TestBanner:
    """Told at the next visit, on every page."""

    def test_person_is_told_on_every_page_until_it_is_right(self, visitor: Visitor, ada: User) -> None:
        assert CAME_BACK not in shown(visitor)
        row = stop()
        for path in ("/accounts/preferences/", "/accounts/privacy/", "/search/"):
            assert CAME_BACK in shown(visitor, path)
        row.delete()
        assert CAME_BACK not in shown(visitor)

    def test_complaint_is_told_as_such(self, visitor: Visitor, ada: User) -> None:
        stop(cause="complained")
        assert COMPLAINED in shown(visitor)

    def test_page_that_puts_it_right_does_not_lead_to_itself(self, visitor: Visitor, ada: User) -> None:
        stop()
        assert "Put it right" not in shown(visitor, PAGE)

    def test_others_are_told_nothing(self, visitor: Visitor, ada: User) -> None:
        stop("bo@example.org")
        assert CAME_BACK not in shown(visitor)
        stop()
        assert CAME_BACK not in Client().get("/accounts/login/").content.decode()

    def test_it_costs_no_query(
        self, visitor: Visitor, ada: User, django_assert_num_queries, django_assert_max_num_queries
    ) -> None:
        visitor.get("/accounts/privacy/")
        with django_assert_max_num_queries(30) as before:
            visitor.get("/accounts/privacy/")
        stop()
        with django_assert_num_queries(len(before)):
            assert CAME_BACK in shown(visitor, "/accounts/privacy/")

    def test_closed_account_is_signed_out(self, visitor: Visitor, ada: User) -> None:
        User.objects.update(is_active=False)
        assert visitor.get(PAGE).status_code == 302


class TestTrial:
    """The address is right: a letter finds out."""

    def test_letter_that_arrives_lets_others_through(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        note_refused(ada.email, "550 5.1.1 nobody here")
        assert "550 5.1.1 nobody here" in shown(visitor, PAGE)
        visitor.post(TRIAL)
        (mail,) = mailoutbox
        assert mail.to == ["ada@example.org"]
        assert Letter.objects.get().state == "sent"
        link, scanner = link_in(mail), Client(enforce_csrf_checks=True)
        page = scanner.get(link)
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert Suppression.objects.exists(), "a scanner follows links"
        # A page without a referrer is sent by browsers as from nowhere. Source: Fetch standard, append a request Origin
        assert "Letters come again" in scanner.post(link, headers={"Origin": "null"}).content.decode()
        assert not Suppression.objects.exists()
        assert (Lifting.objects.get().means, Lifting.objects.get().by) == (Means.LINK, ada)
        assert "Letters come again" in scanner.post(link, headers={"Origin": "null"}).content.decode(), (
            "the same when it is sent twice"
        )
        assert CAME_BACK not in shown(visitor)

    def test_old_link_says_nothing_of_what_comes_back_later(
        self, visitor: Visitor, ada: User, mailoutbox: list
    ) -> None:
        stop()
        visitor.post(TRIAL)
        link = link_in(mailoutbox[0])
        visitor.post(link)
        stop()
        assert visitor.post(link).status_code == 404
        assert Suppression.objects.exists()

    def test_link_runs_out(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        stop()
        visitor.post(TRIAL)
        with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
            assert Client().post(link_in(mailoutbox[0])).status_code == 404
        assert Suppression.objects.exists()

    def test_link_of_who_left_or_moved_does_nothing(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        row = stop()
        visitor.post(TRIAL)
        ada.email = "new@example.org"
        ada.save()
        Client().post(link_in(mailoutbox[0]))
        assert Suppression.objects.get() == row
        User.objects.update(is_active=False)
        assert Client().post(link_in(mailoutbox[0])).status_code == 404

    @pytest.mark.parametrize("token", ["x", "x:y:z", "W10:1vO8:x", "a" * 5000, "%00", "é"])
    def test_forged_link_is_refused(self, visitor: Visitor, ada: User, token: str) -> None:
        stop()
        for answer in (visitor.get(f"{PAGE}arrived/{token}/"), visitor.post(f"{PAGE}arrived/{token}/")):
            assert answer.status_code in (400, 404)
        assert Suppression.objects.exists()

    def test_three_a_day_are_enough(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        stop()
        for _time in range(5):
            assert visitor.post(TRIAL).url == PAGE
        assert len(mailoutbox) == 3
        assert "Send me a trial letter" not in shown(visitor, PAGE)

    def test_letter_that_comes_back_changes_nothing(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        stop()
        visitor.post(TRIAL)
        note_refused(ada.email, "550 5.1.1 still nobody")
        assert Suppression.objects.count() == 1
        assert "still nobody" in shown(visitor, PAGE)

    @pytest.mark.parametrize("cause", ["", "complained"])
    def test_no_trial_where_nothing_came_back(self, visitor: Visitor, ada: User, mailoutbox: list, cause: str) -> None:
        if cause:
            stop(cause=cause)
        visitor.post(TRIAL)
        assert mailoutbox == []


class TestComplaint:
    """Turned on again by the person alone."""

    def test_person_turns_letters_on_again(self, visitor: Visitor, ada: User) -> None:
        stop(cause="complained")
        assert "Turn letters on again" in shown(visitor, PAGE)
        visitor.post(ON)
        assert not Suppression.objects.exists()
        assert Lifting.objects.get().means == Means.OWNER

    def test_what_came_back_is_not_turned_on_so(self, visitor: Visitor, ada: User) -> None:
        stop()
        visitor.post(ON)
        assert Suppression.objects.exists()

    def test_nobody_turns_on_for_others(self, visitor: Visitor, ada: User) -> None:
        stop("bo@example.org", cause="complained")
        visitor.post(ON)
        assert Suppression.objects.exists()


def test_new_address_leaves_the_trouble_of_the_former_behind(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    stop()
    stop("cross@example.org", cause="complained")
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    visitor.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    visitor.post(link_in(mailoutbox[0]))
    assert EmailAddress.objects.get(user=ada).email == "new@example.org"
    assert list(Suppression.objects.values_list("address", flat=True)) == ["cross@example.org"]
    assert CAME_BACK not in shown(visitor)


@pytest.mark.django_db
def test_copy_and_erasure_know_what_came_back() -> None:
    person = UserFactory(email="ada@example.org")
    note_refused("ADA@example.org", "550 5.1.1 ada@example.org unknown")
    Lifting.objects.create(address="ada@example.org", cause="bounced", means=Means.LINK)
    told = reach_of(person)
    assert [row["kind"] for row in told["came_back"]] == ["hard"]
    assert [row["cause"] for row in told["stopped"]] == ["bounced"]
    erase_person(person)
    assert not Suppression.objects.exists()
    assert not Lifting.objects.exists()
    assert [(row.address, row.detail) for row in Bounce.objects.all()] == [(f"former-{person.pk}@portal.invalid", "")]


@pytest.mark.parametrize("path", [PAGE, TRIAL, ON, f"{PAGE}arrived/x/"])
def test_methods_and_visitors(db: None, client: Client, path: str) -> None:
    is_open = "arrived" in path
    assert client.get(path).status_code == (404 if is_open else 302)
    assert client.delete(path).status_code == 405
    client.force_login(UserFactory())
    assert client.get(path).status_code == {PAGE: 200, TRIAL: 405, ON: 405}.get(path, 404)
    assert client.post(path).status_code == {PAGE: 405, TRIAL: 302, ON: 302}.get(path, 404)


class TestEditor:
    """Administrators see which addresses get no letters, and let one through for a reason."""

    @pytest.fixture
    def boss(self, visitor: Visitor) -> User:
        ensure_groups()
        person = UserFactory(email="boss@example.org", groups=[Role.ADMINISTRATORS])
        visitor.sign_in(person.email, PASSWORD)
        return person

    def test_list_says_who_and_why(self, visitor: Visitor, boss: User) -> None:
        UserFactory(email="ada@example.org", display_name="Ada Lovelace")
        note_refused("Ada@example.org", "550 5.1.1 nobody <b>here</b>")
        stop("=cmd@example.org", cause="complained")
        page = shown(visitor, LIST)
        for words in ("Ada@example.org", "Ada Lovelace", "Bounced", "nobody &lt;b&gt;here", "Complained"):
            assert words in page
        table = visitor.get(f"{LIST}?export=csv").getvalue().decode()
        assert "Ada Lovelace" in table
        assert not re.search(r"^=", table, re.MULTILINE)
        assert "Ada Lovelace" not in shown(visitor, f"{LIST}?cause=complained")

    def test_lifting_asks_for_a_reason(self, visitor: Visitor, boss: User) -> None:
        row = stop()
        path = f"{LIST}{row.pk}/lift/"
        assert "Ada@Example.org" in shown(visitor, path)
        for reason in ("", "  ", "x" * 301):
            assert visitor.post(path, {"reason": reason}).status_code == 422
        assert Suppression.objects.exists()
        assert visitor.post(path, {"reason": "Their server was away"}).url == LIST
        assert not Suppression.objects.exists()
        lifting = Lifting.objects.get()
        assert (lifting.by, lifting.reason) == (boss, "Their server was away")
        assert "Their server was away" in shown(visitor, f"{LIST}lifted/")
        assert visitor.post(path, {"reason": "again"}).status_code == 404

    def test_list_costs_no_more_for_more(
        self, visitor: Visitor, boss: User, django_assert_num_queries, django_assert_max_num_queries
    ) -> None:
        for number in range(3):
            stop(f"a{number}@example.org")
        visitor.get(LIST)
        with django_assert_max_num_queries(15) as few:
            visitor.get(LIST)
        for number in range(3, 30):
            stop(f"a{number}@example.org")
        with django_assert_num_queries(len(few)):
            visitor.get(LIST)

    @pytest.mark.parametrize("role", [None, Role.WRITERS, Role.REVIEWERS, Role.MODERATORS])
    def test_nobody_else_sees_it(self, visitor: Visitor, role: Role | None) -> None:
        ensure_groups()
        row = stop()
        person = UserFactory(groups=[role] if role else [])
        visitor.sign_in(person.email, PASSWORD)
        for path in (LIST, f"{LIST}lifted/", f"{LIST}{row.pk}/lift/"):
            assert visitor.get(path).status_code in (302, 403)
        visitor.post(f"{LIST}{row.pk}/lift/", {"reason": "x"})
        assert Suppression.objects.exists()


class TestGettingIn:
    """Who reported a letter as unwanted still gets what they ask for to get in; nobody does whose mailbox is gone."""

    ASKED = (
        ("/accounts/login/code/", "account.login_code"),
        ("/accounts/password/reset/", "account.password_reset_key"),
    )

    @pytest.mark.parametrize(("path", "kind"), ASKED)
    def test_goes_in_spite_of_a_complaint(self, visitor: Visitor, mailoutbox: list, path: str, kind: str) -> None:
        UserFactory(email="ada@example.org")
        stop(cause="complained")
        visitor.post(path, {"email": "ada@example.org"})
        assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]
        assert (Letter.objects.get().kind, Letter.objects.get().state) == (kind, "sent")
        assert Suppression.objects.exists()

    @pytest.mark.parametrize(("path", "kind"), ASKED)
    def test_never_goes_where_letters_came_back(self, visitor: Visitor, mailoutbox: list, path: str, kind: str) -> None:
        UserFactory(email="ada@example.org")
        note_refused("ada@example.org", "550 5.1.1 nobody here")
        visitor.post(path, {"email": "ada@example.org"})
        Suppression.objects.update(cause="complained")  # a complaint outweighs what came back, and hides it
        visitor.post(path, {"email": "ada@example.org"})
        assert mailoutbox == []
        assert set(Letter.objects.values_list("kind", "state")) == {(kind, "skipped")}

    def test_confirmation_of_an_address_goes(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        stop("new@example.org", cause="complained")
        visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
        visitor.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
        assert [mail.to for mail in mailoutbox] == [["new@example.org"]]

    def test_no_other_letter_goes_in_spite_of_a_complaint(self, db: None, django_capture_on_commit_callbacks) -> None:
        ada = UserFactory(email="ada@example.org")
        stop(cause="complained")
        with django_capture_on_commit_callbacks(execute=True):
            assert write_to(ada, "copy_ready", act="1", link="https://x/", days=7).state == "skipped"

    @pytest.mark.parametrize(("path", "kind"), ASKED)
    def test_that_waits_goes_in_spite_of_a_complaint_but_not_late(
        self, visitor: Visitor, mailoutbox: list, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
    ) -> None:
        UserFactory(email="ada@example.org")
        stop(cause="complained")
        with monkeypatch.context() as patch:
            patch.setattr("django.core.mail.backends.locmem.EmailBackend.open", away, raising=False)
            visitor.post(path, {"email": "ada@example.org"})
        row = Letter.objects.get()
        assert (row.state, mailoutbox) == ("due", [])
        half = {"account.login_code": timedelta(minutes=7.5), "account.password_reset_key": timedelta(days=1.5)}[kind]
        assert abs(row.until - row.made_at - half) < timedelta(seconds=5)
        with time_machine.travel(timezone.now() + timedelta(minutes=3)):
            send_waiting()
        assert len(mailoutbox) == 1

    def test_page_says_what_goes(self, visitor: Visitor, ada: User) -> None:
        stop(cause="complained")
        assert "none but those that you ask for to get in" in shown(visitor, PAGE)
        Suppression.objects.update(cause="bounced")
        assert "also no codes and links for signing in" in shown(visitor, PAGE)


def away(*_args: object) -> None:
    raise ConnectionRefusedError
