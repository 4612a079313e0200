"""What the terminal may send that Textual does not expect."""

from __future__ import annotations

import codecs
from functools import partial

from textual.drivers import linux_driver


def tolerate_any_byte() -> None:
    """Read bytes that are not UTF-8 as replacement characters.

    A mouse report of an old terminal, a pasted Latin-1 text or a reattached tmux may send them;
    Textual 8 decodes strictly, and its input thread would take the program down. Replaces a name
    in Textual's driver; ``test_bytes_that_are_no_text_do_no_harm`` notices when that stops working.
    """
    linux_driver.getincrementaldecoder = _tolerant  # type: ignore[attr-defined, assignment]


def _tolerant(encoding: str) -> partial[codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")
