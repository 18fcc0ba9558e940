"""Accounts from the command line."""

from __future__ import annotations

from axes.utils import reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from warden.errors import UsageError
from warden.review.people.models import Person, Role
from warden.review.people.tokens import end_all


def add(name: str, role: str, password: str) -> None:
    """Make an account. Raises ``UsageError`` for a name that is taken or wrong, a role there is not, a weak password."""
    _need_role(role)
    if Person.objects.filter(username=name).exists():
        raise UsageError(f"{name!r} has an account already. Change it with `warden people set`.")
    person = Person(username=name, role=role)
    try:
        person.clean_fields(exclude=["password"])
    except ValidationError as fault:
        raise UsageError(" ".join(fault.messages)) from fault
    _set_password(person, password)
    person.save()


def change(name: str, role: str | None, password: str | None, active: bool | None) -> None:
    """Another role or password, or an end of the account. Raises ``UsageError`` for who is not there."""
    person = Person.objects.filter(username=name).first()
    if person is None:
        raise UsageError(f"{name!r} has no account. `warden people list` shows who has.")
    if role is not None:
        _need_role(role)
        person.role = role
    if password is not None:
        _set_password(person, password)
        end_all(person)
        reset(username=name)  # who was locked out for guessing may try the new one
    if active is not None:
        person.is_active = active
    person.save()


def _need_role(role: str) -> None:
    if role not in Role.values:
        raise UsageError(f"There is no role {role!r}. Roles: {', '.join(Role.values)}.")


def _set_password(person: Person, password: str) -> None:
    """Raises ``UsageError`` for a weak one."""
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise UsageError(" ".join(fault.messages)) from fault
    person.set_password(password)


def rows() -> list[tuple[str, str, bool, str | None]]:
    """(name, role, may sign in, last signed in) of everybody, by name."""
    return [
        (one.username, one.role, one.is_active, one.last_login.isoformat() if one.last_login else None)
        for one in Person.objects.order_by("username")
    ]
