"""The law behind an entry: provisions of statute, schemes without an address, and what to watch."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cities.places.models import City
from handbooks.choices import BasisRole, SchemeKind
from portal.words.fields import ChoiceArrayField
from portal.words.nations import Nation

IDENTIFIER = (
    r"^https://www\.legislation\.gov\.uk/id/[a-z]+/([0-9]{4}|[A-Z][A-Za-z0-9]*/[0-9-]+)/[0-9]+(/[A-Za-z0-9/.-]+)?$"
)


class Provision(models.Model):
    """A citation of law, unique by its identifier at legislation.gov.uk.

    `extent` is the legal extent of the statute, which is not where an entry applies; null until recorded.
    Source: https://www.legislation.gov.uk/developer/uris
    """

    url = models.URLField(
        _("identifier"),
        unique=True,
        help_text=_("https://www.legislation.gov.uk/id/ukpga/2011/20/section/1"),
        validators=[RegexValidator(IDENTIFIER, _("Give the identifier form: https://www.legislation.gov.uk/id/…"))],
    )
    citation = models.CharField(_("citation"), max_length=250)
    statute = models.CharField(_("statute"), max_length=200)
    section = models.CharField(_("section"), max_length=120, blank=True)
    extent = ChoiceArrayField(
        Nation, verbose_name=_("extent"), null=True, blank=True, default=None, help_text=_("Empty until recorded.")
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        ordering = ["citation"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://www.legislation.gov.uk/id/"), name="provision_has_identifier"
            )
        ]

    def __str__(self) -> str:
        return self.citation

    @property
    def public_url(self) -> str:
        """The address that a reader opens: identifiers redirect there."""
        return self.url.replace("/id/", "/", 1)


class Scheme(models.Model):
    """A consent, policy, programme or rule that an entry rests on and that has no identifier of its own."""

    name = models.CharField(_("name"), max_length=250)
    kind = models.CharField(_("kind"), max_length=20, choices=SchemeKind.choices)
    url = models.URLField(_("address"), blank=True)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "kind"], name="scheme_once"),
            models.CheckConstraint(condition=Q(kind__in=SchemeKind.values), name="scheme_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class LegalBasis(Orderable):
    """What one provision or scheme does for one entry, where, and since when."""

    entry = ParentalKey("handbooks.EntryPage", on_delete=models.CASCADE, related_name="legal_bases")
    provision = models.ForeignKey(
        Provision,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="legal_bases",
        verbose_name=_("provision"),
    )
    scheme = models.ForeignKey(
        Scheme, null=True, blank=True, on_delete=models.PROTECT, related_name="legal_bases", verbose_name=_("scheme")
    )
    role = models.CharField(_("role"), max_length=10, choices=BasisRole.choices, default=BasisRole.GIVES)
    nations = ChoiceArrayField(Nation, verbose_name=_("nations"))
    in_force_on = models.DateField(_("in force on"), null=True, blank=True)
    in_force_words = models.CharField(
        _("in force, in words"), max_length=120, blank=True, help_text=_("Where the day is not known: “2003”.")
    )
    note = models.TextField(_("note"), blank=True, max_length=600)

    class Meta(Orderable.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")
        constraints = [
            models.CheckConstraint(
                condition=Q(provision__isnull=True) ^ Q(scheme__isnull=True),
                name="basis_of_provision_or_scheme",
                violation_error_message=_("Choose a provision or a scheme, and not both."),
            ),
            models.CheckConstraint(condition=Q(role__in=BasisRole.values), name="basis_role_known"),
        ]

    def __str__(self) -> str:
        return str(self.source)

    @property
    def source(self) -> Provision | Scheme | None:
        return self.provision or self.scheme

    @property
    def address(self) -> str:
        """Where a reader can read it; empty for a scheme without an address."""
        if self.provision:
            return self.provision.public_url
        return self.scheme.url if self.scheme else ""

    def clean(self) -> None:
        super().clean()
        if bool(self.provision_id) == bool(self.scheme_id):
            raise ValidationError({"provision": _("Choose a provision or a scheme, and not both.")})


class WatchTopic(models.Model):
    """Law or policy on the move, why it matters here, and what an editor should do. For editors."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    why = models.TextField(_("why"))
    action = models.TextField(_("what to do"))
    due = models.DateField(_("due"), null=True, blank=True)
    statutes = models.JSONField(
        _("statutes"), default=list, blank=True, help_text=_("A list of {citation, url}, as at legislation.gov.uk.")
    )
    entries = models.ManyToManyField("handbooks.EntryPage", blank=True, related_name="watch_topics")
    cities = models.ManyToManyField(City, blank=True, related_name="watch_topics")

    class Meta:
        verbose_name = _("watch topic")
        verbose_name_plural = _("watch topics")
        ordering = [models.F("due").asc(nulls_last=True), "title"]

    def __str__(self) -> str:
        return self.title
