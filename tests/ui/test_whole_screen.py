"""Whatever a server says, the terminal holds the very cells that were meant, at any size.

Each example paints one world of texts anew, then another one over it, and walks through a part of the
screen. All run in one app, as a day does. More of them, and others each time:
``SCREENS=5000 python -m pytest tests/ui/test_whole_screen.py``.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.monitor.scripted import NOON
from tests.ui.emulated import Emulated, emulated
from tests.ui.newer import NewerServer, event, events_of, log_page, named, on_stage
from tests.ui.stage import PROFILE, Stage
from vbo_tui.errors import (
    ApiError,
    Certificate,
    CertificateChanged,
    CertificateRejected,
    NotFound,
    SignInRefused,
    Unreachable,
)
from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import Session
from vbo_tui.model.snapshot import Listing
from vbo_tui.model.statistics import ItemOutcome, Statistics
from vbo_tui.simulator.faults import HOSTILE
from vbo_tui.ui.screens.sessions import SessionsScreen

MORE = int(os.environ.get("SCREENS", "0"))
"""Examples, other ones each time; 0 for the few that are the same each time."""

PIECES = (
    "\u0301", "\u0915\u093f", "\u0915\u094d\u0937", "\u0489", "\u20dd", "\u0e33", "\u0e31", "\u093f",
    "\u094d", "\ufe0f", "\ufe0e", "\u200d", "\u200b", "\u1160", "\u11a8", "\u115f", "\uac00", "\u5317",
    "\u3099", "\uff76", "\U0001f468", "\U0001f3fd", "\U0001f1e9", "\U0001f1ea", "\u2764", "\u00a9",
    "1\ufe0f\u20e3", "\u202e", "\u2066", "\u05d0", "\u0634", "\ufdfa", "\u00ad", "\u0085", "\u009b31m",
    "\x1b[31m", "\x1b]0;title\x07", "\x07", "\t", "\r", "\n", "\u2028", "\x00", "\x7f", "\ue000",
    "\U000e0041", "\u3000", "\u00a0", " ", "   ", "a", "Zz", "~", "\\", "[", "[/", "[b]",
    "[@click=app.bell]", ":cat:",
)  # fmt: skip
"""Letters of every kind that terminals, or layouts, trip over."""

HUGE = (
    "x" * 9000,
    "\u5317" * 3000,
    "e" + "\u0301" * 9000,
    "\u0301" * 3000,
    "a b " * 2000,
    "\u5317x" * 2000,
    "\n" * 3000,
)

texts = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join),
    st.sampled_from(HOSTILE + HUGE),
)


@dataclass(frozen=True)
class World:
    """What the server says, made of a few texts that go round all fields."""

    texts: tuple[str, ...]
    extra: int
    """Sessions and events besides the first two."""

    @property
    def sessions(self) -> list[Session]:
        return [self._session(number) for number in range(1, 3 + self.extra)]

    def _session(self, number: int) -> Session:
        say = cycle(self.texts[number % len(self.texts) :] + self.texts)
        words = ("name", "organization", "type", "initiated_by", "client_host", "scope", "details", "reason")
        spoilt: dict[str, object] = {word: next(say) for word in words}
        spoilt |= {"state": next(say)} if number % 3 == 0 else {"state": "Stopped", "result": next(say)}
        rels = (Rel.SELF, Rel.ORGANIZATION, next(say), Rel.EVENTS, Rel.STATISTICS, next(say))
        return named(number, **spoilt, link_forms=tuple(Link(rel, next(say)) for rel in rels))

    def documents(self) -> dict[tuple[str, str], Document]:
        """The pages behind the first session's links."""
        say, first = cycle(self.texts), self.sessions[0]
        words = ("type", "status", "title", "message", "item_name", "item_type", "source", "target")
        log = [
            msgspec.structs.replace(
                event(number), **{word: next(say) for word in words}, id=f"{number}{next(say)}"
            )
            for number in range(2 + self.extra)
        ]
        item = ItemOutcome(
            name=next(say), type=next(say), status=next(say), where=next(say), said=(next(say), next(say))
        )
        outcome = msgspec.structs.replace(item, parts=(item,))
        counted = Statistics(
            total=2, failed=1, warnings=(next(say),), errors=(next(say), next(say)), items=(outcome, item)
        )
        owner = Organization(
            id=next(say), name=next(say), type=next(say), links=(Link(next(say), next(say)),)
        )
        raw = (
            json.dumps({text: [text, first.name]}, ensure_ascii=False) if self.extra % 2 else text
            for text in say
        )
        return {
            (first.id, "self"): self._document(Rel.SELF, first, next(raw)),
            (first.id, "organization"): self._document(Rel.ORGANIZATION, owner, next(raw)),
            (first.id, "statistics"): self._document(Rel.STATISTICS, counted, next(raw)),
            (first.id, "events"): log_page(
                *log, raw=_bytes(next(raw)), unreadable=(next(say),), incomplete=next(say)
            ),
        }

    def _document(self, rel: Rel, resource: Session | Organization | Statistics, raw: str) -> Document:
        return Document(rel, resource, _bytes(raw), "/v8/x", moved_from=self.texts[-1])

    def failure(self, kind: int) -> ApiError:
        text = self.texts[0]
        shown = Certificate(
            text, self.texts[-1], NOON - timedelta(days=9), NOON + timedelta(days=9), "ab" * 32
        )
        made: tuple[ApiError, ...] = (
            Unreachable(text),
            SignInRefused(text),
            CertificateRejected(text, certificate=shown),
            CertificateChanged(text, certificate=shown),
        )
        return made[kind % len(made)]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


worlds = st.builds(World, st.lists(texts, min_size=1, max_size=6).map(tuple), st.integers(0, 30))


class Rig:
    """One app, in one terminal, for all examples."""

    def __init__(self, folder: Path, server: NewerServer | None = None) -> None:
        self.server = server or NewerServer("v8", [named(1)])
        self.stage: Stage = on_stage(folder, self.server)
        self.terminal: Emulated

    async def begin(self) -> None:
        """Watch the server from the start, whatever the example before left."""
        app, polls = self.stage.app, self.server.polls
        while app.screen is not self.stage.screen:
            await app.pop_screen()
        before = self.stage.screen
        app.watch_server(PROFILE)
        await self.terminal.until(lambda: app.screen is not before and self.server.polls > polls)
        await self.terminal.painted()
        self.terminal.emulator.strange.clear()
        self.terminal.emulator.bells = 0

    async def same(self, where: str) -> None:
        """Assert that the terminal shows what was meant."""
        await self.terminal.painted()
        found = self.terminal.differences()
        assert not found, f"{where}: {found[:3]}"

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.terminal.press(key)
            await self.same(f"after {key}")

    async def poll(self, answer: ApiError | World) -> None:
        """Let the server say something else."""
        said = answer if isinstance(answer, ApiError) else Listing(tuple(answer.sessions), answer.texts[:1])
        polls, self.server.answers = self.server.polls, [said]
        if isinstance(answer, World):
            self.server.documents = dict(answer.documents())  # type: ignore[arg-type]
        self.stage.screen.poller.wake()
        await self.terminal.until(lambda: self.server.polls > polls)
        view = self.stage.screen.view
        await self.terminal.until(
            lambda: (view.health.error is said) if isinstance(said, ApiError) else view.health.error is None,
        )
        await self.same("after a poll")

    async def open(self, key: str) -> None:
        """Press a key that opens a page, and wait for what it brings."""
        await self.terminal.press(key)
        pane = self.stage.pane
        await self.terminal.until(lambda: pane.page is not None and not pane.page.loading)
        await self.same(f"what {key} opened")

    async def back(self) -> None:
        """Go back to the table, from wherever it is."""
        for _ in range(20):
            if self.stage.app.screen is self.stage.screen and not self.stage.screen.has_class("-detail"):
                return
            await self.press("escape")
        raise AssertionError("escape does not lead back")


async def the_table(rig: Rig, one: World, other: World) -> None:
    await rig.press("j", "G", "N", "t", "A", "g", "slash", "e", "escape", "escape", "t", "t")
    await rig.poll(other)
    await rig.press("ctrl+d", "p", "p", "c", "e", "escape", "colon", "escape")


async def the_fields(rig: Rig, one: World, other: World) -> None:
    await rig.open("enter")
    await rig.press("j", "pagedown", "G", "z", "z")
    await rig.poll(other)
    await rig.press("y", "j", "minus", "plus", "space", "G", "escape", "u", "j", "G", "u")
    await rig.open("o")
    await rig.press(
        "u",
        "u",
        "y",
        "slash",
        "a",
        "enter",
        "n",
        "G",
        "escape",
        "left_square_bracket",
        "right_square_bracket",
    )


async def the_events(rig: Rig, one: World, other: World) -> None:
    await rig.open("l")
    if events_of(rig.stage).row_count:
        await rig.press("j", "enter", "j", "G", "escape", "G", "2", "0", "slash", "a", "enter", "escape")
    await rig.poll(other)
    await rig.open("r")
    await rig.press("y", "j", "pagedown", "escape")


async def the_statistics(rig: Rig, one: World, other: World) -> None:
    await rig.open("enter")
    await rig.open("4")
    await rig.press("j", "pagedown", "G", "y", "pagedown", "escape")
    rig.server.documents[(one.sessions[0].id, "statistics")] = NotFound(other.texts[0])
    await rig.open("r")


async def the_timeline(rig: Rig, one: World, other: World) -> None:
    await rig.press("V", "j", "G", "minus", "less_than_sign", "n", "x")
    await rig.poll(other)
    await rig.press("g", "plus", "greater_than_sign", "V")


async def the_failures(rig: Rig, one: World, other: World) -> None:
    emulator = rig.terminal.emulator
    for kind in range(4):
        emulator.bells = 0
        await rig.poll(other.failure(kind))
        assert emulator.bells == (1 if kind == 0 else 0)
        await rig.press("j", "escape")
    await rig.poll(one)
    emulator.bells = 0


async def the_names(rig: Rig, one: World, other: World) -> None:
    stage, text = rig.stage, one.texts[0]
    profile = replace(PROFILE, name=text, user=one.texts[-1])
    polls, before = rig.server.polls, stage.screen
    stage.app.watch_server(profile, note=other.texts[0])
    await rig.terminal.until(lambda: stage.app.screen is not before)
    await rig.terminal.until(lambda: rig.server.polls > polls and stage.table.row_count)
    await rig.same("the name of a profile")
    await rig.press("P", "j", "escape", "colon", *"info", "enter", "j", "escape")
    stage.app._save_as(profile, "x")
    await rig.press("j")


PARTS: tuple[Callable[[Rig, World, World], Awaitable[None]], ...] = (
    the_table,
    the_fields,
    the_events,
    the_statistics,
    the_timeline,
    the_failures,
    the_names,
)


async def walk(
    rig: Rig,
    columns: int,
    rows: int,
    part: Callable[[Rig, World, World], Awaitable[None]],
    worlds: tuple[World, World],
) -> None:
    one, other = worlds
    await rig.begin()
    await rig.poll(one)
    await rig.terminal.resize(columns, rows)
    await rig.same("painted anew")
    await rig.poll(other)
    await rig.poll(one)
    await part(rig, one, other)
    await rig.back()
    assert isinstance(rig.stage.app.screen, SessionsScreen)
    assert not rig.terminal.emulator.bells


@pytest.mark.timeout(0 if MORE else 300)
@pytest.mark.parametrize("part", PARTS)
def test_the_terminal_holds_what_was_meant(
    tmp_path: Path, part: Callable[[Rig, World, World], Awaitable[None]]
) -> None:
    rig = Rig(tmp_path)

    @settings(
        max_examples=MORE or 7,
        derandomize=not MORE,
        deadline=None,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if MORE else [])],
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
    @given(st.integers(20, 220), st.integers(4, 30), worlds, worlds)
    def examples(columns: int, rows: int, one: World, other: World) -> None:
        runner.run(walk(rig, columns, rows, part, (one, other)))

    with asyncio.Runner() as runner:
        terminal = emulated(rig.stage.app)
        rig.terminal = runner.run(terminal.__aenter__())
        try:
            examples()
        finally:
            runner.run(terminal.__aexit__(None, None, None))
