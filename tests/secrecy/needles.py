"""The forms in which a secret could lie somewhere."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus

from vbo_tui.simulator.tokens import Tokens
from vbo_tui.simulator.versions import Version

PASSWORD = 'Tr\u00e4um "s\u00fc\u00df"+&%/\\ 4711'
"""What has to be written in another way nearly everywhere."""


class GivenOut(Tokens):
    """Remembers every token that was ever given out."""

    __slots__ = ("ever",)

    def grant(self, form: Mapping[str, str], now: datetime, version: Version) -> dict[str, Any]:
        answer = super().grant(form, now, version)
        self.ever = [*getattr(self, "ever", []), answer["access_token"], answer["refresh_token"]]
        return answer


def forms(secret: str) -> Iterator[bytes]:
    """Yield a secret plain, escaped and encoded; base64 at each of its three alignments."""
    plain = secret.encode()
    yield plain
    yield secret.encode("utf-16-le")
    yield quote(secret, safe="").encode()
    yield quote_plus(secret).encode()
    yield json.dumps(secret)[1:-1].encode()
    yield repr(secret)[1:-1].encode()
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + plain)
        yield coded[4 if shift else 0 : -4]
        yield base64.urlsafe_b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]


def found(secrets: list[str], place: bytes) -> list[bytes]:
    """Return the forms of some secrets that are in ``place``."""
    return [form for secret in secrets for form in forms(secret) if form in place]
