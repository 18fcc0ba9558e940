"""Requests to the open platforms of Taobao and AliExpress, which want each one signed by the same rule.

Parameters sorted by name, names and values written one after the other, HMAC-SHA256 under the application's secret, in
capital hexadecimals. Keys come from the environment and go only into the request's body.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from crawler.keys import value
from crawler.sites.requests import SiteRequest


def joined(parameters: Mapping[str, str]) -> str:
    """Names and values one after the other, by name."""
    return "".join(name + parameters[name] for name in sorted(parameters))


def hmac_sha256(text: str, secret: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest().upper()


def signed(
    request: SiteRequest,
    from_env: Mapping[str, str],
    told: Mapping[str, str],
    secret: str,
    sign: Callable[[Mapping[str, str], str], str],
) -> SiteRequest:
    """The request with more parameters in its body: ``from_env`` those of the variables named, ``told`` as they are,
    and the signature over all of them under the secret of the variable ``secret``."""
    parameters = dict(parse_qsl((request.body or b"").decode(), keep_blank_values=True))
    parameters |= {name: value(variable) for name, variable in from_env.items()}
    parameters |= told
    parameters["sign"] = sign(parameters, value(secret))
    return replace(request, body=urlencode(parameters).encode())
