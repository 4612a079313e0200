"""What is remembered from start to start, and that it may be lost."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from vbo_tui.profiles.state import MOST_SERVERS, REMEMBERED, default_path, known_version, remember_version

NOW = datetime(2026, 9, 24, 14, 3, tzinfo=UTC)
URL = "https://veeam01:4443"


def test_what_was_found_is_known_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.toml"
    remember_version(path, URL, "v7", NOW)
    assert known_version(path, URL, NOW + timedelta(hours=2)).version == "v7"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_one_server_is_not_taken_for_another(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    remember_version(path, URL, "v7", NOW)
    remember_version(path, "https://veeam02:4443", "v5", NOW)
    assert known_version(path, URL, NOW).version == "v7"
    assert known_version(path, "https://veeam02:4443", NOW).version == "v5"
    assert known_version(path, "https://veeam03:4443", NOW).version == ""


def test_the_newest_finding_counts(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    remember_version(path, URL, "v7", NOW)
    remember_version(path, URL, "v8", NOW.astimezone(timezone(timedelta(hours=5))))
    assert known_version(path, URL, NOW).version == "v8"


@pytest.mark.parametrize("later", [REMEMBERED, timedelta(days=400), -timedelta(seconds=1)])
def test_what_is_old_or_from_the_future_is_not_believed(tmp_path: Path, later: timedelta) -> None:
    path = tmp_path / "state.toml"
    remember_version(path, URL, "v7", NOW)
    assert known_version(path, URL, NOW + later).version == ""


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"not [ toml",
        b"servers = 3",
        b'[servers]\n"https://veeam01:4443" = "v7"',
        b'[servers."https://veeam01:4443"]\napi = "v7"',
        b'[servers."https://veeam01:4443"]\napi = "v7"\nfound = 2026-09-24T14:03:00',
        b'[servers."https://veeam01:4443"]\napi = 7\nfound = 2026-09-24T14:03:00Z',
        b"[" * 5000,
    ],
)
def test_a_file_that_makes_no_sense_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.toml"
    path.write_bytes(content)
    assert known_version(path, URL, NOW).version == ""
    remember_version(path, URL, "v8", NOW)
    assert known_version(path, URL, NOW).version == "v8"


def test_what_cannot_be_written_is_let_go(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    remember_version(tmp_path / "file" / "state.toml", URL, "v8", NOW)
    assert known_version(tmp_path / "file" / "state.toml", URL, NOW).version == ""


def test_the_file_does_not_grow_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    servers = "\n".join(
        f'[servers."https://s{number}"]\napi = "v8"\nfound = 2026-09-24T14:03:00Z'
        for number in range(2 * MOST_SERVERS)
    )
    path.write_text(servers)
    remember_version(path, URL, "v8", NOW)
    assert path.read_text().count("[servers.") == MOST_SERVERS
    assert known_version(path, URL, NOW).version == "v8"


def test_the_usual_place_is_in_the_users_state_folder(tmp_path: Path) -> None:
    assert default_path() == tmp_path / "home" / "xdg_state_home" / "vbo-tui" / "state.toml"
    assert not default_path().exists()
