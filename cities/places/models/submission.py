"""Forms that were acted upon, so that one that is sent twice acts once."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Submission(models.Model):
    """A form that made something. See `cities.places.services.once`."""

    token = models.UUIDField(primary_key=True)
    made = models.BigIntegerField(null=True, help_text=_("The primary key of what it made."))
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return str(self.token)
