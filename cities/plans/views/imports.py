"""The import of a spreadsheet: uploaded, checked row by row, then applied whole or thrown away."""

from __future__ import annotations

from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cities.places.views.doors import try_act
from cities.plans.choices import ImportState
from cities.plans.files.shown import BatchReading, shown
from cities.plans.files.template import template_of
from cities.plans.forms.imports import ImportForm
from cities.plans.models import ActionPlan, ImportBatch
from cities.plans.services.imports import apply_import, check_import, throw_away_import
from cities.plans.views.doors import plan_page
from cities.plans.views.files import KINDS
from cities.plans.views.finding import with_plan
from portal.accounts.signed_in import SignedInRequest

ROWS_ON_A_PAGE = 50
LAST_IMPORTS = 10
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@with_plan("plans.edit_plan")
def plan_import(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Take a file and show what it would change; nothing is written to the plan yet."""
    is_sent = request.method == "POST"
    form = ImportForm(request.POST, request.FILES) if is_sent else ImportForm()
    if is_sent and form.is_valid():
        batch = attempt_file(request, plan, form)
        if batch:
            return redirect("plan_import_batch", plan.city.slug, batch.pk)
    context = {
        "heading": _("Import actions from a spreadsheet"),
        "lede": _("You see what each row would change before anything is written."),
        "batches": ImportBatch.objects.visible_to(request.user)
        .filter(plan=plan)
        .exclude(state=ImportState.VOID)
        .defer("rows")[:LAST_IMPORTS],
    }
    return plan_page(request, "import", plan.city, context, form=form)


def attempt_file(request: SignedInRequest, plan: ActionPlan, form: ImportForm) -> ImportBatch | None:
    """Check a file; what can't be read of it stands beside the field, and None is returned."""
    try:
        return check_import(plan, form.upload, by=request.user)
    except ValidationError as error:
        form.add_error("file", error)
        return None


@form_methods
@with_plan("plans.edit_plan")
def plan_import_batch(request: SignedInRequest, plan: ActionPlan, pk: int) -> HttpResponse:
    """Show what a file would change; on POST, apply it or throw it away."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user).filter(plan=plan), pk=pk)
    batch.plan = plan
    if request.method == "POST":
        return act_on(request, batch)
    reading = BatchReading(batch)
    rows = Paginator(reading.rows, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "heading": _("What the file would change") if reading.is_waiting else _("Import"),
        "reading": reading,
        "rows": rows,
        "shown": [shown(row) for row in rows],
    }
    return plan_page(request, "import-batch", plan.city, context)


def act_on(request: SignedInRequest, batch: ImportBatch) -> HttpResponse:
    """Apply a batch or throw it away, as the button says."""
    act, slug = request.POST.get("act", ""), batch.plan.city.slug
    if act == "apply":
        try_act(request, lambda: apply_import(batch, by=request.user), done=_("The plan is changed as shown."))
        return redirect("plan_import_batch", slug, batch.pk)
    if act == "throw-away":
        try_act(request, lambda: throw_away_import(batch, by=request.user), done=_("Thrown away. Nothing is changed."))
        return redirect("plan_import", slug)
    raise BadRequest


@require_safe
@with_plan("plans.edit_plan")
def plan_template(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Return the workbook to fill in."""
    response = HttpResponse(template_of(plan, request.user), content_type=KINDS["xlsx"][1])
    response["Content-Disposition"] = f'attachment; filename="{plan.city.slug}-action-plan-template.xlsx"'
    return response
