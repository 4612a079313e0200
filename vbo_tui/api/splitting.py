"""A list that came as one long array, split into its items a piece at a time.

API v1 knows no pages: a hundred thousand sessions are one answer of fifty megabytes, and splitting
that in one go would hold up the keys.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import msgspec

from vbo_tui.api.decoding import UNDECODABLE
from vbo_tui.api.wire import RawPage, decode_page
from vbo_tui.courtesy import give_way

PIECE = 2**18
"""Bytes that are split at a time, in less than a millisecond."""

MOST_TRIES = 20
"""Places at which a piece may seem to end, and does not."""

_BETWEEN = re.compile(rb"\}\s*,\s*\{")
_RAWS = msgspec.json.Decoder(list[msgspec.Raw])


async def split(sent: bytes | bytearray) -> RawPage:
    """Split the answer to a request for a list into its items, as ``decode_page`` does.

    Raises:
        BadPayload: It is no list.
    """
    if len(sent) > PIECE and sent[:64].lstrip()[:1] == b"[":
        items: list[msgspec.Raw] = []
        try:
            async for piece in _pieces(sent):
                items += piece
        except UNDECODABLE:  # it is odd somewhere: what is wrong is found by reading all of it
            pass
        else:
            return RawPage(items, whole=True)
    return decode_page(sent)


async def _pieces(sent: bytes | bytearray) -> AsyncIterator[list[msgspec.Raw]]:
    """Yield the items of an array of objects.

    What precedes a place between two objects is an array of its own, once it is closed, if that place
    is no part of a string or of another object: else it does not decode.

    Raises:
        msgspec.MsgspecError, UnicodeDecodeError: It cannot be split so.
    """
    start = sent.index(b"[") + 1
    tries = 0
    seek = start + PIECE
    while (place := _BETWEEN.search(sent, seek)) is not None:
        try:
            piece = _RAWS.decode(b"[" + sent[start : place.start() + 1] + b"]")
        except UNDECODABLE:
            tries += 1
            if tries > MOST_TRIES:
                raise
            seek = place.end() - 1
        else:
            yield piece
            await give_way()
            start, seek, tries = place.end() - 1, place.end() + PIECE, 0
    yield _RAWS.decode(b"[" + sent[start:])
