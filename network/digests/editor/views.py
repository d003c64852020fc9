"""Digests at /editor/: what became of each run, whose digest did not arrive, and what anybody's next one would say."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from rules import has_perm
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from network.digests.choices import Cadence, DigestState
from network.digests.editor.forms import HaltForm
from network.digests.models import Digest, Halt, Run
from network.digests.reading import runs
from network.digests.reading.previewing import preview
from network.digests.rhythm import in_words
from network.digests.services.claiming import is_halted
from network.digests.services.halting import go_on, halt
from network.digests.services.resending import resend
from portal.accounts.models import User
from portal.accounts.reach.trial import suppression_of
from portal.mail.framing import framed

RUNS_ON_A_PAGE = 30
ROWS_ON_A_PAGE = 100


class DigestsView(WagtailAdminTemplateMixin, TemplateView):
    """A page for whoever may run the digests."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm("digests.run", request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        return cast(User, self.request.user)

    @property
    def words(self) -> str:
        """What a person is looked for by."""
        return self.request.GET.get("q", "").strip()[:100]


class RunsView(DigestsView):
    """All runs, what did not arrive, the search for a person, and the switch for all."""

    template_name = "digests/editor/runs.html"
    page_title = gettext_lazy("Digests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(Run.objects.all(), RUNS_ON_A_PAGE).get_page(self.request.GET.get("p"))
        return {
            "form": HaltForm(),
            **super().get_context_data(**kwargs),
            "stopped": Halt.objects.filter(ended_at=None).select_related("by").first(),
            "page_obj": page,
            "rows": runs.run_rows(page.object_list),
            "not_arrived": runs.not_arrived()[: runs.MOST_FOUND],
            "words": self.words,
            "people": runs.found_people(self.words) if self.words else None,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Stop all digests, or let them go on."""
        if request.POST.get("act") == "go-on":
            if go_on(by=self.user):
                messages.success(request, _("Digests leave again. What is due goes out with the next run."))
            return redirect("digests_editor:runs")
        form = HaltForm(request.POST)
        if form.is_valid():
            try:
                halt(form.cleaned_data["why"], by=self.user)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("All digests are stopped. What is due waits."))
                return redirect("digests_editor:runs")
        return self.render_to_response(self.get_context_data(form=form), status=422)


class RunView(DigestsView):
    """The digests of one run, by what became of them."""

    template_name = "digests/editor/run.html"
    page_title = gettext_lazy("Run of digests")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = get_object_or_404(Run, pk=self.kwargs["pk"])
        state = self.request.GET.get("state", "")
        state = state if state in DigestState.values else ""
        (row,) = runs.run_rows([run])
        return {
            **super().get_context_data(**kwargs),
            "row": row,
            "state": state,
            "states": [(value, label, row.states[value]) for value, label in DigestState.choices if row.states[value]],
            "page_obj": Paginator(runs.of_run(run, state), ROWS_ON_A_PAGE).get_page(self.request.GET.get("p")),
        }


class OfPersonView(DigestsView):
    """A page about one person's digests."""

    @property
    def person(self) -> User:
        return get_object_or_404(User.objects.select_related("digest_preference"), pk=self.kwargs["pk"])


class PersonView(OfPersonView):
    """What a person chose, and what became of their digests."""

    template_name = "digests/editor/person.html"
    page_title = gettext_lazy("Digests of")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.person
        preference = getattr(person, "digest_preference", None)
        return {
            **super().get_context_data(**kwargs),
            "person": person,
            "preference": preference,
            "rhythm": in_words(preference, person) if preference and preference.cadence != Cadence.OFF else "",
            "page_subtitle": str(person),
            "digests": runs.of_person(person),
            "is_halted": is_halted(),
            "suppression": suppression_of(person),
        }


class PreviewView(OfPersonView):
    """The digest that a person would get now. Nothing is written down."""

    template_name = "digests/editor/preview.html"
    page_title = gettext_lazy("Next digest of")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.person
        return {
            **super().get_context_data(**kwargs),
            "person": person,
            "page_subtitle": str(person),
            "shown": preview(person, seen_by=self.user),
            "suppression": suppression_of(person),
        }


@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewFrameView(OfPersonView):
    """The HTML of that digest by itself, for the frame of its page. It is only looked at: no link leads anywhere."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = preview(self.person, seen_by=self.user)
        return framed(shown.html if shown else "", links_open=False)


class ResendView(DigestsView):
    """Send a digest again that may not have arrived. Asked first, done on POST."""

    template_name = "digests/editor/resend.html"
    page_title = gettext_lazy("Send again")

    @property
    def digest(self) -> Digest:
        return get_object_or_404(Digest.objects.select_related("person"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "digest": self.digest, "is_halted": is_halted()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        digest = self.digest
        try:
            is_going = resend(digest, by=self.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if is_going and is_halted():
                messages.warning(request, _("It waits: all digests are stopped. It leaves once they go on."))
            elif is_going:
                messages.success(request, _("It goes out again now. This page says what becomes of it."))
            else:
                messages.warning(request, _("It was sent again meanwhile, or it has arrived: nothing was done."))
        return redirect("digests_editor:person", digest.person_id)
