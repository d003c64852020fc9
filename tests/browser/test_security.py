"""Ways in and what guards them: code, council, app, passkey, sessions, and a person's rights over their data."""

from __future__ import annotations

import io
import re
import zipfile

from PIL import Image
from playwright.sync_api import Page, expect

from tests.accounts.totp import code_of
from tests.browser.conftest import Opener
from tests.browser.watching import follow, violations

PASSWORD = "correct horse battery"


def sign_up(page: Page, name: str) -> str:
    """Make an account by the letter in the local mailbox, sign in, and return its address."""
    address = f"{name.lower()}@example.org"
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    open_letter(page, address)
    page.locator("main .note a").filter(has_text="confirm-email").first.click()
    page.get_by_role("button", name="Yes, confirm it").click()
    sign_in(page, address)
    expect(page.locator("header .account")).to_contain_text(name)
    return address


def sign_in(page: Page, address: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()


def prove(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it you?")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()


def open_letter(page: Page, address: str) -> None:
    """Open the newest letter to an address in the local mailbox."""
    page.goto("/mailbox/")
    page.locator("main .slips li").filter(has_text=address).first.get_by_role("link").click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_person_signs_in_by_code(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    address = sign_up(page, "Cody")
    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Send me a sign-in code").click()
    page.get_by_label("Email").fill(address)
    page.get_by_role("button", name="Send me a code").click()
    heading(page, "Type the sign-in code")
    assert violations(page) == []
    back = page.url
    open_letter(page, address)
    (code,) = re.findall(r"\b[A-Z]{4}-[A-Z]{4}\b", page.locator("main").inner_text())[:1]
    page.goto(back)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("header .account")).to_contain_text("Cody")
    assert reader.faults == []


def test_person_signs_in_with_a_council(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    page.goto("/accounts/login/?next=/about/")
    page.get_by_role("button", name="Leeds City Council").click()
    page.wait_for_url("**/about/")
    expect(page.locator("header .account")).to_contain_text("Lena Leeds")
    page.goto("/accounts/3rdparty/")
    expect(page.locator("main")).to_contain_text("Leeds City Council: lena@leeds.example")
    assert violations(page) == []
    assert reader.faults == []


def test_app_is_set_up_and_asked_for(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    address = sign_up(page, "Tilda")
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    prove(page)
    secret = page.get_by_label("The secret to copy, without spaces").input_value()
    page.get_by_label("Authenticator code").fill("000000")
    page.get_by_role("button", name="Use this app").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is not right")
    assert violations(page) == []
    page.get_by_label("Authenticator code").fill(code_of(secret))
    page.get_by_role("button", name="Use this app").click()
    heading(page, "Recovery codes")
    assert violations(page) == []
    spare = page.locator("code.secret").first.inner_text()
    for path in ("", "totp/deactivate/", "recovery-codes/generate/"):
        page.goto(f"/accounts/2fa/{path}")
        assert violations(page) == []

    sign_out(page)
    sign_in(page, address)
    heading(page, "The second step")
    assert violations(page) == []
    page.get_by_label("Code").fill(spare)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("header .account")).to_contain_text("Tilda")
    assert reader.faults == []


def test_passkey_is_added_and_signs_in_alone(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    sign_up(page, "Petra")
    give_authenticator(page)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    prove(page)
    page.get_by_label("A name for it").fill("blue key")
    page.get_by_role("button", name="Add the passkey").click()
    heading(page, "Recovery codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("blue key")
    assert violations(page) == []

    sign_out(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("header .account")).to_contain_text("Petra")
    assert reader.faults == []

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename blue key").click()
    prove(page)
    assert violations(page) == []
    page.get_by_label("Name").fill("green key")
    page.get_by_role("button", name="Save the name").click()
    follow(page.get_by_role("link", name="Remove green key"))
    assert violations(page) == []
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator("main")).to_contain_text("You have none")
    assert reader.faults == []


def give_authenticator(page: Page) -> None:
    """Let the browser have a passkey of its own that says yes to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_that_is_not_there_gets_words(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = async () => { throw new DOMException('no') } }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    assert violations(page) == []
    assert reader.faults == []


def test_session_elsewhere_is_ended(open_reader: Opener) -> None:
    here, elsewhere = open_reader(), open_reader()
    address = sign_up(here.page, "Sesi")
    sign_in(elsewhere.page, address)
    here.page.goto("/accounts/sessions/")
    assert violations(here.page) == []
    here.page.get_by_role("button", name="End this session").click()
    expect(here.page.locator("main")).to_contain_text("That session is ended.")
    elsewhere.page.goto("/accounts/preferences/")
    heading(elsewhere.page, "Sign in")
    assert [*here.faults, *elsewhere.faults] == []


def test_preferences_with_picture_without_script(open_reader: Opener) -> None:
    reader = open_reader(java_script_enabled=False)
    page = reader.page
    sign_up(page, "Prefa")
    page.locator("header .account summary", has_text="Prefa").click()
    page.locator("header").get_by_role("link", name="Preferences").click()
    page.get_by_label("Headline").fill("Runs the retrofit programme")
    page.get_by_label("Energy").check()
    page.get_by_label("Members of my own city's network only").check()
    page.get_by_label("Time zone", exact=True).select_option("Europe/Dublin")
    page.get_by_label("Picture").set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    page.get_by_role("button", name="Save the preferences").click()
    expect(page.get_by_role("alert")).to_contain_text("Picture: This file is not a picture that can be read.")
    expect(page.get_by_label("Headline")).to_have_value("Runs the retrofit programme")
    out = io.BytesIO()
    Image.new("RGB", (600, 400), "teal").save(out, "JPEG")
    page.get_by_label("Picture").set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})
    page.get_by_role("button", name="Save the preferences").click()
    expect(page.locator("main")).to_contain_text("Your preferences are saved.")
    expect(page.get_by_label("Energy")).to_be_checked()
    answer = page.request.get(page.get_by_alt_text("Your picture").get_attribute("src"))
    assert answer.headers["content-type"] == "image/webp"
    assert reader.faults == []


def test_person_downloads_their_data_and_leaves(open_reader: Opener) -> None:
    reader = open_reader()
    page = reader.page
    address = sign_up(page, "Lea")
    page.goto("/accounts/privacy/")
    page.get_by_role("button", name="Make a copy").click()
    expect(page.locator("main")).to_contain_text("Your copy is being made.")
    assert violations(page) == []
    open_letter(page, address)
    with page.expect_download() as download:
        page.locator("main .note a").filter(has_text="copies").first.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"account.json", "letters.json"} <= set(archive.namelist())

    page.goto("/accounts/privacy/")
    page.get_by_role("link", name="Delete my account").click()
    prove(page)
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this box")
    assert violations(page) == []
    page.get_by_label("I understand").check()
    page.get_by_role("button", name="Delete my account").click()
    heading(page, "Your account is deleted")
    sign_in(page, address)
    expect(page.get_by_role("alert")).to_be_visible()
    assert reader.faults == []
