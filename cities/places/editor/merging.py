"""Merging two records of one organisation at /editor/: choose the one that stays, read what will happen, confirm."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cities.places.models import Organisation
from cities.places.services.merging import MergePlan, merge, plan
from portal.accounts.models import User


class MergeForm(forms.Form):
    """The organisation that stays."""

    into = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("The one that stays"),
        help_text=gettext_lazy("Its name, kind and address stay."),
        widget=forms.Select(attrs={"class": "w-w-full"}),
        error_messages={"invalid_choice": gettext_lazy("This organisation is not there any more. Choose again.")},
    )

    def __init__(self, *args: Any, duplicate: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.visible_to().exclude(pk=duplicate.pk).order_by("name")
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class MergeView(WagtailAdminTemplateMixin, FormView):
    """Choosing is a GET, so that what will happen can be read, and left, without a trace. Confirming is a POST."""

    template_name = "cities/editor/merge.html"
    form_class = MergeForm
    page_title = gettext_lazy("Merge into another organisation")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm("places.merge_organisations", request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def duplicate(self) -> Organisation:
        return get_object_or_404(Organisation.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.duplicate)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(), "duplicate": self.duplicate}
        return kwargs if "data" in kwargs else {**kwargs, "data": self.request.GET or None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        back = reverse("wagtailsnippets_places_organisation:edit", args=[self.duplicate.pk])
        return super().get_context_data(**{**kwargs, "form": form}, told=self.told(form), back_url=back)

    def told(self, form: MergeForm) -> MergePlan | None:
        """What will happen, once the other is chosen."""
        chosen = form.cleaned_data.get("into") if form.is_valid() else None
        return plan(self.duplicate, chosen) if chosen else None

    def form_valid(self, form: MergeForm) -> HttpResponse:
        try:
            kept = merge(self.duplicate, into=form.cleaned_data["into"], by=cast(User, self.request.user))
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        said = _("“%(gone)s” is merged. Everything that named it names “%(kept)s” now.")
        messages.success(self.request, said % {"gone": self.duplicate.name, "kept": kept})
        return redirect("wagtailsnippets_places_organisation:edit", kept.pk)
