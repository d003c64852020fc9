"""A person's copy of their data, and deleting the account."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.users.models import UserProfile

from portal.accounts import erasure, exports, privacy
from portal.accounts.erasure import erase_person
from portal.accounts.groups import ensure_groups
from portal.accounts.models import Export, Residue, User
from portal.accounts.privacy import StillNeeded
from portal.accounts.roles import Role
from portal.accounts.services import change_picture
from portal.accounts.tasks import clear_expired, finish_privacy
from portal.mail.models import Letter, Suppression
from portal.media.models import PrivateFile
from tests.accounts.conftest import Visitor
from tests.accounts.test_login_code import code_in
from tests.accounts.totp import code_of, give_app
from tests.factories.accounts import PASSWORD, UserFactory

PAGE, ASK, DELETE = "/accounts/privacy/", "/accounts/privacy/copies/", "/accounts/privacy/delete/"


@pytest.fixture
def ada(visitor: Visitor) -> User:
    person = UserFactory(email="ada@example.org", display_name="Ada Lovelace", headline="Enchantress")
    visitor.sign_in(person.email, PASSWORD)
    return person


def prove(visitor: Visitor) -> None:
    visitor.post("/accounts/reauthenticate/", {"password": PASSWORD})


class TestCopy:
    """Download my data."""

    def test_copy_is_made_told_of_and_fetched(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        change_picture(ada, ContentFile(b"a picture", name="x.webp"))
        assert visitor.post(ASK).url == PAGE
        export = Export.objects.get()
        assert mailoutbox[-1].subject == "Your copy of your data is ready"
        assert f"http://localhost:8000{ASK}{export.pk}/\n" in mailoutbox[-1].body
        answer = visitor.get(f"{ASK}{export.pk}/")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
            account = json.loads(archive.read("account.json"))
            assert (account["email"], account["headline"]) == ("ada@example.org", "Enchantress")
            assert json.loads(archive.read("letters.json")) == []
            assert archive.read("account/picture.webp") == b"a picture"
        assert "password" not in account

    def test_secrets_stay_out(self, visitor: Visitor, ada: User) -> None:
        give_app(ada)
        copy = json.dumps(exports.account_of(ada), default=str)
        for authenticator in Authenticator.objects.filter(user=ada):
            assert not any(str(value) in copy for value in authenticator.data.values() if value)
        assert UserSession.objects.get(user=ada).session_key not in copy

    def test_second_request_within_an_hour_is_refused(self, visitor: Visitor, ada: User, time_machine: Any) -> None:
        time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
        visitor.post(ASK)
        visitor.post(ASK)
        assert Export.objects.count() == 1
        assert "within the last hour" in visitor.get(PAGE).content.decode()
        time_machine.move_to("2026-11-25T13:00:01Z", tick=False)
        visitor.post(ASK)
        assert Export.objects.count() == 2

    def test_copy_of_another_person_is_not_there(self, visitor: Visitor, ada: User) -> None:
        visitor.post(ASK)
        link = f"{ASK}{Export.objects.get().pk}/"
        visitor.post("/accounts/logout/")
        assert visitor.get(link).url == f"/accounts/login/?next={link}"
        ensure_groups()
        visitor.sign_in(UserFactory(groups=[Role.ADMINISTRATORS]).email, PASSWORD)
        assert visitor.get(link).status_code == 404

    def test_copy_goes_after_seven_days(self, visitor: Visitor, ada: User) -> None:
        visitor.post(ASK)
        export = Export.objects.get()
        name = export.file.file.name
        Export.objects.update(made_at=timezone.now() - timedelta(days=7, minutes=1))
        answer = visitor.get(f"{ASK}{export.pk}/")
        assert answer.status_code == 404
        assert "deleted after seven days" in answer.content.decode()
        clear_expired()
        assert not Export.objects.exists()
        assert not PrivateFile.objects.exists()
        assert not storages["private"].exists(name)

    def test_copy_that_no_worker_made_is_made_later(
        self, visitor: Visitor, ada: User, monkeypatch: pytest.MonkeyPatch, mailoutbox: list
    ) -> None:
        monkeypatch.setattr(exports, "make_soon", lambda pk: 1 / 0)
        assert visitor.post(ASK).url == PAGE, "a broker that is down costs nobody a page"
        assert "Your copy is being made" in visitor.get(PAGE).content.decode()
        finish_privacy()
        assert Export.objects.get().file is None, "it may still come"
        Export.objects.update(asked_at=timezone.now() - timedelta(minutes=6))
        finish_privacy()
        finish_privacy()
        assert Export.objects.get().file

    def test_page_and_request_are_for_who_is_signed_in(self, visitor: Visitor) -> None:
        for answer in (visitor.get(PAGE), visitor.post(ASK)):
            assert answer.url.startswith("/accounts/login/")
        assert not Export.objects.exists()

    def test_request_needs_a_post(self, visitor: Visitor, ada: User) -> None:
        assert visitor.get(ASK).status_code == 405

    def test_another_room_adds_its_part(self, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(privacy, "_exporters", {})
        privacy.register_exporter("tea", lambda person: [{"drank_at": timezone.now(), "who": person.email}])
        space = BytesIO()
        exports.pack(ada, space)
        with zipfile.ZipFile(space) as archive:
            assert json.loads(archive.read("tea.json"))[0]["who"] == "ada@example.org"


def rows_with(text: str) -> list[str]:
    """Return the tables of the whole database in which some row holds `text`."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s', [f"%{text}%"])
            found += [table] if cursor.fetchone()[0] else []
    return found


class TestDeletion:
    """Delete my account."""

    def test_account_is_deleted_after_a_clear_yes(self, visitor: Visitor, ada: User, mailoutbox: list) -> None:
        assert visitor.get(DELETE).url.startswith("/accounts/reauthenticate/")
        prove(visitor)
        assert "What stays" in visitor.get(DELETE).content.decode()
        assert visitor.post(DELETE).status_code == 422
        ada.refresh_from_db()
        assert ada.is_active
        assert visitor.post(DELETE, {"understood": "on"}).url == "/accounts/privacy/deleted/"
        assert not visitor.is_signed_in
        assert visitor.get("/accounts/privacy/deleted/").status_code == 200
        assert mailoutbox[-1].to == ["ada@example.org"]
        visitor.sign_in("ada@example.org", PASSWORD)
        assert not visitor.is_signed_in

    def test_old_proof_is_asked_for_again(self, visitor: Visitor, ada: User, time_machine: Any) -> None:
        time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
        prove(visitor)
        time_machine.move_to("2026-11-25T12:06:00Z", tick=False)
        assert visitor.post(DELETE, {"understood": "on"}).url.startswith("/accounts/reauthenticate/")
        ada.refresh_from_db()
        assert ada.is_active

    def test_nothing_in_the_database_names_the_person(
        self, visitor: Visitor, ada: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        change_picture(ada, ContentFile(b"a picture", name="x.webp"))
        give_app(ada)
        ada.emailaddress_set.create(email="ada.second@example.org")
        SocialAccount.objects.create(
            user=ada, provider="leeds", uid="ada-at-leeds", extra_data={"name": "Ada Lovelace"}
        )
        UserProfile.objects.create(user=ada)
        Suppression.objects.create(address="ada@example.org", cause="bounced")
        visitor.post(ASK)
        Letter.objects.create(key="x", message_id="x", kind="x", recipient="ADA@example.org", subject="x")
        files = [ada.picture.name, Export.objects.get().file.file.name]
        session = UserSession.objects.get(user=ada).session_key
        with django_capture_on_commit_callbacks(execute=True):
            erase_person(ada)
        for text in ("ada@example.org", "ada.second", "ada-at-leeds", "Lovelace", "Enchantress", session):
            assert rows_with(text) == []
        assert not any(storages["private"].exists(name) for name in files)
        assert not UserSession(session_key=session).exists()
        ada.refresh_from_db()
        assert (ada.display_name, ada.is_active) == ("Former member", False)
        assert ada.email.endswith(".invalid")
        assert not ada.has_usable_password()
        erase_person(ada)  # again does no harm

    def test_sessions_elsewhere_end_at_once(self, visitor: Visitor, ada: User) -> None:
        other = Client()
        other.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
        erase_person(ada)
        assert other.get("/accounts/preferences/").status_code == 302

    def test_address_that_complained_stays_on_its_list(self, ada: User) -> None:
        Suppression.objects.create(address="ada@example.org", cause="complained")
        erase_person(ada)
        assert Suppression.objects.filter(address="ada@example.org").exists()

    def test_address_is_free_again(self, visitor: Visitor, ada: User) -> None:
        erase_person(ada)
        visitor.post("/accounts/logout/")
        visitor.sign_up(email="ada@example.org", display_name="Ada again")
        assert User.objects.get(email="ada@example.org").display_name == "Ada again"

    def test_what_cannot_be_removed_now_is_tried_again(
        self, ada: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
    ) -> None:
        change_picture(ada, ContentFile(b"a picture", name="x.webp"))
        name = ada.picture.name
        with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
            broken.setattr(erasure, "remove_file", lambda place: 1 / 0)
            erase_person(ada)
        assert storages["private"].exists(name)
        assert Residue.objects.count() == 1
        finish_privacy()
        assert not storages["private"].exists(name)
        assert not Residue.objects.exists()

    def test_fault_of_an_eraser_erases_nothing(self, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(privacy, "_erasers", [*privacy._erasers, lambda person: 1 / 0])
        with pytest.raises(ZeroDivisionError):
            erase_person(ada)
        ada.refresh_from_db()
        assert ada.display_name == "Ada Lovelace"
        assert not Residue.objects.exists()

    def test_last_administrator_stays(self, visitor: Visitor) -> None:
        ensure_groups()
        boss = UserFactory(groups=[Role.ADMINISTRATORS])
        UserFactory(groups=[Role.ADMINISTRATORS], is_active=False)
        visitor.sign_in(boss.email, PASSWORD)
        prove(visitor)
        assert "only administrator" in visitor.get(DELETE).content.decode()
        assert visitor.post(DELETE, {"understood": "on"}).status_code == 409
        with pytest.raises(StillNeeded):
            erase_person(boss)
        UserFactory(groups=[Role.ADMINISTRATORS])
        erase_person(boss)

    def test_who_has_two_steps_may_prove_by_code(self, visitor: Visitor, ada: User) -> None:
        give_app(ada)
        visitor.post("/accounts/2fa/reauthenticate/", {"code": code_of()})
        assert visitor.get(DELETE).status_code == 200

    def test_who_has_no_password_must_have_signed_in_just_now(
        self, visitor: Visitor, mailoutbox: list, time_machine: Any
    ) -> None:
        time_machine.move_to("2026-11-25T12:00:00Z", tick=False)
        bob = UserFactory(email="bob@example.org")
        bob.set_unusable_password()
        bob.save()
        visitor.post("/accounts/login/code/", {"email": bob.email})
        visitor.post("/accounts/login/code/confirm/", {"code": code_in(mailoutbox[0])})
        assert visitor.get(DELETE).status_code == 200
        time_machine.move_to("2026-11-25T12:06:00Z", tick=False)
        assert visitor.get(DELETE).status_code == 403
        answer = visitor.post(DELETE, {"understood": "on"})
        assert "Sign in once more" in answer.content.decode()
        bob.refresh_from_db()
        assert bob.is_active
        assert visitor.post("/accounts/logout/", {"next": f"/accounts/login/?next={DELETE}"}).url.endswith(DELETE)
