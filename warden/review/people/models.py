"""Accounts. They lie apart from the hits, in the console's own database."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
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


class Scope(models.TextChoices):
    """What a program may do by a token; never more than the role of the person it stands for."""

    READ = "read", _("read hits and verdicts")
    DECIDE = "decide", _("decide on hits")
    TRENDS = "trends", _("read trends")


SCOPE_NEEDS: dict[str, Right] = {
    Scope.READ: Right.READ,
    Scope.DECIDE: Right.DECIDE,
    Scope.TRENDS: Right.READ,
}


class ApiToken(models.Model):
    """The key of a program, of which only a hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=100)
    digest = models.CharField(_("SHA-256 of the token"), max_length=64, unique=True, editable=False)
    scopes = models.CharField(_("scopes"), max_length=100)
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    @property
    def in_force(self) -> bool:
        """Whether it opens anything still."""
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def allows(self) -> list[str]:
        """Its scopes in words."""
        return [str(Scope(name).label) for name in self.scopes.split()]

    def may(self, scope: str) -> bool:
        """Whether both the token and the role of its person allow it."""
        return scope in self.scopes.split() and self.person.may(SCOPE_NEEDS[scope])
