"""Coverage at /editor/: typed by hand, or begun from the address of what was printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.log_actions import log

from cities.plans.models import Action, EditionAction
from portal.accounts.models import User
from portal.editor.snippets import AddView, EditView
from portal.newsroom.addresses import refuse_odd_address, uncut
from portal.newsroom.blocks import as_published, published_words
from portal.newsroom.choices import EARLIEST
from portal.newsroom.editor.found_articles import FIND, ArticlesField, is_key
from portal.newsroom.metadata import LONGEST_HEADLINE
from portal.newsroom.models import Coverage, Outlet, Suggestion
from portal.newsroom.services.coverage import AlreadyThere, add_coverage, change_coverage, recorded
from portal.text.hidden import one_line, storable

LONGEST_ADDRESS = 500
ABOUT = ("articles", "actions")


def edit_url(coverage: Coverage) -> str:
    return reverse("wagtailsnippets_newsroom_coverage:edit", args=[coverage.pk])


def refuse_recorded(address: str, besides: int | None = None) -> None:
    """Raise ValidationError, with a link to the record, where what is at an address is recorded."""
    try:
        there = recorded(address, besides=besides)
    except ValueError as error:
        raise ValidationError(_("This is no address of the web.")) from error
    if there is not None:
        raise already_there(AlreadyThere(there))


def already_there(error: AlreadyThere) -> ValidationError:
    """Return the same with a link to the record."""
    link = format_html('<a href="{}">{}</a>', edit_url(error.coverage), _("Open it"))
    return ValidationError(format_html("{} {}", error.message, link), code=error.code)


class ActionsField(forms.ModelMultipleChoiceField):
    """Actions by city and number, as their cities published them last."""

    def label_from_instance(self, obj: Action) -> str:
        return published_words(obj)


class CoverageForm(WagtailAdminModelForm):
    """What an outlet printed. Only what everybody reads may be named as what it is about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uncut(self.fields["url"])
        through = {name: getattr(Coverage, name).through.objects.filter(coverage=self.instance.pk) for name in ABOUT}
        kept = through["articles"].values("articlepage")
        ticked = self.data.getlist("articles") if self.is_bound else []
        self.fields["articles"] = ArticlesField(self.fields["articles"], kept, self.data, ticked)
        public = EditionAction.objects.visible_to().current().values("action")
        actions = Action.objects.filter(Q(pk__in=public) | Q(pk__in=through["actions"].values("action")))
        self.fields["actions"] = ActionsField(
            as_published(actions).order_by("plan__city__name", "published_number"),
            required=False,
            widget=CheckboxSelectMultiple,
            label=self.fields["actions"].label,
        )

    @property
    def is_finding(self) -> bool:
        return FIND in self.data

    def full_clean(self) -> None:
        """Check nothing while an article is looked for."""
        if self.is_finding:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
        else:
            super().full_clean()

    def clean_headline(self) -> str:
        headline = one_line(storable(self.cleaned_data["headline"]))
        if not headline:
            raise ValidationError(_("Give the headline as it was printed."))
        return headline

    def clean_url(self) -> str:
        address = refuse_odd_address(self.cleaned_data["url"])
        refuse_recorded(address, self.instance.pk)
        return address

    def clean_printed_on(self) -> date:
        day = self.cleaned_data["printed_on"]
        if day > timezone.localdate() + timedelta(days=1):
            raise ValidationError(_("This day is still to come. Give the day on which it was printed."))
        if day < EARLIEST:
            first = date_format(EARLIEST, "j F Y")
            raise ValidationError(_("Give the day on which it was printed: not before %(day)s."), params={"day": first})
        return day


class ShowsFound:
    """Shows the form again, as it was sent, where an article is looked for."""

    request: HttpRequest
    produced_error_message: str | None

    def is_valid(self, form: CoverageForm) -> bool:
        if not form.is_finding:
            return super().is_valid(form)  # type: ignore[misc]  # of Wagtail's view
        self.produced_error_message = None
        messages.info(self.request, _("Nothing is saved yet: tick the articles that it is about, and save."))
        return False


class AddCoverageView(ShowsFound, AddView):
    """A new record, with what the address of the form says of it already filled in."""

    def get_initial_form_instance(self) -> Coverage:
        return begun(self.request.GET)

    def save_instance(self) -> Coverage:
        coverage = add_coverage(self.form.save(commit=False), by=cast(User, self.request.user))
        log(instance=coverage, action="wagtail.create", content_changed=True)
        return coverage

    def form_valid(self, form: CoverageForm) -> HttpResponse:
        return saved_or_shown_again(self, super().form_valid, form)


class EditCoverageView(ShowsFound, EditView):
    """A record that is there."""

    def save_instance(self) -> Coverage:
        coverage = change_coverage(self.form.save(commit=False), by=cast(User, self.request.user))
        self.has_content_changes = self.form.has_changed()
        log(instance=coverage, action="wagtail.edit", content_changed=self.has_content_changes)
        return coverage

    def form_valid(self, form: CoverageForm) -> HttpResponse:
        return saved_or_shown_again(self, super().form_valid, form)


def saved_or_shown_again(view: Any, save: Any, form: CoverageForm) -> HttpResponse:
    """Save, or show the form again where somebody else recorded the same a moment ago."""
    view.form = form
    try:
        return save(form)
    except AlreadyThere as error:
        form.add_error("url", already_there(error))
        view.produced_error_code = "validation_error"
        view.produced_error_message = view.get_error_message()
        return view.form_invalid(form)


def begun(given: QueryDict) -> Coverage:
    """Return a record with what an address says of it: that of a suggestion, or what was read from a page."""
    suggestion = waiting_suggestion(given.get("suggestion", ""))
    if suggestion is not None:
        outlet: Outlet | None = suggestion.feed.outlet
        coverage = Coverage(url=suggestion.url, headline=suggestion.headline, printed_on=suggestion.printed_on)
    else:
        outlet = outlet_of(given.get("outlet", ""))
        coverage = Coverage(
            url=storable(given.get("url", ""))[:LONGEST_ADDRESS],
            headline=one_line(storable(given.get("headline", "")))[:LONGEST_HEADLINE],
            printed_on=day_of(given.get("printed_on", "")),
        )
    if outlet is not None:
        coverage.outlet = outlet
        if outlet.city is not None:
            coverage.cities.set([outlet.city])
    return coverage


def waiting_suggestion(written: str) -> Suggestion | None:
    if not is_key(written):
        return None
    return Suggestion.objects.waiting().select_related("feed__outlet__city").filter(pk=written).first()


def outlet_of(written: str) -> Outlet | None:
    return Outlet.objects.select_related("city").filter(pk=written).first() if is_key(written) else None


def day_of(written: str) -> date | None:
    try:
        return parse_date(written[:10])
    except ValueError:
        return None


def day_said(coverage: Coverage) -> str:
    """Say for the list when it was printed."""
    return date_format(coverage.printed_on, "j M Y")


def link_said(coverage: Coverage) -> str:
    """Say for the list what the last check of a link found."""
    if coverage.is_demo:
        return _("Demonstration: not asked")
    if coverage.dead_since is not None:
        return _("Dead since %(day)s") % {"day": date_format(timezone.localtime(coverage.dead_since), "j M Y")}
    if coverage.failing_since is not None:
        return _("The last check failed. %(answer)s.") % {"answer": coverage.answer}
    return _("Answers") if coverage.asked_at else _("Not asked yet")


class PasteForm(forms.Form):
    """The address of something that was printed."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.URLInput(attrs={"class": "w-w-full"}),
        help_text=gettext_lazy("That of the article at the outlet, beginning with https://."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        uncut(self.fields["url"])

    def clean_url(self) -> str:
        address = refuse_odd_address(self.cleaned_data["url"].strip())
        refuse_recorded(address)
        return address
