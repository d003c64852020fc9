"""The words of letters: every template, both parts."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest

from portal.environment import BASE_DIR
from portal.mail.letters import compose, tidy

FOLDER = BASE_DIR / "templates"
KINDS = sorted(
    str(path.relative_to(FOLDER)).removesuffix("_subject.txt") for path in FOLDER.glob("*/email/*_subject.txt")
)
LINK = "http://localhost:8000/accounts/x/?a=1&b=2"
CONTEXT = {
    "email": "o'brien+test@example.org",
    "activate_url": LINK,
    "password_reset_url": LINK,
    "signup_url": LINK,
    "password_link": LINK,
    "confirmation_days": 3,
    "password_days": 3,
    "timestamp": datetime(2026, 11, 25, 12, tzinfo=UTC),
    "ip": "203.0.113.7",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "old@example.org",
    "code": "",
    "link": LINK,
    "days": 7,
    "provider": "Leeds City Council",
}


OURS = ("account", "mfa", "socialaccount")
LIBRARY = Path(allauth.__file__).parent / "templates"


def test_there_is_a_letter_for_each_of_the_library() -> None:
    assert {"account/email/password_reset_key", "mfa/email/totp_activated"} <= set(KINDS)
    theirs = {path.name for folder in OURS for path in (LIBRARY / folder / "email").glob("*_subject.txt")}
    unused = {"password_reset_code_subject.txt"}  # a new password is chosen through a link here
    assert theirs - unused <= {f"{kind.rpartition('/')[2]}_subject.txt" for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_letter_stands_on_its_own_in_both_parts(kind: str) -> None:
    words = compose(kind, CONTEXT)
    assert 10 < len(words.subject) < 60
    for part in (words.text, words.html):
        assert "Resilient Cities" in part
        assert "You get this letter because" in part
    assert "o'brien+test@example.org" in words.text
    assert "o&#x27;brien" in words.html or "o'brien" in words.html
    assert not re.search(r"[{}<>]|&\w+;|\n\n\n", words.text), "plain text, without leftovers of templates"
    assert '<meta name="color-scheme" content="light dark">' in words.html
    assert words.html.count("@media (prefers-color-scheme: dark)") == 1


WITH_LINK = [
    f"account/email/{name}"
    for name in (
        "email_confirmation",
        "password_reset_key",
        "unknown_account",
        "account_already_exists",
        "account_made",
        "copy_ready",
    )
]


@pytest.mark.parametrize("kind", WITH_LINK)
def test_link_stands_alone_on_its_line(kind: str) -> None:
    words = compose(kind, CONTEXT)
    assert f"\n{LINK}\n" in words.text
    assert f'href="{LINK.replace("&", "&amp;")}"' in words.html


@pytest.mark.parametrize("kind", KINDS)
def test_html_needs_nothing_from_elsewhere(kind: str) -> None:
    html = compose(kind, CONTEXT).html
    (dark,) = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    assert dark.strip().startswith("@media (prefers-color-scheme: dark)"), "all other styles are in the elements"
    assert not re.search(r"url\(|@import|@font-face", dark)
    assert "<img" not in html
    assert 'class="button"' not in html or "background-color: #1d1e3f" in html
    assert 'style="' in html
    assert len(html) < 20_000


def test_html_escapes_what_people_typed() -> None:
    html = compose("account/email/email_changed", {**CONTEXT, "from_email": "<script>alert(1)</script>"}).html
    assert "<script" not in html


def test_subject_is_one_line() -> None:
    assert "\n" not in compose("account/email/password_reset_key", CONTEXT).subject


def test_code_stands_alone_on_its_line() -> None:
    words = compose("account/email/login_code", {**CONTEXT, "code": "ABC-123"})
    assert "\nABC-123\n" in words.text
    assert ">ABC-123<" in words.html


def test_letter_without_html_template_is_plain() -> None:
    words = compose("account/email/password_reset_code", {**CONTEXT, "code": "ABC-123"})
    assert words.html == ""
    assert "ABC-123" in words.text


def test_tidy_keeps_paragraphs_one_line_apart() -> None:
    assert tidy("\n a \n\n\n\n b  \n") == "a\n\n b\n"
