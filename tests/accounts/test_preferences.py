"""The one page of preferences: profile, picture, directory, time zone, and panels of other rooms."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.accounts import preferences, visibility
from portal.accounts.choices import Directory
from portal.accounts.groups import ensure_groups
from portal.accounts.models import User
from portal.accounts.preferences import Panel, register_panel
from portal.accounts.roles import Role
from tests.accounts.conftest import Visitor
from tests.factories.accounts import PASSWORD, UserFactory

PAGE = "/accounts/preferences/"
GIVEN = {
    "profile-display_name": "Ada Lovelace",
    "profile-headline": "Runs the retrofit programme",
    "profile-nation": "wales",
    "profile-interests": ["energy", "housing"],
    "profile-offers": "Community energy, from the first meeting on",
    "comfort-directory": "city",
    "comfort-takes_letters": "on",
    "comfort-time_zone": "Europe/Dublin",
    "digest-cadence": "weekly",
    "digest-weekday": "0",
    "digest-hour": "7",
    "digest-plans": "digest",
}


@pytest.fixture
def ada(visitor: Visitor) -> User:
    person = UserFactory(email="ada@example.org", display_name="Ada")
    visitor.sign_in(person.email, PASSWORD)
    return person


def picture(kind: str = "JPEG", size: tuple[int, int] = (1200, 800), name: str = "me.jpg", **more: Any) -> Any:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue())


def test_everything_is_saved_at_once(visitor: Visitor, ada: User) -> None:
    assert visitor.get(PAGE).status_code == 200
    assert visitor.post(PAGE, GIVEN).url == PAGE
    ada.refresh_from_db()
    assert (ada.display_name, ada.headline, ada.nation) == ("Ada Lovelace", "Runs the retrofit programme", "wales")
    assert ada.interests == ["housing", "energy"]
    assert ada.offers == "Community energy, from the first meeting on"
    assert (ada.directory, ada.time_zone) == (Directory.CITY, "Europe/Dublin")


def test_letters_of_members_are_taken_until_they_are_turned_off(visitor: Visitor, ada: User) -> None:
    assert ada.takes_letters
    assert re.search(r'<input[^>]*name="comfort-takes_letters"[^>]* checked', visitor.get(PAGE).content.decode())
    visitor.post(PAGE, {name: value for name, value in GIVEN.items() if name != "comfort-takes_letters"})
    ada.refresh_from_db()
    assert not ada.takes_letters
    visitor.post(PAGE, GIVEN)
    ada.refresh_from_db()
    assert ada.takes_letters


def test_page_is_for_who_is_signed_in(visitor: Visitor) -> None:
    assert visitor.get(PAGE).url == f"/accounts/login/?next={PAGE}"
    assert visitor.post(PAGE, GIVEN).url == f"/accounts/login/?next={PAGE}"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("profile-display_name", ""),
        ("profile-display_name", "x" * 300),
        ("profile-display_name", "Ada\u202egnihtemos"),
        ("profile-display_name", "Olwen\r\nBcc: x@y.z"),
        ("profile-headline", "x" * 121),
        ("profile-headline", "left\u202eright"),
        ("profile-nation", "atlantis"),
        ("profile-interests", ["energy", "gold"]),
        ("profile-offers", "x" * 301),
        ("comfort-directory", "everybody"),
        ("comfort-time_zone", "Mars/Olympus"),
        ("comfort-time_zone", "../../etc/passwd"),
        ("profile-headline", "a\0b"),
    ],
)
def test_wrong_field_has_a_message_and_nothing_is_saved_or_lost(
    visitor: Visitor, ada: User, field: str, value: Any
) -> None:
    answer = visitor.post(PAGE, {**GIVEN, field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    if field != "profile-offers":
        assert "Community energy, from the first meeting on" in page, "what was typed stays"
    ada.refresh_from_db()
    assert ada.display_name == "Ada"


def test_refused_name_greets_nobody(visitor: Visitor, ada: User) -> None:
    page = visitor.post(PAGE, {**GIVEN, "profile-display_name": "Ada Lovelace", "comfort-time_zone": ""}).content
    assert b"<span>Ada</span>" in page


def test_picture_is_cut_square_and_knows_no_place(visitor: Visitor, ada: User) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = "secret garden"
    visitor.post(PAGE, {**GIVEN, "profile-new_picture": picture(exif=exif, comment=b"secret comment")})
    ada.refresh_from_db()
    answer = visitor.get(ada.picture_url)
    content = b"".join(answer.streaming_content)
    with Image.open(BytesIO(content)) as kept:
        assert (kept.format, kept.size) == ("WEBP", (400, 400))
        assert not kept.getexif()
    assert b"secret" not in content
    assert answer.headers["Content-Type"] == "image/webp"
    assert "private" in answer.headers["Cache-Control"]


def test_small_picture_stays_small(visitor: Visitor, ada: User) -> None:
    visitor.post(PAGE, {**GIVEN, "profile-new_picture": picture("PNG", (90, 60), "me.png")})
    ada.refresh_from_db()
    with Image.open(ada.picture) as kept:
        assert kept.size == (60, 60)


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("me.jpg", b"<script>alert(1)</script>"),
        SimpleUploadedFile("me.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        SimpleUploadedFile("me.jpg", b""),
        picture("PNG", name="me.jpg"),
        SimpleUploadedFile("me.png", picture("PNG").read()[:200]),
        SimpleUploadedFile("me.jpg", b"\xff\xd8\xff" + b"0" * 20 * 1024 * 1024),
        picture("GIF", name="x" * 300 + ".gif.exe"),
    ],
    ids=["script", "svg", "empty", "other kind", "cut off", "20 MB", "program"],
)
def test_file_that_is_no_picture_has_a_message_and_the_rest_stays(visitor: Visitor, ada: User, file: Any) -> None:
    file.seek(0)
    answer = visitor.post(PAGE, {**GIVEN, "profile-new_picture": file})
    assert answer.status_code == 422
    assert 'id="id_profile-new_picture_error"' in answer.content.decode()
    assert "Runs the retrofit programme" in answer.content.decode()
    ada.refresh_from_db()
    assert not ada.picture


def test_old_picture_goes_with_a_new_one_and_on_wish(visitor: Visitor, ada: User) -> None:
    visitor.post(PAGE, {**GIVEN, "profile-new_picture": picture()})
    ada.refresh_from_db()
    first, storage = ada.picture.name, ada.picture.storage
    visitor.post(PAGE, {**GIVEN, "profile-new_picture": picture()})
    ada.refresh_from_db()
    assert ada.picture.name != first
    assert not storage.exists(first)
    visitor.post(PAGE, {**GIVEN, "profile-remove_picture": "on"})
    second = ada.picture.name
    ada.refresh_from_db()
    assert not ada.picture
    assert not storage.exists(second)


class TestWhoSees:
    """The permission check before a picture."""

    @pytest.fixture
    def url(self, visitor: Visitor, ada: User) -> str:
        visitor.post(PAGE, {**GIVEN, "profile-new_picture": picture()})
        visitor.post("/accounts/logout/")
        ada.refresh_from_db()
        return ada.picture_url

    def status(self, visitor: Visitor, url: str, **person: Any) -> int:
        visitor.sign_in(UserFactory(**person).email, PASSWORD)
        return visitor.get(url).status_code

    def test_visitor_does_not(self, visitor: Visitor, url: str) -> None:
        assert visitor.get(url).status_code == 404

    def test_stranger_does_not(self, visitor: Visitor, url: str) -> None:
        assert self.status(visitor, url) == 404

    def test_administrator_does(self, visitor: Visitor, url: str) -> None:
        ensure_groups()
        assert self.status(visitor, url, groups=[Role.ADMINISTRATORS]) == 200

    def test_whom_another_room_names_does_unless_hidden(
        self, visitor: Visitor, url: str, ada: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(visibility, "_sights", [])
        visibility.register_sight(lambda viewer, person: viewer.display_name == "Friend")
        assert self.status(visitor, url, display_name="Friend") == 200
        User.objects.filter(pk=ada.pk).update(directory=Directory.HIDDEN)
        assert visitor.get(url).status_code == 404

    def test_nobody_sees_who_has_left(self, visitor: Visitor, url: str, ada: User) -> None:
        ensure_groups()
        User.objects.filter(pk=ada.pk).update(is_active=False)
        assert self.status(visitor, url, groups=[Role.ADMINISTRATORS]) == 404


class TeaForm(forms.Form):
    """A panel of another room."""

    tea = forms.CharField()
    saved: list[str] = []

    def __init__(self, *, person: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person

    def save(self) -> None:
        self.saved.append(f"{self.person.email} {self.cleaned_data['tea']}")


def test_another_room_adds_a_panel(visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences, "_panels", dict(preferences._panels))
    register_panel(Panel(name="tea", title="Tea", form=TeaForm, order=20))
    register_panel(Panel(name="no", title="Not for you", form=TeaForm, is_for=lambda person: False))
    page = visitor.get(PAGE).content.decode()
    assert page.index("About you") < page.index("Tea") < page.index("How others find you, and your time zone")
    assert "Not for you" not in page
    assert visitor.post(PAGE, GIVEN).status_code == 422
    visitor.post(PAGE, {**GIVEN, "tea-tea": "green"})
    assert TeaForm.saved == ["ada@example.org green"]
