"""The detail pane's first storey: which pages there are, what is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from textual.containers import Vertical
from textual.message import Message

from vbo_tui.errors import ApiError, NotFound
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.document import Document
from vbo_tui.model.event import EventLog
from vbo_tui.model.links import Link
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session, SessionId
from vbo_tui.model.snapshot import Snapshot
from vbo_tui.model.statistics import Statistics
from vbo_tui.ui.remarks import sentence
from vbo_tui.ui.trail import Face, Page, Trail, View


class TrailPane(Vertical):
    """Keeps the pages that were visited; asks its parent to fetch what they lack."""

    @dataclass(eq=False)
    class LinkWanted(Message):
        """A page has to be fetched; the answer goes to :meth:`arrived` or :meth:`failed`."""

        page: Page

    class Left(Message):
        """The user went back from the first page."""

    @dataclass(eq=False)
    class OrganizationLearned(Message):
        """An organization's name is known now."""

        session: SessionId
        name: str

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.now = now
        """Returns the time (aware) by the server's clock."""
        self.trail = Trail()
        """The pages."""
        self.snapshot = Snapshot()
        """The sessions as they were polled last."""
        self.capabilities = Capabilities()
        """What the server offers: it decides which links and keys there are."""
        self._gone: dict[SessionId, datetime] = {}

    @property
    def page(self) -> Page | None:
        """The page that is shown; None before the first."""
        return self.trail.page

    @property
    def gone(self) -> datetime | None:
        """Since when the page's session is not on the server's list any more; None while it is."""
        return None if self.page is None else self._gone.get(self.page.session)

    # -- what the next storey adds ------------------------------------------------------------

    def show_page(self) -> None:
        """Print the shown page as it stands now; nothing is written where nothing changed."""

    def leave_page(self) -> None:
        """Keep how the shown page is looked at, before another one is shown."""

    def enter_page(self) -> None:
        """Look at the page that is shown now as one did when it was left."""

    # -- pages --------------------------------------------------------------------------------

    def offer(self, capabilities: Capabilities) -> None:
        """Take in what the server offers."""
        if capabilities != self.capabilities:
            self.capabilities = capabilities
            self.refresh_bindings()
            self.show_page()

    def open(self, session: SessionId, link: Link, *, raw: bool = False, afresh: bool = True) -> None:
        """Open a link of a session; ``afresh`` from the table, else as the next page of the trail."""
        self.leave_page()
        if afresh:
            self.trail.clear()
            self._gone = {key: since for key, since in self._gone.items() if key == session}
        page = self.trail.visit(session, link)
        self.trail.remember(View(face=Face.RAW if raw else Face.TOLD))
        self.enter_page()
        self._ask(self.trail.page or page)

    def follow(self, link: Link | None) -> None:
        """Go on to what a link of the shown page leads to; nothing happens where there is no link."""
        if link is not None and self.page is not None:
            self.open(self.page.session, link, afresh=False)

    def go(self, step: int) -> bool:
        """Go back (-1) or forward (1); False at the end of the trail."""
        self.leave_page()
        went = self.trail.go(step)
        if went:
            self.enter_page()
            if self.page is not None and self.page.loading:
                self.reload()  # its answer was given up
        self.show_page()
        return went

    def reload(self) -> None:
        """Ask for the shown page again."""
        self._ask(self.trail.reload())

    def keep_up(self) -> None:
        """Ask for what may have been added to a page that is seen, and grows while its session works."""
        page = self.page
        if page is None or page.document is None or not self.display:
            return
        if page.live and not page.loading and isinstance(page.document.resource, EventLog | Statistics):
            self._ask(self.trail.reload(quiet=True))

    def _ask(self, page: Page | None) -> None:
        if page is None:
            return
        self.show_page()
        self.post_message(self.LinkWanted(page))

    # -- answers ------------------------------------------------------------------------------

    def arrived(self, number: int, document: Document) -> None:
        """Take in the document that request ``number`` brought."""
        owner = next((page.session for page in self.trail.crumbs if page.number == number), None)
        session = None if owner is None else self.snapshot.sessions.get(owner)
        live = session is not None and session.is_working
        self.trail.arrived(number, document, self.now(), live=live)
        page = self.page
        if page is not None and page.document is document:
            self._gone.pop(page.session, None)
        resource = document.resource
        if owner is not None and isinstance(resource, Organization) and resource.name:
            self.post_message(self.OrganizationLearned(owner, resource.name))
        self.show_page()

    def failed(self, number: int, error: ApiError) -> None:
        """Take in that request ``number`` brought nothing."""
        page = next((page for page in self.trail.crumbs if page.number == number), None)
        if page is None:
            return
        if isinstance(error, NotFound) and page.is_of_session:
            self._gone.setdefault(page.session, self.now())
        self.trail.failed(number, sentence(page.link, error))
        self.show_page()

    def polled(self, snapshot: Snapshot) -> None:
        """Take in a new answer of the server: an open session shows its later changes."""
        self.snapshot = snapshot
        for crumb in self.trail.crumbs:
            if crumb.session in snapshot.sessions:
                self._gone.pop(crumb.session, None)
            elif not snapshot.loading:
                self._gone.setdefault(crumb.session, self.now())
        page = self.page
        if page is not None and page.document is not None and isinstance(page.document.resource, Session):
            later = snapshot.sessions.get(page.session)
            if later is not None and later != page.document.resource:
                self.trail.later(replace(page.document, resource=later))
        self.show_page()
