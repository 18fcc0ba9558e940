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


MAY: dict[str, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.EXPERT: frozenset({Right.READ, Right.DECIDE}),
    Role.REVIEWER: frozenset({Right.READ, Right.DECIDE}),
    Role.CURATOR: frozenset({Right.READ}),
    Role.VOLUNTEER: frozenset(),
    Role.READER: frozenset({Right.READ}),
}


class Person(AbstractUser):
    """Somebody with an account."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.READER)

    def may(self, right: Right) -> bool:
        """Whether the role allows it."""
        return self.is_active and right in MAY.get(self.role, frozenset())
