"""What happened to pages: numbers given, changes noted, pages withdrawn, problems reported, content loaded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Series(models.TextChoices):
    """The three series of citable numbers."""

    LOCAL_GOVERNMENT = "LG", "LG"
    CIVIL_SOCIETY = "CS", "CS"
    PRECEDENT = "P", "P"


class PageNumber(models.Model):
    """A citable number once given, kept for ever: it leads to its page, and is never given again."""

    series = models.CharField(max_length=2, choices=Series.choices)
    theme_number = models.PositiveSmallIntegerField(default=0, help_text=_("0 for precedents."))
    item_number = models.PositiveSmallIntegerField()
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="numbers")
    given_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("number")
        verbose_name_plural = _("numbers")
        constraints = [
            models.UniqueConstraint(fields=["series", "theme_number", "item_number"], name="number_never_reused"),
            models.CheckConstraint(condition=Q(series__in=Series.values), name="number_series_known"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.theme_number}.{self.item_number}" if self.theme_number else f"P {self.item_number}"


class ChangeNote(models.Model):
    """What changed in a page, for readers and the feed; one for each substantive publication."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="change_notes")
    revision = models.OneToOneField(
        "wagtailcore.Revision", null=True, blank=True, on_delete=models.SET_NULL, related_name="change_note"
    )
    text = models.TextField(max_length=500)
    is_new = models.BooleanField(default=False, help_text=_("The first publication of the page."))
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("change note")
        verbose_name_plural = _("change notes")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["-published_at"], name="change_note_newest")]

    def __str__(self) -> str:
        return self.text


class Withdrawal(models.Model):
    """A public page that was taken down: its address answers 410 with this. Source: RFC 9110 s.15.5.11"""

    path = models.CharField(_("address"), max_length=500, unique=True)
    page = models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="withdrawals")
    title = models.CharField(_("title"), max_length=255)
    reason = models.TextField(_("reason"), max_length=500)
    successor = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="succeeds", verbose_name=_("successor")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"))

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        ordering = ["-withdrawn_at"]

    def __str__(self) -> str:
        return self.title


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    def open(self) -> ProblemReportQuerySet:
        return self.filter(settled_at__isnull=True)


class ProblemReport(models.Model):
    """What a reader says is wrong with a page. Its address is kept only as long as it is needed to answer."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="problem_reports")
    section = models.CharField(_("section"), max_length=80, blank=True)
    message = models.TextField(_("what is wrong"), max_length=2000)
    email = models.EmailField(_("email address"), blank=True)
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="problems_settled"
    )
    answer = models.TextField(_("what was done"), max_length=1000, blank=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported problem")
        verbose_name_plural = _("reported problems")
        ordering = ["-reported_at"]

    def __str__(self) -> str:
        return f"{self.page}: {self.message[:60]}"


class LinkCheck(models.Model):
    """Whether an outside address that pages cite still answers."""

    url = models.URLField(_("address"), max_length=500, unique=True)
    status = models.PositiveSmallIntegerField(
        _("answer"), null=True, help_text=_("HTTP status; empty when there was none.")
    )
    error = models.CharField(_("error"), max_length=200, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    pages = models.ManyToManyField(Page, related_name="link_checks")

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    @property
    def problem(self) -> str:
        """Why it is not well: the fault of the connection, or the status that came back."""
        return self.error or str(self.status or "")


class StarterRecord(models.Model):
    """What the starter content loaded, so that what an editor changed, moved or deleted is left alone."""

    key = models.CharField(
        max_length=200, unique=True, help_text=_("Kind and slug, such as entry:local_government:selective-licensing.")
    )
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what was loaded."))
    object_id = models.PositiveBigIntegerField(help_text=_("Primary key of what it made."))
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("starter record")
        verbose_name_plural = _("starter records")

    def __str__(self) -> str:
        return self.key
