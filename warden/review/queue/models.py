"""What the console keeps of its own about reviewing: settings of a person, saved searches, who is asked what.

Decisions are not here: they lie in the store.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Pictures(models.TextChoices):
    """How a person wants to meet pictures."""

    SHOWN = "shown", _("shown")
    BLURRED = "blurred", _("blurred")
    NONE = "none", _("none, links alone")


class Preference(models.Model):
    """What a person is shown, and how. Lists are joined by commas; empty ones let everything through."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference"
    )
    languages = models.CharField(max_length=200, blank=True, default="")
    targets = models.CharField(max_length=2_000, blank=True, default="")
    pictures = models.CharField(max_length=10, choices=Pictures.choices, default=Pictures.SHOWN)


class SavedSearch(models.Model):
    """Filters under a name; ``query`` as they stand in an address."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="searches")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1_000)
    shared = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="a_name_once_a_person")
        ]


class Stratum(models.Model):
    """How many decisions a stratum of second opinions has seen: a target and a class of decision."""

    name = models.CharField(max_length=200, unique=True)
    decisions = models.PositiveIntegerField(default=0)


class SecondOpinion(models.Model):
    """A decision that another reviewer is asked for as well; ``second`` is empty until somebody gave it."""

    listing_key = models.CharField(max_length=64, unique=True)
    hit_id = models.CharField(max_length=64)
    target = models.CharField(max_length=100, blank=True)
    stratum = models.CharField(max_length=200)
    probability = models.FloatField()
    first = models.CharField(max_length=150)
    asked_at = models.DateTimeField(auto_now_add=True)
    second = models.CharField(max_length=150, blank=True, default="", db_index=True)
    also = models.JSONField(default=list)
    """Keys of the re-listings that were decided with it: their cards would tell the decision."""


class Told(models.Model):
    """That a person was shown what others decided on a listing: what they say of it later is no blind opinion."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="told")
    listing_key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "listing_key"], name="told_once_a_person")
        ]


class Assignment(models.Model):
    """A hit that an expert has given to somebody."""

    hit_id = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assigned")
    by = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now=True)


class Held(models.Model):
    """A hit that a person holds, as this console has claimed it in the store."""

    hit_id = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(db_index=True)
