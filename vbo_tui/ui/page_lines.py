"""What a page of the detail pane says, line by line: as fields, as it was sent, or how it was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from rich.text import Text

from vbo_tui.model.document import Document, Exchange
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import Link
from vbo_tui.model.statistics import Statistics
from vbo_tui.ui.fields import Field, Telling, fields
from vbo_tui.ui.folding import Folding, Folds
from vbo_tui.ui.item_rows import item_at
from vbo_tui.ui.raw import escaped, raw_lines
from vbo_tui.ui.trail import Page

_KEY = re.compile(r'\s*(?:"(?:[^"\\]|\\.)*": )?')


class PageLine(NamedTuple):
    """One line of a page."""

    text: Text | str
    """As it is printed; one without a style as plain text."""
    value: str
    """What is on it without its label, for whoever wants to take it elsewhere."""
    link: Link | None = None
    """What Enter follows; None where there is nothing to follow."""


class FoldedDocument:
    """The bytes of one document in lines that fold; worked out once, since they may be thousands."""

    def __init__(self, document: Document) -> None:
        raw = raw_lines(document.raw)
        self.document = document
        self.folding = Folding(raw.lines, is_json=raw.is_json)
        self._left_out = raw.left_out

    def lines(self, folded: Folds) -> list[PageLine]:
        """Return the lines that are seen."""
        seen = [PageLine(self.folding.text(number, folded), "") for number in self.folding.visible(folded)]
        note = [PageLine(Text(self._left_out, style="dim"), self._left_out)] if self._left_out else []
        return [*seen, *note]

    def value(self, number: int) -> str:
        """Return what a line says without its key: a text as such, of an object or a list all of it."""
        whole = [line.rstrip() for line in self.folding.whole(number)]
        whole[0] = whole[0][_match_end(whole[0]) :]
        whole[-1] = whole[-1].removesuffix(",")
        said = "\n".join(whole)
        try:
            text = msgspec.json.decode(said, type=str)
        except msgspec.DecodeError:
            return said
        return escaped(text)


def _match_end(line: str) -> int:
    found = _KEY.match(line)
    return found.end() if found else 0


class PageLines:
    """Works out the lines of pages, and keeps what takes long."""

    def __init__(self) -> None:
        self._folded: FoldedDocument | None = None
        self._counted: tuple[Document, list[PageLine]] | None = None

    def folded(self, document: Document) -> FoldedDocument:
        """Return a document's bytes in lines that fold."""
        if self._folded is None or self._folded.document is not document:
            self._folded = FoldedDocument(document)
        return self._folded

    def of(self, document: Document, opened: str, telling: Telling) -> list[PageLine]:
        """Return what a document says, or of a list what is ``opened`` in it."""
        resource = document.resource
        if isinstance(resource, Statistics):
            if self._counted is None or self._counted[0] is not document:
                self._counted = document, _told(fields(resource, telling))  # many, and never others
            return self._counted[1]
        shown = opened_in(document, opened) if opened else resource
        return [] if shown is None else _told(fields(shown, telling))


def opened_in(document: Document, key: str) -> Event | Item | None:
    """Return the event, or the thing, of that name in a list; None where it is not there any more."""
    match document.resource:
        case EventLog() as log:
            return next((event for event in log.events if event.id == key), None)
        case ItemPage() as page:
            return item_at(page, key)
    return None


def asked(page: Page) -> list[PageLine]:
    """Return how a page was asked for, and what that took."""
    document = page.document
    if document is None:
        told = [Field("Link", page.link.href or page.link.rel), Field("Answer", page.failure or "none yet")]
        return _told(told)
    exchange = document.exchange or Exchange(document.path, 200, len(document.raw), 0.0)
    moved = document.moved_from
    return _told(
        [
            Field("Method", exchange.method),
            Field("URL", exchange.url),
            Field("Status", str(exchange.status)),
            Field("Size", f"{exchange.size:,} bytes"),
            Field("Time taken", f"{exchange.took * 1000:.0f} ms"),
            Field("Requests", f"{exchange.requests:,}"),
            *(
                [Field("! other host", f"the link named {moved}; nothing was sent there", "bold yellow")]
                if moved
                else []
            ),
            Field("Link", page.link.href or f"none was sent: {page.link.rel} is built from the id"),
        ]
    )


def _told(told: Sequence[Field]) -> list[PageLine]:
    return [PageLine(field.text(), field.value, field.link) for field in told]
