"""Asks and offers: sidecars of a thread, open until they are met, and whom they were suggested to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.forum.choices import ListingState, MatchState
from network.forum.models.thread import Thread
from network.forum.querysets import ListingQuerySet, MatchQuerySet


class Listing(models.Model):
    """What makes a thread an ask or an offer: until when, and what came of it. Its kind says which of the two."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="listing")
    needed_by = models.DateField(_("needed by"), null=True, blank=True)
    expires_on = models.DateField(_("open until"), help_text=_("After this day it is no longer listed as open."))
    state = models.CharField(
        _("state"), max_length=10, choices=ListingState.choices, default=ListingState.OPEN, editable=False
    )
    met_on = models.DateField(_("met on"), null=True, blank=True, editable=False)
    met_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="met_others")
    met_note = models.CharField(_("how it was met"), max_length=300, blank=True)
    surfaced_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text=_("When moderators were told that nobody answers.")
    )

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ask or offer")
        verbose_name_plural = _("asks and offers")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ListingState.values), name="listing_state_known"),
            models.CheckConstraint(
                condition=(Q(state=ListingState.MET) & Q(met_on__isnull=False))
                | (~Q(state=ListingState.MET) & Q(met_on=None, met_with=None)),
                name="listing_met_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(needed_by=None) | Q(expires_on__gte=F("needed_by")),
                name="listing_open_until_it_is_needed",
                violation_error_message=_("It must stay open at least until the day on which it is needed."),
            ),
            models.CheckConstraint(condition=~Q(met_with=F("pk")), name="listing_met_with_another"),
        ]
        indexes = [
            models.Index(fields=["expires_on"], condition=Q(state=ListingState.OPEN), name="listing_open"),
        ]

    def __str__(self) -> str:
        return str(self.thread)

    @property
    def is_open(self) -> bool:
        return self.state == ListingState.OPEN and not self.has_expired

    @property
    def has_expired(self) -> bool:
        return self.state == ListingState.OPEN and self.expires_on < timezone.localdate()


class Match(models.Model):
    """An ask for which an offer, or a person with the skill, was suggested: kept so that nobody is prompted twice."""

    ask = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="suggestions")
    offer = models.ForeignKey(Listing, null=True, blank=True, on_delete=models.CASCADE, related_name="suggested_for")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="suggested_asks"
    )
    score = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=MatchState.choices, default=MatchState.SUGGESTED)
    at = models.DateTimeField(default=timezone.now, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["-score", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(offer__isnull=False, person=None) | Q(offer=None, person__isnull=False),
                name="match_of_one",
            ),
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="match_state_known"),
            models.CheckConstraint(condition=~Q(ask=F("offer")), name="match_with_another"),
            models.UniqueConstraint(fields=["ask", "offer"], condition=Q(offer__isnull=False), name="match_offer_once"),
            models.UniqueConstraint(
                fields=["ask", "person"], condition=Q(person__isnull=False), name="match_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.offer or self.person}"
