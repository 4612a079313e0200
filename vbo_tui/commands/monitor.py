"""``vbo-tui`` and ``vbo-tui demo``: the screen, on a server of the user's or on a make-believe one."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from vbo_tui.api.address import Origin
from vbo_tui.commands.connection import (
    connect,
    found_password,
    given_options,
    profiles_path,
    wanted_profile,
)
from vbo_tui.commands.late import LateClient
from vbo_tui.commands.saved import files
from vbo_tui.courtesy import quick_to_switch
from vbo_tui.errors import ConfigError
from vbo_tui.monitor.clock import SystemClock
from vbo_tui.monitor.server import Server
from vbo_tui.profiles import settings, state, store
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.settings import Settings
from vbo_tui.profiles.views import Views
from vbo_tui.secret import Secret

if TYPE_CHECKING:
    from vbo_tui.api.auth import Greet


def run(options: argparse.Namespace) -> int:
    """Open the monitor on the wanted profile, or on the form that asks for one."""
    _must_be_terminal()
    path = profiles_path(options)
    profile = wanted_profile(options, store.load(path))
    start = Start(
        path,
        profile,
        _looking(settings.load(settings.beside(path)), options),
        Views(state.default_path()),
        [(what, f"{where}  ({there})") for what, where, there in files(path)],
        given_options(options),
    )
    return asyncio.run(_watch(start, None))


def run_demo(options: argparse.Namespace) -> int:
    """Start the simulator on loopback, pin its certificate, and open the monitor on it."""
    from vbo_tui.simulator.options import PASSWORD, USER, simulator

    try:
        server = simulator(options)
    except ImportError as error:
        raise ConfigError(DEMO_MISSING) from error
    except ValueError as error:
        raise ConfigError(str(error)) from error
    _must_be_terminal()
    interval = getattr(options, "interval", 5.0)
    with server, tempfile.TemporaryDirectory(prefix="vbo-tui-demo-") as folder:
        profile = Profile(
            name="demo", url=server.url, user=USER, pin=server.certificate.sha256, interval=interval
        )
        start = Start(Path(folder) / "profiles.toml", profile, _looking(Settings(), options), Views())
        return asyncio.run(_watch(start, Secret(PASSWORD)))


def _looking(chosen: Settings, options: argparse.Namespace) -> Settings:
    """Return the settings as the options want them."""
    return replace(chosen, **{name: getattr(options, name) for name in ("theme", "ascii") if name in options})


class Start(NamedTuple):
    """With what the monitor starts."""

    path: Path
    """The file of profiles."""
    profile: Profile | None
    """What to open; None for what the file says."""
    settings: Settings
    views: Views
    files: Sequence[tuple[str, str]] = ()
    """What is read and written, to be told."""
    given: Mapping[str, str] = MappingProxyType({})
    """What an option said, and which one that was."""


FRAMES = "1000"
"""At most so many a second: nothing moves by itself here, but a key's frame must not wait for another's."""

DEMO_MISSING = "the simulator is not installed; this brings it: pip install 'vbo-tui[demo]'"


def _must_be_terminal() -> None:
    ends = (sys.stdin, sys.stdout, sys.stderr)  # Textual paints to the last one
    if not all(end is not None and end.isatty() for end in ends):
        raise ConfigError("the monitor needs a terminal; vbo-tui list prints to files and pipes")


async def _watch(start: Start, password: Secret | None) -> int:
    """Run the screen; a bug in it is raised again, when the terminal is as it was."""
    os.environ.setdefault("TEXTUAL_FPS", FRAMES)
    from vbo_tui.ui.app import VboApp  # Textual is loaded here, not for the other commands
    from vbo_tui.ui.info import About
    from vbo_tui.ui.signals import end_on_signals
    from vbo_tui.ui.terminal import tolerate_any_byte

    tolerate_any_byte()
    quick_to_switch()
    logging.getLogger().addHandler(logging.NullHandler())  # nothing may write across the screen

    async def ask(wanted: Profile, greet: Greet) -> Secret | None:
        return password if password is not None else await found_password(wanted, greet)

    def server(wanted: Profile) -> Server:
        Origin.parse(wanted.url, allow_http=wanted.allow_http)  # the same failure as ever, before it is late
        return LateClient(
            lambda: connect(wanted, lambda greet: ask(wanted, greet), remember=password is None),
            module="vbo_tui.api.client",
        )

    app = VboApp(
        connect=server,
        profiles=start.path,
        profile=start.profile,
        clock=SystemClock(),
        settings=start.settings,
        views=start.views,
        about=About(start.files, start.given),
    )
    end_on_signals(app.end)
    await app.run_async(mouse=False)
    if app.crash is not None:
        raise app.crash
    return app.return_code or 0
