"""Forms of the law and of the words: identifiers pasted as they come, statutes one to a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale

from handbooks.editor.formsets import RowsFormSet
from handbooks.editor.identifiers import act_of, identifier, section_words
from handbooks.editor.typed import refuse_hidden_marks
from handbooks.models import Provision


class IdentifierField(forms.URLField):
    """Takes any address of legislation.gov.uk, and keeps its identifier."""

    default_error_messages = {
        "invalid": gettext_lazy(
            "This is not the address of an Act or a section at legislation.gov.uk,"
            " such as https://www.legislation.gov.uk/ukpga/2011/20/section/1."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})

    def to_python(self, value: Any) -> str:
        return super().to_python(identifier(value or "")) or ""


class ProvisionForm(WagtailAdminModelForm):
    """A citation of law. Pasting the address of a page is enough where the Act is known already."""

    url = IdentifierField(
        label=gettext_lazy("Address at legislation.gov.uk"),
        help_text=gettext_lazy("Paste the address of the section; its identifier is kept."),
    )

    class Meta:
        model = Provision
        fields = ["url", "citation", "statute", "section"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in MADE_FROM.items():
            self.fields[name].required = False
            self.fields[name].help_text = words

    def recorded(self) -> Provision | None:
        """Return the provision that has this identifier already, once the form is checked."""
        there = Provision.objects.filter(url=identifier(self.data.get(self.add_prefix("url"), "")))
        return there.exclude(pk=self.instance.pk).first()

    def agrees_with(self, provision: Provision) -> bool:
        """Whether nothing was typed that `provision` does not say already."""
        typed = {name: self.data.get(self.add_prefix(name), "").strip() for name in MADE_FROM}
        return all(words in ("", getattr(provision, name)) for name, words in typed.items())

    def clean_url(self) -> str:
        there = self.recorded()
        if there is not None:
            raise ValidationError(already_recorded(there))
        return self.cleaned_data["url"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if act_of(cleaned.get("url") or ""):
            self.fill_in(cleaned)
        return cleaned

    def fill_in(self, cleaned: dict[str, Any]) -> None:
        """Say what was left empty, from the address and from what is recorded for the same Act."""
        cleaned["section"] = cleaned.get("section") or section_words(cleaned["url"])
        cleaned["statute"] = cleaned.get("statute") or statute_of(cleaned["url"])
        if not cleaned["statute"] and "statute" not in self.errors:
            self.add_error("statute", _("Nothing is recorded of this Act yet: type its title."))
        elif not cleaned.get("citation") and "citation" not in self.errors:
            cleaned["citation"] = ", ".join(filter(None, [cleaned["statute"], section_words(cleaned["url"])]))


MADE_FROM = {
    "citation": gettext_lazy("Left empty, it is the statute and the section."),
    "statute": gettext_lazy("Left empty, it is what other provisions of the same Act say."),
    "section": gettext_lazy("Left empty, it is read from the address."),
}
"""The fields that an address can fill in, with what it fills in."""


def already_recorded(provision: Provision) -> SafeString:
    """Say that a provision is there, with a link to it."""
    url = reverse("wagtailsnippets_handbooks_provision:edit", args=[provision.pk])
    link = format_html('<a href="{}" target="_blank">{}</a>', url, provision.citation)
    return format_html(_("It is recorded already, as “{link}”. Choose that one, or change its words there."), link=link)


def statute_of(url: str) -> str:
    """Return the title of the Act that `url` belongs to, as another of its provisions gives it; empty if none does."""
    act = act_of(url)
    same = Provision.objects.filter(Q(url=act) | Q(url__startswith=f"{act}/")).order_by("url")
    return same.values_list("statute", flat=True).first() or ""


class SluggedForm(WagtailAdminModelForm):
    """A record whose slug is unique in its language, which is not a field of the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_hidden_marks(self)

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if self.is_taken(slug):
            raise ValidationError(_("This slug is taken."))
        return slug

    def is_taken(self, slug: str) -> bool:
        same = type(self.instance).objects.filter(slug=slug).exclude(pk=self.instance.pk)
        if hasattr(self.instance, "locale_id"):
            same = same.filter(locale=self.instance.locale_id or Locale.get_default())
        return same.exists()


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
