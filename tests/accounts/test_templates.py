"""Every page of the library that can be reached here is one of ours."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest

from portal.environment import BASE_DIR

LIBRARY, OURS = Path(allauth.__file__).parent / "templates", BASE_DIR / "templates"
FOLDERS = ("account", "mfa", "socialaccount", "usersessions")
# Layouts that our pages do not extend, and pages behind settings that are off.
UNUSED = {
    *(
        f"account/base_{name}.html"
        for name in ("entrance", "manage", "manage_email", "manage_password", "manage_phone")
    ),
    "account/confirm_email_verification_code.html",
    "account/confirm_password_reset_code.html",
    "account/confirm_phone_verification_code.html",
    "account/email.html",
    "account/phone_change.html",
    "account/signup_by_passkey.html",
    "account/messages/phone_verification_sent.txt",
    "account/messages/phone_verified.txt",
    "mfa/base_entrance.html",
    "mfa/base_manage.html",
    "mfa/recovery_codes/base.html",
    "mfa/recovery_codes/download.txt",
    "mfa/totp/base.html",
    "mfa/trust.html",
    "mfa/webauthn/base.html",
    "mfa/webauthn/signup_form.html",
    "socialaccount/base_entrance.html",
    "socialaccount/base_manage.html",
    "socialaccount/snippets/login_extra.html",
    "usersessions/base_manage.html",
}
PAGES = sorted(
    name
    for folder in FOLDERS
    for path in (LIBRARY / folder).rglob("*.*")
    if "/email/" not in (name := str(path.relative_to(LIBRARY))) and name not in UNUSED
)


@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_library_is_ours(name: str) -> None:
    assert (OURS / name).exists()


@pytest.mark.parametrize("path", [path for folder in FOLDERS for path in (OURS / folder).rglob("*.html")], ids=str)
def test_page_is_in_the_language_of_the_portal(path: Path) -> None:
    text = path.read_text()
    assert "element " not in text, "drawn with our own components"
    assert "<script>" not in text, "nothing runs inside a page"
    assert text.count("<h1>") <= 2, "one for each case"
