"""Imports of a spreadsheet: checked without writing, then applied whole or not at all.

What was shown is what is written: behind the lock the rows are compared with the plan again, and one that would do
anything else by now refuses the whole.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.services.door import check
from cities.plans.choices import ImportState
from cities.plans.files.checking import Checked, RowState, check_rows
from cities.plans.files.elsewhere import notes_on_nations
from cities.plans.files.meanwhile import notes_on_base
from cities.plans.files.present import PlanPresent
from cities.plans.files.remarks import remark
from cities.plans.files.sheets import Row, Sheet
from cities.plans.files.uploads import read_upload
from cities.plans.models import ActionPlan, ImportBatch
from cities.plans.services.bulk import write_rows
from cities.plans.services.door import open_plan
from portal.accounts.models import User

LISTED = 10
"""Rows that a refusal names."""


@dataclass(frozen=True)
class Upload:
    """A file as it came."""

    name: str
    data: bytes


def check_import(plan: ActionPlan, upload: Upload, *, by: User) -> ImportBatch:
    """Compare a file with a plan, and keep what each row would change until it is applied or thrown away.

    The file is read before anything is locked: nobody of the city waits for it. Raises PermissionDenied, or
    ValidationError where the file can't be read.
    """
    check("plans.edit_plan", by, plan)
    return compare(plan, upload, read_upload(upload.data), by=by)


@transaction.atomic
def compare(plan: ActionPlan, upload: Upload, sheet: Sheet, *, by: User) -> ImportBatch:
    """Keep what the rows of a file would change in a plan as it is now."""
    plan = open_plan(plan, "plans.edit_plan", by)
    now = PlanPresent(plan, by)
    checked = check_rows(now, sheet.rows)
    remark(now, checked)
    digest = hashlib.sha256(upload.data).hexdigest()
    forget_checked(plan, by)
    return ImportBatch.objects.create(
        plan=plan,
        name=upload.name[:200],
        checksum=digest,
        rows=[row.stored() for row in checked],
        notes=[*notes_on_nations(now, checked), *notes_on_base(checked), *sheet.notes],
        by=by,
    )


def forget_checked(plan: ActionPlan, by: User) -> None:
    """Throw away what somebody checked before and never applied: of each person and plan, one waits."""
    waiting = ImportBatch.objects.filter(plan=plan, by=by, state=ImportState.CHECKED)
    waiting.update(state=ImportState.VOID, rows=[], notes=[])


@transaction.atomic
def throw_away_import(batch: ImportBatch, *, by: User) -> None:
    """Throw away a checked import; what it held goes with it."""
    batch = open_batch(batch, by)
    batch.state, batch.rows, batch.notes = ImportState.VOID, [], []
    batch.save()


def open_batch(batch: ImportBatch, by: User) -> ImportBatch:
    """Return a batch that waits, locked behind its plan. Raises PermissionDenied, ValidationError."""
    plan = open_plan(batch.plan, "plans.edit_plan", by)
    found = ImportBatch.objects.select_for_update(of=["self"]).get(pk=batch.pk)
    found.plan = plan
    if found.state == ImportState.APPLIED:
        raise ValidationError(_("This import was applied already."))
    if found.state == ImportState.VOID:
        raise ValidationError(_("This import was discarded. Upload the file again."))
    return found


@transaction.atomic
def apply_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """Write every row of a checked import, or none. Raises PermissionDenied, ValidationError."""
    batch = open_batch(batch, by)
    plan = batch.plan
    stored = [row for row in batch.rows if row["state"] != RowState.SAME]
    if any(row["state"] == RowState.ERROR for row in stored):
        raise ValidationError(_("Rows with an error can't be applied. Mend them in the file and upload it again."))
    if not stored:
        raise ValidationError(_("The file changes nothing."))
    check_not_added_before(batch, stored)
    now = PlanPresent(plan, by)
    checked = check_rows(now, (Row(row["line"], row["cells"]) for row in stored))
    check_still_so(stored, checked)
    write_rows(now, checked, by)
    batch.state, batch.applied_at = ImportState.APPLIED, timezone.now()
    batch.save(update_fields=["state", "applied_at"])
    return batch


def check_not_added_before(batch: ImportBatch, stored: list[dict[str, Any]]) -> None:
    """Refuse a file that was applied already and would add its new actions a second time."""
    if any(row["state"] == RowState.NEW for row in stored) and was_applied(batch):
        raise ValidationError(
            _("This file was applied already and would add its new actions again. Export the plan and go on from that.")
        )


def was_applied(batch: ImportBatch) -> bool:
    """Return whether the same file was applied to the plan before."""
    others = ImportBatch.objects.filter(plan=batch.plan_id, checksum=batch.checksum, state=ImportState.APPLIED)
    return others.exclude(pk=batch.pk).exists()


def check_still_so(stored: list[dict[str, Any]], checked: list[Checked]) -> None:
    """Raise ValidationError, naming the rows, where the plan changed since the rows were checked."""
    moved = [row["line"] for row, found in zip(stored, checked, strict=True) if not is_as_shown(row, found)]
    if moved:
        named = ", ".join(map(str, moved[:LISTED])) + (" …" if len(moved) > LISTED else "")
        message = ngettext(
            "The plan changed meanwhile, in row %(rows)s. Nothing was applied. Upload the file again.",
            "The plan changed meanwhile, in rows %(rows)s. Nothing was applied. Upload the file again.",
            len(moved),
        )
        raise ValidationError(message % {"rows": named})


def is_as_shown(row: dict[str, Any], found: Checked) -> bool:
    """Return whether a row does what the dry run said, to the action as it was seen."""
    now = found.stored()
    return all(row.get(name) == now.get(name) for name in ("state", "action", "seen", "changes", "errors"))
