"""The detail pane's second storey: what a page looks like, and what is looked for in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual import on
from textual.app import ComposeResult

from vbo_tui.model.document import Document
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.filter import Filter
from vbo_tui.model.item import ItemPage
from vbo_tui.ui import format as fmt
from vbo_tui.ui.event_rows import FIELDS as EVENT_FIELDS
from vbo_tui.ui.fields import Telling, UsualOf, never_stuck
from vbo_tui.ui.filter_language import Language
from vbo_tui.ui.page_lines import PageLine, PageLines, asked, opened_in
from vbo_tui.ui.remarks import of_events, of_items, remark, way
from vbo_tui.ui.seeking import Search, next_hit, place
from vbo_tui.ui.trail import Face, Page, View
from vbo_tui.ui.widgets.event_table import EventTable
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.item_table import ItemTable
from vbo_tui.ui.widgets.line import Line, cut
from vbo_tui.ui.widgets.record_table import RecordTable
from vbo_tui.ui.widgets.trail_pane import TrailPane


class PagePane(TrailPane):
    """Shows one page of the trail: lines, or a table of what it lists."""

    def __init__(self, *, now: Callable[[], datetime], usual: UsualOf = never_stuck) -> None:
        """Begin without a page.

        Args:
            now: Returns the time (aware) by the server's clock.
            usual: Tells how long sessions like one that is stuck last.
        """
        super().__init__(now=now)
        self._usual = usual
        self.view = View()
        """How the page is looked at now; its rows and cursor stand in the widgets until it is left."""
        self.time_mode = fmt.TimeMode.LOCAL
        """How instants are printed; set by the screen."""
        self.lines: list[PageLine] = []
        """What is shown, where that is no table."""
        self._made = PageLines()
        self._waits = False
        """Whether the cursor has still to be put where it was: the page has not come yet."""
        self._keys_of: tuple[Face, RecordTable | None] = (Face.TOLD, None)
        """What the keys were offered for last."""

    def compose(self) -> ComposeResult:
        """A line for the way here, a line for what there is to say of it, and the page."""
        yield Line(id="crumbs")
        yield Line(id="remark")
        yield FieldList()
        yield EventTable(now=self.now)
        yield ItemTable(now=self.now)

    def on_resize(self) -> None:
        """Print the page as wide as there is room now; before the first layout there was none."""
        self.call_after_refresh(self.show_page)

    # -- what there is ------------------------------------------------------------------------

    @property
    def raw(self) -> bool:
        """Whether the page is shown as the server sent it."""
        return self.view.face is Face.RAW

    @property
    def document(self) -> Document | None:
        """What the shown page holds; None while it has not come."""
        return None if self.page is None else self.page.document

    @property
    def table(self) -> RecordTable | None:
        """The table that is shown; None where the page is shown in lines."""
        if self.document is None or self.view.face is not Face.TOLD or self.view.opened:
            return None
        match self.document.resource:
            case EventLog():
                return self.query_one(EventTable)
            case ItemPage():
                return self.query_one(ItemTable)
        return None

    @property
    def value_under_cursor(self) -> str:
        """What the cursor is on, without its label: a value, or what a row's event or thing is about."""
        table, listed = self.table, self.query_one(FieldList)
        if table is not None and self.document is not None:
            record = opened_in(self.document, table.chosen_key)
            if isinstance(record, Event):
                return record.message or record.title or record.id
            return "" if record is None else record.name
        if listed.highlighted is None:
            return ""
        if self.raw and self.document is not None:
            folded = self._made.folded(self.document)
            number = self._json_line(listed.highlighted)
            return "" if number is None else folded.value(number)
        shown = self.lines[listed.highlighted : listed.highlighted + 1]
        return shown[0].value if shown else ""

    @property
    def sent(self) -> bytes:
        """The page as the server sent it; of a list in pages the first one that was asked for."""
        return b"" if self.document is None else self.document.raw

    # -- coming and going ---------------------------------------------------------------------

    def leave_page(self) -> None:
        """Keep filter, row, line and folds with the page."""
        if self.page is None or not self.is_mounted:
            return
        table, listed = self.table, self.query_one(FieldList)
        if self._waits:
            return  # what was kept last still holds
        if table is not None:
            status = table.status if isinstance(table, EventTable) else ""
            self.view = replace(self.view, row=table.chosen_key, filter=table.filter, status=status, line=0)
        else:
            self.view = replace(self.view, line=listed.highlighted or 0)
        self.trail.remember(self.view)

    def enter_page(self) -> None:
        """Look at a page as one did when it was left."""
        if self.page is None:
            return
        self.view, self._waits = self.page.view, True
        self.query_one(EventTable).begin(chosen=self.view.filter, status=self.view.status)
        self.query_one(ItemTable).begin(chosen=self.view.filter)
        self.query_one(FieldList).highlighted = 0

    def look(self, view: View) -> None:
        """Look at the page in another way."""
        table = self.table
        if table is not None:
            view = replace(view, row=table.chosen_key)
        turned = (view.face, view.opened) != (self.view.face, self.view.opened)
        self.view = view
        if turned:
            self.query_one(FieldList).highlighted = 0
        self.show_page()
        if turned and self.table is not None:
            self.table.go_to(view.row)

    # -- showing ------------------------------------------------------------------------------

    def show_page(self) -> None:
        """Print the shown page as it stands now; nothing is written where nothing changed."""
        page = self.page
        if page is None or not self.is_mounted:
            return
        width = self.query_one("#crumbs", Line).size.width
        way_here = way(self.trail.crumbs, width=width, beyond=self._beyond())
        self.query_one("#crumbs", Line).show(cut(way_here, width))
        self._show_body(page)
        self._mark_hits()
        said = remark(
            replace(page, view=self.view),
            gone=self.gone,
            found=self._found(),
            listed=self._listed(page),
            face=lambda moment: f"{self.time_mode.in_zone(moment):%H:%M:%S}",
        )
        self.query_one("#remark", Line).show(cut(said, width))
        shown = (self.view.face, self.table)
        if shown != self._keys_of:
            self._keys_of = shown
            self.refresh_bindings()

    def _beyond(self) -> str:
        """Return what of the page is shown, in the way to it."""
        if self.view.face is not Face.TOLD:
            return "raw" if self.view.face is Face.RAW else "url"
        if not self.view.opened or self.document is None:
            return ""
        record = opened_in(self.document, self.view.opened)
        return "event" if record is None or isinstance(record, Event) else fmt.plain(record.name)[:40]

    def _show_body(self, page: Page) -> None:
        """Show the page in lines, or in a table; the keys go with it."""
        table, listed = self.table, self.query_one(FieldList)
        shown = listed if table is None else table
        if not shown.display:
            focused = self.has_focus_within
            for widget in (listed, *self.query(RecordTable)):
                widget.display = widget is shown
            if focused:
                self.focus_page()
        if table is not None and page.document is not None:
            table.show(page.document.resource, self.time_mode)
        else:
            self.lines = self._lines(page)
            listed.show([line.text for line in self.lines])
        if page.document is not None:
            self._put_cursor()

    def _put_cursor(self) -> None:
        """Put the cursor where it was when the page was left, once the page is there."""
        if not self._waits:
            return
        self._waits = False
        if self.table is not None:
            self.table.go_to(self.view.row)
        else:
            self.query_one(FieldList).highlighted = self.view.line

    def _lines(self, page: Page) -> list[PageLine]:
        if self.view.face is Face.ASKED:
            return asked(page)
        if page.document is None:
            return []
        if self.raw:
            return self._made.folded(page.document).lines(self.view.folded)
        session = self.snapshot.sessions.get(page.session)
        telling = Telling(
            self.now(),
            self.time_mode,
            rels=self.capabilities.rels,
            session_type="" if session is None else session.type,
            usual=self._usual,
        )
        return self._made.of(page.document, self.view.opened, telling)

    def _listed(self, page: Page) -> str:
        resource = None if page.document is None else page.document.resource
        if isinstance(resource, EventLog):
            events = self.query_one(EventTable)
            text = events.filter.text
            return of_events(
                resource, events.shown_count, status=events.status, filter_text=text, live=page.live
            )
        if isinstance(resource, ItemPage):
            items = self.query_one(ItemTable)
            return of_items(resource, items.shown_count, filter_text=items.filter.text)
        return ""

    def focus_page(self) -> None:
        """Put the keys on the page."""
        self.screen.set_focus(self.table or self.query_one(FieldList))

    @on(RecordTable.Opened)
    def _open_record(self, message: RecordTable.Opened) -> None:
        message.stop()
        self.look(replace(self.view, opened=message.key, sought=""))

    @on(RecordTable.Narrowed)
    def _narrowed(self, message: RecordTable.Narrowed) -> None:
        message.stop()
        self.show_page()

    # -- looking for something ------------------------------------------------------------------

    @property
    def sought(self) -> str:
        """What is looked for in the lines, or the filter of the rows."""
        return self.view.sought if self.table is None else self.table.filter.text

    @property
    def language(self) -> Language | None:
        """What a filter of the rows may say; None where there are lines, in which any text is looked for."""
        table = self.table
        if isinstance(table, EventTable):
            return Language(EVENT_FIELDS, seen=table.seen)
        return None if table is None else Language(())

    def narrow(self, chosen: Filter) -> None:
        """Show the rows that a filter lets through."""
        if self.table is not None:
            self.table.filter = chosen
            self.show_page()

    def seek(self, text: str) -> None:
        """Look for a text in the lines of the page."""
        self.view = replace(self.view, sought=text)
        hits, at = self._hits(), self._at()
        if hits and at not in hits:
            self._go_to_line(next_hit(hits, at, 1))
        self.show_page()

    def next_hit(self, step: int) -> None:
        """Go to the next (1) or the previous (-1) hit; in a table every row is one."""
        table = self.table
        if table is not None:
            count = table.shown_count
            if count:
                table.move_cursor(row=(table.cursor_row + step) % count)
            return
        self._go_to_line(next_hit(self._hits(), self._at(), step))
        self.show_page()

    def _hits(self) -> list[int]:
        """Return the lines that hold what is looked for; of JSON also those that are folded away."""
        if self.raw and self.document is not None:
            return Search(self.view.sought).lines(self._made.folded(self.document).folding.lines)
        return Search(self.view.sought).lines([str(line.text) for line in self.lines])

    def _at(self) -> int:
        """Return the line that the cursor is on, counted as the hits are."""
        highlighted = self.query_one(FieldList).highlighted or 0
        number = self._json_line(highlighted) if self.raw else highlighted
        return highlighted if number is None else number

    def _json_line(self, row: int) -> int | None:
        """Return which line of the JSON stands on a row of the list; None where it is none of them."""
        if self.document is None:
            return None
        seen = self._made.folded(self.document).folding.visible(self.view.folded)
        return seen[row] if row < len(seen) else None

    def _go_to_line(self, number: int | None) -> None:
        """Put the cursor on a line; what hides it is unfolded."""
        if number is None:
            return
        if self.raw and self.document is not None:
            folding = self._made.folded(self.document).folding
            self.fold(folding.unfolded_at(number, self.view.folded), at=number)
        else:
            self.query_one(FieldList).highlighted = number

    def fold(self, folded: frozenset[int], *, at: int) -> None:
        """Fold what is told, and nothing else; the cursor goes to line ``at``, or what that is in."""
        if self.page is None or self.document is None:
            return
        folding = self._made.folded(self.document).folding
        listed = self.query_one(FieldList)
        if folded != self.view.folded:
            self.view = replace(self.view, folded=folded)
            self.lines = self._lines(self.page)
            listed.show([line.text for line in self.lines])
        seen = folding.visible(folded)
        shown = folding.shown_at(at, folded)
        listed.highlighted = seen.index(shown) if shown in seen else 0

    def fold_at_cursor(self) -> None:
        """Fold what the cursor is on or in; unfold it where it is folded."""
        number = self._json_line(self.query_one(FieldList).highlighted or 0)
        if number is not None and self.document is not None:
            folding = self._made.folded(self.document).folding
            folded, at = folding.toggled(number, self.view.folded)
            self.fold(folded, at=at)
        self.show_page()

    def fold_all(self, *, folded: bool) -> None:
        """Fold everything but the outermost, or nothing."""
        if self.document is not None:
            folding, at = self._made.folded(self.document).folding, self._at()
            self.fold(folding.all_folded() if folded else frozenset(), at=at)
        self.show_page()

    def _mark_hits(self) -> None:
        self.query_one(FieldList).mark(Search(self.view.sought).marks)

    def _found(self) -> str:
        if self.table is not None or not self.view.sought:
            return ""
        return f"/{self.view.sought}  {place(self._hits(), self._at())}"
