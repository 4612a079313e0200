"""What every test shares: a make-believe server over TLS, and walls around the user's own files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)

# How long an example takes says how busy the machine is: four tests run at a time.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def no_user_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Move every place that programs keep a user's files in to a folder of the test's own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home if name == "HOME" else home / name.lower()))
    ours = [name for name in os.environ if name.startswith("VBO_TUI_")]
    for name in (*ours, "NO_COLOR", "COLORTERM", "COLUMNS", "LINES"):  # what runs the tests may set some
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def simulator(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A running server of product 1.5, with 30 sessions and a clock that stands still.

    At its end nothing but GET has come in, the token aside, unless the test is marked
    ``posts_on_purpose``.
    """
    with Simulator(World(sessions=30, types=("Vex",)), api=("v1",), now=lambda: NOW) as server:
        yield server
    if "posts_on_purpose" not in request.keywords:
        only_get(server)


def only_get(server: Simulator) -> None:
    """Assert that ``server`` was asked for nothing but tokens and GETs."""
    other = [
        seen
        for seen in server.requests
        if seen.method != "GET" and not seen.path.casefold().endswith("/token")
    ]
    assert other == []
