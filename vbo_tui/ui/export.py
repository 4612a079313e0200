"""What is seen, written to a file of the user's: which name it gets, and how it is written."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from vbo_tui.courtesy import give_way
from vbo_tui.errors import ConfigError
from vbo_tui.model.written import Form

A_STEP = 50
"""Sessions that are put into words before the next key is read."""

LONGEST_PART = 40
"""Letters of the server's name, and of the filter, in the name of a file."""


def file_name(server: str, shown: str, at: datetime, ending: str) -> str:
    """Return the name of a file for what is shown of a server: only letters that any system takes.

    Args:
        server: The name of its profile.
        shown: What is shown of it, the filter for one; "" for all.
        at: Now, in the user's zone.
        ending: What the file is written as.
    """
    parts = [_plain(server) or "server", _plain(shown)]
    return "-".join(["vbo", *(part for part in parts if part), f"{at:%Y%m%d-%H%M%S}"]) + f".{ending}"


def _plain(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.@]+", "-", text)[:LONGEST_PART].strip("-.")


def form_of(path: Path) -> Form:
    """Return what a file of that name is written as.

    Raises:
        ConfigError: Its ending says nothing of the kind.
    """
    ending = path.suffix.lower().removeprefix(".")
    if ending not in list(Form):
        raise ConfigError(f"{path.name}: the name must end in {', '.join(f'.{form}' for form in Form)}")
    return Form(ending)


async def write(path: Path, pieces: Iterable[str | bytes]) -> int:
    """Write a new file that only its owner may read, little by little; return its size in bytes.

    Raises:
        ConfigError: There is one of that name, or it cannot be written; nothing is left of it then.
    """
    try:
        file = _new_file(path)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:  # letters that no file name has
        raise ConfigError(f"{path}: {error}") from error
    try:
        with file:
            for step in _steps(pieces):
                await asyncio.to_thread(file.write, step)
                await give_way()
            return file.tell()
    except BaseException as error:
        os.unlink(path)
        if isinstance(error, OSError):
            raise ConfigError(f"{path}: {error.strerror or error}") from error
        raise


def _new_file(path: Path) -> BinaryIO:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    return os.fdopen(handle, "wb")


def _steps(pieces: Iterable[str | bytes]) -> Iterator[bytes]:
    left = iter(pieces)
    while taken := list(islice(left, A_STEP)):
        yield b"".join(map(_encoded, taken))


def _encoded(piece: str | bytes) -> bytes:
    return piece if isinstance(piece, bytes) else piece.encode("utf-8", "backslashreplace")
