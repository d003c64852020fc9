"""People."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import factory
from django.contrib.auth.models import Group
from factory.django import DjangoModelFactory

from portal.accounts.models import User

PASSWORD = "a-long-enough-password"


class UserFactory(DjangoModelFactory):
    """A person with the password PASSWORD and a verified address; `groups=["Writers"]` puts them in groups."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    display_name = factory.Sequence(lambda number: f"Person {number}")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def groups(self, create: bool, names: Sequence[str] | None, **kwargs: Any) -> None:
        if create and names:
            self.groups.set([Group.objects.get_or_create(name=name)[0] for name in names])

    @factory.post_generation
    def verified(self, create: bool, wanted: bool | None, **kwargs: Any) -> None:
        if create and wanted is not False:
            self.emailaddress_set.create(email=self.email, verified=True, primary=True)
