"""How Django names this part."""

from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "warden.review.people"

    def ready(self) -> None:
        from warden.review.people import audit

        audit.listen()
