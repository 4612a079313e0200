"""How long something takes this process, and how much memory it holds."""

from __future__ import annotations

import ctypes
import gc
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STATUS = Path("/proc/self/status")
"""Where Linux tells the memory of this process."""

KNOWN = STATUS.exists()
"""Whether the memory of a process can be told on this machine."""


def milliseconds(act: Callable[[], object]) -> float:
    """Return the processor time that ``act`` takes; what it returns is freed after that."""
    gc.collect()
    started = time.process_time()
    made = act()
    taken = time.process_time() - started
    del made
    return taken * 1000


def resident() -> int:
    """Return the bytes that this process holds when everything it can give back is given back."""
    gc.collect()
    with suppress(OSError, AttributeError):  # another C library than the GNU one
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return _told("VmRSS")


def forget_peak() -> int:
    """Forget how much this process has held up to now; return what it holds."""
    held = resident()
    with suppress(OSError):  # not permitted: the peak is then that of the whole life
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return held


def peak() -> int:
    """Return the most bytes that this process has held since :func:`forget_peak`."""
    return _told("VmHWM")


def _told(name: str) -> int:
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError(f"{STATUS} on process {os.getpid()} does not tell {name}")
