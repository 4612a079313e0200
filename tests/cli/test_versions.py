"""The command line against servers of several API versions, over TLS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.conftest import NOW
from vbo_tui.cli import main
from vbo_tui.profiles import state
from vbo_tui.simulator.faults import Fault, Faults
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

USER = "CONTOSO\\operator"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")


@pytest.fixture
def newest() -> Iterator[Simulator]:
    with Simulator(World(sessions=40), now=lambda: NOW) as server:
        yield server


def at(server: Simulator) -> list[str]:
    return ["--url", server.url, "--user", USER, "--trust", server.certificate.sha256]


def probes(server: Simulator) -> list[str]:
    """Paths that were asked for without a token, sign-ins apart."""
    return [seen.path for seen in server.requests if not seen.bearer and seen.method == "GET"]


def test_the_version_that_was_found_is_believed_at_the_next_start(newest: Simulator) -> None:
    assert main(["list", *at(newest)]) == 0
    assert probes(newest) == ["/v8/ServiceInstance"]
    assert state.known_version(state.default_path(), newest.url, datetime.now(UTC)).version == "v8"
    newest.requests.clear()
    assert main(["list", *at(newest)]) == 0
    assert probes(newest) == []


def test_a_remembered_version_that_is_gone_is_found_out(capsys: Capture) -> None:
    with Simulator(World(sessions=10), api=("v5", "v6"), now=lambda: NOW) as server:
        state.remember_version(state.default_path(), server.url, "v8", datetime.now(UTC))
        assert main(["list", "--json", *at(server)]) == 0
        assert len(json.loads(capsys.readouterr().out)) == 10
        assert state.known_version(state.default_path(), server.url, datetime.now(UTC)).version == "v6"


def test_a_version_can_be_settled(newest: Simulator, capsys: Capture) -> None:
    assert main(["doctor", "--api", "v3", *at(newest)]) == 0
    assert "v3 (Veeam Backup for Microsoft 365, product version 3.0), as the profile says" in (
        capsys.readouterr().out
    )
    assert {seen.path.split("/")[1] for seen in newest.requests} == {"v3"}
    assert main(["list", "--api", "v9", *at(newest)]) == 2
    assert "must be one of auto, v1, v2" in capsys.readouterr().err


def test_doctor_says_what_was_asked_and_answered(capsys: Capture) -> None:
    with Simulator(World(sessions=10), api=("v4", "v6"), now=lambda: NOW) as server:
        assert main(["doctor", *at(server)]) == 0
        line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("api "))
    for said in (
        "v6 (Veeam",
        "v8 no (not found (404",
        "v7 no (not found (404",
        "v6 yes (401: it wants a token)",
    ):
        assert said in line


def test_doctor_says_when_nothing_is_served(capsys: Capture) -> None:
    with Simulator(World(sessions=10), api=(), now=lambda: NOW) as server:
        assert main(["doctor", *at(server)]) == 3
    printed = capsys.readouterr()
    assert "none of API v1 to v8 is served here" in printed.err
    assert printed.out.splitlines()[-1].startswith("api          FAILED")


def test_a_window_leaves_out_what_was_over_before(capsys: Capture) -> None:
    now = datetime.now(UTC)
    for version in ("v1", "v3", "v5", "v8"):
        with Simulator(World(sessions=400), api=(version,), now=lambda: now) as server:
            assert main(["list", "--json", "--since", "1h", *at(server)]) == 0
            listed = json.loads(capsys.readouterr().out)
            assert 100 < len(listed) < 200
            oldest = [item for item in listed if item["created"] < "2020"]
            assert all(item["status"] == "running" for item in oldest)
            filtered = [seen.query for seen in server.requests if "startTimeFrom" in seen.query]
            assert bool(filtered) is (version in ("v5", "v8"))


def test_events_and_statistics_are_shown(newest: Simulator, capsys: Capture) -> None:
    made = next(made for made in newest.service.world.sessions(NOW) if not made.is_working(NOW))
    assert main(["show", made.id, "--link", "events", *at(newest)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == ["STATUS", "TYPE", "STARTED"]
    assert "Restore session started" in lines[1]
    assert "Restore session completed" in lines[-1]
    assert main(["show", made.id, "--link", "events", "--json", *at(newest)]) == 0
    events = json.loads(capsys.readouterr().out)
    assert [event["order"] for event in events] == list(range(len(lines) - 1))
    assert main(["show", made.id, "--link", "statistics", *at(newest)]) == 0
    assert capsys.readouterr().out.startswith("total")
    assert main(["show", made.id, "--link", "statistics", "--json", *at(newest)]) == 0
    assert json.loads(capsys.readouterr().out).keys() >= {"total", "restored", "failed", "skipped", "items"}


def test_what_a_version_lacks_is_one_sentence(simulator: Simulator, capsys: Capture) -> None:
    made = simulator.service.world.sessions(NOW)[0]
    assert main(["show", made.id, "--link", "events", *at(simulator)]) == 3
    assert "no events here: API v2 and later have them, this server speaks v1" in capsys.readouterr().err


def test_a_list_that_may_not_be_complete_says_so(capsys: Capture) -> None:
    faults = Faults({Fault.REPEATED_PAGE})
    with Simulator(World(sessions=400), api=("v5",), faults=faults, now=lambda: NOW) as server:
        assert main(["list", *at(server)]) == 0
    assert "the server repeats its pages" in capsys.readouterr().err


def test_a_profile_keeps_version_and_window(capsys: Capture) -> None:
    words = ["--url", "https://veeam01:4443", "--user", "u", "--api", "v6", "--since", "30d"]
    assert main(["profiles", "add", "prod", *words]) == 0
    assert main(["profiles", "edit", "prod", "--since", "8w"]) == 0
    capsys.readouterr()
    assert main(["profiles", "path"]) == 0
    with open(capsys.readouterr().out.strip(), encoding="utf-8") as file:
        text = file.read()
    assert 'api = "v6"' in text
    assert 'since = "8w"' in text
    assert main(["profiles", "edit", "prod", "--since", "soon"]) == 2
    assert "since must be like 12h, 30d or 8w" in capsys.readouterr().err


def test_the_table_has_the_columns_that_the_server_fills(newest: Simulator, capsys: Capture) -> None:
    assert main(["list", *at(newest)]) == 0
    head = capsys.readouterr().out.splitlines()[0]
    for name in ("NAME", "ORGANIZATION", "INITIATED BY", "CLIENT HOST"):
        assert name in head
    assert "POINT IN TIME" not in head


def test_a_filter_may_name_a_field(newest: Simulator, capsys: Capture) -> None:
    assert main(["list", "--json", "--filter", "by:esteve type:exchange", *at(newest)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed
    assert {item["type"] for item in listed} == {"Vex"}
    assert all("esteve" in item["initiated_by"].lower() for item in listed)
