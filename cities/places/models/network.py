"""City networks: the organisations that are partners, the people who are members, and who was invited."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.choices import CityRole, MembershipState
from cities.places.models.city import City
from cities.places.models.organisation import Organisation
from cities.places.querysets import InvitationQuerySet, MembershipQuerySet, PartnerQuerySet

OPEN_STATES = [MembershipState.REQUESTED, MembershipState.ACTIVE]


class Partner(models.Model):
    """An organisation in a city's network; what it was before it left stays as a row with an end."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="partnerships", verbose_name=_("organisation")
    )
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="partners", verbose_name=_("city"))
    seat = models.CharField(
        _("seat"), max_length=120, blank=True, help_text=_("What it does in the network, such as “chairs housing”.")
    )
    joined_on = models.DateField(_("joined"), default=timezone.localdate)
    left_on = models.DateField(_("left"), null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "city"],
                condition=Q(left_on=None),
                name="partner_once_per_city",
                violation_error_message=_("This organisation is a partner of the network already."),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="partner_left_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Membership(models.Model):
    """A person in a city network: asked, active, declined or ended. Rows are never deleted: they are the history."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("city"))
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=12, choices=CityRole.choices, default=CityRole.MEMBER)
    state = models.CharField(_("state"), max_length=10, choices=MembershipState.choices)
    is_home = models.BooleanField(_("home city"), default=False)
    message = models.TextField(_("why they want to join"), max_length=1000, blank=True)
    organisation_named = models.CharField(_("organisation they named"), max_length=160, blank=True)
    requested_at = models.DateTimeField(_("asked"), null=True, blank=True)
    since = models.DateTimeField(_("member since"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), max_length=500, blank=True, help_text=_("Of the answer, or of the end."))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user__display_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "city"], condition=Q(state__in=OPEN_STATES), name="membership_once_per_person_and_city"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_home=True, state=MembershipState.ACTIVE), name="membership_one_home"
            ),
            models.CheckConstraint(condition=Q(role__in=CityRole.values), name="membership_role_known"),
            models.CheckConstraint(condition=Q(state__in=MembershipState.values), name="membership_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.ACTIVE) | Q(since__isnull=False), name="membership_active_since"
            ),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.ENDED) | Q(ended_at__isnull=False), name="membership_ended_at"
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "role"], name="membership_of_city")]

    def __str__(self) -> str:
        return f"{self.user}, {self.city}"

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def organisation(self) -> str:
        """The name of the organisation that they are there for; what they named where it is no partner yet."""
        return str(self.partner) if self.partner_id else self.organisation_named


class Invitation(models.Model):
    """An invitation of an address into a city network. Only a digest of the token in its link is kept."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email address"))
    role = models.CharField(_("role"), max_length=12, choices=CityRole.choices, default=CityRole.MEMBER)
    partner = models.ForeignKey(
        Partner, null=True, blank=True, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("partner")
    )
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="invitations_sent"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                F("city"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_once_per_address_and_city",
                violation_error_message=_("This address has an open invitation."),
            ),
            models.CheckConstraint(condition=Q(role__in=CityRole.values), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.city}"

    @property
    def is_settled(self) -> bool:
        """Whether it was accepted or withdrawn."""
        return bool(self.accepted_at or self.withdrawn_at)

    def has_expired(self, at: datetime | None = None) -> bool:
        return self.expires_at <= (at or timezone.now())
