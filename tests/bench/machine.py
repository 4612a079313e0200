"""What the benchmark runs on, in a line: figures of two machines are not to be compared."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("textual", "httpx", "msgspec")
"""Whose versions matter."""


def described() -> str:
    """Return the processor, its cores, the kernel, Python, the packages that matter, and the load."""
    parts = [f"{_processor()}, {os.cpu_count() or '?'} cores", f"{platform.system()} {platform.release()}"]
    parts += [f"{platform.python_implementation()} {platform.python_version()}"]
    parts += [f"{name} {_version(name)}" for name in PACKAGES]
    with suppress(OSError, AttributeError):  # not every system tells its load
        parts.append("load " + " ".join(f"{load:.2f}" for load in os.getloadavg()))
    return "; ".join(parts)


def _processor() -> str:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        found = next(line for line in lines if line.startswith("model name"))
        return " ".join(found.partition(":")[2].split())
    return platform.processor() or platform.machine() or "unknown processor"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
