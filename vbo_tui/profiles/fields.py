"""From what a person or a file wrote to a checked profile. Complaints name the key."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from vbo_tui.errors import ConfigError
from vbo_tui.profiles.checks import command, flag, said, seconds, text
from vbo_tui.profiles.profile import SHORTEST_INTERVAL, Profile

VERSIONS = ("auto", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8")
"""Values of ``api``."""

LARGEST_ANSWER = 4096.0
"""MiB; more than that is no list of sessions."""


def profile_from(name: str, table: Mapping[str, Any], where: str) -> Profile:
    """Check the fields of one profile and build it; keys that are not its fields are ignored.

    Args:
        name: The profile's name.
        table: Field names and values, as TOML gives them.
        where: What complaints begin with: the file and the table.

    Raises:
        ConfigError: A field is missing or cannot be used; the message names it.
    """
    if not name.strip() or not name.isprintable():
        raise ConfigError(f"{where}: a profile needs a name that can be printed")
    for key in ("url", "user"):
        if key not in table:
            raise ConfigError(f"{where}: {key} is missing")
    values = {key: _CHECKS[key](table[key], f"{where}: {key}") for key in _CHECKS if key in table}
    profile = Profile(name=name, **values)
    _check_url(profile, f"{where}: url")
    trusts = [key for key in ("ca_file", "pin") if key in values] + (
        [] if profile.verify else ["verify = false"]
    )
    if len(trusts) > 1:
        raise ConfigError(f"{where}: {trusts[0]} and {trusts[1]} exclude each other")
    return profile


def unknown_keys(table: Mapping[str, Any]) -> list[str]:
    """Return the keys of a profile's table that mean nothing to this version."""
    return sorted(table.keys() - _CHECKS.keys())


def fields_of(profile: Profile) -> dict[str, Any]:
    """Return what is written down of a profile: its fields, but for those at their defaults."""
    plain = Profile(name=profile.name, url=profile.url, user=profile.user)
    written: dict[str, Any] = {"url": profile.url, "user": profile.user}
    for key in _CHECKS:
        value = getattr(profile, key)
        if value != getattr(plain, key):
            written[key] = list(value) if isinstance(value, tuple) else value
    return written


def fingerprint(text: str) -> str | None:
    """Return a SHA-256 as 64 lower-case hexadecimal digits; None where it is none.

    Colons and blanks between the digits are ignored, as is letter case.
    """
    digits = re.sub(r"[\s:]", "", text).lower()
    return digits if re.fullmatch("[0-9a-f]{64}", digits) else None


def printable(text: str) -> str:
    """Return ``text`` with escapes in place of what would act on a terminal."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _version(value: object, where: str) -> str:
    if value not in VERSIONS:
        raise ConfigError(f"{where} must be one of {', '.join(VERSIONS)}, not {said(value)}")
    return str(value)


def _since(value: object, where: str) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    if not re.fullmatch(r"[1-9][0-9]{0,3}[hdw]", text):
        raise ConfigError(f"{where} must be like 12h, 30d or 8w, not {said(value)}")
    return text


def _pin(value: object, where: str) -> str:
    digits = fingerprint(value) if isinstance(value, str) else None
    if digits is None:
        raise ConfigError(f"{where} must be a SHA-256: 64 hexadecimal digits, not {said(value)}")
    return digits


def _mebibytes(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= LARGEST_ANSWER:
        raise ConfigError(f"{where} must be from 1 to {LARGEST_ANSWER:g} MiB, not {said(value)}")
    return float(value)


_CHECKS: dict[str, Callable[[object, str], Any]] = {
    "url": text,
    "user": text,
    "api": _version,
    "ca_file": text,
    "pin": _pin,
    "verify": flag,
    "allow_http": flag,
    "interval": seconds(SHORTEST_INTERVAL),
    "since": _since,
    "connect_timeout": seconds(0.1),
    "read_timeout": seconds(0.1),
    "largest_answer": _mebibytes,
    "password_command": command,
}


def _check_url(profile: Profile, where: str) -> None:
    try:
        parts = urlsplit(profile.url)
        sound = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise ConfigError(f"{where} is no address: {error}") from error
    if parts.scheme not in ("https", "http") or not sound or re.search(r"[\s\\%]", profile.url):
        raise ConfigError(f"{where} must look like https://host:4443, not {said(profile.url)}")
    if _more_than_an_origin(parts):
        raise ConfigError(
            f"{where} must name a host and a port, nothing else: {parts.scheme}://{parts.hostname}:4443"
        )
    if parts.scheme == "http" and not profile.allow_http:
        raise ConfigError(
            f"{where} is plain http: the password would be readable; allow_http = true permits it"
        )


def _more_than_an_origin(parts: SplitResult) -> bool:
    return bool(parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
