from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.ui.newer import NewerServer, named, on_stage
from tests.ui.stage import until
from vbo_tui.api.paging import ENDLESS, MOVING, REPEATED
from vbo_tui.errors import ApiError, ServerFault, Unreachable
from vbo_tui.model.change import Changes
from vbo_tui.model.session import Session
from vbo_tui.model.snapshot import Listing
from vbo_tui.ui.screens import watching

FIVE = [named(number) for number in range(1, 6)]


class FeedServer(NewerServer):
    """A server with a change feed: what is put into ``news`` is told."""

    def __init__(self) -> None:
        super().__init__("v8", FIVE)
        self.capabilities = replace(self.capabilities, feed=True)
        self.news: asyncio.Queue[Changes | ApiError] = asyncio.Queue()

    async def changes(self, after: str, wait: float) -> Changes:
        news = await self.news.get() if after else Changes("1", {}, frozenset())
        if isinstance(news, ApiError):
            raise news
        return news


class StreamServer(NewerServer):
    """A server whose list comes in parts; the next one when ``go`` is released, or the list breaks off."""

    def __init__(self, *parts: list[Session] | ApiError) -> None:
        super().__init__("v8", FIVE)
        self.parts = parts
        self.go = asyncio.Semaphore(0)

    async def pages(
        self, since: datetime | None = None, *, ended_since: datetime | None = None, few: bool = False
    ) -> AsyncGenerator[Listing, None]:
        self.polls += 1
        for place, part in enumerate(self.parts):
            if place:
                await self.go.acquire()
            if isinstance(part, ApiError):
                raise part
            yield Listing(tuple(part), more=place < len(self.parts) - 1)


def many(start: int, stop: int) -> list[Session]:
    return [named(number) for number in range(start, stop)]


async def test_the_feed_stands_in_the_status_row_while_it_is_followed_and_no_longer(tmp_path: Path) -> None:
    server = FeedServer()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status == "LIVE feed  sort running first")
        for _ in range(10):
            stage.clock.advance(5)
            stage.screen.tick()
            assert stage.status == "LIVE feed  sort running first", "a silent feed is not a late answer"
        server.news.put_nowait(ServerFault("500"))
        await until(pilot, lambda: stage.status == "LIVE 0s  every 10s  sort running first")
        server.hang()
        stage.clock.advance(5)
        stage.screen.tick()
        assert stage.status == "LIVE 5s  every 10s  sort running first"


async def test_without_a_feed_the_age_of_the_rows_is_told(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, NewerServer("v7", FIVE))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        stage.clock.advance(5)
        stage.screen.tick()
        assert stage.status == "LIVE 5s  every 10s  sort running first"


async def test_a_server_that_is_down_is_offline_whatever_its_feed_was(tmp_path: Path) -> None:
    server = FeedServer()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE feed"))
        server.answers = [Unreachable("connection refused")]
        server.news.put_nowait(ServerFault("500"))
        await until(pilot, lambda: stage.status.startswith("OFFLINE"))
        assert "feed" not in stage.status


async def test_while_the_first_list_streams_in_its_rows_and_keys_can_be_used(tmp_path: Path) -> None:
    server = StreamServer(many(1, 12_001), many(12_001, 12_501))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("loading 12,000  sort running first"))
        assert stage.table.row_count == 12_000
        await pilot.press("j", "j", "j", "N")
        await until(pilot, lambda: "sort name" in stage.status)
        await pilot.press("slash", *"name:77", "enter")
        await until(pilot, lambda: stage.app.focused is stage.table and "filter /name:77" in stage.status)
        await pilot.press("j")
        chosen, before = stage.table.chosen, stage.table.row_count
        assert chosen is not None
        assert "77" in chosen.name
        assert stage.status.startswith("loading 12,000")
        server.go.release()
        await until(pilot, lambda: stage.status.startswith("LIVE 0s"))
        assert (stage.table.total_count, stage.table.chosen) == (12_500, chosen)
        assert stage.table.row_count > before
        await pilot.press("escape")
        await until(pilot, lambda: stage.table.row_count == 12_500)
        assert stage.table.chosen == chosen


async def test_a_later_reading_does_not_say_that_it_loads(tmp_path: Path) -> None:
    server = StreamServer(many(1, 101), many(101, 201))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("loading 100"))
        server.go.release()
        await until(pilot, lambda: stage.status.startswith("LIVE 0s"))
        stage.clock.advance(10)
        await until(pilot, lambda: server.polls == 2)
        stage.screen.tick()
        assert stage.status.startswith("LIVE 10s")
        assert stage.table.row_count == 200


async def test_a_list_that_broke_off_says_how_much_of_it_was_read(tmp_path: Path) -> None:
    server = StreamServer(many(1, 1201), Unreachable("connection reset"))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("loading 1,200"))
        server.go.release()
        await until(pilot, lambda: stage.status.startswith("OFFLINE 00:00  connection reset"))
        assert "only 1,200 read so far" in stage.status
        assert stage.table.row_count == 1200
        server.parts = (many(1, 1301),)
        await pilot.press("r")
        await until(pilot, lambda: stage.status.startswith("LIVE 0s"))
        assert "read so far" not in stage.status
        assert stage.table.row_count == 1300


async def test_a_list_that_breaks_off_right_after_a_part_is_offline_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PARTS_APART", 3600.0)
    server = StreamServer(many(1, 101), many(101, 201), Unreachable("connection reset"))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("loading 100"))
        server.go.release()
        await until(pilot, lambda: stage.table.row_count == 200)
        server.go.release()
        await until(pilot, lambda: stage.status.startswith("OFFLINE 00:00  connection reset"))


async def test_a_list_that_stopped_coming_is_late_and_says_how_much_there_is(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, StreamServer(many(1, 1201), many(1201, 1301)))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("loading 1,200"))
        stage.clock.advance(31)
        stage.screen.tick()
        assert stage.status.startswith("STALE 31s  waiting for answer  only 1,200 read so far")


async def test_a_pause_while_the_list_streams_in_says_how_much_is_shown(tmp_path: Path) -> None:
    server = StreamServer(many(1, 1201), Unreachable("connection reset"))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(120, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("loading 1,200"))
        await pilot.press("p")
        server.go.release()
        await until(pilot, lambda: "OFFLINE: connection reset" in stage.status)
        assert stage.status.startswith("PAUSED 00:00")
        assert "only 1,200 read so far" in stage.status


@pytest.mark.parametrize("reason", [REPEATED, MOVING, ENDLESS])
async def test_the_reason_why_a_list_is_incomplete_stands_in_the_row(tmp_path: Path, reason: str) -> None:
    server = NewerServer("v7", Listing(tuple(FIVE), incomplete=reason), FIVE)
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.table.row_count == 5)
        assert stage.status.startswith("LIVE 0s")
        assert reason in stage.status
        stage.clock.advance(10)
        await until(pilot, lambda: server.polls == 2)
        await until(pilot, lambda: stage.screen.view.shown.revision == 2)
        assert reason not in stage.status
