"""What a session's links lead to: the page asked for, the way there, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import OptionList

from vbo_tui.errors import ApiError, NotFound
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.document import Document
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.filter import Filter
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Snapshot
from vbo_tui.model.statistics import Statistics
from vbo_tui.ui import format as fmt
from vbo_tui.ui.fields import Field, Telling, UsualOf, event_fields, fields, never_stuck
from vbo_tui.ui.keys import key, quiet
from vbo_tui.ui.raw import raw_lines
from vbo_tui.ui.remarks import of_events, remark, sentence, way
from vbo_tui.ui.trail import Page, Trail
from vbo_tui.ui.widgets.event_table import EventTable
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.line import Line, cut


class DetailPane(Vertical):
    """Shows one page of the trail; asks its parent to fetch what it lacks."""

    DEFAULT_CSS = """
    DetailPane { height: 1fr; padding: 0 1; }
    DetailPane EventTable { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,q", "back", "back", "Back; from the first page to the table", name="detail-back"),
        quiet("left_square_bracket", "go(-1)", "Back one page", name="detail-earlier"),
        quiet("right_square_bracket", "go(1)", "Forward one page", name="detail-later"),
        key("y", "toggle_raw", "raw", "The JSON as the server sent it", name="detail-raw"),
        key("o", "organization", "org", "Open the organization", name="detail-organization"),
        key("l", "events", "log", "Open the session's events", name="detail-events"),
        key("r,ctrl+r,f5", "reload", "reload", "Ask for this page again", name="detail-reload"),
        quiet("1", "follow(1)", "Follow the link of that number", name="detail-follow-1", label="1-9"),
        *(
            quiet(str(number), f"follow({number})", "", name=f"detail-follow-{number}")
            for number in range(2, 10)
        ),
    ]

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

    def __init__(self, *, now: Callable[[], datetime], usual: UsualOf = never_stuck) -> None:
        super().__init__()
        self._now = now
        self._usual = usual
        self._trail = Trail()
        self._raw = False
        self._gone: dict[SessionId, datetime] = {}
        self._fields: list[Field] = []
        self._raw_of: Document | None = None
        self._raw_text: list[Text] = []
        self._counted_of: Document | None = None
        self._counted: list[Text] = []
        self._event: Event | None = None
        self._snapshot = Snapshot()
        self._capabilities = Capabilities()
        self.time_mode = fmt.TimeMode.LOCAL
        """How instants are printed; set by the screen."""

    def compose(self) -> ComposeResult:
        """A line for the way here, a line for what there is to say of it, and the page."""
        yield Line(id="crumbs")
        yield Line(id="remark")
        yield FieldList()
        yield EventTable(now=self._now)

    def on_resize(self) -> None:
        """Print the page as wide as there is room now; before the first layout there was none."""
        self.call_after_refresh(self.show_page)

    @property
    def page(self) -> Page | None:
        """The page that is shown; None before the first."""
        return self._trail.page

    @property
    def raw(self) -> bool:
        """Whether the page is shown as the server sent it."""
        return self._raw

    @property
    def shows_events(self) -> bool:
        """Whether the page is a table of events."""
        return self._event is None and not self._raw and self._log is not None

    @property
    def event_filter(self) -> Filter:
        """Which events are shown."""
        return self.query_one(EventTable).filter

    @event_filter.setter
    def event_filter(self, chosen: Filter) -> None:
        self.query_one(EventTable).filter = chosen
        self.show_page()

    def seen_in_events(self, field: str) -> list[str]:
        """Return what some of the events say in a field that a filter may name."""
        return self.query_one(EventTable).seen(field)

    @property
    def _log(self) -> EventLog | None:
        resource = self.page.document.resource if self.page and self.page.document else None
        return resource if isinstance(resource, EventLog) else None

    def offer(self, capabilities: Capabilities) -> None:
        """Take in what the server offers: it decides which links and keys there are."""
        if capabilities != self._capabilities:
            self._capabilities = capabilities
            self.refresh_bindings()
            self.show_page()

    def open(self, session: SessionId, link: Link, *, raw: bool = False, afresh: bool = True) -> None:
        """Open a link of a session; ``afresh`` from the table, else as the next page of the trail."""
        if afresh:
            self._trail.clear()
            self._gone = {key: since for key, since in self._gone.items() if key == session}
        self._raw, self._event = raw, None
        self.query_one(EventTable).begin()
        self._ask(self._trail.visit(session, link))

    def keep_up(self) -> None:
        """Ask for what may have been added to a page that is seen, and grows while its session works."""
        page = self.page
        if page is None or not self.display:
            return
        if page.live and not page.loading and page.link.known in _GROWING:
            self._ask(self._trail.reload(quiet=True))

    def arrived(self, number: int, document: Document) -> None:
        """Take in the document that request ``number`` brought."""
        owner = next((page.session for page in self._trail.crumbs if page.number == number), None)
        session = None if owner is None else self._snapshot.sessions.get(owner)
        live = session is not None and session.is_working
        self._trail.arrived(number, document, self._now(), live=live)
        page = self.page
        if page is not None and page.document is document:
            self._gone.pop(page.session, None)
            self._event = self._as_it_is_now(self._event)
        resource = document.resource
        if owner is not None and isinstance(resource, Organization) and resource.name:
            self.post_message(self.OrganizationLearned(owner, resource.name))
        self.show_page()

    def failed(self, number: int, error: ApiError) -> None:
        """Take in that request ``number`` brought nothing."""
        page = next((page for page in self._trail.crumbs if page.number == number), None)
        if page is None:
            return
        if isinstance(error, NotFound) and page.link.known is Rel.SELF:
            self._gone.setdefault(page.session, self._now())
        self._trail.failed(number, sentence(page.link, error))
        self.show_page()

    def polled(self, snapshot: Snapshot) -> None:
        """Take in a new answer of the server: an open session shows its later changes."""
        self._snapshot = snapshot
        for crumb in self._trail.crumbs:
            if crumb.session in snapshot.sessions:
                self._gone.pop(crumb.session, None)
            elif not snapshot.loading:
                self._gone.setdefault(crumb.session, self._now())
        page = self.page
        if page is not None and page.document is not None and page.link.known is Rel.SELF:
            later = snapshot.sessions.get(page.session)
            if later is not None and later != page.document.resource:
                self._trail.later(replace(page.document, resource=later))
        self.show_page()

    def show_page(self) -> None:
        """Print the shown page as it stands now; nothing is written where nothing changed."""
        page = self.page
        if page is None or not self.is_mounted:
            return
        width = self.query_one("#crumbs", Line).size.width
        beyond = "raw" if self._raw else "event" if self._event is not None else ""
        self.query_one("#crumbs", Line).show(cut(way(self._trail.crumbs, beyond=beyond), width))
        self._show_body(page)
        said = remark(
            page,
            gone=self._gone.get(page.session),
            raw=self._raw,
            events=self._of_events(page),
            face=lambda moment: f"{self.time_mode.in_zone(moment):%H:%M:%S}",
        )
        self.query_one("#remark", Line).show(cut(said, width))

    def _show_body(self, page: Page) -> None:
        """Show the page in the list of fields, or in the table of events; the keys go with it."""
        listed, table = self.query_one(FieldList), self.query_one(EventTable)
        focused = self.has_focus_within
        if listed.display is self.shows_events:
            listed.display, table.display = not self.shows_events, self.shows_events
            if focused:
                self.focus_page()
        if self.shows_events and self._log is not None:
            table.show(self._log, self.time_mode)
        else:
            listed.show(self._lines(page))

    def _of_events(self, page: Page) -> str:
        if self._log is None:
            return ""
        table = self.query_one(EventTable)
        shown, text = table.shown_count, table.filter.text
        return of_events(self._log, shown, status=table.status, filter_text=text, live=page.live)

    def _as_it_is_now(self, shown: Event | None) -> Event | None:
        """Return the event that is shown whole as the log has it by now."""
        if shown is None or self._log is None:
            return shown
        return next((event for event in self._log.events if event.id == shown.id), shown)

    def focus_page(self) -> None:
        """Put the keys on the page."""
        self.screen.set_focus(self.query_one(EventTable if self.shows_events else FieldList))

    @on(EventTable.Opened)
    def _open_event(self, message: EventTable.Opened) -> None:
        message.stop()
        self._event = message.event
        self.query_one(FieldList).highlighted = 0
        self.show_page()

    @on(EventTable.Narrowed)
    def _narrowed(self, message: EventTable.Narrowed) -> None:
        message.stop()
        self.show_page()

    @on(OptionList.OptionSelected)
    def _follow_line(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if not self._raw and event.option_index < len(self._fields):
            self._follow(self._fields[event.option_index].link)

    def action_follow(self, number: int) -> None:
        """Follow link ``number``."""
        links = [field.link for field in self._fields if field.link is not None]
        if number <= len(links):
            self._follow(links[number - 1])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out the key for what this server does not have."""
        return action != "events" or Rel.EVENTS in self._capabilities.rels

    def action_organization(self) -> None:
        """Follow the link to the organization."""
        self._go_to(Rel.ORGANIZATION)

    def action_events(self) -> None:
        """Follow the link to the session's events."""
        self._go_to(Rel.EVENTS)

    def _go_to(self, rel: Rel) -> None:
        """Follow a link of the page's session, unless it is what is shown; without one the id will do."""
        if self.page is None or self.page.link.known is rel:
            return
        session = self._snapshot.sessions.get(self.page.session)
        on_page = [field.link for field in self._fields if field.link is not None]
        links = [*on_page, *(session.links if session is not None else ())]
        self._follow(next((link for link in links if link.known is rel), Link(rel.value, "")))

    def action_go(self, step: int) -> None:
        """Go ``step`` pages back or forward."""
        if self._trail.go(step):
            self._event = None
            self._arrive_again()

    def action_back(self) -> None:
        """Leave the raw view, the event, the filter of events, else the page, else the pane."""
        table = self.query_one(EventTable)
        if self._raw:
            self.action_toggle_raw()
        elif self._event is not None:
            self._event = None
            self.show_page()
        elif self.shows_events and (table.status or table.filter):
            table.action_only(0)
            self.event_filter = Filter()
        elif self._trail.go(-1):
            self._arrive_again()
        else:
            self.post_message(self.Left())

    def action_toggle_raw(self) -> None:
        """Show the JSON as it was sent, or the fields again."""
        self._raw = not self._raw
        self.query_one(FieldList).highlighted = 0
        self.show_page()

    def action_reload(self) -> None:
        """Ask for the shown page again."""
        self._ask(self._trail.reload())

    def _follow(self, link: Link | None) -> None:
        if link is not None and self.page is not None:
            self.open(self.page.session, link, afresh=False)

    def _ask(self, page: Page | None) -> None:
        if page is None:
            return
        self.show_page()
        self.post_message(self.LinkWanted(page))

    def _arrive_again(self) -> None:
        """Show a page of the trail; one whose answer was given up is asked for again."""
        if self.page is not None and self.page.loading:
            self.action_reload()
        self.show_page()

    def _lines(self, page: Page) -> list[Text]:
        if page.document is None:
            self._fields = []
            return []
        if self._raw:
            return self._raw_lines(page.document)
        telling = Telling(self._now(), self.time_mode, rels=self._capabilities.rels, usual=self._usual)
        if self._event is not None:
            self._fields = event_fields(self._event, telling)
        elif isinstance(page.document.resource, Statistics):
            return self._statistics(page.document, telling)
        else:
            self._fields = fields(page.document.resource, telling)
        return [field.text() for field in self._fields]

    def _statistics(self, document: Document, telling: Telling) -> list[Text]:
        """Return the lines of statistics; worked out once, since they may be many, and never change."""
        self._fields = []
        if self._counted_of is not document:
            told = fields(document.resource, telling)
            self._counted_of, self._counted = document, [field.text() for field in told]
        return self._counted

    def _raw_lines(self, document: Document) -> list[Text]:
        """Return the document's bytes in lines; worked out once, since they may be millions."""
        if self._raw_of is not document:
            self._raw_of, self._raw_text = document, [Text(line) for line in raw_lines(document.raw)]
        return self._raw_text


_GROWING = (Rel.EVENTS, Rel.STATISTICS)
"""What grows while a session works."""
