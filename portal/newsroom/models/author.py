"""Authors: the people and bodies whose names stand over articles."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import TranslatableMixin

from portal.media.models import PortalImage
from portal.newsroom.querysets import AuthorQuerySet


class Author(TranslatableMixin, models.Model):
    """A person or body that writes: a member of the portal, or a guest. A body is no member."""

    slug = models.SlugField(_("slug"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=160, blank=True, help_text=_("Such as Director, Govanhill Baths."))
    is_body = models.BooleanField(
        _("a body, not a person"), default=False, help_text=_("Such as the programme itself, or an organisation.")
    )
    bio = models.TextField(_("about"), max_length=1000, blank=True)
    website = models.URLField(_("website"), blank=True)
    portrait = models.ForeignKey(
        PortalImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("portrait")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="bylines",
        verbose_name=_("member"),
        help_text=_("Empty for a guest."),
    )

    objects = AuthorQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "locale"], name="author_slug_once_per_locale"),
            models.UniqueConstraint(fields=["user", "locale"], name="author_once_per_member"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])
