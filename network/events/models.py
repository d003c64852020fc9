"""Events: sidecars of a thread, so that who reads, searches and moderates is written once; and who comes to them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from cities.plans.models import Action
from network.events.choices import Coming, EventKind
from network.events.querysets import AttendanceQuerySet, EventQuerySet, MaterialQuerySet, PledgeQuerySet
from network.forum.models import Thread
from portal.media.models import PrivateFile


class Event(models.Model):
    """A meeting of the network. Its thread says what it is about, holds the questions before, and decides who reads.

    Starts and ends are moments; `zone` is where they are told. `sequence` is raised with each change that calendars
    have to learn of (RFC 5545 s.3.8.7.4). The place and the link are for those who come.
    """

    thread = models.OneToOneField(Thread, primary_key=True, on_delete=models.CASCADE, related_name="event")
    kind = models.CharField(_("kind"), max_length=10, choices=EventKind.choices)
    host = models.ForeignKey(
        City, null=True, blank=True, on_delete=models.PROTECT, related_name="hosted", verbose_name=_("host city")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=40, default="Europe/London")
    place = models.CharField(_("place"), max_length=300, blank=True, help_text=_("Only those who come read it."))
    link = models.URLField(_("link to join"), max_length=500, blank=True, help_text=_("Only those who come read it."))
    capacity = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: as many as want to come.")
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancelled_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), max_length=20_000, blank=True)
    notes_html = models.TextField(blank=True, editable=False)
    notes_version = models.PositiveIntegerField(default=0, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("It must end after it starts."),
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gt=0), name="event_has_room"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancelled_reason=""), name="event_cancelled_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="event_by_start"),
            models.Index(fields=["host", "starts_at"], name="event_of_host"),
        ]

    def __str__(self) -> str:
        return str(self.thread)

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.pk, self.thread.slug])

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def starts(self) -> datetime:
        """The start in the zone in which the event is told."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def ends(self) -> datetime:
        return self.ends_at.astimezone(ZoneInfo(self.zone))


class Attendance(models.Model):
    """A person's word about an event. Whoever waits moves up by `asked_at`, under the lock of the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    city = models.ForeignKey(City, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=Coming.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    told_sequence = models.IntegerField(default=-1, help_text=_("The change of the event that they were told of last."))
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="attendance_once_per_person"),
            models.CheckConstraint(condition=Q(state__in=Coming.values), name="attendance_state_known"),
        ]
        indexes = [models.Index(fields=["person", "state"], name="attendance_of_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"


class Material(models.Model):
    """A link or a file that belongs to an event: slides, a reader, a recording."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    document = models.OneToOneField(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="material", verbose_name=_("file")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url="", document__isnull=False) | (~Q(url="") & Q(document=None)),
                name="material_link_or_file",
                violation_error_message=_("Give an address or a file, and not both."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Pledge(models.Model):
    """What a city will do after an event; one step makes an action of its plan of it, or an ask."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="pledges")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("city"))
    text = models.CharField(_("what it will do"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    action = models.ForeignKey(
        Action, null=True, blank=True, on_delete=models.SET_NULL, related_name="pledges", editable=False
    )
    ask = models.OneToOneField(
        Thread, null=True, blank=True, on_delete=models.SET_NULL, related_name="pledge", editable=False
    )

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("what a city will do")
        verbose_name_plural = _("what cities will do")
        ordering = ["city__name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="pledge_says_something")]

    def __str__(self) -> str:
        return f"{self.city}: {self.text}"
