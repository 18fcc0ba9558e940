"""Personal data by construction: keys instead of names.

``seller_key`` and ``contact_keys`` are HMAC-SHA-256 under sub-keys (HKDF) of the installation's
secret: stable within an installation, meaningless outside, equal across sites for one contact.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from warden import private
from warden.errors import CannotContinue, OtherSecret, UsageError

_FILE = "secret"


class Keys:
    """What one secret makes of names. Values are 32 hex digits."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise UsageError("The secret is shorter than 16 bytes. Make one with `openssl rand -hex 32`.")
        self._seller = _subkey(secret, b"seller")
        self._contact = _subkey(secret, b"contact")
        self._sealing = _subkey(secret, b"sealing")
        self.console = _subkey(secret, b"console").hex()
        """What the console signs its cookies with."""
        self.fingerprint = _subkey(secret, b"fingerprint").hex()[:16]

    def seller(self, platform: str, account: str) -> str:
        """The key of an account; case and blanks at the ends don't make another seller."""
        return _mac(self._seller, f"{platform}\x1f{account.strip().casefold()}")

    def contact(self, kind: str, value: str) -> str:
        """The key of a normalised phone number, e-mail or messenger id."""
        return _mac(self._contact, f"{kind}\x1f{value}")

    def seal(self, text: str) -> str:
        """Encrypted, for what must be read again by us alone (a seller's page)."""
        return self._fernet().encrypt(text.encode()).decode()

    def unseal(self, token: str) -> str:
        return self._fernet().decrypt(token.encode()).decode()

    def _fernet(self) -> Fernet:
        import base64

        return Fernet(base64.urlsafe_b64encode(self._sealing))


def load_keys(data: Path, *, make: bool = True) -> Keys | None:
    """The installation's keys: WARDEN_SECRET, else WARDEN_SECRET_FILE, else ``<data>/secret``.

    Without any, one is made (readable by its owner only) when ``make`` is true, else ``None``.
    """
    text = os.environ.get("WARDEN_SECRET")
    if text:
        return Keys(text.encode())
    named = os.environ.get("WARDEN_SECRET_FILE")
    file = Path(named) if named else data / _FILE
    if file.is_file():
        return Keys(file.read_bytes().strip())
    if named:
        raise UsageError(f"WARDEN_SECRET_FILE names {named}, which is no file. Put the secret there.")
    return Keys(_make(file)) if make else None


def fitting_keys(data: Path, check: Callable[[str], None], *, make: bool = True) -> Keys | None:
    """The keys of ``load_keys`` after ``check`` accepted their fingerprint.

    ``check`` raises ``OtherSecret`` when the store was made with another secret; a secret that was only
    just made for it is then not left behind.
    """
    before = load_keys(data, make=False)
    keys = before or (load_keys(data) if make else None)
    if keys is None:
        return None
    try:
        check(keys.fingerprint)
    except OtherSecret:
        if before is None:
            (data / _FILE).unlink(missing_ok=True)
        raise
    return keys


def _make(file: Path) -> bytes:
    secret = secrets.token_hex(32).encode()
    try:
        private.make_directory(file.parent)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_bytes().strip()
    except OSError as fault:
        raise CannotContinue(f"{file}: the secret cannot be written: {fault.strerror}.") from fault
    with os.fdopen(handle, "wb") as out:
        out.write(secret)
    return secret


def _subkey(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"warden/" + purpose).derive(secret)


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]
