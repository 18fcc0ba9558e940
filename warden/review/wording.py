"""What an error says to do, for who sits in front of a browser: the page where it is done in place of the command."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_PAGES: dict[str, str | Promise] = {
    "sites list": _("Sites"),
    "sites show": _("Sites"),
    "terms list": _("Terms"),
    "import": _("Reports"),
    "watch": _("Watches"),
    "people": _("People"),
}
"""By how a command begins; one that has no page stays."""
_COMMAND = re.compile(r"`warden ([a-z][^`]*)`")
_CONTACT = re.compile(
    r"set WARDEN_CONTACT=\S+ contact under \[crawl\] in warden\.toml, or the contact in the console"
)


def for_browser(fault: object) -> str:
    """The error's text, its commands replaced by the names of pages."""
    settings = f"“{_('Settings')}”"
    return _CONTACT.sub(settings, _COMMAND.sub(_page, str(fault)))


def _page(found: re.Match[str]) -> str:
    names = [label for command, label in _PAGES.items() if f"{found[1]} ".startswith(f"{command} ")]
    return f"“{names[0]}”" if names else found[0]
