"""How Django names this part."""

from __future__ import annotations

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "warden.review.queue"
