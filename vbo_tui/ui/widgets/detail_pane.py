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

from vbo_tui.errors import ApiError, NotFound, ServerFault
from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Snapshot
from vbo_tui.ui import format as fmt
from vbo_tui.ui.fields import Field, fields
from vbo_tui.ui.keys import key, quiet
from vbo_tui.ui.raw import escaped, raw_lines
from vbo_tui.ui.trail import Page, Trail
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.line import Line, cut


class DetailPane(Vertical):
    """Shows one page of the trail; asks its parent to fetch what it lacks."""

    DEFAULT_CSS = """
    DetailPane { height: 1fr; padding: 0 1; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,q", "back", "back", "Back; from the first page to the table", name="detail-back"),
        quiet("left_square_bracket", "go(-1)", "Back one page", name="detail-earlier"),
        quiet("right_square_bracket", "go(1)", "Forward one page", name="detail-later"),
        key("y", "toggle_raw", "raw", "The JSON as the server sent it", name="detail-raw"),
        key("o", "organization", "org", "Open the organization", name="detail-organization"),
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

    def __init__(self, *, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._trail = Trail()
        self._raw = False
        self._gone: dict[SessionId, datetime] = {}
        self._fields: list[Field] = []
        self._raw_of: Document | None = None
        self._raw_text: list[Text] = []
        self.time_mode = fmt.TimeMode.LOCAL
        """How instants are printed; set by the screen."""

    def compose(self) -> ComposeResult:
        """A line for the way here, a line for what there is to say of it, and the page."""
        yield Line(id="crumbs")
        yield Line(id="remark")
        yield FieldList()

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

    def open(self, session: SessionId, link: Link, *, raw: bool = False, afresh: bool = True) -> None:
        """Open a link of a session; ``afresh`` from the table, else as the next page of the trail."""
        if afresh:
            self._trail.clear()
        self._raw = raw
        self._ask(self._trail.visit(session, link))

    def arrived(self, number: int, document: Document) -> None:
        """Take in the document that request ``number`` brought."""
        self._trail.arrived(number, document, self._now())
        page = self.page
        if page is not None and page.document is document:
            self._gone.pop(page.session, None)
        if isinstance(document.resource, Organization) and document.resource.name:
            owner = next((page.session for page in self._trail.crumbs if page.document is document), None)
            if owner is not None:
                self.post_message(self.OrganizationLearned(owner, document.resource.name))
        self.show_page()

    def failed(self, number: int, error: ApiError) -> None:
        """Take in that request ``number`` brought nothing."""
        page = next((page for page in self._trail.crumbs if page.number == number), None)
        if page is None:
            return
        if isinstance(error, NotFound) and page.link.known is Rel.SELF:
            self._gone.setdefault(page.session, self._now())
        self._trail.failed(number, _sentence(page.link, error))
        self.show_page()

    def polled(self, snapshot: Snapshot) -> None:
        """Take in a new answer of the server: an open session shows its later changes."""
        for crumb in self._trail.crumbs:
            if crumb.session in snapshot.sessions:
                self._gone.pop(crumb.session, None)
            else:
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
        self.query_one("#crumbs", Line).show(cut(self._crumbs(), width))
        self.query_one("#remark", Line).show(cut(self._remark(page), width))
        self.query_one(FieldList).show(self._lines(page))

    def focus_page(self) -> None:
        """Put the keys on the page."""
        self.screen.set_focus(self.query_one(FieldList))

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

    def action_organization(self) -> None:
        """Follow the link to the organization, where this page has one."""
        self._follow(next((field.link for field in self._fields if _leads_to_organization(field)), None))

    def action_go(self, step: int) -> None:
        """Go ``step`` pages back or forward."""
        if self._trail.go(step):
            self._arrive_again()

    def action_back(self) -> None:
        """Leave the raw view, else go back a page, else leave the pane."""
        if self._raw:
            self.action_toggle_raw()
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
        page = self._trail.reload()
        if page is not None:
            self._ask(page)

    def _follow(self, link: Link | None) -> None:
        if link is not None and self.page is not None:
            self.open(self.page.session, link, afresh=False)

    def _ask(self, page: Page) -> None:
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
        self._fields = fields(page.document.resource, now=self._now(), mode=self.time_mode)
        return [field.text() for field in self._fields]

    def _raw_lines(self, document: Document) -> list[Text]:
        """Return the document's bytes in lines; worked out once, since they may be millions."""
        if self._raw_of is not document:
            self._raw_of, self._raw_text = document, [Text(line) for line in raw_lines(document.raw)]
        return self._raw_text

    def _crumbs(self) -> Text:
        """Return the way here: the session, then each relation followed."""
        pages = self._trail.crumbs
        names = [pages[-1].session, *(str(page.link.known or page.link.rel) for page in pages)]
        return Text(" > ".join([*names, *(["raw"] if self._raw else [])]), style="bold")

    def _clock_time(self, moment: datetime) -> str:
        return f"{self.time_mode.in_zone(moment):%H:%M:%S}"

    def _remark(self, page: Page) -> Text:
        """Return the most important thing to say of the page, or an empty line."""
        if page.loading:
            return Text("loading ...", style="dim")
        if page.failure:
            return Text(escaped(page.failure), style="bold red")
        if page.session in self._gone:
            return Text(f"gone since {self._clock_time(self._gone[page.session])}", style="bold yellow")
        if page.document is not None and page.document.moved_from:
            return Text(
                f"the link named {page.document.moved_from}; asked the profile's own server", style="dim"
            )
        if self._raw and page.fetched is not None:
            return Text(f"as sent at {self._clock_time(page.fetched)}", style="dim")
        return Text("")


def _sentence(link: Link, error: ApiError) -> str:
    """Return what a failure means to the user.

    Source: REST clients take a 500 below a session for "the session has expired": the organization
    is only there as long as the session is open.
    """
    if link.known is Rel.ORGANIZATION and isinstance(error, NotFound | ServerFault):
        return f"the organization can be opened only while the session works ({error})"
    return str(error)


def _leads_to_organization(field: Field) -> bool:
    return field.link is not None and field.link.known is Rel.ORGANIZATION
