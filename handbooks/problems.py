"""“Report a problem with this page”: what readers tell the editors.

The form has its own address, because a page with a CSRF token could not be cached for everyone. Nobody is
mailed: a report lands in the editors' list and is counted on their dashboard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from rules import has_perm
from wagtail.models import Page

from handbooks.models import ProblemReport
from handbooks.querysets import unrestricted_q
from handbooks.reading.nation import Reader, reader_of
from portal.accounts.models import User
from portal.limits import is_one_too_many, sender_of
from portal.words.parts import Link

MOST_IN_AN_HOUR = 20  # of one address, behind which a whole council may sit


class ProblemForm(forms.Form):
    """What is wrong, where, and how to answer. `website` is a trap: people do not see it."""

    message = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "For example a fact, a link, or words that are hard to follow. At most 2,000 characters."
        ),
    )
    section = forms.CharField(label=gettext_lazy("In which part of the page?"), max_length=80, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Your email address"),
        required=False,
        help_text=gettext_lazy("Only if you would like an answer. We use it for nothing else."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    @property
    def is_trapped(self) -> bool:
        """Whether a machine filled in the field that people do not see."""
        return bool(self.cleaned_data["website"])


def visible_page(pk: int) -> Page:
    """Return a page that readers can open. Raises Http404."""
    pages = Page.objects.filter(unrestricted_q(), live=True, depth__gt=1, pk=pk)
    page = pages.select_related("entrypage", "precedentpage").first()
    if page is None or not page.url:
        raise Http404
    return page


def link_to(page: Page, reader: Reader) -> Link:
    """Return the link to a page, with its number if it has one, in the nation that it was read from."""
    own: Any = getattr(page, "entrypage", None) or getattr(page, "precedentpage", None)
    return Link(title=page.title, url=reader.link(page.url), number=own.number if own else "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or take what a reader sent and thank them at an address of its own."""
    page = visible_page(pk)
    form = ProblemForm(request.POST or None, initial={"section": request.GET.get("section", "")[:80]})
    if request.method == "POST" and form.is_valid():
        if not form.is_trapped and is_too_often(request):
            form.add_error(
                None,
                _("Many reports came from your network in the last hour. Try again later; your words stay here."),
            )
            return shown(request, page, form, status=429)
        if not form.is_trapped:
            keep(page, form.cleaned_data)
        return HttpResponseRedirect(reader_of(request).link(reverse("problem_reported", args=[page.pk])))
    return shown(request, page, form, status=422 if form.errors else 200)


def shown(request: HttpRequest, page: Page, form: ProblemForm, *, status: int) -> HttpResponse:
    reader = reader_of(request)
    link = link_to(page, reader)
    crumbs = [
        Link(title=_("Home"), url=reader.link("/")),
        replace(link, title=f"{link.number} {link.title}".strip()),
        Link(title=_("Report a problem")),
    ]
    context = {"page": page, "form": form, "link": link, "crumbs": crumbs, "reader": reader}
    response = render(request, "handbooks/report.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_http_methods(["GET", "HEAD"])
def reported(request: HttpRequest, pk: int) -> HttpResponse:
    """Thank the reader, and lead back to the page."""
    link = link_to(visible_page(pk), reader_of(request))
    response = render(request, "handbooks/reported.html", {"link": link})
    response["X-Robots-Tag"] = "noindex"
    return response


def keep(page: Page, given: dict[str, Any]) -> ProblemReport:
    return ProblemReport.objects.create(
        page=page, message=given["message"], section=given["section"], email=given["email"]
    )


def is_too_often(request: HttpRequest) -> bool:
    """Count a report from this address, and say whether it is one too many."""
    return is_one_too_many("problem-reports", sender_of(request), most=MOST_IN_AN_HOUR)


@transaction.atomic
def settle(problem: ProblemReport, *, answer: str, by: User) -> ProblemReport:
    """Say what was done about a problem. Raises PermissionDenied."""
    if not has_perm("handbooks.settle_problem", by, problem):
        raise PermissionDenied
    problem.answer, problem.settled_by, problem.settled_at = answer, by, timezone.now()
    problem.save(update_fields=["answer", "settled_by", "settled_at"])
    return problem
