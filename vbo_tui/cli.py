"""The command line.

Exit codes: 0 fine, 1 found what ``--fail-on`` names, 2 usage or configuration, 3 the server cannot
be reached or does not answer as it should, 4 cannot sign in or may not, 70 a bug, 130 interrupted,
128 and the signal's number where another one ended it.
"""

from __future__ import annotations

import errno
import gc
import os
import sys

from vbo_tui import __version__

TYPE_CHECKING = False  # nothing is loaded that ``--version`` does not need
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from typing import TextIO

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

USAGE, NO_ANSWER, NO_SIGN_IN, BUG, INTERRUPTED = 2, 3, 4, 70, 130


def run() -> None:
    """Run the program and end the process."""
    gc.disable()  # until all is loaded, most of which stays for good: ``load_ended``
    sys.exit(main())


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()  # None where it is closed
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # what stands in for it in a test need not have this
            stream.reconfigure(errors="backslashreplace")
    try:
        return _answered(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _abandon(1)
        return 0
    except Exception as error:  # noqa: BLE001 - the top: what nobody foresaw is a bug, and is written down
        return _told(error)


def _told(error: Exception) -> int:
    """Say what went wrong; return the exit code."""
    from vbo_tui.errors import (
        ApiError,
        CertificateRejected,
        ConfigError,
        NotAllowed,
        SignInRefused,
        SignInWanted,
    )

    match error:
        case ConfigError():
            return _fail(USAGE, str(error))
        case CertificateRejected():
            pin = error.certificate.sha256
            said = f"certificate: {error}; SHA-256 {pin}; --trust {pin[:16]}... (all of it) believes it"
            return _fail(NO_ANSWER, said)
        case SignInRefused() | NotAllowed():
            return _fail(NO_SIGN_IN, f"{error.failed}: {error}")
        case SignInWanted():
            hint = "VBO_TUI_PASSWORD, password_command or a terminal would bring one"
            return _fail(NO_SIGN_IN, f"{error.failed}: {error}; {hint}")
        case ApiError():
            return _fail(NO_ANSWER, f"{error.failed}: {error}")
        case OSError() if error.errno in _FULL:
            _abandon(1)
            return _fail(USAGE, f"what was to be written does not fit: {error.strerror}")
    return _fail(BUG, _bug(error))


def _answered(words: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    try:
        if words == ["--version"]:  # without loading anything for it
            sys.stdout.write(f"vbo-tui {__version__}\n")
            return 0
        return _dispatch(_parser().parse_args(words))
    finally:
        sys.stdout.flush()  # a failure of it at exit could only be printed


def _nowhere() -> TextIO:
    """Return a stream for what nobody can read."""
    return open(os.devnull, "w")


def _abandon(output: int) -> None:
    """Let what is not yet written go nowhere, so that Python does not complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), output)


def _dispatch(options: argparse.Namespace) -> int:
    """Import what the command needs, and nothing else, and run it."""
    from vbo_tui.courtesy import load_ended

    if options.command not in (None, "demo") and ("theme" in options or "ascii" in options):
        from vbo_tui.errors import ConfigError

        raise ConfigError("--theme and --ascii go with the monitor, or with demo")
    match options.command:
        case "list":
            from vbo_tui.commands.listing import run_list as command
        case "show":
            from vbo_tui.commands.listing import run_show as command
        case "profiles":
            from vbo_tui.commands.saved import run_profiles as command
        case "paths":
            from vbo_tui.commands.saved import run_paths as command
        case "doctor":
            from vbo_tui.commands.doctor import run as command
        case "demo":
            from vbo_tui.commands.monitor import run_demo as command
        case "simulate":
            from vbo_tui.commands.simulate import run as command
        case _:
            from vbo_tui.commands.monitor import run as command
    if getattr(options, "debug_log", None):
        from pathlib import Path

        from vbo_tui.commands.debug_log import open_log

        open_log(Path(options.debug_log).expanduser())
    if options.command not in (None, "demo"):  # these have more to load
        load_ended()
    return command(options)


def _parser() -> argparse.ArgumentParser:
    import argparse

    from vbo_tui.commands import connection, listing, saved
    from vbo_tui.simulator import options as simulator

    server = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    connection.add_options(server)
    parser = argparse.ArgumentParser(
        prog="vbo-tui",
        description="The restore sessions of Veeam Backup for Microsoft 365, live in a terminal.",
        epilog="Without a command: the monitor. The options above stand before or after the command.",
        parents=[server],
        allow_abbrev=False,
    )
    connection.add_look_options(parser)
    parser.add_argument("--version", action="version", version=f"vbo-tui {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[server], allow_abbrev=False)

    def simulating(name: str, text: str, port: int) -> argparse.ArgumentParser:
        """Add a command of which ``--api`` is the simulator's own; the others' must stay as it is."""
        one = commands.add_parser(
            name, help=text, description=text, allow_abbrev=False, conflict_handler="resolve"
        )
        connection.add_options(one)
        simulator.add_options(one, port=port)
        return one

    connection.add_look_options(
        simulating("demo", "the monitor on a make-believe server; nothing to set up", 0)
    )
    simulating("simulate", "the make-believe server alone", 4443)
    listing.add_list_options(command("list", "the sessions, once, to standard output"))
    listing.add_show_options(command("show", "one session, or one of its links"))
    saved.add_options(commands.add_parser("profiles", help="the saved servers", allow_abbrev=False))
    command("doctor", "what is in the way between here and the sessions")
    command("paths", "every file that is read or written")
    return parser


def _fail(code: int, message: str) -> int:
    from vbo_tui.api.text import one_line

    try:
        sys.stderr.write(f"vbo-tui: {one_line(message)}\n")
    except OSError:  # nobody reads it, but the code remains
        _abandon(2)
    return code


def _bug(error: Exception) -> str:
    from vbo_tui.commands.crash import crash_folder, write_crash

    path = write_crash(error, crash_folder())
    where = f"details without secrets are in {path}" if path else "its details could not be written down"
    return f"a bug ended the program ({type(error).__name__}); {where}"
