"""What was painted of widgets that are gone is not held for ever."""

from __future__ import annotations

import gc
from pathlib import Path

from textual._styles_cache import StylesCache
from textual.widget import Widget

from tests.monitor.scripted import ScriptedServer
from tests.ui.newer import named
from tests.ui.stage import Stage, until
from vbo_tui.ui.screens.help import HelpScreen


async def test_dialogs_that_were_closed_leave_no_drawn_lines_behind(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ScriptedServer([named(1)]))
    async with stage.app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: stage.status.startswith("LIVE"))
        for _ in range(5):
            await pilot.press("question_mark")
            await until(pilot, lambda: isinstance(stage.app.screen, HelpScreen))
            await pilot.press("escape")
            await until(pilot, lambda: stage.app.screen is stage.screen)
        await pilot.pause()
        gc.collect()
        known = gc.get_objects()
        drawn = sum(type(one) is StylesCache for one in known)
        assert drawn <= sum(isinstance(one, Widget) for one in known)
