"""The detail pane: what a session's links lead to, and the keys that lead there and back."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from vbo_tui.model.filter import Filter
from vbo_tui.model.item import ItemPage
from vbo_tui.model.links import Link, Rel
from vbo_tui.ui.keys import OPEN, PROGRAM, SERVER, VIEW, key, quiet
from vbo_tui.ui.messages import CopyWanted, ExportWanted
from vbo_tui.ui.trail import Face
from vbo_tui.ui.widgets.event_table import EventTable
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.page_pane import PagePane


class DetailPane(PagePane):
    """Shows one page of the trail, under keys."""

    DEFAULT_CSS = """
    DetailPane { height: 1fr; padding: 0 1; }
    DetailPane RecordTable { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "escape,q",
            "back",
            "back",
            "Back; from the first page to the table",
            name="detail-back",
            group=OPEN,
        ),
        quiet("left_square_bracket", "go(-1)", "Back one page", name="detail-earlier", group=OPEN),
        quiet("right_square_bracket", "go(1)", "Forward one page", name="detail-later", group=OPEN),
        quiet("greater_than_sign", "turn('next')", "The next page of a list", name="detail-next", group=OPEN),
        quiet(
            "less_than_sign",
            "turn('prev')",
            "The page of a list before this one",
            name="detail-previous",
            group=OPEN,
        ),
        key("y", "toggle_raw", "raw", "The JSON as the server sent it", name="detail-raw", group=OPEN),
        key(
            "u",
            "toggle_asked",
            "url",
            "What was asked for, its status, size and time",
            name="detail-url",
            group=OPEN,
        ),
        quiet(
            "n",
            "hit(1)",
            "Next hit of what / looks for; in a table the next row, for / leaves only rows that match",
            name="detail-hit-next",
            group=VIEW,
        ),
        quiet("N", "hit(-1)", "Previous hit", name="detail-hit-previous", group=VIEW),
        quiet("space", "fold", "Fold what is under the cursor, or unfold it", name="detail-fold", group=VIEW),
        quiet("minus", "fold_all", "Fold everything", name="detail-fold-all", group=VIEW),
        quiet("plus,equals_sign", "unfold_all", "Unfold everything", name="detail-unfold-all", group=VIEW),
        key("o", "organization", "org", "Open the organization", name="detail-organization", group=OPEN),
        key("l", "events", "log", "Open the session's events", name="detail-events", group=OPEN),
        quiet(
            "c",
            "copy",
            "Copy what the cursor is on to the terminal's clipboard",
            name="detail-copy",
            group=PROGRAM,
        ),
        quiet(
            "e",
            "export",
            "Write the page to a file, as the server sent it",
            name="detail-export",
            group=PROGRAM,
        ),
        key("r,ctrl+r,f5", "reload", "reload", "Ask for this page again", name="detail-reload", group=SERVER),
        quiet(
            "1",
            "follow(1)",
            "Follow the link of that number",
            name="detail-follow-1",
            group=OPEN,
            label="1-9",
        ),
        *(
            quiet(str(number), f"follow({number})", "", name=f"detail-follow-{number}", group=OPEN)
            for number in range(2, 10)
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Leave out the keys for what this server, or this page, does not have."""
        match action:
            case "events":
                return Rel.EVENTS in self.capabilities.rels
            case "fold" | "fold_all" | "unfold_all":
                return self.raw
            case "turn":
                return self._list is not None
        return True

    @on(FieldList.Chosen)
    def _choose_line(self, message: FieldList.Chosen) -> None:
        message.stop()
        if self.raw:
            self.fold_at_cursor()
        elif message.line < len(self.lines):
            self.follow(self.lines[message.line].link)

    def action_follow(self, number: int) -> None:
        """Follow link ``number``."""
        links = self._links()
        if number <= len(links):
            self.follow(links[number - 1])

    def _links(self) -> list[Link]:
        """Return the links that are shown, in their order."""
        shown = self.lines if self.table is None and self.view.face is Face.TOLD else []
        return [line.link for line in shown if line.link is not None]

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
        session = self.snapshot.sessions.get(self.page.session)
        links = [*self._links(), *(session.links if session is not None else ())]
        self.follow(next((link for link in links if link.known is rel), Link(rel.value, "")))

    def action_go(self, step: int) -> None:
        """Go ``step`` pages back or forward."""
        self.go(step)

    def action_turn(self, rel: str) -> None:
        """Go to the page of a list beside the shown one."""
        self.follow(self._turned(rel))

    def _turned(self, rel: str) -> Link | None:
        """Return the link to a page beside the shown one; None where there is none."""
        links = () if self._list is None else self._list.links
        return next((link for link in links if link.known == rel), None)

    @property
    def _list(self) -> ItemPage | None:
        """The list that is shown as a table; None where none is."""
        resource = None if self.document is None else self.document.resource
        return resource if isinstance(resource, ItemPage) and self.table is not None else None

    def action_back(self) -> None:
        """Stop looking for something, leave what is shown of the page, else the page, else the pane."""
        table = self.table
        if table is None and self.view.sought:
            self.seek("")
        elif self.view.face is not Face.TOLD:
            self.look(replace(self.view, face=Face.TOLD))
        elif self.view.opened:
            self.look(replace(self.view, opened=""))
        elif table is not None and table.narrowed:
            table.filter = Filter()
            if isinstance(table, EventTable):
                table.action_only(0)
            self.show_page()
        elif not self.go(-1):
            self.post_message(self.Left())

    def action_toggle_raw(self) -> None:
        """Show the JSON as it was sent, or the page again."""
        self._turn_to(Face.RAW)

    def action_toggle_asked(self) -> None:
        """Show how the page was asked for, or the page again."""
        self._turn_to(Face.ASKED)

    def _turn_to(self, face: Face) -> None:
        shown = Face.TOLD if self.view.face is face else face
        self.look(replace(self.view, face=shown, sought=""))

    def action_hit(self, step: int) -> None:
        """Go to the next or the previous hit."""
        self.next_hit(step)

    def action_fold(self) -> None:
        """Fold or unfold what the cursor is on."""
        self.fold_at_cursor()

    def action_fold_all(self) -> None:
        """Fold everything."""
        self.fold_all(folded=True)

    def action_unfold_all(self) -> None:
        """Unfold everything."""
        self.fold_all(folded=False)

    def action_copy(self) -> None:
        """Send the value under the cursor to the terminal."""
        if self.value_under_cursor:
            self.post_message(CopyWanted(self.value_under_cursor))

    def action_export(self) -> None:
        """Ask for the page in a file."""
        if self.page is not None and self.sent:
            self.post_message(ExportWanted(f"{self.page.session[:8]} {self.page.link.rel}", self.sent))

    def action_reload(self) -> None:
        """Ask for the shown page again."""
        self.reload()
