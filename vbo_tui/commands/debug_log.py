"""The debug log: what was asked, what came of it, and what is done next; written only where it is wished.

No header, form, body or token ever gets here: those who log know none of them, or do not tell.
"""

from __future__ import annotations

import logging
import os
import time
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from vbo_tui.api.text import clean
from vbo_tui.errors import ConfigError

LARGEST = 1_000_000
"""Bytes of one file; then it is put aside as ``FILE.1``, and that as ``FILE.2``."""

KEPT = 4
"""Files that are kept beside the one that is written."""


def open_log(path: Path) -> None:
    """Write down from now on what ``vbo_tui``'s loggers say, in a file that nobody else can read.

    Raises:
        ConfigError: The file cannot be written.
    """
    try:
        handler = _PrivateFile(path)
    except OSError as error:
        raise ConfigError(f"--debug-log {path}: {error.strerror or error}") from error
    line = logging.Formatter("%(asctime)s.%(msecs)03dZ %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")
    line.converter = time.gmtime
    handler.setFormatter(line)
    logger = logging.getLogger("vbo_tui")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)


class _PrivateFile(RotatingFileHandler):
    """A log of bounded size and of mode 0600, whatever the umask is and the file was."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8")

    def _open(self) -> TextIOWrapper:
        file = open(  # noqa: SIM115 - the handler closes it
            self.baseFilename, "a", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600)
        )
        os.fchmod(file.fileno(), 0o600)
        return file

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what a server may have said in it acts on no terminal."""
        return clean(super().format(record))

    def handleError(self, record: logging.LogRecord) -> None:
        """Go on: a full disk is no reason to write across the screen."""
