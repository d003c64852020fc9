"""Imports of a spreadsheet: checked row by row first, applied whole or not at all."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.plans.choices import ImportState
from cities.plans.models.plan import ActionPlan
from cities.plans.querysets import ImportBatchQuerySet


class ImportBatch(models.Model):
    """A spreadsheet that was read: what each row would change, or why it can't be. No file is kept."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField(_("file name"), max_length=200)
    checksum = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.CHECKED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ImportState.APPLIED) & Q(applied_at=None)),
                name="import_applied_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name
