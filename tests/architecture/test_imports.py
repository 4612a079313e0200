"""What each package pulls in, seen from a clean interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("textual", "rich", "httpx", "starlette", "uvicorn", "trustme", "cryptography")

ALLOWED = {
    "vbo_tui": set[str](),
    "vbo_tui.model.snapshot": set[str](),
    "vbo_tui.monitor.poller": set[str](),
    "vbo_tui.profiles.store": set[str](),
    "vbo_tui.simulator": set[str](),
    "vbo_tui.cli": set[str](),
    "vbo_tui.api.wire": set[str](),
    "vbo_tui.ui.app": {"textual", "rich"},
}


@pytest.mark.parametrize("module", ALLOWED)
def test_a_module_pulls_in_no_heavy_package_that_it_does_not_need(module: str) -> None:
    script = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= ALLOWED[module]
