"""The first row: which server, how many sessions of which kind, and standing warnings."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from vbo_tui.ui.widgets.line import Line, Part, cut, fit
from vbo_tui.ui.widgets.session_table import Counts


class TitleLine(Line):
    """Names the server on the left, counts the sessions on the right."""

    def show_server(
        self, name: str, address: str, counts: Counts, warnings: Sequence[str], *, api: str = ""
    ) -> None:
        """Show one server's name, address (``host:port``), counts, and warnings that never go away.

        ``api`` is the version of the API that is spoken, "" while that is not known.
        """
        self.show(title(name, address, counts, warnings, self.size.width, api=api))


def title(
    name: str, address: str, counts: Counts, warnings: Sequence[str], width: int, *, api: str = ""
) -> Text:
    """Return the title row in exactly ``width`` cells where it fits; the counts come last to go."""
    left = [
        Part("vbo-tui", rank=4, style="bold"),
        Part(name, rank=1),
        Part(address if address != name else "", rank=3),
        Part(api, rank=4, style="dim"),
        *(Part(warning, style="reverse bold") for warning in warnings),
    ]
    right = [
        Part(f"{counts.running} run", style="bold" if counts.running else "dim"),
        Part(f"{counts.stuck} stuck" if counts.stuck else "", style="bold underline yellow"),
        Part(f"{counts.failed} fail", style="bold red" if counts.failed else "dim"),
        Part(f"{counts.warning} warn", rank=1, style="yellow" if counts.warning else "dim"),
        Part(f"{counts.total} all", rank=2),
    ]
    counted = fit(right, width)
    room = width - counted.cell_len - 2
    if room < 1:
        return counted
    named = fit(left, room)
    return cut(named + Text(" " * (width - named.cell_len - counted.cell_len)) + counted, width)
