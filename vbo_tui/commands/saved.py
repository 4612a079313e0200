"""``vbo-tui profiles`` and ``vbo-tui paths``: what is kept on this machine."""

from __future__ import annotations

import argparse
import asyncio
import shlex
import sys
from pathlib import Path
from typing import Any

from vbo_tui.commands.connection import add_config_option, profiles_path
from vbo_tui.commands.crash import crash_folder
from vbo_tui.commands.printing import as_table
from vbo_tui.errors import ConfigError, Unreachable
from vbo_tui.profiles import settings, state, store
from vbo_tui.profiles.fields import fields_of, fingerprint, profile_from


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with profiles."""
    add_config_option(parser)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)

    def add_verb(verb: str, text: str) -> argparse.ArgumentParser:
        one = verbs.add_parser(verb, help=text, description=text, allow_abbrev=False)
        add_config_option(one)
        return one

    add_verb("list", "the saved servers")
    add_verb("path", "the file that they are in")
    for verb, text in (("add", "save a server"), ("edit", "change a saved server")):
        one = add_verb(verb, text)
        one.add_argument("name")
        for name in ("url", "user", "ca-file", "pin", "api", "since"):
            one.add_argument(f"--{name}", dest=f"new_{name.replace('-', '_')}")
        for name in ("interval", "connect-timeout", "read-timeout"):
            one.add_argument(f"--{name}", dest=f"new_{name.replace('-', '_')}", type=float)
        one.add_argument("--allow-http", dest="new_allow_http", action="store_true", default=None)
        one.add_argument("--insecure", dest="new_verify", action="store_false", default=None)
        one.add_argument(
            "--password-command", dest="new_password_command", metavar="COMMAND", type=shlex.split
        )
    for verb, text in (("remove", "forget a server"), ("default", "open this one first")):
        add_verb(verb, text).add_argument("name")
    trust = add_verb("trust", "show a server's certificate, and pin it")
    trust.add_argument("name")
    trust.add_argument(
        "sha256", nargs="?", help="the fingerprint that you compared; without it nothing is pinned"
    )


def run_profiles(options: argparse.Namespace) -> int:
    """Do with the saved profiles what ``options`` say."""
    path = profiles_path(options)
    match options.verb:
        case "list":
            return _list(path)
        case "path":
            sys.stdout.write(f"{path}\n")
        case "add" | "edit":
            _save(path, options)
        case "remove":
            _must_exist(path, options.name, broken_too=True)
            store.change(path, lambda saved: saved.without(options.name))
        case "default":
            _must_exist(path, options.name)
            store.change(path, lambda saved: saved.with_default(options.name))
        case "trust":
            return _trust(path, options.name, options.sha256)
    return 0


def run_paths(options: argparse.Namespace) -> int:
    """Print every file that is read or written, and whether it is there."""
    sys.stdout.write(as_table(files(profiles_path(options))))
    return 0


def files(profiles: Path) -> list[tuple[str, str, str]]:
    """Return every file that is read or written: what it is, where, and whether it is there."""
    known = (("profiles", profiles), ("settings", settings.beside(profiles)), ("state", state.default_path()))
    crashes = crash_folder() / "crash-*.txt"
    return [
        *((what, str(path), "there" if path.exists() else "not there yet") for what, path in known),
        ("crash files", str(crashes), f"{len(list(crash_folder().glob('crash-*.txt')))} there"),
    ]


def _list(path: Path) -> int:
    saved = store.load(path)
    rows = [
        (
            "*" if name == saved.default else " ",
            name,
            profile.address,
            profile.user,
            f"every {profile.interval:g}s",
        )
        for name, profile in saved.profiles.items()
    ]
    sys.stdout.write(as_table(rows))
    for complaint in saved.complaints:
        sys.stderr.write(f"vbo-tui: {complaint}\n")
    return 2 if saved.complaints else 0


def _save(path: Path, options: argparse.Namespace) -> None:
    given: dict[str, Any] = {
        key.removeprefix("new_"): value
        for key, value in vars(options).items()
        if key.startswith("new_") and value is not None
    }
    held = store.load(path)
    saved = held.profiles
    if options.verb == "add" and options.name in held.document.get("profiles", {}):
        raise ConfigError(f"there is a profile {options.name!r} already; profiles edit changes it")
    if options.verb == "edit":
        _must_exist(path, options.name)
    table = fields_of(saved[options.name]) if options.verb == "edit" else {}
    if given.keys() & {"ca_file", "pin", "verify"}:
        table = {key: value for key, value in table.items() if key not in ("ca_file", "pin", "verify")}
    profile = profile_from(options.name, table | given, f"profile {options.name}")
    store.change(path, lambda before: before.with_profile(profile))


def _trust(path: Path, name: str, wanted: str | None) -> int:
    """Print the certificate; pin it if it is the one whose fingerprint the user gives."""
    _must_exist(path, name)
    profile = store.load(path).profiles[name]
    from vbo_tui.api.address import Origin
    from vbo_tui.api.trust import fetch_certificate

    origin = Origin.parse(profile.url, allow_http=profile.allow_http)
    try:
        shown = asyncio.run(fetch_certificate(origin.host, origin.port, profile.connect_timeout))
    except (OSError, TimeoutError) as error:
        raise Unreachable(f"{profile.address}: {error or 'no answer'}") from error
    rows = [
        ("subject", shown.subject),
        ("issuer", shown.issuer),
        ("valid until", f"{shown.not_after:%Y-%m-%d}"),
    ]
    sys.stdout.write(as_table([*rows, ("SHA-256", shown.sha256)]))
    if wanted is None:
        return 0
    if fingerprint(wanted) != shown.sha256:
        raise ConfigError(
            "that is not the fingerprint of the certificate that the server shows; nothing is pinned"
        )
    table = {key: value for key, value in fields_of(profile).items() if key not in ("ca_file", "verify")}
    pinned = profile_from(name, {**table, "pin": shown.sha256}, f"profile {name}")
    store.change(path, lambda saved: saved.with_profile(pinned))
    return 0


def _must_exist(path: Path, name: str, *, broken_too: bool = False) -> None:
    saved = store.load(path)
    known = saved.document.get("profiles", {}) if broken_too else saved.profiles
    if name not in known:
        raise ConfigError(
            "; ".join((f"no profile {name!r}; there are: {', '.join(known) or 'none'}", *saved.complaints))
        )
