"""AliExpress's open platform wants every request signed; the rule is that of its documents (document 1385).

Parameters sorted by name, names and values written one after the other, HMAC-SHA256 under the application's
secret, in capital hexadecimals. Keys come from the environment and go only into the request's body.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from crawler.sites.requests import SiteRequest


def sign(parameters: Mapping[str, str], secret: str, path: str = "") -> str:
    """The signature of a request; ``path`` stands before the parameters of system interfaces only."""
    text = path + "".join(name + parameters[name] for name in sorted(parameters))
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def prepare(request: SiteRequest) -> SiteRequest:
    """The request with application, moment (milliseconds) and signature in its body."""
    parameters = dict(parse_qsl((request.body or b"").decode(), keep_blank_values=True))
    parameters |= {
        "app_key": os.environ.get("ALIEXPRESS_APP_KEY", ""),
        "tracking_id": os.environ.get("ALIEXPRESS_TRACKING_ID", ""),
        "sign_method": "sha256",
        "timestamp": str(int(time.time() * 1000)),
    }
    parameters["sign"] = sign(parameters, os.environ.get("ALIEXPRESS_APP_SECRET", ""))
    return replace(request, body=urlencode(parameters).encode())
