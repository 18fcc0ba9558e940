"""Taobao's open platform wants every request signed; the rule is that of its documents (document 101617).

Parameters sorted by name, names and values written one after the other, HMAC-SHA256 under the application's
secret, in capital hexadecimals; the documents' other way, MD5 between two secrets, stands here for their example.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from crawler.sites.requests import SiteRequest

_CHINA = ZoneInfo("Asia/Shanghai")


def sign(parameters: Mapping[str, str], secret: str, method: str = "hmac-sha256") -> str:
    """The signature by ``hmac-sha256`` or ``md5``."""
    text = "".join(name + parameters[name] for name in sorted(parameters))
    if method == "md5":
        return hashlib.md5((secret + text + secret).encode()).hexdigest().upper()
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def prepare(request: SiteRequest) -> SiteRequest:
    """The request with application, advertising zone, moment (of China) and signature in its body."""
    parameters = dict(parse_qsl((request.body or b"").decode(), keep_blank_values=True))
    parameters |= {
        "app_key": os.environ.get("TAOBAO_APP_KEY", ""),
        "adzone_id": os.environ.get("TAOBAO_ADZONE_ID", ""),
        "sign_method": "hmac-sha256",
        "timestamp": datetime.now(_CHINA).strftime("%Y-%m-%d %H:%M:%S"),
    }
    parameters["sign"] = sign(parameters, os.environ.get("TAOBAO_APP_SECRET", ""))
    return replace(request, body=urlencode(parameters).encode())
