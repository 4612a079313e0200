"""Long work that steps back for whoever is waiting: a key, a paint, an answer."""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

QUIET = 0.0003
"""Seconds that a turn of the event loop takes at most when nobody else had anything to do."""

MOST_TURNS = 20
"""Turns after which the work goes on all the same."""

KEY_TAKES = 0.012
"""Seconds from a key to its paint."""

SWITCH = 0.0001
"""Seconds after which a thread that works lets another one have its turn.

Shorter than any piece of work: a thread that waits begins to count anew whenever the event loop looks for
input between two pieces, and with a longer span the one that writes to the terminal waits for all of them.
"""

DEFAULT, NEVER = gc.get_threshold()[2], 1_000_000
"""Collections of younger objects after which the collector looks at the old ones, too."""


def a_key_came() -> None:
    """Take in that a person waits for something to happen on the screen."""
    global _key_at
    _key_at = time.perf_counter()


_key_at = -KEY_TAKES


async def give_way() -> None:
    """Let everybody else on the event loop come first, until one turn of it was quiet.

    A key is read, handled and painted in many turns: to let only one pass would put a piece of the
    work between each two of them. After a key the work rests for as long as that takes.
    """
    for _ in range(MOST_TURNS):
        before = time.perf_counter()
        await asyncio.sleep(0)
        if time.perf_counter() - before < QUIET:
            break
    left = _key_at + KEY_TAKES - time.perf_counter()
    if left > 0:
        await asyncio.sleep(left)


async def load(module: str) -> None:
    """Load what takes long to load: keys and paints come in between."""
    if module not in sys.modules:
        await asyncio.to_thread(importlib.import_module, module)


def quick_to_switch() -> None:
    """Let the thread that reads the keys have its turn soon, however busy the event loop is."""
    sys.setswitchinterval(SWITCH)


@contextmanager
def collector_at_rest(is_much: Callable[[], bool]) -> Iterator[None]:
    """Keep the garbage collector from looking at all that there is, which would hold up the keys.

    Within the block, which builds what stays, it looks at what is new alone. Where ``is_much`` says so at
    the end, it does not look at what is there then any more, until :func:`everything_may_go`.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(young, middle, DEFAULT)
        if is_much():
            if gc.get_freeze_count():  # else all is new, and as good as nothing of it is garbage
                gc.collect()
            gc.freeze()


def load_ended() -> None:
    """Let the garbage collector begin, and not look at what was loaded: that stays."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def everything_may_go() -> None:
    """Let the garbage collector look at all that there is, now, and the machine have back what is free of it.

    Much was given up. The C library by itself gives back only what lies at the end of its memory.
    """
    gc.unfreeze()
    gc.collect()
    import ctypes  # not at start

    with suppress(AttributeError):  # not every C library has it
        ctypes.CDLL(None).malloc_trim(0)
