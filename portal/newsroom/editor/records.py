"""Forms of what is not a page: authors, outlets and the feeds that are followed."""

from __future__ import annotations

from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from handbooks.editor.law_forms import SluggedForm
from handbooks.fields import lines
from handbooks.skeleton import RESERVED_SLUGS
from portal.accounts.models import User
from portal.newsroom.addresses import refuse_odd_address, refuse_odd_port
from portal.newsroom.editor.people import people_for
from portal.newsroom.models import Author, Outlet, OutletFeed

LONGEST_WORD, MOST_WORDS = 100, 40
LONGEST_STEM = 70
"""Of a slug that is made of a name: there is room for a number behind it."""


class NamedForm(SluggedForm):
    """A record with a name. Where no slug is typed it is made of the name; one that is there stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The end of its address. Left empty, it is made of the name.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self.instance.slug = self.instance.slug or self.free_slug(cleaned.get("name", ""))
        return cleaned

    def free_slug(self, name: str) -> str:
        stem = slugify(name)[:LONGEST_STEM].strip("-") or str(self.instance._meta.model_name)
        return next(slug for slug in chain([stem], (f"{stem}-{n}" for n in count(2))) if not self.is_taken(slug))


class AuthorForm(NamedForm):
    """An author: a guest, or one member of the portal who has no other byline."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(field := self.fields.get("user"), forms.ModelChoiceField):
            own = User.objects.filter(pk=self.instance.user_id)
            field.queryset = people_for(self.for_user) | own
            field.error_messages["invalid_choice"] = _("This person cannot be chosen. Choose another, or none.")

    def clean_website(self) -> str:
        return refuse_odd_address(self.cleaned_data["website"])

    def clean_user(self) -> User | None:
        person = self.cleaned_data["user"]
        if person is None:
            return None
        if self.cleaned_data.get("is_body"):
            raise ValidationError(_("A body is no member. Choose nobody here, or say above that this is a person."))
        other = Author.objects.filter(user=person).exclude(pk=self.instance.pk).first()
        if other is not None:
            raise ValidationError(_("This person writes as “%(name)s” already."), params={"name": other.name})
        return person


class OutletForm(NamedForm):
    """A news organisation, which is recorded once."""

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug in RESERVED_SLUGS:
            raise ValidationError(_("“%(slug)s” is kept for an address of the portal."), params={"slug": slug})
        return super().clean_slug()

    def is_taken(self, slug: str) -> bool:
        return slug in RESERVED_SLUGS or super().is_taken(slug)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        self.refuse_same(name__iexact=name)
        return name

    def clean_website(self) -> str:
        website = refuse_odd_address(self.cleaned_data["website"])
        if website:
            address = website.rstrip("/")
            self.refuse_same(website__in=[address, f"{address}/"])
        return website

    def refuse_same(self, **same: Any) -> None:
        other = Outlet.objects.filter(**same).exclude(pk=self.instance.pk).first()
        if other is not None:
            raise ValidationError(_("This is recorded already, as “%(name)s”."), params={"name": other.name})


class OutletFeedForm(WagtailAdminModelForm):
    """Words are matched one by one: none may be empty of sense, and there are not too many."""

    def save(self, commit: bool = True) -> OutletFeed:
        """Have a feed whose address or words are others now read anew, and whole."""
        if {"url", "keywords", "unwanted"} & set(self.changed_data):
            self.instance.etag = self.instance.last_modified = self.instance.problem = ""
            self.instance.asked_at = self.instance.failing_since = None
        return super().save(commit)

    def clean_url(self) -> str:
        address = refuse_odd_address(self.cleaned_data["url"])
        if not urlsplit(address).hostname:
            raise ValidationError(_("Give the address of a feed, such as https://paper.example/feed/."))
        refuse_odd_port(address)
        return address

    def clean_keywords(self) -> str:
        return self.listed("keywords")

    def clean_unwanted(self) -> str:
        return self.listed("unwanted")

    def listed(self, name: str) -> str:
        words = lines(self.cleaned_data[name])
        if len(words) > MOST_WORDS:
            raise ValidationError(_("Give at most %(most)s lines."), params={"most": MOST_WORDS})
        for word in words:
            if len(word) > LONGEST_WORD or not any(letter.isalnum() for letter in word):
                raise ValidationError(_("“%(word)s” is no word to look for."), params={"word": word[:LONGEST_WORD]})
        return "\n".join(words)
