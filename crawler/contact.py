"""Nobody is asked anything by somebody who cannot be reached."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.loopback import is_loopback
from crawler.sites.site import Site
from warden.errors import UsageError


def need_contact(sites: Iterable[Site], contact: str) -> None:
    """Raise ``UsageError`` where sites that are not on this machine would be asked without a contact."""
    if not contact and not all(is_loopback(site.file.identity.base) for site in sites):
        raise UsageError(
            "crawling needs a contact address that sites can reach you at: "
            "set WARDEN_CONTACT=you@example.org, contact under [crawl] in warden.toml, or the contact in the console"
        )
