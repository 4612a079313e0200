"""A page read by msgspec and nothing else: no text is looked at, times stay text, one bad item costs all."""

from __future__ import annotations

import msgspec


class BareLink(msgspec.Struct):
    """An entry of ``_links``."""

    href: str


class BareSession(msgspec.Struct, rename="camel"):
    """A session as it is sent."""

    id: str
    name: str = ""
    organization: str = ""
    type: str = ""
    state: str = ""
    result: str = ""
    creation_time: str | None = None
    end_time: str | None = None
    point_in_time: str | None = None
    initiated_by: str = ""
    client_host: str = ""
    scope_name: str = ""
    details: str = ""
    reason: str = ""
    e_tag: int | None = None
    links: dict[str, BareLink] = msgspec.field(default_factory=dict, name="_links")


class BarePage(msgspec.Struct):
    """A page of them."""

    results: list[BareSession]


_PAGE = msgspec.json.Decoder(BarePage)
_ARRAY = msgspec.json.Decoder(list[BareSession])


def read(body: bytes) -> list[BareSession]:
    """Read a page, or a bare array."""
    return _ARRAY.decode(body) if body[:1] == b"[" else _PAGE.decode(body).results
