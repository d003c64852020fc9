"""The door of the editor, and people in it."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.accounts.conftest import NEW, Visitor, link_in
from tests.accounts.totp import give_app
from tests.factories.accounts import PASSWORD, UserFactory

PEOPLE = "/editor/users/"


@pytest.fixture
def administrator(visitor: Visitor) -> User:
    ensure_groups()
    person = UserFactory(email="boss@example.org", display_name="Ada Boss", groups=[Role.ADMINISTRATORS])
    visitor.sign_in(person.email, PASSWORD)
    return person


def group_ids(*roles: Role) -> list[int]:
    return list(Group.objects.filter(name__in=roles).values_list("pk", flat=True))


def test_editor_sends_a_visitor_to_the_one_sign_in_page_and_back(visitor: Visitor) -> None:
    ensure_groups()
    writer = UserFactory(groups=[Role.WRITERS])
    answer = visitor.get("/editor/pages/?x=1", follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/login/?next=%2Feditor%2Fpages%2F%3Fx%3D1"
    assert visitor.sign_in(writer.email, PASSWORD, next="/editor/").url == "/editor/"
    assert visitor.get("/editor/").status_code == 200


def test_editor_refuses_who_has_no_role_without_going_round_in_circles(visitor: Visitor) -> None:
    visitor.sign_in(UserFactory().email, PASSWORD)
    answer = visitor.get("/editor/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) == 2
    assert "admin." not in answer.content.decode(), "said once, in our words"


def test_wagtails_own_sign_in_takes_no_password(visitor: Visitor) -> None:
    ensure_groups()
    writer = UserFactory(groups=[Role.WRITERS], verified=False)
    answer = visitor.post("/editor/login/", {"username": writer.email, "password": PASSWORD})
    assert answer.status_code == 405
    assert not visitor.is_signed_in


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example/"])
def test_editor_sign_in_leads_nowhere_else(visitor: Visitor, administrator: User, evil: str) -> None:
    assert visitor.get("/editor/login/", data={"next": evil}).url == "/editor/"


@pytest.mark.parametrize("role", [Role.WRITERS, Role.REVIEWERS, Role.MODERATORS])
def test_only_administrators_reach_people(visitor: Visitor, role: Role) -> None:
    ensure_groups()
    visitor.sign_in(UserFactory(groups=[role]).email, PASSWORD)
    someone = UserFactory()
    for path in (PEOPLE, f"{PEOPLE}new/", f"{PEOPLE}edit/{someone.pk}/"):
        assert visitor.get(path).status_code == 302


def test_people_are_listed_with_address_and_roles(visitor: Visitor, administrator: User) -> None:
    UserFactory(email="wren@example.org", display_name="Wren Writer", groups=[Role.WRITERS, Role.REVIEWERS])
    page = visitor.get(PEOPLE).content.decode()
    assert "Wren Writer" in page
    assert "wren@example.org" in page
    assert "Reviewers, Writers" in page
    found = visitor.get(PEOPLE, data={"q": "wren"}).content.decode()
    assert "Wren Writer" in found
    assert visitor.get(PEOPLE, data={"q": "nobody-at-all"}).status_code == 200


def test_list_of_people_costs_the_same_for_few_and_many(
    visitor: Visitor, administrator: User, django_assert_max_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    UserFactory.create_batch(3, groups=[Role.WRITERS])
    visitor.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        visitor.get(PEOPLE)
    UserFactory.create_batch(15, groups=[Role.WRITERS])
    with django_assert_max_num_queries(len(few)):
        visitor.get(PEOPLE)


@pytest.mark.parametrize("ordering", ["name", "display_name", "-email", "is_active", "nonsense"])
def test_people_can_be_sorted(visitor: Visitor, administrator: User, ordering: str) -> None:
    assert visitor.get(PEOPLE, data={"ordering": ordering}).status_code == 200


def test_added_person_chooses_a_password_and_comes_in(visitor: Visitor, administrator: User, mailoutbox: list) -> None:
    assert visitor.get(f"{PEOPLE}new/").status_code == 200
    data = {"email": "Wren@Example.org", "display_name": "Wren", "groups": group_ids(Role.WRITERS)}
    assert visitor.post(f"{PEOPLE}new/", data).url == PEOPLE
    wren = User.objects.get(email="wren@example.org")
    assert not wren.has_usable_password()
    (mail,) = mailoutbox
    assert mail.to == ["wren@example.org"]

    visitor.post("/accounts/logout/")
    form = visitor.get(link_in(mail)).url
    visitor.post(form, {"password1": NEW, "password2": NEW})
    visitor.sign_in("wren@example.org", NEW)
    assert visitor.is_signed_in
    assert visitor.get("/editor/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "BOSS@example.org"), ("email", "nonsense"), ("email", "second@example.org"), ("display_name", "")],
)
def test_person_who_cannot_be_added_gets_a_message(
    visitor: Visitor, administrator: User, mailoutbox: list, field: str, value: str
) -> None:
    administrator.emailaddress_set.create(email="second@example.org", verified=True)
    data = {"email": "wren@example.org", "display_name": "Wren", field: value}
    answer = visitor.post(f"{PEOPLE}new/", data)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert mailoutbox == []


def test_person_is_not_given_the_name_of_somebody_with_a_part(visitor: Visitor, administrator: User) -> None:
    wren, taken = UserFactory(display_name="Wren"), {"display_name": "ADA  Boss", "email": "wren@example.org"}
    for path in (f"{PEOPLE}new/", f"{PEOPLE}edit/{wren.pk}/"):
        answer = visitor.post(path, {**taken, "is_active": "on"})
        assert "has this name" in answer.context["form"].errors["display_name"][0]
    assert not User.objects.filter(email="wren@example.org").exists()
    own = {"email": administrator.email, "display_name": "Ada Boss", "groups": group_ids(Role.ADMINISTRATORS)}
    assert visitor.post(f"{PEOPLE}edit/{administrator.pk}/", own).status_code == 302


def test_person_is_renamed_given_a_role_and_deactivated(visitor: Visitor, administrator: User) -> None:
    wren = UserFactory(display_name="Wren")
    path = f"{PEOPLE}edit/{wren.pk}/"
    assert visitor.get(path).status_code == 200
    data = {"email": wren.email, "display_name": "Wren Hall", "groups": group_ids(Role.REVIEWERS)}
    assert visitor.post(path, data).status_code == 302
    wren.refresh_from_db()
    assert (wren.display_name, wren.is_active) == ("Wren Hall", False)
    assert [group.name for group in wren.groups.all()] == [Role.REVIEWERS]
    assert wren.check_password(PASSWORD)


def test_changed_address_must_be_confirmed_and_the_old_one_ends(
    visitor: Visitor, administrator: User, mailoutbox: list
) -> None:
    wren = UserFactory(email="old@example.org")
    data = {"email": "new@example.org", "display_name": "Wren", "is_active": "on"}
    visitor.post(f"{PEOPLE}edit/{wren.pk}/", data)
    assert [(row.email, row.verified) for row in EmailAddress.objects.filter(user=wren)] == [("new@example.org", False)]
    visitor.post("/accounts/logout/")
    visitor.sign_in("old@example.org", PASSWORD)
    assert not visitor.is_signed_in
    visitor.sign_in("new@example.org", PASSWORD)
    assert not visitor.is_signed_in
    visitor.post(link_in(mailoutbox[0]))
    visitor.sign_in("new@example.org", PASSWORD)
    assert visitor.is_signed_in


def test_nobody_unconfirmed_gets_a_role(visitor: Visitor, administrator: User) -> None:
    stranger = UserFactory(verified=False)
    data = {"email": stranger.email, "display_name": "X", "is_active": "on", "groups": group_ids(Role.ADMINISTRATORS)}
    answer = visitor.post(f"{PEOPLE}edit/{stranger.pk}/", data)
    assert "groups" in answer.context["form"].errors


def test_administrators_cannot_shut_themselves_out(visitor: Visitor, administrator: User) -> None:
    path = f"{PEOPLE}edit/{administrator.pk}/"
    answer = visitor.post(path, {"email": administrator.email, "display_name": "Ada Boss"})
    assert "groups" in answer.context["form"].errors
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.groups.exists()


def test_nobody_becomes_superuser_in_the_editor(visitor: Visitor, administrator: User) -> None:
    wren = UserFactory()
    data = {"email": wren.email, "display_name": "Wren", "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    visitor.post(f"{PEOPLE}edit/{wren.pk}/", data)
    wren.refresh_from_db()
    assert not wren.is_superuser


def test_superuser_is_out_of_an_administrators_reach(visitor: Visitor, administrator: User) -> None:
    root = UserFactory(is_superuser=True)
    data = {"email": "mine@example.org", "display_name": "X", "is_active": "on"}
    assert visitor.post(f"{PEOPLE}edit/{root.pk}/", data).status_code == 302
    root.refresh_from_db()
    assert root.email != "mine@example.org"


def test_nobody_is_deleted_in_the_editor(visitor: Visitor, administrator: User) -> None:
    administrator.is_superuser = True
    administrator.save()
    wren = UserFactory()
    page = visitor.get(f"{PEOPLE}edit/{wren.pk}/").content.decode()
    assert f"{PEOPLE}delete/{wren.pk}/" not in page
    visitor.post(f"{PEOPLE}delete/{wren.pk}/")
    visitor.post(f"/editor/bulk/accounts/user/delete/?id={wren.pk}&next={PEOPLE}")
    assert User.objects.filter(pk=wren.pk).exists()


def test_editor_greets_by_name_and_changes_it(visitor: Visitor, administrator: User) -> None:
    page = visitor.get("/editor/account/").content.decode()
    assert "Ada Boss" in page
    assert "last_name" not in page
    form = visitor.get("/editor/account/").context["panels_by_tab"]
    data = {
        f"{panel.name}-{name}": bound.value() or ""
        for panels in form.values()
        for panel in panels
        for name, bound in ((field.name, field) for field in panel.get_form())
    }
    visitor.post("/editor/account/", {**data, "display_name-display_name": "Ada Lovelace"})
    administrator.refresh_from_db()
    assert administrator.display_name == "Ada Lovelace"


def test_editor_sign_out_ends_the_session(visitor: Visitor, administrator: User) -> None:
    visitor.post("/editor/logout/")
    assert not visitor.is_signed_in


class TestSignInOfAPerson:
    """The page about a person's two steps and sessions."""

    def test_second_step_is_removed_with_a_letter(
        self, visitor: Visitor, administrator: User, mailoutbox: list
    ) -> None:
        wren = UserFactory(email="wren@example.org")
        give_app(wren)
        other = Client()
        other.post("/accounts/login/", {"login": wren.email, "password": PASSWORD})
        path = f"{PEOPLE}security/{wren.pk}/"
        assert "Authenticator app" in visitor.get(path).content.decode()
        assert path in visitor.get(f"{PEOPLE}edit/{wren.pk}/").content.decode()
        assert visitor.post(path, {"remove_second_step": ""}).url == path
        assert not Authenticator.objects.exists()
        visitor.post(path, {"remove_second_step": ""})
        assert [(mail.to, mail.subject) for mail in mailoutbox] == [
            (["wren@example.org"], "Your two-step sign-in was removed")
        ]

    def test_sessions_are_ended(self, visitor: Visitor, administrator: User) -> None:
        wren, other = UserFactory(), Client()
        other.post("/accounts/login/", {"login": wren.email, "password": PASSWORD})
        visitor.post(f"{PEOPLE}security/{wren.pk}/", {"end_sessions": ""})
        assert other.get("/accounts/preferences/").status_code == 302
        assert "Signed in nowhere" in visitor.get(f"{PEOPLE}security/{wren.pk}/").content.decode()

    def test_list_tells_who_uses_two_steps(self, visitor: Visitor, administrator: User) -> None:
        give_app(UserFactory())
        assert "Two-step sign-in" in visitor.get(PEOPLE).content.decode()
        assert {person.two_step for person in visitor.get(PEOPLE).context["object_list"]} == {True, False}

    @pytest.mark.parametrize("role", [Role.WRITERS, Role.REVIEWERS, Role.MODERATORS])
    def test_only_administrators_come_in(self, visitor: Visitor, role: Role) -> None:
        ensure_groups()
        visitor.sign_in(UserFactory(groups=[role]).email, PASSWORD)
        wren = UserFactory()
        give_app(wren)
        assert visitor.post(f"{PEOPLE}security/{wren.pk}/", {"remove_second_step": ""}).status_code in (302, 403)
        assert Authenticator.objects.exists()

    def test_superuser_is_out_of_reach(self, visitor: Visitor, administrator: User) -> None:
        root = UserFactory(is_superuser=True)
        give_app(root)
        visitor.post(f"{PEOPLE}security/{root.pk}/", {"remove_second_step": ""})
        assert Authenticator.objects.filter(user=root).exists()


def test_report_on_old_pages_is_in_british_spelling(visitor: Visitor, administrator: User, tree: object) -> None:
    for path in ("/editor/", "/editor/reports/aging-pages/"):
        page = visitor.get(path).content.decode()
        assert "Ageing pages" in page
        assert "Aging pages" not in page
    assert visitor.get("/editor/reports/aging-pages/results/").status_code == 200
