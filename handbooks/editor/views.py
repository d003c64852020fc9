"""Acts of editors that Wagtail has no page for: withdrawing, linking a precedent, settling a problem."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
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
from wagtail.models import Page

from handbooks.editor.act_forms import LinkPrecedentForm, SettleForm, WithdrawForm
from handbooks.editor.connections import AlreadyLinked, link_precedent
from handbooks.models import EntryPage, ProblemReport
from handbooks.problems import settle
from handbooks.skeleton import is_skeleton
from handbooks.withdrawals import live_below, withdraw
from portal.accounts.models import User


class ActView(WagtailAdminTemplateMixin, FormView):
    """One act on one thing: a form, a door that checks the permission, and a way back."""

    template_name = "handbooks/editor/act.html"
    permission = ""
    button = gettext_lazy("Save")
    explanation: Any = ""
    subject: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm(self.permission, request.user, self.subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def person(self) -> User:
        """Whoever acts: /editor/ lets nobody in without signing in."""
        return cast(User, self.request.user)

    def get_page_subtitle(self) -> str:
        return str(self.subject)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        return super().get_context_data(
            **{**kwargs, "form": form}, button=self.button, explanation=self.explanation, media=form.media,
            back_url=self.get_success_url(),
        )  # fmt: skip


class WithdrawView(ActView):
    """Take a page away from readers, with the reason and the page to read instead."""

    form_class = WithdrawForm
    permission = "handbooks.withdraw_page"
    page_title = gettext_lazy("Withdraw")
    header_icon = "download"
    button = gettext_lazy("Withdraw")

    @cached_property
    def subject(self) -> Page:
        return get_object_or_404(Page.objects.live(), pk=self.kwargs["pk"]).specific

    @property
    def explanation(self) -> str:
        below = live_below(self.subject).count() - 1
        said = _("Its address will answer that the page is gone, with the reason and what to read instead.")
        return f"{said} {_('The %(count)d published pages below it go with it.') % {'count': below}}" if below else said

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "page": self.subject}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_skeleton(self.subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        withdraw(self.subject, by=self.person, **form.cleaned_data)
        messages.success(self.request, _("“%(title)s” was withdrawn.") % {"title": self.subject.title})
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_explore", args=[self.subject.get_parent().pk])


class LinkPrecedentView(ActView):
    """Add an entry to a precedent, from the entry's side."""

    form_class = LinkPrecedentForm
    permission = "handbooks.link_precedent"
    page_title = gettext_lazy("Link a precedent")
    header_icon = "pick"
    button = gettext_lazy("Link")
    explanation = gettext_lazy(
        "The link is stored on the precedent. It is published at once when the precedent has no other"
        " changes waiting and you may publish; otherwise it waits in the precedent's draft."
    )

    @cached_property
    def subject(self) -> EntryPage:
        return get_object_or_404(EntryPage, pk=self.kwargs["pk"])

    def form_valid(self, form: forms.Form) -> HttpResponse:
        precedent, relation = form.cleaned_data["precedent"], form.cleaned_data["relation"]
        try:
            published = link_precedent(precedent, self.subject, relation=relation, by=self.person)
        except AlreadyLinked:
            form.add_error("precedent", _("This precedent names the entry already."))
            return self.form_invalid(form)
        except PermissionDenied:
            form.add_error("precedent", _("You may not change this precedent, or somebody has locked it."))
            return self.form_invalid(form)
        said = (
            _("“%(title)s” names the entry now.") if published else _("The draft of “%(title)s” names the entry now.")
        )
        messages.success(self.request, said % {"title": precedent.title})
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.subject.pk])


class SettleView(ActView):
    """Say what was done about a problem that a reader reported."""

    form_class = SettleForm
    permission = "handbooks.settle_problem"
    page_title = gettext_lazy("Reported problem")
    header_icon = "warning"
    button = gettext_lazy("Settle")
    template_name = "handbooks/editor/problem.html"

    @cached_property
    def subject(self) -> ProblemReport:
        return get_object_or_404(ProblemReport.objects.select_related("page", "settled_by"), pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {"answer": self.subject.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(problem=self.subject, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        settle(self.subject, answer=form.cleaned_data["answer"], by=self.person)
        messages.success(self.request, _("The problem is settled."))
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return reverse("handbooks_reports:problems")
