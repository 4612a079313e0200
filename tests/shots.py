"""Makes the README's pictures and its table of keys, and the snapshots: ``python -m tests.shots``.

The real screens and the real client run against the simulator over TLS; both clocks stand still, so
that the same code always draws the same pictures.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.binding import Binding
from textual.dom import DOMNode
from textual.pilot import Pilot

from tests.monitor.metronome import Metronome
from tests.ui.stage import until
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.monitor.feed import AGAIN
from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.format import TimeMode
from vbo_tui.ui.keymap import CONTEXTS, bindings_of
from vbo_tui.ui.screens.help import HelpScreen
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.widgets.detail_pane import DetailPane
from vbo_tui.ui.widgets.session_table import SessionTable
from vbo_tui.ui.widgets.status_line import StatusLine
from vbo_tui.ui.widgets.timeline_view import TimelineView

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "screenshots"
SNAPSHOTS = ROOT / "tests" / "snapshots"
README = ROOT / "README.md"
NOW = datetime(2026, 9, 24, 14, 3, 22, tzinfo=UTC)
USER = "CONTOSO\\operator"


VIEWS = {
    "table": "A status is a word before it is a colour; what runs comes first, counts stand at the right.",
    "help": "Keys by what they are for, in a box that fits the screen and scrolls where it must.",
    "timeline": "A bar a session, with the letter of its result; what runs goes on to the line of now.",
    "detail": "Names of fields and what the server said, links numbered; the way here stands above.",
    "offline": "The rows stay, but dim; reason, last data's time and the next try stand in the status row.",
}
"""What to look at in each picture."""

SIZES = {
    (80, 24): "twenty sessions, no column cut off at the edge.",
    (120, 30): "who initiated it has a column, and the detail stands beside the table.",
    (200, 50): "client host, reason and scope have columns, too.",
    (60, 20): "no organization; the status row keeps its first words.",
    (40, 12): "status, age and name alone; the help is the last key to go.",
}
"""What to look at in each size, columns and rows."""


async def pictures() -> dict[str, str]:
    """Return the README's pictures, by file name, as SVG."""
    drawn: dict[str, str] = {}
    with Simulator(World(seed=7, sessions=480), now=lambda: NOW) as server:
        usual = await views(server, (80, 24))
        drawn |= {f"{name}.svg": usual[name] for name in ("table", "timeline", "offline")}
        async with _on_stage(server, (120, 24)) as (app, pilot, _):
            pane = _screen(app).query_one(DetailPane)
            for name, pressed in (("detail.svg", ("j", "j", "j", "enter")), ("events.svg", ("l", "z"))):
                await pilot.press(*pressed)
                await until(pilot, lambda: pane.page is not None and pane.page.document is not None)
                await pilot.pause()
                drawn[name] = await _picture(app, pilot)
    return drawn


async def snapshots(size: tuple[int, int]) -> dict[str, str]:
    """Return every view in a size, by file name, as SVG that begins with what to look at."""
    with Simulator(World(seed=7, sessions=480), now=lambda: NOW) as server:
        drawn = await views(server, size)
    width, height = size
    return {
        f"{name}-{width}x{height}.svg": f"<!-- {VIEWS[name]} Here: {SIZES[size]} -->\n{picture}"
        for name, picture in drawn.items()
    }


async def views(server: Simulator, size: tuple[int, int]) -> dict[str, str]:
    """Return every view in a size, as SVG; the server is stopped for the last one, and started again."""
    drawn: dict[str, str] = {}
    async with _on_stage(server, size) as (app, pilot, clock):
        drawn["table"] = await _picture(app, pilot)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        drawn["help"] = await _picture(app, pilot)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is _screen(app))
        await pilot.press("V", "plus", "plus")
        await until(pilot, lambda: _screen(app).query_one(TimelineView).display)
        drawn["timeline"] = await _picture(app, pilot)
        await pilot.press("V", "j", "j", "j", "enter")
        pane = _screen(app).query_one(DetailPane)
        await until(pilot, lambda: pane.page is not None and pane.page.document is not None)
        drawn["detail"] = await _picture(app, pilot)
        await pilot.press("q", "g")
        await until(pilot, lambda: _screen(app).query_one(SessionTable).has_focus)
        random.seed(0)  # the retry's jitter is in the picture
        server.stop()
        await until(pilot, lambda: AGAIN in clock.waits)  # the feed is asked for once more
        clock.advance(AGAIN)
        await until(pilot, lambda: "OFFLINE" in _status(app))
        clock.advance(123)
        await until(pilot, lambda: _screen(app).view.health.failed_at == clock.seconds())  # again
        drawn["offline"] = await _picture(app, pilot)
    server.start()
    return drawn


def keys() -> str:
    """Return the README's table of keys: every binding once, in the first place where it works."""
    app = VboApp(connect=_nobody, profiles=FOLDER, profile=None, clock=Metronome(NOW))
    seen: set[str] = set()
    lines = ["| in | key | does | name |", "|---|---|---|---|"]
    for place, context in CONTEXTS.items():
        nodes: tuple[type[DOMNode], ...] = (*context, VboApp) if place == "table" else context
        for named in (one for node in nodes for one in bindings_of(node).values() if one.does):
            if named.id in seen:
                continue
            seen.add(named.id)
            pressed = named.label or " ".join(app.get_key_display(Binding(key, "")) for key in named.keys)
            lines.append(f"| {place} | {_code(pressed)} | {named.does} | `{named.id}` |")
    return "\n".join(lines)


def _nobody(_: Profile) -> Client:
    raise AssertionError("nobody is asked")


def readme_with(table: str, text: str) -> str:
    """Return the README with its table of keys replaced."""
    return re.sub(
        r"(?s)(<!-- keys.*?-->\n).*?(<!-- /keys -->)", lambda found: f"{found[1]}{table}\n{found[2]}", text
    )


@contextlib.asynccontextmanager
async def _on_stage(
    server: Simulator, size: tuple[int, int]
) -> AsyncIterator[tuple[VboApp, Pilot[None], Metronome]]:
    clock = Metronome(NOW)
    profile = Profile(name="prod", url="https://veeam01:4443", user=USER)

    async def password(_: Greet) -> Secret:
        return Secret("demo")

    def connect(_: Profile) -> Client:
        trust = Trust(pin=server.certificate.sha256)
        return Client(server.url, user=USER, ask_password=password, seconds=clock.seconds, trust=trust)

    with TemporaryDirectory() as folder:
        app = VboApp(connect=connect, profiles=Path(folder) / "profiles.toml", profile=profile, clock=clock)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: isinstance(app.screen, SessionsScreen) and "LIVE feed" in _status(app))
            _screen(app).query_one(SessionTable).time_mode = TimeMode.UTC
            clock.advance(4)
            _screen(app).show_state()
            await pilot.pause()
            yield app, pilot, clock


def _screen(app: VboApp) -> SessionsScreen:
    return next(screen for screen in app.screen_stack if isinstance(screen, SessionsScreen))


def _status(app: VboApp) -> str:
    return _screen(app).query_one(StatusLine).text.plain


async def _picture(app: VboApp, pilot: Pilot[None]) -> str:
    """Return the screen as SVG when it has come to rest, without what differs from run to run."""
    drawn: list[str] = []
    while len(drawn) < 5 or len(set(drawn[-5:])) > 1:
        await pilot.pause()
        drawn.append(app.export_screenshot(title="vbo-tui"))
    picture = re.sub(r"terminal-\d+", "terminal", drawn[-1])
    return f"{picture}<!-- drawn by Textual {version('textual')}, Rich {version('rich')} -->\n"


def same(drawn: str, held: str) -> bool:
    """Tell whether a picture is up to date.

    Other versions of the libraries that draw may draw the same screen in other ways: then the text counts.
    """
    if drawn.rpartition("<!--")[2] == held.rpartition("<!--")[2]:
        return drawn == held
    return re.findall(r"<text[^>]*>(.*?)</text>", drawn) == re.findall(r"<text[^>]*>(.*?)</text>", held)


def _code(pressed: str) -> str:
    return " ".join(f"`{key}`" if key != "|" else "`\\|`" for key in pressed.split())


def write() -> None:
    """Write every picture and the table of keys."""
    FOLDER.mkdir(exist_ok=True)
    for name, picture in asyncio.run(pictures()).items():
        (FOLDER / name).write_text(picture, encoding="utf-8")
    SNAPSHOTS.mkdir(exist_ok=True)
    for size in SIZES:
        for name, picture in asyncio.run(snapshots(size)).items():
            (SNAPSHOTS / name).write_text(picture, encoding="utf-8")
    README.write_text(readme_with(keys(), README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
    sys.stdout.write(f"written: {', '.join(sorted(path.name for path in FOLDER.iterdir()))}, README.md\n")
