"""AliExpress's open platform wants every request signed; the rule is that of its documents (document 1385)."""

from __future__ import annotations

import time
from collections.abc import Mapping

from crawler.sites.requests import SiteRequest
from crawler.sites.signing import hmac_sha256, joined, signed


def sign(parameters: Mapping[str, str], secret: str, path: str = "") -> str:
    """The signature of a request; ``path`` stands before the parameters of system interfaces only."""
    return hmac_sha256(path + joined(parameters), secret)


def prepare(request: SiteRequest) -> SiteRequest:
    """The request with application, moment (milliseconds) and signature in its body."""
    keys = {"app_key": "ALIEXPRESS_APP_KEY", "tracking_id": "ALIEXPRESS_TRACKING_ID"}
    told = {"sign_method": "sha256", "timestamp": str(int(time.time() * 1000))}
    return signed(request, keys, told, "ALIEXPRESS_APP_SECRET", sign)
