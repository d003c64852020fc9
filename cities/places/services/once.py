"""A form that is sent twice acts once: by an impatient second press, a reload, or a line that broke."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import models, transaction
from django.utils.translation import gettext as _

from cities.places.models import Submission
from portal.accounts.models import User

Made = TypeVar("Made", bound=models.Model)


class MadeBefore(Exception):
    """An earlier sending of the form did its act: `made` is what it made, None where that has gone."""

    def __init__(self, made: models.Model | None) -> None:
        super().__init__("An earlier sending of this form did its act")
        self.made = made

    @property
    def words(self) -> str:
        if self.made is None:
            return _("This form was sent before. What it made has been removed since.")
        return _("This form was sent before. Here is what it made.")


@transaction.atomic
def once(token: UUID, model: type[Made], act: Callable[[], Made], *, by: User) -> Made:
    """Do the act of a form and return what it made; the second of two sendings waits for the first.

    Raises MadeBefore, and what the act raises: the form may then be sent again.
    """
    key = uuid5(token, f"{model._meta.label}:{by.pk}")
    sending, is_first = Submission.objects.get_or_create(token=key)
    if not is_first:
        raise MadeBefore(model._default_manager.filter(pk=sending.made).first())
    made = act()
    sending.made = made.pk
    sending.save(update_fields=["made"])
    return made
