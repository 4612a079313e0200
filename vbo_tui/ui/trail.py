"""Where the user went in the detail pane, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, auto
from itertools import count

from vbo_tui.model.document import Document
from vbo_tui.model.event import EventLog
from vbo_tui.model.filter import Filter
from vbo_tui.model.item import ItemPage
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import SessionId
from vbo_tui.ui.folding import NOTHING_FOLDED, Folds

LONGEST = 50
"""Pages remembered; the oldest go first."""

MOST_BYTES = 32 * 2**20
"""What the documents of these pages may take, about; the farthest away go first, but for the shown one."""

EVENT = 1000
"""Bytes of an event of a log, or of a thing in a list, about."""


class Face(Enum):
    """What of a page is shown."""

    TOLD = auto()
    """What it says, in human words."""
    RAW = auto()
    """As the server sent it."""
    ASKED = auto()
    """How it was asked for."""


@dataclass(frozen=True, slots=True)
class View:
    """How the user looks at a page; it is found the same when they come back."""

    face: Face = Face.TOLD
    opened: str = ""
    """What of a list is shown whole; "" for the list itself."""
    filter: Filter = field(default_factory=Filter)
    """Which rows of a list are shown."""
    status: str = ""
    """The status of the events that are shown; "" for all."""
    row: str = ""
    """What names the row that the cursor is on."""
    line: int = 0
    """The line that the cursor is on, where there are no rows."""
    folded: Folds = NOTHING_FOLDED
    """What of the JSON is folded."""
    sought: str = ""
    """What is looked for in the lines."""


@dataclass(frozen=True, slots=True)
class Page:
    """One link that was followed, and what came of it."""

    number: int
    """Names the request: an answer to another number is not for this page."""
    session: SessionId
    link: Link
    document: Document | None = None
    fetched: datetime | None = None
    """When ``document`` came: aware, wall clock."""
    failure: str = ""
    """Why the last request brought nothing; "" when it did, or is under way."""
    loading: bool = True
    quiet: bool = False
    """Whether the request under way only brings what is shown up to date."""
    live: bool = False
    """Whether the session still worked when ``document`` came: there may be more by now."""
    view: View = View()
    """How it was looked at when it was left."""

    @property
    def is_of_session(self) -> bool:
        """Whether it shows the session itself; links to themselves are also what the session opened has."""
        below = self.link.href.casefold()
        return self.link.known is Rel.SELF and "/organization" not in below and "/events/" not in below


class Trail:
    """The pages visited, oldest first, and which of them is shown."""

    def __init__(self) -> None:
        self._pages: list[Page] = []
        self._index = -1
        self._numbers = count(1)

    @property
    def page(self) -> Page | None:
        """The page that is shown; None before the first."""
        return self._pages[self._index] if self._pages else None

    @property
    def crumbs(self) -> list[Page]:
        """The pages from the first one to the shown one."""
        return self._pages[: self._index + 1]

    def visit(self, session: SessionId, link: Link) -> Page:
        """Go on to a new page; what lay ahead is forgotten."""
        page = Page(next(self._numbers), session, link)
        self._pages = [*self._pages[: self._index + 1], page][-LONGEST:]
        self._index = len(self._pages) - 1
        return page

    def reload(self, *, quiet: bool = False) -> Page | None:
        """Ask again for the shown page, which keeps what it has meanwhile."""
        if self.page is None:
            return None
        failure = self.page.failure if quiet else ""
        page = replace(self.page, number=next(self._numbers), failure=failure, loading=True, quiet=quiet)
        self._pages[self._index] = page
        return page

    def go(self, step: int) -> bool:
        """Go back (-1) or forward (1); False at the end of the trail."""
        if not 0 <= self._index + step < len(self._pages):
            return False
        self._index += step
        return True

    def clear(self) -> None:
        """Forget every page."""
        self._pages, self._index = [], -1

    def arrived(self, number: int, document: Document, at: datetime, *, live: bool = False) -> None:
        """Take in the answer to request ``number``; nothing happens if nobody waits for it."""
        self._settle(number, document=document, fetched=at, live=live)

    def failed(self, number: int, failure: str) -> None:
        """Take in that request ``number`` brought nothing; what the page had stays."""
        self._settle(number, failure=failure)

    def later(self, document: Document) -> None:
        """Put a later state of what the shown page shows in its place."""
        if self.page is not None:
            self._pages[self._index] = replace(self.page, document=document)

    def remember(self, view: View) -> None:
        """Keep how the shown page is looked at."""
        if self.page is not None:
            self._pages[self._index] = replace(self.page, view=view)

    def _settle(
        self,
        number: int,
        *,
        document: Document | None = None,
        fetched: datetime | None = None,
        failure: str = "",
        live: bool | None = None,
    ) -> None:
        for index, page in enumerate(self._pages):
            if page.number == number and page.loading:
                self._pages[index] = replace(
                    page,
                    loading=False,
                    failure=failure,
                    document=document or page.document,
                    fetched=fetched or page.fetched,
                    live=page.live if live is None else live,
                )
                self._make_room()
                return

    def _make_room(self) -> None:
        """Forget documents that are far away; their pages are asked for again when they are shown."""
        held = sum(_weight(page.document) for page in self._pages)
        for index in sorted(range(len(self._pages)), key=lambda index: -abs(index - self._index)):
            page = self._pages[index]
            if held > MOST_BYTES and page.document is not None and index != self._index:
                held -= _weight(page.document)
                number = next(self._numbers)
                self._pages[index] = replace(page, number=number, document=None, fetched=None, loading=True)


def _weight(document: Document | None) -> int:
    if document is None:
        return 0
    listed = document.resource
    many = len(listed.events) if isinstance(listed, EventLog) else 0
    many = len(listed.items) if isinstance(listed, ItemPage) else many
    return len(document.raw) + EVENT * many
