"""From options, environment and profile to a client: the only place that knows both sides."""

from __future__ import annotations

import argparse
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vbo_tui.commands.question import asked_on_terminal
from vbo_tui.errors import ConfigError, SignInWanted
from vbo_tui.profiles import state, store
from vbo_tui.profiles.fields import fields_of, profile_from
from vbo_tui.profiles.password import VARIABLE as PASSWORD_VARIABLE
from vbo_tui.profiles.password import run_password_command
from vbo_tui.profiles.profile import Profile
from vbo_tui.secret import Secret

if TYPE_CHECKING:  # loaded where a server is asked, and not to read the command line
    from vbo_tui.api.auth import AskPassword, Greet
    from vbo_tui.api.client import Client
    from vbo_tui.api.trust import Trust

PROFILE_VARIABLE = "VBO_TUI_PROFILE"
"""Names the profile to use where no option does."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which server is meant; they stand before or after the command."""
    absent = argparse.SUPPRESS
    parser.add_argument("-P", "--profile", default=absent, metavar="NAME", help="the saved server to ask")
    parser.add_argument("--url", default=absent, help="a server that is not saved: https://host:4443")
    parser.add_argument("--user", default=absent, metavar="NAME", help="user, DOMAIN\\user or user@domain")
    parser.add_argument(
        "--ca-file", default=absent, metavar="FILE", help="believe the authorities in this PEM file"
    )
    parser.add_argument(
        "--trust", default=absent, metavar="SHA256", help="believe this certificate and no other"
    )
    parser.add_argument("--insecure", action="store_true", default=absent, help="believe every certificate")
    parser.add_argument("--allow-http", action="store_true", default=absent, help="permit http://")
    parser.add_argument(
        "--api",
        default=absent,
        metavar="VERSION",
        help="auto (default), or v1 to v8",
    )
    parser.add_argument(
        "--since", default=absent, metavar="AGE", help="only sessions of the last 12h, 30d, 8w ..."
    )
    parser.add_argument("--interval", type=float, default=absent, metavar="SECONDS", help="from poll to poll")
    parser.add_argument(
        "--debug-log", default=absent, metavar="FILE", help="write down there what is asked and answered"
    )
    add_config_option(parser)


def add_look_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say how the monitor looks."""
    absent = argparse.SUPPRESS
    parser.add_argument(
        "--theme", default=absent, help="auto, dark, light, ansi-dark, ansi-light, high-contrast"
    )
    parser.add_argument("--ascii", action="store_true", default=absent, help="draw nothing but ASCII")


def add_config_option(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the file of profiles."""
    parser.add_argument(
        "--config", default=argparse.SUPPRESS, metavar="FILE", help="the file of saved servers"
    )


def profiles_path(options: argparse.Namespace) -> Path:
    """Return the file of profiles: option, then environment, then the usual place."""
    named = getattr(options, "config", None)
    return Path(os.path.expanduser(named)) if named else store.default_path()


def wanted_profile(options: argparse.Namespace, saved: store.Saved) -> Profile | None:
    """Return the profile that options and environment ask for; None where they ask for none.

    Raises:
        ConfigError: There is none of that name, or the options do not go together.
    """
    url, name = getattr(options, "url", None), getattr(options, "profile", None)
    if url and name:
        raise ConfigError("--url and --profile exclude each other")
    if url:
        return _overridden(options, None, url)
    name = name or os.environ.get(PROFILE_VARIABLE)
    if name and name not in saved.profiles:
        known = ", ".join(saved.profiles) or "none"
        complaint = f"no profile {name!r} that can be used; there are: {known}"
        raise ConfigError("; ".join((complaint, *saved.complaints)))
    name = name or saved.default or (next(iter(saved.profiles)) if len(saved.profiles) == 1 else None)
    if name is None or name not in saved.profiles:  # nobody named it: a mistake in the file stops nothing
        return None
    return _overridden(options, saved.profiles[name], None)


def given_options(options: argparse.Namespace) -> dict[str, str]:
    """Return what an option said of the profile or the looks, and which option that was."""
    fields = {"trust": "pin", "insecure": "verify"}
    names = (
        "url",
        "user",
        "ca_file",
        "trust",
        "insecure",
        "allow_http",
        "api",
        "since",
        "interval",
        "theme",
        "ascii",
    )
    given = [name for name in names if getattr(options, name, None) is not None]
    return {fields.get(name, name): f"--{name.replace('_', '-')}" for name in given}


def some_profile(options: argparse.Namespace) -> Profile:
    """Return the profile to use, for commands that cannot ask for one.

    Raises:
        ConfigError: None is named, or it cannot be used.
    """
    saved = store.load(profiles_path(options))
    profile = wanted_profile(options, saved)
    if profile is None:
        choice = (f"saved: {', '.join(saved.profiles)}",) if saved.profiles else ()
        wish = "which server? --profile NAME, or --url URL --user NAME"
        raise ConfigError("; ".join((wish, *choice, *saved.complaints)))
    return profile


def _overridden(options: argparse.Namespace, profile: Profile | None, url: str | None) -> Profile:
    table: dict[str, Any] = fields_of(profile) if profile is not None else {"url": url}
    given = vars(options)
    trusts = {
        "ca_file": given.get("ca_file"),
        "pin": given.get("trust"),
        "verify": False if given.get("insecure") else None,
    }
    if any(value is not None for value in trusts.values()):
        for key in trusts:
            table.pop(key, None)
    values = {
        **trusts,
        "user": given.get("user"),
        "interval": given.get("interval"),
        "api": given.get("api"),
        "since": given.get("since"),
        "allow_http": given.get("allow_http"),
    }
    table.update({key: value for key, value in values.items() if value is not None})
    if "user" not in table:
        raise ConfigError("--url needs --user NAME")
    name = profile.name if profile is not None else urlsplit(table["url"]).hostname or "server"
    return profile_from(name, table, f"profile {name}" if profile is not None else "the options")


def trust_of(profile: Profile) -> Trust:
    """Return which certificate a profile believes."""
    from vbo_tui.api.trust import Trust

    ca_file = profile.ca_file and os.path.expanduser(profile.ca_file)
    return Trust(ca_file=ca_file, pin=profile.pin, verify=profile.verify)


def connect(profile: Profile, ask_password: AskPassword, *, remember: bool = True) -> Client:
    """Return the client of a server; nothing is sent before its first request.

    Args:
        profile: The server.
        ask_password: Finds the password when it is needed.
        remember: Whether the API version that is found is kept for the next start.

    Raises:
        ConfigError: The profile's URL cannot be used.
    """
    from vbo_tui.api.client import Client

    path = state.default_path()
    known = state.known_version(path, profile.url, datetime.now(UTC)) if remember else state.Known()

    def found(name: str) -> None:
        if remember:
            state.remember_version(path, profile.url, name, datetime.now(UTC))

    return Client(
        profile.url,
        user=profile.user,
        ask_password=ask_password,
        seconds=time.monotonic,
        api=profile.api,
        known_version=known.version,
        known_for=known.seconds,
        version_found=found,
        trust=trust_of(profile),
        allow_http=profile.allow_http,
        connect_timeout=profile.connect_timeout,
        read_timeout=profile.read_timeout,
        largest_body=int(profile.largest_answer * 2**20),
    )


def checked_client(profile: Profile, *, remember: bool = True) -> Client:
    """Return a client for a command that asks for the password on the terminal.

    Args:
        profile: The server.
        remember: Whether the API version that was found before is believed, and what is found is kept.

    Raises:
        ConfigError: The URL or the CA file cannot be used.
    """
    from vbo_tui.api.trust import ssl_context

    if profile.url.startswith("https:"):
        ssl_context(trust_of(profile))
    return connect(profile, lambda greet: _password_or_prompt(profile, greet), remember=remember)


async def found_password(profile: Profile, greet: Greet) -> Secret | None:
    """Return the password from the environment or the profile's command; None where neither is.

    The command may ask somebody: it is not run for a server that does not answer ``greet``.

    Raises:
        SignInWanted: The command failed.
    """
    from_environment = os.environ.get(PASSWORD_VARIABLE)
    if from_environment:
        return Secret(from_environment)
    if not profile.password_command:
        return None
    await greet()
    try:
        return await run_password_command(profile.password_command)
    except ConfigError as error:
        raise SignInWanted(str(error)) from error


async def _password_or_prompt(profile: Profile, greet: Greet) -> Secret | None:
    found = await found_password(profile, greet)
    if found is not None:
        return found
    await greet()
    return asked_on_terminal(f"Password of {profile.user} on {profile.address}: ")
