"""Accounts. They lie apart from the hits, in the console's own database."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do; each may do what the table ``MAY`` says."""

    ADMINISTRATOR = "administrator", _("administrator")
    EXPERT = "expert", _("expert")
    REVIEWER = "reviewer", _("reviewer")
    CURATOR = "curator", _("curator")
    VOLUNTEER = "volunteer", _("volunteer")
    READER = "reader", _("reader")


class Right(models.TextChoices):
    """A thing that not everybody may do."""

    READ = "read", _("see hits")
    DECIDE = "decide", _("decide on hits")
    ADJUDICATE = "adjudicate", _("settle what two reviewers see differently")
    AGREEMENT = "agreement", _("see how far each reviewer agrees with the others")
    CURATE = "curate", _("see restricted words, try terms")
    RUN = "run", _("edit watches, start and stop crawls")
    REPORT = "report", _("report listings")
    PEOPLE = "people", _("give and take accounts, read the audit log, settings")


_ALL_READ = frozenset({Right.READ, Right.REPORT})
MAY: dict[str, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.EXPERT: _ALL_READ | {Right.DECIDE, Right.ADJUDICATE, Right.RUN},
    Role.REVIEWER: _ALL_READ | {Right.DECIDE},
    Role.CURATOR: _ALL_READ | {Right.CURATE, Right.RUN},
    Role.VOLUNTEER: frozenset({Right.REPORT}),
    Role.READER: frozenset({Right.READ}),
}


class Person(AbstractUser):
    """Somebody with an account."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.READER)

    def may(self, right: Right) -> bool:
        """Whether the role allows it."""
        return self.is_active and right in MAY.get(self.role, frozenset())


class AuditEntry(models.Model):
    """That somebody looked at something or decided; only ever added."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    person = models.CharField(max_length=150, db_index=True)
    """The name at that time: it outlives the account."""
    what = models.CharField(max_length=100)
    about = models.CharField(max_length=200, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.at} {self.person}: {self.what} {self.about}"
