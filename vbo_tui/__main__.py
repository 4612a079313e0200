"""``python -m vbo_tui`` is ``vbo-tui``."""

from vbo_tui.cli import run

run()
