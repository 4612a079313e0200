"""The lists that several benches read: made once in a run, and thrown away at its end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.bench.reading.child import told


@cache
def _shelf() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="vbo-tui-bench-")


def folder(version: str, count: int, *, foreign: bool = False) -> str:
    """Return where a list lies: ``whole.json`` and the folder ``pages``.

    Args:
        version: Of the API.
        count: How many sessions it has.
        foreign: Whether the names in it are none of plain Latin letters.
    """
    made = Path(_shelf().name, f"{version}-{count}{'-foreign' if foreign else ''}")
    if not made.exists():
        made.mkdir()
        told("bodies", folder=str(made), version=version, count=count, foreign=foreign)
    return str(made)


def whole(folder: str) -> bytes:
    """Return a list in one answer."""
    return Path(folder, "whole.json").read_bytes()


def pages(folder: str) -> Iterator[bytes]:
    """Yield the pages of a list, so that only one of them is held."""
    for path in sorted(Path(folder, "pages").iterdir()):
        yield path.read_bytes()
