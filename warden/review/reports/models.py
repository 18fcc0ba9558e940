"""Reports: who brought which hit. The listing itself stands in the store."""

from __future__ import annotations

from django.db import models


class Report(models.Model):
    """One listing that somebody reported, or what kept it from being taken."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    person = models.CharField(max_length=150, db_index=True)
    hit_id = models.CharField(max_length=64, blank=True)
    known = models.BooleanField(default=False)
    """Whether it was a hit before."""
    fault = models.CharField(max_length=500, blank=True)
    about = models.CharField(max_length=300, blank=True)
    """The address that was reported, up to its parameters."""
    remark = models.CharField(max_length=500, blank=True)
    """What was wrong, though the report was taken."""
    named = models.CharField(max_length=100, blank=True)
    """What the person called it, where the list knows no such name."""

    def __str__(self) -> str:
        return f"{self.at} {self.person}: {self.hit_id or self.fault}"
