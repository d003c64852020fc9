"""What accounts themselves put into the registries of accounts and mail, and the signals they listen to."""

from __future__ import annotations

from allauth.account.signals import email_changed, email_confirmed, password_reset
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from portal.accounts import erasure, exports, proof
from portal.accounts.administrators import needed_as_administrator
from portal.accounts.for_you import register_lines
from portal.accounts.forms import ComfortForm, ProfileForm
from portal.accounts.models import User
from portal.accounts.preferences import Panel, register_panel
from portal.accounts.privacy import register_eraser, register_exporter, register_objection
from portal.accounts.reach import trial
from portal.accounts.rules import may_enter_editor
from portal.mail.backends import LIBRARY_KIND
from portal.mail.tokens import OneClick, register_one_click
from portal.words.parts import Link


def register() -> None:
    register_panel(Panel(name="profile", title=_("About you"), form=ProfileForm, order=10))
    register_panel(
        Panel(name="comfort", title=_("How others find you, and your time zone"), form=ComfortForm, order=90)
    )
    register_lines(way_to_editor, order=90)
    register_exporter("account", exports.account_of, files=exports.picture_of)
    register_exporter("letters", exports.letters_of)
    register_exporter("reach", exports.reach_of)
    register_objection(needed_as_administrator)
    register_eraser(erasure.erase_letters)  # before the addresses go
    register_eraser(erasure.erase_account)
    register_one_click(
        OneClick(
            purpose=LIBRARY_KIND,
            act=end_editor_letters,
            title=_("Letters about pages"),
            question=_("Do you want no more letters about pages that are submitted, approved or commented on?"),
            button=_("Send me no more of them"),
            done=_("You get no more letters about pages. In the editor, under Account, you can turn them on again."),
        )
    )
    password_reset.connect(proof.on_password_reset, dispatch_uid="accounts.proof")
    email_confirmed.connect(proof.on_email_confirmed, dispatch_uid="accounts.proof")
    email_changed.connect(trial.on_email_changed, dispatch_uid="accounts.reach")


def way_to_editor(person: User) -> list[Link]:
    return (
        [Link(title=gettext("Open the editor"), url=reverse("wagtailadmin_home"))] if may_enter_editor(person) else []
    )


def end_editor_letters(person: int) -> None:
    """Turn off every letter that the editor sends a person."""
    switches = ("submitted_notifications", "approved_notifications", "rejected_notifications")
    off = dict.fromkeys((*switches, "updated_comments_notifications"), False)
    UserProfile.objects.update_or_create(user_id=person, defaults=off)
