"""Two-step sign-in: setting it up, using it, and having to."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from portal.accounts import two_step
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.accounts.conftest import Visitor
from tests.accounts.totp import SECRET, code_of, give_app, recovery_codes
from tests.factories.accounts import PASSWORD, UserFactory

INDEX, ACTIVATE, AUTHENTICATE = "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"
AGAIN = "/accounts/reauthenticate/"


@pytest.fixture
def ada(visitor: Visitor) -> User:
    person = UserFactory(email="ada@example.org")
    visitor.sign_in(person.email, PASSWORD)
    return person


def prove(visitor: Visitor) -> None:
    visitor.post(AGAIN, {"password": PASSWORD})


def test_app_is_set_up_after_the_password_is_asked_again(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    assert visitor.get(ACTIVATE).url.startswith(AGAIN)
    prove(visitor)
    page = visitor.get(ACTIVATE)
    secret = page.context["form"].secret
    assert f'value="{secret}" readonly' in page.content.decode()
    assert f">{secret[:4]} {secret[4:8]} " in page.content.decode()
    assert visitor.post(ACTIVATE, {"code": code_of(secret)}).url == "/accounts/2fa/recovery-codes/"
    spare = recovery_codes(ada)[0]
    assert f"{spare[:4]} {spare[4:]}<" in visitor.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "An authenticator app was set up" in [mail.subject for mail in mailoutbox]
    stored = Authenticator.objects.get(user=ada, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored, "encrypted in the database"


def test_wrong_code_sets_nothing_up(visitor: Visitor, ada: User) -> None:
    prove(visitor)
    visitor.get(ACTIVATE)
    answer = visitor.post(ACTIVATE, {"code": "000000"})
    assert "This code is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("has_key", [True, False])
def test_passkey_is_offered_to_whoever_has_one_alone(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, has_key: bool
) -> None:
    monkeypatch.setattr("allauth.mfa.webauthn.internal.flows.auth.begin_authentication", lambda person: {})
    ada = UserFactory()
    give_app(ada)
    if has_key:
        Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    visitor.sign_in(ada.email, PASSWORD)
    assert ("Or use a passkey" in visitor.get(AUTHENTICATE).content.decode()) == has_key
    assert visitor.post(AUTHENTICATE, {"code": code_of(SECRET)}).url == "/"


def test_sign_in_asks_for_the_code(visitor: Visitor) -> None:
    ada = UserFactory()
    give_app(ada)
    assert visitor.sign_in(ada.email, PASSWORD).url == AUTHENTICATE
    assert not visitor.is_signed_in
    assert visitor.get(AUTHENTICATE).status_code == 200
    assert visitor.post(AUTHENTICATE, {"code": "000000"}).status_code == 200
    assert not visitor.is_signed_in
    assert visitor.post(AUTHENTICATE, {"code": code_of()}).url == "/"
    assert visitor.is_signed_in


def test_code_that_set_the_app_up_does_not_sign_in(visitor: Visitor, ada: User) -> None:
    prove(visitor)
    code = code_of(visitor.get(ACTIVATE).context["form"].secret)
    visitor.post(ACTIVATE, {"code": code})
    visitor.post("/accounts/logout/")
    visitor.sign_in(ada.email, PASSWORD)
    assert "This code is not right" in visitor.post(AUTHENTICATE, {"code": code}).content.decode()
    assert not visitor.is_signed_in


def test_used_code_is_remembered_as_long_as_the_clock_takes_it(visitor: Visitor) -> None:
    ada = UserFactory()
    give_app(ada)
    code = code_of()
    visitor.sign_in(ada.email, PASSWORD)
    visitor.post(AUTHENTICATE, {"code": code})
    key = cache.make_key(f"allauth.mfa.totp.used?user={ada.pk}&code={code}")
    assert cache._cache.get_client(key).ttl(key) > 80


def test_recovery_code_works_once(visitor: Visitor) -> None:
    ada = UserFactory()
    give_app(ada)
    code = recovery_codes(ada)[0]
    visitor.sign_in(ada.email, PASSWORD)
    visitor.post(AUTHENTICATE, {"code": code})
    assert visitor.is_signed_in
    visitor.post("/accounts/logout/")
    visitor.sign_in(ada.email, PASSWORD)
    visitor.post(AUTHENTICATE, {"code": code})
    assert not visitor.is_signed_in


@pytest.mark.parametrize("means", ["app", "recovery code"])
def test_code_is_taken_with_the_space_that_it_is_shown_with(visitor: Visitor, means: str) -> None:
    ada = UserFactory()
    give_app(ada)
    code = code_of() if means == "app" else recovery_codes(ada)[0]
    visitor.sign_in(ada.email, PASSWORD)
    visitor.post(AUTHENTICATE, {"code": f"{code[:4]} {code[4:]}"})
    assert visitor.is_signed_in


def test_sign_in_by_code_asks_for_the_second_step_too(visitor: Visitor, mailoutbox: list) -> None:
    ada = UserFactory()
    give_app(ada)
    visitor.post("/accounts/login/code/", {"email": ada.email})
    (code,) = re.findall(r"^([A-Z]{4}-[A-Z]{4})$", mailoutbox[0].body, re.MULTILINE)
    assert visitor.post("/accounts/login/code/confirm/", {"code": code}).url == AUTHENTICATE
    assert not visitor.is_signed_in


def test_guessing_codes_is_stopped(visitor: Visitor) -> None:
    ada = UserFactory()
    give_app(ada)
    visitor.sign_in(ada.email, PASSWORD)
    for _ in range(5):
        visitor.post(AUTHENTICATE, {"code": "000000"})
    answer = visitor.post(AUTHENTICATE, {"code": code_of()})
    assert answer.status_code == 200
    assert not visitor.is_signed_in


@pytest.mark.parametrize(
    "path",
    ["", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "webauthn/", "webauthn/add/"],
)
def test_pages_of_two_step_open_for_their_owner(visitor: Visitor, ada: User, path: str) -> None:
    give_app(ada)
    prove(visitor)
    answer = visitor.get(f"{INDEX}{path}")
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1>") == 1


def test_recovery_codes_can_be_downloaded_and_made_anew(visitor: Visitor, ada: User) -> None:
    give_app(ada)
    prove(visitor)
    first = recovery_codes(ada)
    assert visitor.get(f"{INDEX}recovery-codes/download/").content.decode().split() == first
    assert visitor.post(f"{INDEX}recovery-codes/generate/").status_code == 302
    assert recovery_codes(ada) != first


def test_address_can_change_with_two_steps(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    give_app(ada)
    prove(visitor)
    visitor.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    assert mailoutbox[-1].to == ["new@example.org"]


def test_app_can_be_given_up(visitor: Visitor, ada: User, mailoutbox: list) -> None:
    give_app(ada)
    prove(visitor)
    visitor.post(f"{INDEX}totp/deactivate/")
    assert not Authenticator.objects.filter(user=ada).exists(), "and its recovery codes with it"
    assert mailoutbox[-1].subject == "An authenticator app is no longer used"


def test_key_of_another_person_is_not_found(visitor: Visitor, ada: User) -> None:
    theirs = Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "theirs"})
    prove(visitor)
    for act in ("edit", "remove"):
        assert visitor.get(f"{INDEX}webauthn/keys/{theirs.pk}/{act}/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


@pytest.mark.parametrize("credential", ["", "{}", "[]", '{"id": 1}', "nonsense", "null", '{"response": []}'])
@pytest.mark.parametrize("path", ["webauthn/login/", "webauthn/add/"])
def test_broken_passkey_is_refused(visitor: Visitor, ada: User, path: str, credential: str) -> None:
    if path.endswith("login/"):
        visitor.post("/accounts/logout/")
    else:
        prove(visitor)
    answer = visitor.post(f"{INDEX}{path}", {"credential": credential})
    assert answer.status_code in (200, 302)
    assert not Authenticator.objects.exists()


class TestDuty:
    """REQUIRE_TWO_STEP."""

    @pytest.fixture(autouse=True)
    def required(self, db: None, settings: object) -> None:
        settings.REQUIRE_TWO_STEP = True
        ensure_groups()

    @pytest.mark.parametrize("role", [Role.ADMINISTRATORS, Role.MODERATORS])
    @pytest.mark.parametrize("path", ["/", "/editor/", "/accounts/preferences/", "/accounts/email/"])
    def test_who_must_is_led_to_set_it_up(self, visitor: Visitor, role: Role, path: str) -> None:
        visitor.sign_in(UserFactory(groups=[role]).email, PASSWORD)
        assert visitor.get(path).url == INDEX
        page = visitor.get(INDEX)
        assert "Your role asks for two-step sign-in" in page.content.decode()

    def test_setting_it_up_opens_the_rest(self, visitor: Visitor) -> None:
        boss = UserFactory(groups=[Role.ADMINISTRATORS])
        visitor.sign_in(boss.email, PASSWORD)
        prove(visitor)
        secret = visitor.get(ACTIVATE).context["form"].secret
        visitor.post(ACTIVATE, {"code": code_of(secret)})
        assert visitor.get("/editor/").status_code == 200

    def test_signing_out_stays_open(self, visitor: Visitor) -> None:
        visitor.sign_in(UserFactory(groups=[Role.MODERATORS]).email, PASSWORD)
        assert visitor.post("/accounts/logout/").url == "/"
        assert not visitor.is_signed_in

    def test_others_are_let_through(self, visitor: Visitor, ada: User) -> None:
        assert visitor.get("/accounts/preferences/").status_code == 200

    def test_last_second_step_cannot_be_given_up(self, visitor: Visitor) -> None:
        boss = UserFactory(groups=[Role.ADMINISTRATORS])
        give_app(boss)
        visitor.sign_in(boss.email, PASSWORD)
        visitor.post(AUTHENTICATE, {"code": code_of()})
        prove(visitor)
        answer = visitor.post(f"{INDEX}totp/deactivate/")
        assert "add another way before" in answer.content.decode()
        assert Authenticator.objects.filter(user=boss, type="totp").exists()

    def test_last_passkey_cannot_be_removed(self, visitor: Visitor) -> None:
        boss = UserFactory(groups=[Role.ADMINISTRATORS])
        visitor.sign_in(boss.email, PASSWORD)
        key = Authenticator.objects.create(user=boss, type="webauthn", data={"name": "key"})
        prove(visitor)
        assert visitor.post(f"{INDEX}webauthn/keys/{key.pk}/remove/").url == f"{INDEX}webauthn/"
        assert Authenticator.objects.filter(pk=key.pk).exists()

    def test_another_room_adds_its_people(self, visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(two_step, "_requirements", list(two_step._requirements))
        two_step.register_requirement(lambda person: person.email == "ada@example.org")
        assert visitor.get("/accounts/preferences/").url == INDEX


def test_nobody_must_by_default(visitor: Visitor) -> None:
    ensure_groups()
    visitor.sign_in(UserFactory(groups=[Role.ADMINISTRATORS]).email, PASSWORD)
    assert visitor.get("/editor/").status_code == 200


def test_secrets_survive_a_new_key(db: None, settings: object) -> None:
    ada = UserFactory()
    give_app(ada)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    assert Authenticator.objects.get(user=ada, type="totp").wrap().validate_code(code_of(SECRET))


def test_renamed_key_keeps_a_short_name(visitor: Visitor, ada: User) -> None:
    key = Authenticator.objects.create(user=ada, type="webauthn", data={"name": "blue key"})
    prove(visitor)
    path = f"{INDEX}webauthn/keys/{key.pk}/edit/"
    assert visitor.post(path, {"name": "x" * 61}).context["form"].errors["name"]
    visitor.post(path, {"name": "green key"})
    key.refresh_from_db()
    assert key.data["name"] == "green key"
