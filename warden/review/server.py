"""Starting the console: its database brought up to date, then a server for Python's web interface."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from warden import private

SETTINGS = "warden.review.settings"
HEADERS = {"x-forwarded-proto", "x-forwarded-for", "x-forwarded-host"}
LARGEST = 70_000_000
"""Bytes of a request: a saved page and a table."""


def prepare() -> None:
    """Load Django and bring the console's own database up to date. Settings are read from the environment now."""
    import django
    from django.core.management import call_command

    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    private.touch(Path(connection_settings()["NAME"]))  # passwords and the audit log are its owner's alone
    call_command("migrate", verbosity=0, interactive=False)


def connection_settings() -> dict[str, Any]:
    """Of the console's own database."""
    from django.conf import settings

    found: dict[str, Any] = settings.DATABASES["default"]
    return found


def first_address(base: str) -> str | None:
    """Where the first account is made; ``None`` when there is one."""
    from warden.review.people.first import token
    from warden.review.people.models import Person

    return None if Person.objects.exists() else f"{base}/people/first/{token()}"


def serve(host: str, port: int, threads: int, ready: Callable[[str], None]) -> None:
    """Answer until the process is told to end. ``ready`` gets the address once it is open.

    Raises ``OSError`` when the port is taken.
    """
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from waitress import create_server

    # Without its proxy's word the console would send every visitor on to itself, and know all by one address.
    console = settings.WARDEN.console
    behind = {"trusted_proxy": console.proxy, "trusted_proxy_headers": HEADERS} if console.https else {}
    made: Any = create_server(
        get_wsgi_application(),
        host=host,
        port=port,
        threads=threads,
        ident=None,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=LARGEST,
        **behind,
    )
    ready(f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{made.effective_port}")
    made.run()
