"""The member directory: one line for each person who lets themselves be found."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from cities.places.querysets import DirectoryLineQuerySet
from portal.accounts.choices import Directory

LONGEST_KEY = 200


class DirectoryLine(models.Model):
    """A person as the directory finds, filters and sorts them, whatever the number of people.

    Written by `cities.places.directory.lines` in the transaction of each act that changes it. It decides who
    is looked up, and never who may be seen: that is asked of the memberships again before a page is drawn.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="directory_line"
    )
    name_key = models.CharField(max_length=LONGEST_KEY, db_collation="C")
    words = models.TextField()
    cities = ArrayField(models.BigIntegerField(), default=list)
    kinds = ArrayField(models.CharField(max_length=40), default=list)
    themes = ArrayField(models.CharField(max_length=40), default=list)
    offers_help = models.BooleanField(default=False)
    shown_to = models.CharField(max_length=10, choices=Directory.choices)
    vector = models.GeneratedField(
        expression=SearchVector("words", config="simple"), output_field=SearchVectorField(), db_persist=True
    )

    objects = DirectoryLineQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "user"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shown_to__in=[Directory.NETWORK, Directory.CITY]), name="directory_hides_the_hidden"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "user"], name="directory_by_name"),
            GinIndex(fields=["vector", "cities", "kinds", "themes"], name="directory_found_by"),
        ]

    def __str__(self) -> str:
        return self.name_key
