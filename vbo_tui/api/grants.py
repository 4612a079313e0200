"""What the server says to a sign-in, and to whatever it refuses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from vbo_tui.api.decoding import UNDECODABLE, object_of
from vbo_tui.api.text import clean, mended
from vbo_tui.errors import BadPayload
from vbo_tui.secret import Secret


class Grant(msgspec.Struct, frozen=True):
    """What the server grants for a password or a refresh token."""

    access: Secret
    refresh: Secret | None
    life: float | None
    """Seconds from issue to expiry by the server's own reckoning; None where it names none."""


def decode_grant(body: bytes) -> Grant:
    """Decode the answer to ``POST /vN/token``.

    Raises:
        BadPayload: There is no usable token in it. The message quotes nothing of the body.

    Source:
        REST API v1, Authorization: ``access_token``, ``refresh_token``, ``expires_in``,
        ``.issued``, ``.expires`` (RFC 1123, later ISO 8601).
    """
    document = object_of(body)
    access, refresh = document.get("access_token"), document.get("refresh_token")
    if not isinstance(access, str) or not _fits_header(access):
        raise BadPayload("the server's answer to the sign-in holds no usable token")
    renewal = Secret(refresh) if isinstance(refresh, str) and refresh else None
    return Grant(Secret(access), renewal, _life(document))


def without(secrets: Iterable[str], text: str) -> str:
    """Return ``text``, or "" where it holds one of ``secrets``."""
    return "" if any(secret and secret in text for secret in secrets) else text


def error_message(body: bytes, secrets: Iterable[str] = ()) -> str:
    """Return what a server says went wrong, "" where it says nothing that can be shown.

    Args:
        body: The answer.
        secrets: What was sent in confidence: a message that repeats it is not shown.

    Source:
        Resources answer with ``message``, the token endpoint up to v5 with ``error`` and
        ``error_description``, later with any of them; v8 adds ``errorCode`` and ``stackTrace``.
    """
    document = _told(body)
    said = (document.get(key) for key in ("message", "error_description", "error"))
    text = next((text for text in said if isinstance(text, str) and text.strip()), "")
    return clean(" ".join(without(secrets, text)[:1000].split()))[:200]


def error_code(body: bytes) -> str:
    """Return the ``errorCode`` of a refusal, "" where it has none. Source: v7, v8."""
    code = _told(body).get("errorCode")
    return code if isinstance(code, str) else ""


def _told(body: bytes) -> dict[str, Any]:
    try:
        document = msgspec.json.decode(mended(body[:65536]))
    except UNDECODABLE:
        return {}
    return document if isinstance(document, dict) else {}


def _fits_header(token: str) -> bool:
    return 0 < len(token) <= 65536 and token.isascii() and token.isprintable() and " " not in token


def _life(document: Mapping[str, Any]) -> float | None:
    """Return a token's life in seconds: the shortest that the server names, all by its own clock."""
    lives: list[float] = []
    with contextlib.suppress(KeyError, TypeError, ValueError, OverflowError):
        lives.append(float(document["expires_in"]))
    issued, expires = (_stamp(document.get(key)) for key in (".issued", ".expires"))
    if issued is not None and expires is not None:
        lives.append((expires - issued).total_seconds())
    good = [life for life in lives if 0 < life < 1e9]
    return min(good, default=None)


def _stamp(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = read(value)
        except (ValueError, TypeError, OverflowError):
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
