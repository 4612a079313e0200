"""``vbo-tui doctor``: from the name to the list, a line each; the first that fails is the answer."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from vbo_tui.api.client import Client
from vbo_tui.api.detection import Probe
from vbo_tui.api.text import one_line
from vbo_tui.api.trust import fetch_certificate
from vbo_tui.commands.connection import checked_client, some_profile
from vbo_tui.errors import ApiError, CertificateRejected, NameUnknown, TlsFailed, Unreachable
from vbo_tui.model.snapshot import Listing
from vbo_tui.profiles.profile import Profile


def run(options: argparse.Namespace) -> int:
    """Examine the way to one server; raises the failure of the first step that fails."""
    profile = some_profile(options)
    return asyncio.run(_Examination(profile).run())


class _Examination:
    """The steps to one server's sessions."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._client: Client = checked_client(profile, remember=False)
        self._listing = Listing(())

    async def run(self) -> int:
        steps: list[tuple[str, Callable[[], Awaitable[str]]]] = [
            ("name", self._name),
            ("tcp", self._tcp),
            *([("certificate", self._certificate)] if self._client.origin.scheme == "https" else []),
            ("api", self._api),
            ("sign-in", self._sign_in),
            ("rights", self._rights),
            ("clock", self._clock),
        ]
        try:
            for label, step in steps:
                try:
                    _tell(label, "ok", await step())
                except ApiError as error:
                    _tell(label, "FAILED", str(error))
                    raise
        finally:
            await self._client.aclose()
        return 0

    async def _name(self) -> str:
        origin = self._client.origin
        try:
            found = await asyncio.get_running_loop().getaddrinfo(
                origin.host, origin.port, type=socket.SOCK_STREAM
            )
        except (socket.gaierror, UnicodeError) as error:  # the latter for what can be no name
            reason = error.strerror if isinstance(error, OSError) else "it is none"
            raise NameUnknown(f"{origin.host} does not resolve: {reason}") from error
        return f"{origin.host} is {', '.join(dict.fromkeys(str(entry[4][0]) for entry in found))}"

    async def _tcp(self) -> str:
        origin, patience = self._client.origin, self._profile.connect_timeout
        try:
            async with asyncio.timeout(patience):
                _, writer = await asyncio.open_connection(origin.host, origin.port)
        except TimeoutError as error:
            raise Unreachable(f"no connection to port {origin.port} within {patience:g} s") from error
        except OSError as error:
            raise Unreachable(f"port {origin.port}: {error.strerror or error}") from error
        writer.transport.abort()
        return f"port {origin.port} is open"

    async def _certificate(self) -> str:
        """Tell what is shown; whether it is believed turns out at the sign-in."""
        origin = self._client.origin
        try:
            shown = await fetch_certificate(origin.host, origin.port, self._profile.connect_timeout)
        except (OSError, TimeoutError) as error:
            raise TlsFailed(f"no TLS on port {origin.port}: {error}") from error
        believed = "pinned" if self._profile.pin == shown.sha256 else "checked at the sign-in"
        return f"{shown.subject}, until {shown.not_after:%Y-%m-%d}, SHA-256 {shown.sha256} ({believed})"

    async def _sign_in(self) -> str:
        await self._client.sign_in()
        return f"as {self._profile.user}"

    async def _rights(self) -> str:
        self._listing = await self._client.sessions()
        unread = f", {len(self._listing.unreadable)} cannot be read" if self._listing.unreadable else ""
        return f"{len(self._listing.sessions)} restore sessions visible to {self._profile.user}{unread}"

    async def _api(self) -> str:
        """Tell which version is spoken, and what was asked and answered to find that out."""
        detection = self._client.detection
        try:
            spoken = await detection.dialect()
        except CertificateRejected:
            raise
        except ApiError as error:
            raise type(error)(f"{error}; tried: {_tried(detection.tried)}") from error
        product = f"{spoken.name} (Veeam Backup for Microsoft 365, product version {spoken.product})"
        if not detection.is_automatic:
            return f"{product}, as the profile says; the server was not asked"
        return f"{product}; tried: {_tried(detection.tried)}"

    async def _clock(self) -> str:
        if self._listing.server_time is None:
            return "the server names no time"
        ahead = round((self._listing.server_time - datetime.now(UTC)).total_seconds())
        return f"the server is {abs(ahead)} s {'ahead' if ahead >= 0 else 'behind'}"


def _tried(probes: Sequence[Probe]) -> str:
    return ", ".join(f"{probe.version} {'yes' if probe.served else 'no'} ({probe.said})" for probe in probes)


def _tell(label: str, verdict: str, text: str) -> None:
    sys.stdout.write(f"{label:12} {verdict:7} {one_line(text)}\n")
    sys.stdout.flush()
