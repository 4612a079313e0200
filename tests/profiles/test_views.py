"""How sessions were looked at is kept from start to start, per profile, and may be lost."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

from vbo_tui.profiles.state import known_version, remember_version
from vbo_tui.profiles.views import LONGEST, MOST_VIEWS, LastView, Views

SEEN = LastView(filter="by:alice fail", sort="-started", only="failed", wide=True)


def test_a_view_is_known_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.toml"
    Views(path).keep("prod", SEEN)
    assert Views(path).of("prod") == SEEN
    assert Views(path).of("lab") is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_views_and_versions_leave_each_other_alone(tmp_path: Path) -> None:
    path, now = tmp_path / "state.toml", datetime(2026, 9, 24, tzinfo=UTC)
    remember_version(path, "https://veeam01:4443", "v7", now)
    Views(path).keep("prod", SEEN)
    remember_version(path, "https://veeam02:4443", "v8", now)
    assert known_version(path, "https://veeam01:4443", now).version == "v7"
    assert Views(path).of("prod") == SEEN


def test_without_a_file_a_view_is_known_until_the_end() -> None:
    views = Views()
    views.keep("prod", SEEN)
    assert views.of("prod") == SEEN


def test_a_folder_that_cannot_be_written_to_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    views = Views(tmp_path / "state" / "state.toml")
    views.keep("prod", SEEN)
    assert views.of("prod") == SEEN


def test_a_file_full_of_nonsense_is_no_view(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    path.write_text(f'[views.prod]\nfilter = 3\nsort = "{"x" * (LONGEST + 1)}"\nwide = 1\nonly = "\\u001b"\n')
    assert Views(path).of("prod") == LastView()
    path.write_text("views = 3")
    assert Views(path).of("prod") is None


def test_the_oldest_views_go_first(tmp_path: Path) -> None:
    path = tmp_path / "state.toml"
    views = Views(path)
    for number in range(MOST_VIEWS + 1):
        views.keep(f"p{number}", SEEN)
    assert Views(path).of("p0") is None
    assert Views(path).of("p1") == SEEN
    assert Views(path).of(f"p{MOST_VIEWS}") == SEEN
