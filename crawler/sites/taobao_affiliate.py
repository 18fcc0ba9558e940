"""Taobao's open platform wants every request signed; the rule is that of its documents (document 101617).

The documents' other way, MD5 between two secrets, stands here for their example.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from crawler.sites.requests import SiteRequest
from crawler.sites.signing import hmac_sha256, joined, signed

_CHINA = ZoneInfo("Asia/Shanghai")


def sign(parameters: Mapping[str, str], secret: str, method: str = "hmac-sha256") -> str:
    """The signature by ``hmac-sha256`` or ``md5``."""
    text = joined(parameters)
    if method == "md5":
        return hashlib.md5((secret + text + secret).encode()).hexdigest().upper()
    return hmac_sha256(text, secret)


def prepare(request: SiteRequest) -> SiteRequest:
    """The request with application, advertising zone, moment (of China) and signature in its body."""
    keys = {"app_key": "TAOBAO_APP_KEY", "adzone_id": "TAOBAO_ADZONE_ID"}
    moment = datetime.now(_CHINA).strftime("%Y-%m-%d %H:%M:%S")
    told = {"sign_method": "hmac-sha256", "timestamp": moment}
    return signed(request, keys, told, "TAOBAO_APP_SECRET", sign)
