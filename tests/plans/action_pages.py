"""What the tests of an action's page share: its addresses, its text, evidence, and who co-owns it."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cities.plans.choices import Part
from cities.plans.models import Action
from portal.accounts.models import User
from portal.media.models import PrivateFile
from tests.factories import ActionPartnerFactory, MembershipFactory, OrganisationFactory, PartnerFactory


def address(action: Action, name: str = "action", *more: Any) -> str:
    return reverse(name, args=["leeds", action.pk, *more])


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def a_file(content: bytes = b"%PDF-1.7", kind: str = "application/pdf", name: str = "minute.pdf") -> PrivateFile:
    document = PrivateFile(name=name, content_type=kind, size=len(content))
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


def co_owner(action: Action, name: str = "Trust") -> User:
    """Return a member of an organisation that has accepted to co-own `action`."""
    partner = PartnerFactory(city=action.plan.city, organisation=OrganisationFactory(name=name))
    ActionPartnerFactory(action=action, partner=partner, part=Part.CO_OWNER, accepted=True)
    return MembershipFactory(city=action.plan.city, partner=partner, user__display_name="Mo Member").user
