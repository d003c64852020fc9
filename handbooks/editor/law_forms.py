"""Forms of the law and of the words: identifiers pasted as they come, statutes one to a line."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from handbooks.editor.formsets import RowsFormSet
from handbooks.models import Provision

ANY_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?legislation\.gov\.uk/(?:id/)?", re.IGNORECASE)
NOT_OF_THE_IDENTIFIER = re.compile(r"(/contents|/made|/enacted|/data\.[a-z]+|/\d{4}-\d{2}-\d{2})+$")
SHORTEST_SEARCH = 2


def identifier(address: str) -> str:
    """Return the identifier behind any address of legislation.gov.uk, and anything else as it is.

    A page, a point-in-time version and `/contents` all lead to one identifier.
    Source: https://www.legislation.gov.uk/developer/uris
    """
    address = address.strip().partition("?")[0].partition("#")[0].rstrip("/")
    if not ANY_ADDRESS.match(address):
        return address
    path = NOT_OF_THE_IDENTIFIER.sub("", ANY_ADDRESS.sub("", address))
    return f"https://www.legislation.gov.uk/id/{path}"


class IdentifierField(forms.URLField):
    """Takes any address of legislation.gov.uk, and keeps its identifier."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value: Any) -> str:
        return super().to_python(identifier(value or "")) or ""


class ProvisionForm(WagtailAdminModelForm):
    """A citation of law. Pasting the address of a page is enough."""

    url = IdentifierField(
        label=gettext_lazy("Address at legislation.gov.uk"),
        help_text=gettext_lazy("Paste the address of the section; its identifier is kept."),
    )

    class Meta:
        model = Provision
        fields = ["url", "citation", "statute", "section"]

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        there = Provision.objects.filter(url=url).exclude(pk=self.instance.pk).first()
        if there is not None:
            raise ValidationError(_("It is recorded already, as “%(citation)s”."), params={"citation": there.citation})
        return url


class SluggedForm(WagtailAdminModelForm):
    """A record whose slug is unique in its language, which is not a field of the form."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        same = type(self.instance).objects.filter(slug=slug).exclude(pk=self.instance.pk)
        if hasattr(self.instance, "locale_id"):
            same = same.filter(locale=self.instance.locale_id or Locale.get_default())
        if same.exists():
            raise ValidationError(_("This slug is taken."))
        return slug


class EquivalentsForm(SluggedForm):
    """A group of equivalents, whose members stand in its own handbook."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.formsets["members"].page_form = self


class MembersFormSet(RowsFormSet):
    """Entries that do the same work in other nations: of one handbook."""

    def clean(self, *args: Any, **kwargs: Any) -> None:
        super().clean(*args, **kwargs)
        audience = self.page_form.cleaned_data.get("audience")
        for form in self.kept:
            entry = getattr(form, "cleaned_data", {}).get("entry")
            if entry is not None and audience and entry.audience != audience:
                form.add_error("entry", _("This entry stands in the other handbook."))


class StatutesField(forms.Field):
    """A list of {citation, url}, written one to a line: the citation, then the address."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{row['citation']} {row.get('url', '')}".strip() for row in value)
        return value

    def to_python(self, value: Any) -> list[dict[str, str]]:
        return [self.row(line) for line in (value or "").splitlines() if line.strip()]

    def row(self, line: str) -> dict[str, str]:
        citation, _space, url = line.strip().rpartition(" ")
        if not citation:
            raise ValidationError(_("Give a citation and its address on each line: “%(line)s”."), params={"line": line})
        URLValidator(schemes=["https", "http"])(url)
        return {"citation": citation, "url": url}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial or []) != (data or "")


class WatchTopicForm(SluggedForm):
    """Law on the move."""

    statutes = StatutesField(
        label=gettext_lazy("Statutes"),
        required=False,
        help_text=gettext_lazy("One to a line: the citation, a space, the address."),
    )
