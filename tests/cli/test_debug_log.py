"""``--debug-log``: what was asked and what came of it, and nothing secret."""

from __future__ import annotations

import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from vbo_tui.cli import USAGE, main
from vbo_tui.commands.debug_log import KEPT, LARGEST, open_log
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.serve import Simulator


@pytest.fixture(autouse=True)
def no_log_is_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VBO_TUI_PASSWORD", "demo")
    yield
    ours = logging.getLogger("vbo_tui")
    for handler in list(ours.handlers):
        ours.removeHandler(handler)
        handler.close()
    ours.setLevel(logging.NOTSET)


def listed(simulator: Simulator, log: Path) -> int:
    trust = ("--trust", simulator.certificate.sha256)
    user = ("--user", "CONTOSO\\operator")
    return main(["list", "--url", simulator.url, *user, *trust, "--debug-log", str(log)])


def test_each_request_is_a_line_of_its_own(simulator: Simulator, tmp_path: Path) -> None:
    log = tmp_path / "debug.log"
    assert listed(simulator, log) == 0
    lines = log.read_text().splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z vbo_tui\.\w+\.\w+ ", line) for line in lines)
    said = [line.split(" ", 2)[2] for line in lines]
    assert "API v1 is spoken" in said
    assert re.fullmatch(r"POST /v1/token: 200, \d+ bytes, \d+ ms", said[-2], re.IGNORECASE)
    assert re.fullmatch(r"GET /v1/restoresessions: 200, \d+ bytes, \d+ ms", said[-1], re.IGNORECASE)


def test_a_failure_is_told_with_its_reason(simulator: Simulator, tmp_path: Path) -> None:
    simulator.faults.active.add(Fault.SERVER_ERROR)
    log = tmp_path / "debug.log"
    assert listed(simulator, log) != 0
    assert re.search(r"GET /v\d/\S+ failed: the server answered 500: Object reference", log.read_text())


@pytest.mark.parametrize("before", [None, 0o666])
def test_nobody_else_can_read_it_whatever_the_umask(
    simulator: Simulator, tmp_path: Path, before: int | None
) -> None:
    log = tmp_path / "debug.log"
    if before is not None:
        log.touch()
        log.chmod(before)
    umask = os.umask(0)
    try:
        assert listed(simulator, log) == 0
    finally:
        os.umask(umask)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_neither_password_nor_token_is_in_it(simulator: Simulator, tmp_path: Path) -> None:
    log = tmp_path / "debug.log"
    assert listed(simulator, log) == 0
    given_out = [*simulator.tokens._access, *simulator.tokens._refresh]
    assert given_out
    said = log.read_text()
    assert not any(secret in said for secret in ("demo", *given_out))


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(
    simulator: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert listed(simulator, tmp_path / "none" / "debug.log") == USAGE
    assert "No such file or directory" in capsys.readouterr().err
    assert not simulator.requests


def test_it_has_a_bound_and_acts_on_no_terminal(tmp_path: Path) -> None:
    open_log(tmp_path / "debug.log")
    logger = logging.getLogger("vbo_tui.api")
    logger.debug("%s", "\x1b[2J\nnext")
    assert (tmp_path / "debug.log").read_text().endswith("\ufffd[2J\ufffdnext\n")
    for _ in range((KEPT + 2) * LARGEST // 3000):
        logger.debug("x" * 3000)
    files = list(tmp_path.glob("debug.log*"))
    assert len(files) == KEPT + 1
    assert all(file.stat().st_size <= LARGEST for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_without_the_option_nothing_is_written(simulator: Simulator, tmp_path: Path) -> None:
    trust = ("--trust", simulator.certificate.sha256)
    assert main(["list", "--url", simulator.url, "--user", "CONTOSO\\operator", *trust]) == 0
    assert not logging.getLogger("vbo_tui").handlers
