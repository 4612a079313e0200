from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.newer import MIXED, events_of, log_page, on_stage, open_events, printed, rows, serve_log
from tests.ui.stage import until
from vbo_tui.ui.format import TimeMode


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (44, "St Item"),
        (47, "St Started UTC Type Item"),
        (71, "St Started UTC Type Item"),
        (72, "St Started UTC Type Size Item Source"),
        (101, "St Started UTC Type Size Item Source"),
        (102, "St Started UTC Type Size Item Source Target"),
        (119, "St Started UTC Type Size Item Source Target"),
    ],
)
async def test_the_width_decides_which_columns_of_events_there_are(
    tmp_path: Path, width: int, titles: str
) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*MIXED)))
    async with stage.app.run_test(size=(width, 24)) as pilot:
        await open_events(stage, pilot)
        assert printed(events_of(stage))[0].split() == titles.split()
        assert "item 0001" in rows(stage)[1]
        assert "Session started" in rows(stage)[0]
        assert ("from/0001" in rows(stage)[1]) is ("Source" in titles)
        assert ("to/0001" in rows(stage)[1]) is ("Target" in titles)


async def test_times_are_to_the_second_and_sizes_in_human_units(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*MIXED)))
    async with stage.app.run_test(size=(119, 24)) as pilot:
        await open_events(stage, pilot)
        assert rows(stage)[2].split()[:7] == ["OK", "09-24", "12:00:02", "Restore", "318", "kB", "item"]
        assert "2.4 GB" in rows(stage)[3]
        assert rows(stage)[0].split() == ["OK", "09-24", "12:00:00", "Session", "started"]


async def test_the_title_of_the_times_names_their_zone(tmp_path: Path, in_berlin: None) -> None:
    stage = on_stage(tmp_path, serve_log(log_page(*MIXED)))
    async with stage.app.run_test(size=(119, 24)) as pilot:
        await open_events(stage, pilot)
        seen = []
        for _ in TimeMode:
            before = stage.table.time_mode
            seen.append((before, printed(events_of(stage))[0].split()[1:3], rows(stage)[2].split()[2]))
            await pilot.press("t")
            await until(pilot, lambda before=before: stage.table.time_mode is not before)  # type: ignore[misc]
        assert seen == [
            (TimeMode.LOCAL, ["Started", "CEST"], "14:00:02"),
            (TimeMode.UTC, ["Started", "UTC"], "12:00:02"),
            (TimeMode.RELATIVE, ["Started", "UTC"], "12:00:02"),
        ]
