"""The real app, watched for weeks: every key, every fault, every size, on a clock that the soak turns."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from textual import events
from textual._context import message_hook
from textual.geometry import Size
from textual.message import Message

from tests.monitor.metronome import Metronome
from tests.soak.census import Census, take
from tests.soak.neighbour import LOOK, Neighbour
from tests.soak.swallow import Swallow
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.server import Server
from vbo_tui.profiles import store
from vbo_tui.profiles.profile import Profile
from vbo_tui.profiles.store import Saved
from vbo_tui.secret import Secret
from vbo_tui.simulator.faults import Fault
from vbo_tui.simulator.options import PASSWORD, USER
from vbo_tui.ui import app as app_module
from vbo_tui.ui.app import VboApp
from vbo_tui.ui.messages import PollFinished
from vbo_tui.ui.screens.sessions import SessionsScreen
from vbo_tui.ui.widgets.detail_pane import DetailPane

VERSIONS = {"v1": 1, "v7": 3, "v8": 3}
"""The profiles, and how much of a round each is watched."""

INTERVAL = 5.0
"""Seconds from poll to poll."""

SIZE = Size(120, 40)
SIZES = (Size(80, 24), Size(200, 50), Size(20, 5), Size(1, 1), Size(300, 100), SIZE)

TIDY_AFTER = 0.05
"""Real seconds after which what belonged to another server is given back, in place of one."""

PATIENCE = 60.0
"""Real seconds after which what should have happened long ago will not."""

KEYS = {
    "question_mark": "?", "slash": "/", "plus": "+", "minus": "-", "space": " ",
    "left_square_bracket": "[", "right_square_bracket": "]", "less_than_sign": "<", "greater_than_sign": ">",
    "apostrophe": "'", "tilde": "~", "full_stop": ".", "exclamation_mark": "!", "colon": ":",
}  # fmt: skip
"""Keys whose name is not what they type."""

WAYS = (
    "enter 1 2 left_square_bracket right_square_bracket o l G k enter escape escape",
    "o y y l s 1 2 0 r",
    "l slash i t e m enter j enter y y escape escape",
    "d 3 4 5 r o l left_square_bracket left_square_bracket",
    "y j j y z z tab j tab",
    "y slash i d enter n N minus plus j space space y u j u",
    "l less_than_sign greater_than_sign y slash e enter n minus plus y escape",
)
"""Ways through the detail pane, from the table on."""

PASTIMES = (
    "question_mark j j escape",
    "P j k escape",
    "slash c o n t o s o enter escape",
    "slash w a r n escape slash 2 enter escape",
    "slash o r g colon x enter escape",
    "slash d u r greater_than_sign 1 0 m enter escape",
    "slash tilde c full_stop n space exclamation_mark v e x enter escape",
    "V v x n plus minus less_than_sign greater_than_sign j v n V",
    "V 2 0 f f slash c o n enter V escape",
    "colon i n f o enter escape",
    "1 2 3 4 0 apostrophe",
    "w w c",
    "A E D S T M N O B I A A",
    "t t t",
    "plus minus",
    "r",
    "j j j G k g pagedown pageup",
    "n N",
)
"""What one does with the table; each ends as it began."""


class Life:
    """One app, one server, one clock; a round is a visit to each profile, and a census at its end."""

    def __init__(self, folder: Path, server: Neighbour, clock: Metronome, *, seed: int) -> None:
        """Prepare to live; ``server`` has been started, and is told what ``clock`` says."""
        self.polls = 0
        self._last: Message | None = None
        self.passed = 0.0
        """Seconds of the clock."""
        self._clock = clock
        self._server = server
        self._chance = random.Random(seed)
        self._path = folder / "profiles.toml"
        self._app = VboApp(connect=self._connect, profiles=self._path, profile=None, clock=clock)
        self._app.driver_class = Swallow

    def _connect(self, profile: Profile) -> Server:
        async def ask(greet: Greet) -> Secret:
            return Secret(PASSWORD)

        return Client(
            profile.url,
            user=profile.user,
            ask_password=ask,
            seconds=self._clock.seconds,
            sleep=_at_once,
            api=profile.api,
            trust=Trust(pin=profile.pin),
        )

    # -- from start to end ------------------------------------------------------------------

    async def live(self, polls: int, rounds: int, tell: Callable[[Census], None]) -> list[Census]:
        """Poll so many times in so many rounds; return and tell what there was at the end of each."""
        self._save_profiles()
        app_module.TIDY_AFTER, tidy = TIDY_AFTER, app_module.TIDY_AFTER
        hook = message_hook.set(self._heard)
        running = asyncio.create_task(self._app.run_async(headless=False, mouse=False, size=SIZE))
        try:
            await self._until(lambda: self.polls or running.done())
            found = []
            for number in range(1, rounds + 1):
                await self._round(polls * number // rounds)
                counts_types = number * 10 <= rounds or number == rounds  # the others only take room
                found.append(take(self.polls, types=counts_types, beside=self._server.memory))
                tell(found[-1])
            return found
        finally:
            app_module.TIDY_AFTER = tidy
            self._app.exit()
            await running
            message_hook.reset(hook)

    def _save_profiles(self) -> None:
        for api in VERSIONS:
            profile = Profile(
                name=api,
                url=self._server.url,
                user=USER,
                pin=self._server.pin,
                api=api,
                interval=INTERVAL,
                since=SINCE[api],
            )
            store.change(self._path, partial(Saved.with_profile, profile=profile))

    def _heard(self, message: Message) -> None:
        if isinstance(message, PollFinished) and message is not self._last:  # it passes several on its way up
            self._last = message
            self.polls += 1

    @property
    def _screen(self) -> SessionsScreen:
        if self._app.crash is not None:
            raise self._app.crash
        return next(
            screen for screen in reversed(self._app.screen_stack) if isinstance(screen, SessionsScreen)
        )

    async def _round(self, until: int) -> None:
        """Visit every profile, and come to rest on the first one."""
        parts, begun = sum(VERSIONS.values()), self.polls
        reached = 0
        for number, share in enumerate(VERSIONS.values()):
            await self._switch_to(number)
            reached += share
            goal = begun + (until - begun) * reached // parts
            pastimes = self._pastimes()
            while self.polls < goal:
                await next(pastimes)
                await self._poll(self._chance.randrange(1, 4))
        await self._switch_to(0)
        await self._poll(3)
        await self._until(lambda: self._screen.word is Word.LIVE)
        await self._until(lambda: self._screen._part_shown is None)
        await asyncio.sleep(4 * LOOK)  # what belonged to the server before is given back by then

    async def _switch_to(self, number: int) -> None:
        before = self._screen
        await self._press("P g" if number == 0 else f"P{' j' * number}")
        await self._press("enter")
        await self._until(lambda: self._screen is not before and self._app.screen is self._screen)
        await self._until(lambda: self._screen.poller.last.revision and not self._screen.poller.last.loading)

    # -- time ---------------------------------------------------------------------------------

    async def _poll(self, times: int) -> None:
        """Let time pass until the server was polled so often."""
        goal, deadline = self.polls + times, time.monotonic() + PATIENCE
        while self.polls < goal:
            if time.monotonic() > deadline:
                raise AssertionError(f"no poll any more: {self._screen.view.health.error}")
            if self._clock.waits:
                self._pass(INTERVAL)
                await asyncio.sleep(2 * LOOK if self._screen.poller.follows_feed else 0)
            elif self._screen.word is Word.AUTH:  # only the user goes on from here
                await self._press("escape r")
            await asyncio.sleep(0.0005)

    def _pass(self, seconds: float) -> None:
        self.passed += seconds
        self._clock.advance(seconds)
        self._server.tell(self._clock.now())

    async def _until(self, fact: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not fact():
            if time.monotonic() > deadline:
                raise AssertionError(f"it never came true; on the screen: {self._app.screen}")
            await asyncio.sleep(0.001)

    # -- what happens -------------------------------------------------------------------------

    def _pastimes(self) -> Iterator[asyncio.Future[None]]:
        """Yield everything that may happen, in any order, again and again."""
        doings: list[Callable[[], object]] = [
            *(lambda way=way: self._open(way) for way in WAYS),
            *(lambda keys=keys: self._press(keys) for keys in PASTIMES),
            *(lambda fault=fault: self._suffer(fault) for fault in Fault),
            self._pause, self._resize, self._lose_the_server, self._lose_tokens, self._sleep, self._set_back,
        ]  # fmt: skip
        while True:
            self._chance.shuffle(doings)
            yield from (doing() for doing in doings)  # type: ignore[misc]

    async def _press(self, keys: str) -> None:
        for key in keys.split():
            typed = KEYS.get(key, key if len(key) == 1 else None)
            self._app.post_message(events.Key(key, typed))
            await self._settle()

    async def _settle(self) -> None:
        """Let the app do what it has to do."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def _open(self, way: str) -> None:
        """Go a way through the detail pane, waiting for each page, and back to the table."""
        for key in way.split():
            await self._press(key)
            await self._until(lambda: not self._is_loading())
        pane = self._screen.query_one(DetailPane)
        for _ in range(80):
            if not self._screen.has_class("-detail"):
                break
            if not pane.has_focus_within:
                pane.focus_page()
            await self._press("escape")
        else:
            raise AssertionError("there is no way back from the detail pane")

    def _is_loading(self) -> bool:
        page = self._screen.query_one(DetailPane).page
        return self._screen.has_class("-detail") and page is not None and page.loading

    async def _suffer(self, fault: Fault) -> None:
        self._server.suffer({fault})
        await self._poll(2)
        if fault in (Fault.HOSTILE_LINKS, Fault.HOSTILE_TEXT, Fault.EXPIRED_ORGANIZATION, Fault.NULLS):
            await self._open(WAYS[0])
        self._server.suffer(())
        await self._poll(2)

    async def _pause(self) -> None:
        await self._press("p")
        await self._poll(5)
        await self._press("p")

    async def _resize(self) -> None:
        for size in SIZES:
            self._app.post_message(events.Resize(size, size))
            await self._settle()
            await self._poll(1)

    async def _lose_the_server(self) -> None:
        await asyncio.to_thread(self._server.stop)
        await self._poll(2)
        await asyncio.to_thread(self._server.start)
        await self._poll(2)

    async def _lose_tokens(self) -> None:
        self._server.revoke(refresh=self._chance.random() < 0.5)
        await self._poll(2)

    async def _sleep(self) -> None:
        """A laptop is closed for a night."""
        self._pass(8 * 3600)
        await self._poll(2)

    async def _set_back(self) -> None:
        """The clock is set back by an hour, and right again later."""
        self._turn(timedelta(hours=-1))
        await self._poll(3)
        self._turn(timedelta(hours=1))
        await self._poll(1)

    def _turn(self, by: timedelta) -> None:
        self._clock.turn(by)
        self._server.tell(self._clock.now())


SINCE: dict[str, str | None] = {"v1": None, "v7": "12h", "v8": None}


async def _at_once(seconds: float) -> None:
    """Wait between two token requests: not here, where that is real time."""
