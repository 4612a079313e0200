"""The whole program in a real pseudo-terminal, on servers of several API versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.terminal.pseudo import Terminal
from tests.terminal.test_monitor import PASSWORD, monitor
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World


def lists(server: Simulator) -> int:
    return sum(seen.path.endswith("/RestoreSessions") for seen in server.requests)


def test_a_session_that_starts_is_on_the_screen_without_a_list_being_asked_for() -> None:
    world = World(sessions=60)
    with Simulator(world) as server, Terminal(monitor(server), env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE feed")
        asked = lists(server)
        now = datetime.now(UTC)
        made = replace(
            world.sessions(now)[0], id=str(uuid4()), created=now, ends=None, organization="newcomer.example"
        )
        world.put(made, now)
        terminal.shows(r"^\+.* newcomer")
        assert lists(server) == asked
        world.end(made.id, datetime.now(UTC))
        terminal.shows(r"^\*.* newcomer")
        world.remove(made.id, datetime.now(UTC))
        terminal.until(lambda: "newcomer" not in terminal.text)
        assert lists(server) == asked


@pytest.mark.parametrize(
    ("before", "after", "served"),
    [("v8", "v5", ("v5",)), ("v1", "v8", ("v8",)), ("v6", "v2", ("v2",)), ("v7", "v8", ("v7", "v8"))],
)
def test_a_server_of_another_version_is_noticed(before: str, after: str, served: tuple[str, ...]) -> None:
    world = World(sessions=60)
    first = Simulator(world, api=(before,))
    with Terminal(monitor_of(first), columns=140, rows=30, env=PASSWORD) as terminal:
        first.start()
        terminal.shows(r"^OFFLINE|^LIVE")
        terminal.press("r")
        terminal.shows(r"^LIVE")
        first.stop()
        terminal.shows(r"^OFFLINE")
        second = Simulator(world, api=served, port=first.port)
        second.certificate = first.certificate
        with second:
            terminal.press("r")
            terminal.shows(r"^LIVE feed" if after == "v8" else r"^LIVE \d+s")
            terminal.until(lambda: ("Initiated by" in terminal.text) is (after != "v1"))
            assert {seen.path.split("/")[1] for seen in second.requests if seen.status == 200} == {after}
            assert f" {after} " in terminal.lines[0]


def monitor_of(server: Simulator) -> list[str]:
    """The monitor's command line for a server that has a port before it runs."""
    server.start()
    server.stop()
    return monitor(server)


def test_events_of_a_working_session_are_kept_up_to_date() -> None:
    now = datetime.now(UTC)
    world = World(sessions=60)
    with Simulator(world) as server, Terminal(monitor(server), columns=100, env=PASSWORD) as terminal:
        terminal.shows(r"^LIVE feed")
        made = next(made for made in world.sessions(now) if made.is_working(now))
        terminal.press("/", made.id, "enter")
        terminal.shows(r"filter /[0-9a-f-]{36}  1 of 60")
        terminal.shows(r"\? help  Enter open")  # the filter's row is gone from there
        terminal.press("l")
        terminal.shows(r"Restore session started")
        terminal.shows(r"the session works: more may come")
        world.end(made.id, datetime.now(UTC))
        terminal.shows(r"Restore session completed")
        terminal.until(lambda: "more may come" not in terminal.text)
        terminal.press("escape")
        terminal.shows(r"filter /[0-9a-f-]{36}  1 of 60")


def test_a_long_list_streams_in_while_keys_are_read() -> None:
    with Simulator(World(sessions=3000)) as server:
        server.faults.active = {Fault.SMALL_PAGES}
        server.faults.largest_page = 60
        with Terminal(monitor(server), env=PASSWORD) as terminal:
            terminal.shows(r"^loading [\d,]+")
            terminal.press("j", "j", "D")
            terminal.shows(r"^loading [\d,]+ .*sort duration")
            terminal.shows(r"^LIVE")
            terminal.shows(r"(2999|3000|3001) all")


def test_a_server_whose_feed_is_out_of_order_is_polled() -> None:
    with Simulator(World(sessions=60)) as server:
        server.faults.active = {Fault.FEED_BROKEN}
        with Terminal(monitor(server), env=PASSWORD) as terminal:
            terminal.shows(r"^LIVE \d+s  every 2s")


def test_a_version_without_events_has_no_key_for_them() -> None:
    with (
        Simulator(World(sessions=30), api=("v1",)) as server,
        Terminal(monitor(server), env=PASSWORD) as terminal,
    ):
        terminal.shows(r"^LIVE")
        assert " log" not in terminal.lines[-1]
        terminal.press("l", "enter")
        terminal.shows(r"\[2\] organization")
        assert "events" not in terminal.text
