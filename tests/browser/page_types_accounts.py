"""Pages of signing in and of one's own account."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import content
from tests.browser.page_kinds import form, own, read, send_empty
from tests.factories.accounts import PASSWORD


def prove(page: Page) -> None:
    """Give the password once more, where it is asked for."""
    if page.get_by_role("heading", name="Is it you?").count():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()


FORMS = [
    form("sign in", "/accounts/login/"),
    form("sign in with errors", "/accounts/login/", reach=send_empty),
    form("sign up", "/accounts/signup/"),
    form("sign up with errors", "/accounts/signup/", reach=send_empty),
    form("forgotten password", "/accounts/password/reset/"),
    form("broken password link", "/accounts/password/reset/key/1-broken/"),
    form("broken confirmation link", "/accounts/confirm-email/broken/"),
    form("mailbox", "/mailbox/"),
    form("sign-in code", "/accounts/login/code/"),
    form("council", "/accounts/oidc/leeds/login/"),
    read("council, stopped", "/accounts/3rdparty/login/cancelled/"),
    read("council, fault", "/accounts/3rdparty/login/error/", status=401),
    read("broken one-click link", "/letters/broken/", status=404),
    read("broken link of a trial letter", "/accounts/letters/arrived/broken/", status=404),
    read("broken link of a digest", "/digests/unsubscribe/broken/", status=404),
    read("account deleted", "/accounts/privacy/deleted/"),
]


OWN = [
    own("preferences", "/accounts/preferences/"),
    own("email address", "/accounts/email/"),
    own("password", "/accounts/password/change/"),
    own("two-step sign-in", "/accounts/2fa/"),
    own("passkeys", "/accounts/2fa/webauthn/"),
    own("sessions", "/accounts/sessions/"),
    own("council accounts", "/accounts/3rdparty/"),
    own("letters to me", "/accounts/letters/"),
    form("letters to me, which come back", "/accounts/letters/", who=content.UNREACHED),
    form("letters to me, after a complaint", "/accounts/letters/", who=content.CROSS),
    form("own data of who is told of letters", "/accounts/privacy/", who=content.UNREACHED),
    own("notices in browsers", "/notices/browsers/"),
    own("own data", "/accounts/privacy/"),
    own("own data, gone", "/accounts/privacy/copies/1/", status=404),
    own("is it you", "/accounts/reauthenticate/"),
    own("app", "/accounts/2fa/totp/activate/", reach=prove),
    own("passkey", "/accounts/2fa/webauthn/add/", reach=prove),
    own("leaving", "/accounts/privacy/delete/", reach=prove),
    own("sign out", "/accounts/logout/"),
]
