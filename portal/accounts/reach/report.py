"""Addresses that letters do not go to, at /editor/reports/stopped-addresses/, and letting one through again."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.editor.reports import DayColumn, Report, WordsColumn
from portal.mail.bounces import lift
from portal.mail.models import Bounce, Lifting, Means, Suppression, SuppressionCause

PERMISSION = "accounts.lift_suppressions"
NAMESPACE = "reach_reports"


class ReachReport(Report):
    """A list for who may let letters through again."""

    namespace = NAMESPACE
    permission = PERMISSION
    header_icon = "mail"


class StoppedFilterSet(WagtailFilterSet):
    """By what the list of addresses without letters can be narrowed: a part of the address, and why."""

    address = django_filters.CharFilter(label=gettext_lazy("Address"), lookup_expr="icontains")
    cause = django_filters.ChoiceFilter(label=gettext_lazy("Why"), choices=SuppressionCause.choices)

    class Meta:
        model = Suppression
        fields: list[str] = []


class StoppedReport(ReachReport):
    """Every address that letters do not go to, the newest first."""

    name = "stopped_addresses"
    page_title = gettext_lazy("Addresses without letters")
    explanation = gettext_lazy(
        "Letters to these addresses came back, or their readers reported one as unwanted. People are told when they"
        " sign in, and can put it right themselves. Choose an address to let letters go there again."
    )
    filterset_class = StoppedFilterSet
    columns = [
        TitleColumn(
            "address",
            label=gettext_lazy("Address"),
            get_url=lambda row: reverse(f"{NAMESPACE}:lift", args=[row.pk]),
        ),
        WordsColumn("person", label=gettext_lazy("Person")),
        WordsColumn("get_cause_display", label=gettext_lazy("Why")),
        DayColumn("since", label=gettext_lazy("Since")),
        WordsColumn("said", label=gettext_lazy("What was said last")),
    ]
    spreadsheet = (
        ("address", gettext_lazy("Address")),
        ("person", gettext_lazy("Person")),
        ("get_cause_display", gettext_lazy("Why")),
        ("since", gettext_lazy("Since")),
        ("said", gettext_lazy("What was said last")),
    )

    def get_queryset(self) -> QuerySet[Suppression]:
        rows = Suppression.objects.annotate(lower=Lower("address"))
        people = User.objects.annotate(lower=Lower("email")).filter(lower=OuterRef("lower")).values("display_name")
        bounces = Bounce.objects.annotate(lower=Lower("address")).filter(lower=OuterRef("lower"))
        words = bounces.order_by("-at").values("detail")
        return rows.annotate(person=Subquery(people[:1]), said=Subquery(words[:1])).order_by("-since", "-pk")


class LiftedReport(ReachReport):
    """Every time that letters were let through again, the newest first."""

    name = "lifted_addresses"
    page_title = gettext_lazy("Addresses let through again")
    explanation = gettext_lazy("By the people themselves, or by an administrator for a reason. The newest first.")
    columns = [
        WordsColumn("address", label=gettext_lazy("Address")),
        WordsColumn("get_cause_display", label=gettext_lazy("Why it was stopped")),
        WordsColumn("get_means_display", label=gettext_lazy("How")),
        WordsColumn("by", label=gettext_lazy("By")),
        WordsColumn("reason", label=gettext_lazy("Reason")),
        DayColumn("at", label=gettext_lazy("When")),
    ]
    spreadsheet = (
        ("address", gettext_lazy("Address")),
        ("get_cause_display", gettext_lazy("Why it was stopped")),
        ("get_means_display", gettext_lazy("How")),
        ("by", gettext_lazy("By")),
        ("reason", gettext_lazy("Reason")),
        ("at", gettext_lazy("When")),
    )

    def get_queryset(self) -> QuerySet[Lifting]:
        return Lifting.objects.select_related("by").order_by("-at", "-pk")


class LiftForm(forms.Form):
    """Why letters go to an address again, for whoever asks later."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("What was put right, or what the person said. It is kept with your name."),
    )


class LiftView(WagtailAdminTemplateMixin, FormView):
    """Ask for a reason, and let letters go to an address again."""

    template_name = "accounts/editor/lift.html"
    form_class = LiftForm
    page_title = gettext_lazy("Let letters through again")
    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm(PERMISSION, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def row(self) -> Suppression:
        return get_object_or_404(Suppression, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.row.address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bounces = Bounce.objects.filter(address__iexact=self.row.address, counts=True)[:20]
        back = reverse(f"{NAMESPACE}:{StoppedReport.name}")
        return super().get_context_data(**kwargs, row=self.row, bounces=bounces, back_url=back)

    def form_valid(self, form: LiftForm) -> HttpResponse:
        address, by = self.row.address, self.request.user
        lift(address, means=Means.ADMINISTRATOR, by=by, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        messages.success(self.request, _("Letters go to %(address)s again.") % {"address": address})
        return redirect(f"{NAMESPACE}:{StoppedReport.name}")

    def form_invalid(self, form: LiftForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


REPORTS: tuple[type[ReachReport], ...] = (StoppedReport, LiftedReport)

urlpatterns = [
    path("stopped-addresses/", StoppedReport.as_view(), name="stopped_addresses"),
    path("stopped-addresses/results/", StoppedReport.as_view(results_only=True), name="stopped_addresses_results"),
    path("stopped-addresses/lifted/", LiftedReport.as_view(), name="lifted_addresses"),
    path("stopped-addresses/lifted/results/", LiftedReport.as_view(results_only=True), name="lifted_addresses_results"),
    path("stopped-addresses/<int:pk>/lift/", LiftView.as_view(), name="lift"),
]
