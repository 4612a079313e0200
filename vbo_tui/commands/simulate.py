"""``vbo-tui simulate``: the make-believe server alone."""

from __future__ import annotations

import argparse

from vbo_tui.commands.monitor import DEMO_MISSING
from vbo_tui.errors import ConfigError


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from vbo_tui.simulator.options import serve_until_interrupted, simulator

    try:
        serve_until_interrupted(simulator(options))
    except ImportError as error:
        raise ConfigError(DEMO_MISSING) from error
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error
    return 0
