"""The row that the filter is typed into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.suggester import Suggester
from textual.widgets import Input

from vbo_tui.model.filter import Filter
from vbo_tui.model.filter_syntax import Complaint
from vbo_tui.ui import format as fmt
from vbo_tui.ui.filter_language import Language
from vbo_tui.ui.keys import VIEW, quiet

LONGEST = 500
"""Letters of a filter; a longer text was pasted by mistake, and is left out."""

FILTER = 'words  !word  by:alice  started<2h  dur>10m  ~regex  "two words"'
SEARCH = "a text to look for; n and N go on"
"""What stands in the row before anything is typed."""

LEFT_TO_READ = 12
"""Cells before the cursor that a complaint leaves free, where there is room for both."""

WRONG = Style(bold=True, reverse=True)
"""How a complaint, and what it is about, are printed: seen without colours, too."""


class FilterBar(Input):
    """Filters while one types; Enter and Esc close it and leave the filter as it is.

    What cannot be read is told in the row itself, and the last filter that could be read stays. What may
    become a filter yet is no mistake, until Enter says that it is all, or another word begins.
    """

    DEFAULT_CSS = """
    FilterBar { dock: bottom; display: none; width: 1fr; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        quiet("escape", "close", "Close the filter's row, keep the filter", name="filter-close", group=VIEW),
        quiet("tab", "complete", "Take over what is offered", name="filter-complete", group=VIEW),
    ]

    @dataclass(eq=False)
    class Typed(Message):
        """What is typed is a filter, as far as it goes."""

        filter: Filter

    @dataclass(eq=False)
    class Sought(Message):
        """What is typed is a text to look for."""

        text: str

    class Closed(Message):
        """The user is done typing."""

    def __init__(self) -> None:
        self.language: Language | None = Language(())
        """What may be typed; None for any text, which is looked for."""
        self._complaint: Complaint | None = None
        super().__init__(
            placeholder=FILTER,
            compact=True,
            select_on_focus=False,
            max_length=LONGEST,
            suggester=_Completing(self),
            highlighter=_Pointing(self),
        )
        self.cursor_blink = False

    @property
    def complaint(self) -> Complaint | None:
        """What is said to be wrong; None for nothing."""
        return self._complaint

    @complaint.setter
    def complaint(self, complaint: Complaint | None) -> None:
        if complaint != self._complaint:
            self._complaint = complaint
            self.refresh()

    def open(self, text: str, language: Language | None) -> None:
        """Show the row with what was typed last, and take the keys; without a language to search."""
        self.language, self.complaint = language, None
        self.placeholder = SEARCH if language is None else FILTER
        with self.prevent(Input.Changed):
            self.value = text
        self.cursor_position = len(text)
        self.display = True
        self.screen.set_focus(self)  # at once: the next key may be here already

    def action_close(self) -> None:
        """Hide the row and give the keys back."""
        self.display = False
        self.post_message(self.Closed())

    def action_complete(self) -> None:
        """Go on with the last word as it is offered."""
        language = self.language if self.cursor_at_end else None
        completed = "" if language is None else language.completed(self.value)
        if completed:
            self.value = completed
            self.cursor_position = len(completed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.language is None:
            self.post_message(self.Sought(event.value))
            return
        understood, complaints = self.language.read(event.value)
        self.complaint = next((one for one in complaints if self._is_wrong(one)), None)
        if all(one.unfinished for one in complaints):
            self.post_message(self.Typed(understood))

    def _is_wrong(self, complaint: Complaint) -> bool:
        """Tell whether a complaint is to be heard: more letters do not help, or were not typed there."""
        return not complaint.unfinished or complaint.end < self.cursor_position

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        _, complaints = self.language.read(self.value) if self.language is not None else (None, ())
        self.complaint = complaints[0] if complaints else None
        if not complaints:
            self.action_close()

    def render_line(self, y: int) -> Strip:
        """Return the row: what is typed, and beside it what is wrong with it."""
        strip = super().render_line(y)
        if y or self._complaint is None:
            return strip
        width, at = self.size.width, self.cursor_screen_offset.x - self.content_region.x + 1
        said = f" {fmt.plain(str(self._complaint))}"
        is_right = width - at >= min(cell_len(said), width // 2)
        beside = width - at if is_right else min(max(at - LEFT_TO_READ, width // 2), at - 2)
        room = min(cell_len(said), beside)
        told = Strip([Segment(fmt.cell(said, room), self.rich_style + WRONG)], room)
        if is_right:
            return Strip.join([strip.crop(0, width - room), told])
        return Strip.join([told, strip.crop(room)])


class _Completing(Suggester):
    """Offers what may be meant, behind the cursor."""

    def __init__(self, bar: FilterBar) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._bar = bar

    async def get_suggestion(self, value: str) -> str | None:
        return (self._bar.language.completed(value) or None) if self._bar.language is not None else None


class _Pointing(Highlighter):
    """Marks what is wrong."""

    def __init__(self, bar: FilterBar) -> None:
        self._bar = bar

    def highlight(self, text: Text) -> None:
        complaint = self._bar.complaint
        if complaint is not None:
            text.stylize(WRONG, complaint.start, complaint.end)
