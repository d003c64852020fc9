"""Beginning a record of coverage from its address: the page is read, and what it says is put into the form."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urljoin

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from handbooks.editor.views import ActView
from portal.fetching import FAILURE, Fetched, NotFetched, fetch, status_in_words
from portal.newsroom.addresses import is_plain
from portal.newsroom.editor.coverage import LONGEST_ADDRESS, PasteForm, refuse_recorded
from portal.newsroom.metadata import Metadata, metadata_of
from portal.newsroom.models import Outlet
from portal.newsroom.url_keys import host_of

ACCEPT = "text/html,application/xhtml+xml;q=0.9"
LIMIT = 1_000_000
SECONDS = 12
ADD = "wagtailsnippets_newsroom_coverage:add"


class PasteView(ActView):
    """Read a page at an outlet, for the editor to check what it says of itself."""

    form_class = PasteForm
    permission = "newsroom.keep_coverage"
    page_title = gettext_lazy("Add coverage by its address")
    header_icon = "link"
    button = gettext_lazy("Read the page")
    explanation = gettext_lazy(
        "The page is read once, and its headline, date and outlet are put into the form for you to check."
        " Nothing is saved before you do."
    )
    subject = None

    def get_page_subtitle(self) -> str:
        return ""

    def get_success_url(self) -> str:
        return reverse("wagtailsnippets_newsroom_coverage:list")

    def form_valid(self, form: PasteForm) -> HttpResponse:
        address = form.cleaned_data["url"]
        try:
            found = read(address)
            whole = address_of(found, metadata := metadata_of(found.body, found.charset))
            refuse_recorded(whole)
        except (NotFetched, ValidationError) as error:
            form.add_error("url", refused(error, address))
            return self.form_invalid(form)
        if not metadata.headline:
            messages.warning(self.request, _("The page says nothing of itself that can be used. Fill the form in."))
        outlet = outlet_at(whole)
        if outlet is None and metadata.outlet:
            said = _("The outlet calls itself “%(name)s”. Choose it, or add it to the outlets first.")
            messages.info(self.request, said % {"name": metadata.outlet})
        given = {
            "url": whole,
            "headline": metadata.headline,
            "printed_on": metadata.printed_on.isoformat() if metadata.printed_on else "",
            "outlet": outlet.pk if outlet else "",
        }
        return redirect(add_url(**given))


def add_url(**given: Any) -> str:
    """Return the address of the form of a new record with this in it."""
    return f"{reverse(ADD)}?{urlencode({name: value for name, value in given.items() if value})}"


def refused(error: NotFetched | ValidationError, address: str) -> Any:
    """Return what is said beside the field: why, and the way to the form by hand."""
    if isinstance(error, ValidationError):
        return error
    by_hand = format_html('<a href="{}">{}</a>', add_url(url=address), _("Fill the form in by hand"))
    said = _("The page could not be read: %(why)s.") % {"why": str(error).lower()}
    return ValidationError(format_html("{} {}", said, by_hand))


def read(address: str) -> Fetched:
    """Return the page at an address. Raises NotFetched, also for one that says that nothing is there."""
    found = fetch(address, accept=ACCEPT, limit_bytes=LIMIT, deadline_seconds=SECONDS, is_cut=True)
    if found.status >= FAILURE:
        raise NotFetched(status_in_words(found.status))
    return found


def address_of(found: Fetched, metadata: Metadata) -> str:
    """Return the address to record: the one that the page gives for itself on its own host, else where it was found."""
    try:
        given = urljoin(found.address, metadata.address) if metadata.address else ""
    except ValueError:
        given = ""
    is_own = given and is_plain(given, "http", "https") and host_of(given) == host_of(found.address)
    return given if is_own and len(given) <= LONGEST_ADDRESS else found.address


def outlet_at(address: str) -> Outlet | None:
    """Return the outlet whose website is at the host of an address, or above it; the nearest of several."""
    host = host_of(address)
    sites = [(host_of(outlet.website), outlet) for outlet in Outlet.objects.exclude(website="")]
    found = [(site, outlet) for site, outlet in sites if site and (host == site or host.endswith(f".{site}"))]
    return max(found, key=lambda pair: len(pair[0]))[1] if found else None
