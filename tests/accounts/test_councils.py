"""Signing in with a council's account, against a provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.http import HttpResponse

from portal.accounts.models import User
from tests.accounts.conftest import NEW, Visitor, link_in
from tests.accounts.council import Council, running_council
from tests.accounts.totp import give_app
from tests.factories.accounts import PASSWORD, UserFactory

LOGIN = "/accounts/oidc/leeds/login/"
CONNECT = f"{LOGIN}?process=connect"
CONNECTIONS = "/accounts/3rdparty/"


@pytest.fixture
def council(settings: object) -> Iterator[Council]:
    claims = {"sub": "ada-1", "name": "Ada Lovelace", "email": "ada@leeds.example", "email_verified": True}
    with running_council(**claims) as running:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [running.setting], "OAUTH_PKCE_ENABLED": True}}
        yield running


def ask(visitor: Visitor, path: str = LOGIN) -> str:
    """Press the button, and return where the page leads to."""
    page = visitor.post(path)
    assert page.status_code == 200
    return page.context["redirect_to"]


def come_back(visitor: Visitor, council_url: str) -> HttpResponse:
    """Sign in at the council, and follow it back."""
    answer = requests.get(council_url, allow_redirects=False, timeout=5)
    address = urlsplit(answer.headers["Location"])
    return visitor.get(f"{address.path}?{address.query}")


def sign_in(visitor: Visitor, path: str = LOGIN) -> HttpResponse:
    return come_back(visitor, ask(visitor, path))


def test_new_person_signs_in_with_a_confirmed_address(visitor: Visitor, council: Council, mailoutbox: list) -> None:
    assert "Leeds City Council" in visitor.get("/accounts/login/").content.decode()
    assert sign_in(visitor).url == "/"
    assert visitor.is_signed_in
    ada = User.objects.get()
    assert (ada.email, ada.display_name) == ("ada@leeds.example", "Ada Lovelace")
    assert EmailAddress.objects.get().verified
    assert not ada.has_usable_password()
    visitor.post("/accounts/logout/")
    sign_in(visitor)
    assert visitor.is_signed_in
    assert User.objects.count() == 1
    assert not SocialToken.objects.exists(), "no key to the council is kept"


def test_only_what_is_used_is_kept(visitor: Visitor, council: Council) -> None:
    council.claims["birthdate"] = "1815-12-10"
    sign_in(visitor)
    assert "1815" not in str(SocialAccount.objects.get().extra_data)
    visitor.post("/accounts/logout/")
    sign_in(visitor)
    assert "1815" not in str(SocialAccount.objects.get().extra_data)


@pytest.mark.parametrize("said", [False, "false", "no", None, 0, 1, []])
def test_unconfirmed_address_must_be_confirmed_by_letter(
    visitor: Visitor, council: Council, mailoutbox: list, said: object
) -> None:
    council.claims["email_verified"] = said
    assert sign_in(visitor).url == "/accounts/confirm-email/"
    assert not visitor.is_signed_in
    assert not EmailAddress.objects.get().verified
    (mail,) = mailoutbox
    visitor.post(link_in(mail))
    sign_in(visitor)
    assert visitor.is_signed_in


def test_address_of_an_account_opens_nothing_and_tells_its_owner(
    visitor: Visitor, council: Council, mailoutbox: list
) -> None:
    owner = UserFactory(email="ada@leeds.example")
    assert sign_in(visitor).url == "/accounts/confirm-email/", "as for any other sign-up"
    assert not visitor.is_signed_in
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == owner
    assert [mail.subject for mail in mailoutbox] == ["You already have an account"]


def test_owner_connects_and_then_signs_in_with_it(visitor: Visitor, council: Council, mailoutbox: list) -> None:
    owner = UserFactory(email="ada@leeds.example")
    visitor.sign_in(owner.email, PASSWORD)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert sign_in(visitor, CONNECT).url == CONNECTIONS
    assert SocialAccount.objects.get().user == owner
    assert mailoutbox[-1].subject == "A council account was connected"
    assert "ada@leeds.example" in visitor.get(CONNECTIONS).content.decode()
    visitor.post("/accounts/logout/")
    sign_in(visitor)
    assert visitor.client.session["_auth_user_id"] == str(owner.pk)


def test_connecting_asks_for_the_password_again(visitor: Visitor, council: Council) -> None:
    visitor.sign_in(UserFactory().email, PASSWORD)
    assert sign_in(visitor, CONNECT).url == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()


def test_council_account_of_another_person_is_not_connected(visitor: Visitor, council: Council) -> None:
    sign_in(visitor)
    visitor.post("/accounts/logout/")
    other = UserFactory()
    visitor.sign_in(other.email, PASSWORD)
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})
    sign_in(visitor, CONNECT)
    assert SocialAccount.objects.get().user != other
    assert "connected to another account" in visitor.get(CONNECTIONS).content.decode()


def test_only_way_in_is_not_disconnected(visitor: Visitor, council: Council) -> None:
    sign_in(visitor)
    account = SocialAccount.objects.get()
    answer = visitor.post(CONNECTIONS, {"account": account.pk})
    assert "Set a password first" in answer.content.decode()
    assert SocialAccount.objects.exists()


def test_second_step_is_asked_for_after_the_council(visitor: Visitor, council: Council) -> None:
    sign_in(visitor)
    give_app(User.objects.get())
    visitor.post("/accounts/logout/")
    assert sign_in(visitor).url == "/accounts/2fa/authenticate/"
    assert not visitor.is_signed_in


@pytest.mark.parametrize("change", ["state=other", "state="])
def test_changed_state_signs_nobody_in(visitor: Visitor, council: Council, change: str) -> None:
    answer = requests.get(ask(visitor), allow_redirects=False, timeout=5)
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    page = visitor.get(f"{LOGIN}callback/?code={code}&{change}")
    assert page.status_code == 401
    assert "Your council did not sign you in" in page.content.decode()
    assert not User.objects.exists()


def test_answer_cannot_be_used_in_another_browser(visitor: Visitor, council: Council) -> None:
    url = ask(visitor)
    visitor.client.cookies.clear()
    assert come_back(visitor, url).status_code == 401
    assert not User.objects.exists()


def test_answer_cannot_be_used_twice(visitor: Visitor, council: Council) -> None:
    location = requests.get(ask(visitor), allow_redirects=False, timeout=5).headers["Location"]
    path = f"{urlsplit(location).path}?{urlsplit(location).query}"
    visitor.get(path)
    visitor.post("/accounts/logout/")
    assert visitor.get(path).status_code == 401
    assert not visitor.is_signed_in


@pytest.mark.parametrize(
    "wrong",
    [{"aud": "somebody-else"}, {"iss": "https://evil.example"}, {"exp": 1}],
    ids=["audience", "issuer", "expired"],
)
def test_token_for_somebody_else_is_refused(visitor: Visitor, council: Council, wrong: dict) -> None:
    council.claims.update(wrong)
    assert sign_in(visitor).status_code == 401
    assert not User.objects.exists()


@pytest.mark.parametrize("userinfo", [{"sub": "bob-2", "email": "bob@leeds.example"}, {"email": "x@leeds.example"}, []])
def test_two_answers_that_do_not_agree_are_refused(visitor: Visitor, council: Council, userinfo: dict) -> None:
    council.userinfo = userinfo or {"none": 1}
    assert sign_in(visitor).status_code == 401
    assert not User.objects.exists()


def test_silent_council_gets_a_page(visitor: Visitor, council: Council) -> None:
    council.silent = True
    answer = visitor.post(LOGIN)
    assert answer.status_code == 401
    assert "does not answer at the moment" in answer.content.decode()


def test_person_who_stops_at_the_council_is_told(visitor: Visitor, council: Council) -> None:
    state = parse_qs(urlsplit(ask(visitor)).query)["state"][0]
    answer = visitor.get(f"{LOGIN}callback/?error=access_denied&state={state}", follow=True)
    assert "You stopped at your council" in answer.content.decode()


@pytest.mark.parametrize("name", [None, "", "Ada\u202egnihtemos", "x" * 200])
def test_name_that_the_council_did_not_tell_is_asked_for(visitor: Visitor, council: Council, name: str | None) -> None:
    council.claims["name"] = name
    form = sign_in(visitor).url
    assert form == "/accounts/3rdparty/signup/"
    assert visitor.get(form).status_code == 200
    answer = visitor.post(form, {"email": "ada@leeds.example", "display_name": ""})
    assert "display_name" in answer.context["form"].errors
    visitor.post(form, {"email": "ada@leeds.example", "display_name": "Ada", "nation": "wales", "digest": "daily"})
    assert visitor.is_signed_in
    assert User.objects.get().nation == "wales"


def test_council_vouches_for_no_other_address(visitor: Visitor, council: Council) -> None:
    council.claims["name"] = ""
    visitor.post(sign_in(visitor).url, {"email": "victim@example.org", "display_name": "Ada", "digest": "off"})
    assert [address.email for address in EmailAddress.objects.all()] == ["ada@leeds.example"]
    assert User.objects.get().email == "ada@leeds.example"


def test_address_that_the_council_did_not_tell_must_be_confirmed(visitor: Visitor, council: Council) -> None:
    del council.claims["email"]
    form = sign_in(visitor).url
    answer = visitor.post(form, {"email": "victim@example.org", "display_name": "Ada", "digest": "off"})
    assert answer.url == "/accounts/confirm-email/"
    assert not visitor.is_signed_in
    assert not EmailAddress.objects.filter(email="victim@example.org", verified=True).exists()


@pytest.mark.parametrize("email", ["x" * 300 + "@leeds.example", "İ" * 240 + "@a.com", "nonsense", None])
def test_address_that_the_council_cannot_mean_is_asked_for(visitor: Visitor, council: Council, email: object) -> None:
    council.claims["email"] = email
    form = sign_in(visitor).url
    assert form == "/accounts/3rdparty/signup/"
    answer = visitor.post(form, {"email": "x" * 300 + "@example.org", "display_name": "Ada"})
    assert answer.context["form"].errors["email"]


def test_new_password_by_letter_leaves_a_strangers_council_account_out(
    visitor: Visitor, council: Council, mailoutbox: list
) -> None:
    council.claims.update(email="victim@example.org", email_verified=False)
    sign_in(visitor)
    visitor.post("/accounts/password/reset/", {"email": "victim@example.org"})
    form = visitor.get(link_in(mailoutbox[-1])).url
    visitor.post(form, {"password1": NEW, "password2": NEW})
    assert not SocialAccount.objects.exists()


def test_sign_in_needs_a_press_of_the_button(visitor: Visitor, council: Council) -> None:
    answer = visitor.get(LOGIN)
    assert answer.status_code == 200
    assert "Sign in with Leeds City Council" in answer.content.decode()


def test_unknown_council_is_not_found(visitor: Visitor, council: Council) -> None:
    assert visitor.post("/accounts/oidc/atlantis/login/").status_code == 404
    assert visitor.get("/accounts/oidc/atlantis/login/callback/").status_code == 404


def test_without_councils_nothing_speaks_of_them(visitor: Visitor, settings: object) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "council" not in visitor.get("/accounts/login/").content.decode()
    visitor.sign_in(UserFactory().email, PASSWORD)
    assert "Council accounts" not in visitor.get("/accounts/preferences/").content.decode()
