"""How many sessions started when, by result: a row for each result, or one for the worst of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from vbo_tui.model.session import Status
from vbo_tui.ui import format as fmt
from vbo_tui.ui.timeline import LETTERS, Signs, histogram_row, worst_of_each
from vbo_tui.ui.widgets.line import Line, Part, fit

ROWS = (Status.FAILED, Status.WARNING, Status.SUCCESS, Status.RUNNING)
"""The results with rows of their own; the others have one where there are any."""

_WORDS = {
    Status.FAILED: "FAIL",
    Status.WARNING: "WARN",
    Status.SUCCESS: "OK",
    Status.RUNNING: "RUN",
    Status.OTHER: "other",
}


class Histogram(Vertical):
    """Lines above the chart, whose columns are the chart's.

    Textual's Sparkline is not used: it is painted whole when one count changes, in blends of colours
    that a terminal of 16 has not.
    """

    DEFAULT_CSS = """
    Histogram {
        height: auto;
        & Line { display: none; }
        &.-rows Line.-row { display: block; }
        &.-rows Line.-other { display: none; }
        &.-rows.-others Line.-other { display: block; }
        &.-worst #worst { display: block; }
    }
    """

    def compose(self) -> ComposeResult:
        """A line for each result, and one for all."""
        for status in (*ROWS, Status.OTHER):
            line = Line(id=f"started-{status}")
            line.add_class("-row", *(["-other"] if status is Status.OTHER else []))
            yield line
        yield Line(id="worst")

    def fit(self, height: int) -> None:
        """Take as many lines as leave most of ``height`` to the rows below."""
        self.set_class(height >= 16, "-rows")
        self.set_class(7 <= height < 16, "-worst")

    def show(
        self, counts: Mapping[Status, Sequence[int]], signs: Signs, *, label: int, dim: bool, note: str
    ) -> None:
        """Show how many sessions started in each column.

        Args:
            counts: By result.
            signs: What to draw with.
            label: Cells before the first column.
            dim: Whether they may no longer be true.
            note: What a column is, or that they are still being counted.
        """
        self.set_class(any(counts[Status.OTHER]), "-others")
        style = Style(dim=True) if dim else Style()
        for status in (*ROWS, Status.OTHER):
            said = _label(status, counts[status], label)
            drawn = Text(histogram_row(counts[status], signs), Style.parse(fmt.style_of(status)) + style)
            self.query_one(f"#started-{status}", Line).show(said + drawn)
        worst = fit([Part(note, style="dim")], label)
        worst.pad_right(label - worst.cell_len)
        for status_or_none in worst_of_each(counts):
            letter = LETTERS[status_or_none] if status_or_none else " "
            worst.append(letter, Style.parse(fmt.style_of(status_or_none)) + style if status_or_none else "")
        self.query_one("#worst", Line).show(worst)


def _label(status: Status, counts: Sequence[int], width: int) -> Text:
    """Return the letter, the word and the number of a result, and the most in one column."""
    count, most = sum(counts), max(counts, default=0)
    parts = [
        Part(LETTERS[status], style=fmt.style_of(status)),
        Part(f"{_WORDS[status]:5}", rank=2, style=fmt.style_of(status)),
        Part(f"{count:>6,}", rank=1),
        Part(f"top {most}" if most > 1 else "", rank=3, style="dim"),
    ]
    said = fit(parts, max(width - 1, 0), gap=" ")
    said.pad_right(width - said.cell_len)
    return said
