"""Whatever object of the running app is printed, no secret is in it."""

from __future__ import annotations

import gc
import time
from pathlib import Path

from tests.secrecy.needles import PASSWORD, GivenOut, found
from tests.ui.stage import until
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.monitor.clock import SystemClock
from vbo_tui.monitor.health import Word
from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.screens.sessions import SessionsScreen

USER = "CONTOSO\\operator"
OURS = ("vbo_tui.", "httpx", "httpcore", "textual", "h11", "ssl", "asyncio")
THEIRS = "vbo_tui.simulator"


async def test_no_object_prints_a_secret(tmp_path: Path) -> None:
    tokens = GivenOut(accounts={USER: PASSWORD})
    with Simulator(World(sessions=5), api=("v8",), tokens=tokens) as server:
        profile = Profile(name="prod", url=server.url, user=USER, pin=server.certificate.sha256)

        async def ask(_: Greet) -> Secret:
            return Secret(PASSWORD)

        def connect(wanted: Profile) -> Client:
            return Client(
                wanted.url, user=USER, ask_password=ask, seconds=time.monotonic, trust=Trust(pin=wanted.pin)
            )

        app = VboApp(connect=connect, profiles=tmp_path / "p.toml", profile=profile, clock=SystemClock())
        async with app.run_test(size=(120, 30)) as pilot:
            screen = next(one for one in app.screen_stack if isinstance(one, SessionsScreen))
            await until(pilot, lambda: screen.word is Word.LIVE)
            server.tokens.revoke()
            await pilot.press("r")
            await until(pilot, lambda: len(tokens.ever) >= 4)
            secrets = [PASSWORD, *tokens.ever]
            looked_at = 0
            for one in gc.get_objects():
                kind = type(one).__module__ or ""
                if kind.startswith(OURS) and not kind.startswith(THEIRS):
                    looked_at += 1
                    for printed in (_printed(repr, one), _printed(str, one)):
                        assert found(secrets, printed) == [], type(one)
            assert looked_at > 1000


def _printed(how: type[str] | object, one: object) -> bytes:
    try:
        return str(how(one)).encode("utf-8", "replace")  # type: ignore[operator]
    except Exception:  # noqa: BLE001 - an object that cannot be printed tells nothing
        return b""
