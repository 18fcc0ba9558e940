"""Settings: one list that makes the command line, the documentation and the checks.

An option beats the environment, the environment beats ``warden.toml``, the file beats the default.
The file is ``--config`` or ``WARDEN_CONFIG``, else ``./warden.toml``, else the one in the user's
configuration directory, else none.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from warden.errors import UsageError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Directories(_Section):
    """The users' own files, read after the shipped ones."""

    sites: list[Path] = Field([], description="Further directories of site files.")
    terms: list[Path] = Field([], description="Further directories of terms.")


class Crawl(_Section):
    """How Warden asks."""

    contact: str = Field("", description="E-mail or web address shown to every site; crawling needs it.")
    sites: list[str] = Field([], description="Sites that a crawl without --site visits.")
    item_pages: bool = Field(
        True, description="Ask for a hit's own page as well; without it the list's card is its proof."
    )
    pictures: Literal["first", "all", "none"] = Field("first", description="Pictures kept of a hit.")
    max_pages: int = Field(5, ge=1, description="Pages of one probe, unless the site allows fewer.")
    timeout: float = Field(60.0, gt=0, description="Seconds after which an answer counts as failed.")
    longest_wait: float = Field(
        300.0, ge=0, description="Seconds a crawl waits for a paused lane before it leaves it for later."
    )
    block_pause: float = Field(
        900.0, ge=0, description="Seconds a lane rests after a first block; doubled each time, a day at most."
    )


class Terms(_Section):
    """Which terms are sent as queries."""

    search_status: list[Literal["candidate", "active", "retired"]] = Field(
        ["candidate", "active"], description="Status a term needs to be sent to sites."
    )


class Retention(_Section):
    """Days after which things are forgotten."""

    pages: int = Field(30, ge=1, description="Days the page archive is kept.")
    other: int = Field(30, ge=1, description="Days a listing that is no hit is kept.")
    hits: int = Field(1826, ge=1, description="Days a hit and its evidence are kept.")


class Oidc(_Section):
    """Signing in with the organisation's own accounts (OpenID Connect); the secret stands in WARDEN_OIDC_SECRET."""

    client: str = Field("", description="The console's name at the provider; without it nobody signs in so.")
    issuer: str = Field("", description="What the provider calls itself in its tokens.")
    authorize: str = Field("", description="Address where people sign in.")
    token: str = Field("", description="Address where a code is turned into a token.")
    user: str = Field("", description="Address that tells who signed in.")
    keys: str = Field("", description="Address of the keys its tokens are signed with (JWKS).")
    algorithm: Literal["RS256", "ES256"] = Field("RS256", description="How its tokens are signed.")


class Console(_Section):
    """The console in the browser (``warden serve``)."""

    hosts: list[str] = Field([], description="Names under which the console is asked, beside localhost.")
    https: bool = Field(
        False,
        description="Whether a proxy in front of it speaks HTTPS: cookies go nowhere else then.",
    )
    proxy: str = Field(
        "127.0.0.1",
        description="With https: the address of that proxy, whose word on who asks and how is taken.",
    )
    session_hours: int = Field(12, ge=1, description="Hours after which a person signs in again.")
    api_per_minute: int = Field(
        600, ge=1, description="Requests that each token may make in a minute at `/api/v1/`."
    )
    audit_share: float = Field(
        0.02, ge=0, le=1, description="Part of the places in the queue at which a random listing is shown."
    )
    second_share: float = Field(
        0.05, ge=0, le=1, description="Part of the decisions that another reviewer is asked for as well."
    )


class Config(_Section):
    """What the installation is told; see docs/reference/settings.md."""

    data: Path = Field(Path("warden-data"), description="Archive, evidence, spool, secret and database.")
    store: str = Field("", description="Where hits are kept; default sqlite:///<data>/warden.db.")
    operator: str = Field("", description="Who runs this installation; written into the capture log.")
    directories: Directories = Directories()
    crawl: Crawl = Crawl()
    terms: Terms = Terms()
    retention: Retention = Retention()
    console: Console = Console()
    oidc: Oidc = Oidc()

    @property
    def store_url(self) -> str:
        return self.store or f"sqlite:///{self.data / 'warden.db'}"

    @property
    def archive(self) -> Path:
        return self.data / "archive"

    @property
    def spool(self) -> Path:
        """Pages that wait for a store that is away."""
        return self.data / "spool"

    @property
    def site_directories(self) -> list[Path]:
        """Where site files are read from beside the shipped ones: what `sites add` wrote, then the users' own directories."""
        added = self.data / "sites"
        return [*([added] if added.is_dir() else []), *self.directories.sites]

    @property
    def term_directories(self) -> list[Path]:
        """Where the vocabulary is read from: the data directory when it has imports, then the users' own directories."""
        imports = [self.data] if next((self.data / "species").glob("*.jsonl"), None) else []
        return [*imports, *self.directories.terms]

    @property
    def evidence(self) -> Path:
        return self.data / "evidence"


TWINS = {
    "data": "WARDEN_DATA",
    "store": "WARDEN_STORE",
    "directories.sites": "WARDEN_SITES",
    "directories.terms": "WARDEN_TERMS",
    "crawl.contact": "WARDEN_CONTACT",
}
"""Settings that an environment variable gives too; options of the command line are their last part."""


def user_config() -> Path:
    """Where a user's own warden.toml lies when there is none in the working directory."""
    base = os.environ.get("APPDATA") or os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "warden" / "warden.toml"


def load_config(path: Path | None = None, **options: Any) -> Config:
    """Read the settings. ``options`` are command-line values; ``None`` means not given.

    Raises ``UsageError`` naming the file and key of a setting that is unknown or has a wrong value.
    """
    file = _file(path)
    told = _read(file) if file else {}
    for name, variable in TWINS.items():
        value = options.get(name.rpartition(".")[2])
        if value in (None, [], ()):
            value = os.environ.get(variable) or None
        if value is not None:
            _put(told, name, value, file)
    try:
        return Config.model_validate(told)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        where = str(file) if file else "the settings"
        raise UsageError(f"{where}: {key}: {first['msg']}. See docs/reference/settings.md.") from fault


def _file(path: Path | None) -> Path | None:
    named = path or (Path(os.environ["WARDEN_CONFIG"]) if os.environ.get("WARDEN_CONFIG") else None)
    if named:
        if not named.is_file():
            raise UsageError(f"{named}: no such settings file. Name another with --config.")
        return named
    return next((file for file in (Path("warden.toml"), user_config()) if file.is_file()), None)


def _read(file: Path) -> dict[str, Any]:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise UsageError(
            f"{file}: cannot be read: {fault.strerror}. Make it readable, or name another."
        ) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UsageError(f"{file}: not readable as TOML: {fault}. Mend the file.") from fault
    return told


def _put(told: dict[str, Any], name: str, value: Any, file: Path | None) -> None:
    section, _, key = name.rpartition(".")
    place = told.setdefault(section, {}) if section else told
    if not isinstance(place, dict):
        raise UsageError(f"{file}: {section} must be a table, [{section}]. See docs/reference/settings.md.")
    if section == "directories":
        parts = value.split(os.pathsep) if isinstance(value, str) else value
        value = [Path(part) for part in parts if part]
    place[key] = value
