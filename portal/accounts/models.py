"""The portal's user: known by email address, shown by display name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.choices import Directory, ResidueKind
from portal.media.models import PrivateFile, private_path, private_storage
from portal.words.fields import ChoiceArrayField
from portal.words.nations import Nation
from portal.words.themes import Theme


class UserManager(BaseUserManager["User"]):
    """Makes users; email addresses are compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        fields.setdefault("display_name", email.partition("@")[0])
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Deleting one anonymises it, because others' discussions refer to it."""

    email = models.EmailField(_("email address"))
    display_name = models.CharField(
        _("display name"), max_length=80, help_text=_("The name that others see beside what you write.")
    )
    headline = models.CharField(_("headline"), max_length=120, blank=True)
    nation = models.CharField(_("nation"), max_length=20, choices=Nation.choices, blank=True)
    interests = ChoiceArrayField(choices_class=Theme, verbose_name=_("interests"), blank=True)
    offers = models.CharField(
        _("what you can help with"),
        max_length=300,
        blank=True,
        help_text=_("What you know from your own work and would share: “let by lots”, “ran a retrofit co-op”."),
    )
    picture = models.FileField(_("picture"), storage=private_storage, upload_to=private_path, blank=True)
    directory = models.CharField(
        _("who finds you in the directory"), max_length=10, choices=Directory.choices, default=Directory.NETWORK
    )
    takes_letters = models.BooleanField(_("members may write to me through the portal"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/London")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_demonstration = models.BooleanField(
        _("demonstration account"), default=False, help_text=_("Made by load_demo for trying the portal out.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    anonymised_at = models.DateTimeField(_("anonymised"), null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("An account with this email address exists."),
            ),
            models.CheckConstraint(condition=models.Q(nation__in=["", *Nation.values]), name="user_nation_known"),
            models.CheckConstraint(condition=models.Q(directory__in=Directory.values), name="user_directory_known"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in lower case, which is how allauth looks people up."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def first_name(self) -> str:
        """What Wagtail's menu greets a person by."""
        return self.display_name

    @property
    def picture_url(self) -> str:
        """The address of the picture, or nothing. It changes with the picture, so that browsers may keep it."""
        if not self.picture:
            return ""
        return f"{reverse('person_picture', args=[self.pk])}?v={str(self.picture.name)[-8:]}"

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class Export(models.Model):
    """One copy of what the portal holds about a person, asked for by them; without a file while it is made."""

    KEPT_FOR = timedelta(days=7)

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="exports")
    file = models.OneToOneField(PrivateFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="export")
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(made_at=None),
                name="export_one_in_the_making",
                violation_error_message=_("Your copy is being made."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.asked_at:%Y-%m-%d}"

    @property
    def until(self) -> datetime | None:
        """When it is deleted."""
        return self.made_at + self.KEPT_FOR if self.made_at else None


class Residue(models.Model):
    """What erasing a person leaves to clear outside the database; the row goes when that is done."""

    kind = models.CharField(_("kind"), max_length=10, choices=ResidueKind.choices)
    name = models.CharField(_("name"), max_length=200)
    left_at = models.DateTimeField(_("left"), default=timezone.now)

    class Meta:
        verbose_name = _("residue of an erasure")
        verbose_name_plural = _("residues of erasures")
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="residue_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ResidueKind.values), name="residue_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


def display_name(user: User) -> str:
    """Return the name that the account pages greet a person with."""
    return user.display_name
