"""The faults: what is done to the server, and what is expected of the program."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime

from tests.faults.scene import LARGEST, PATIENCE, POLL, Scene
from tests.faults.server import NOT_THERE, Play, Writer, says, sessions
from tests.monitor.metronome import Metronome
from vbo_tui.monitor.health import Word

HOUR = 3600.0
FIRST_TRY = 5.0
"""Seconds until the next try after a first failure."""

STRANGER = "https://evil.example:4443/v1/RestoreSessions"
BOMB = gzip.compress(bytes(100 * LARGEST))
HTML = b"<html><body><h1>Bad gateway</h1></body></html>"
TRACE = b'{"message": "Object reference not set", "stackTrace": "   at Veeam.Archiver.Get()"}'

Act = Callable[[Scene], Awaitable[None] | None]


@dataclass(frozen=True)
class Fault:
    """One row of the table."""

    name: str
    begin: Act
    word: Word = Word.OFFLINE
    says: str = ""
    """What stands in the status row, a regular expression; "" where nothing is wrong there."""
    wait: float | None = FIRST_TRY
    """Seconds until the next try; None where only the user can help."""
    log: str = ""
    """What stands in the debug log, a regular expression."""
    end: Act = lambda scene: None
    """Undoes what setting the answers right does not."""
    pinned: bool = False
    """Whether the profile has a pinned certificate."""


def answers(play: Play) -> Act:
    """Return what makes the server answer so to those who ask for the list."""

    def begin(scene: Scene) -> None:
        scene.server.list = play

    return begin


def writes(*pieces: bytes, abort: bool = False) -> Play:
    """Return a play that writes bytes as they stand, and hangs up then, with or without a word."""

    async def play(writer: Writer) -> None:
        writer.writelines(pieces)
        await writer.drain()
        if abort:
            writer.transport.abort()
        else:
            writer.close()
            await writer.wait_closed()

    return play


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LONG = HEAD + b"Content-Length: 100000\r\n\r\n"


async def _stall(writer: Writer) -> None:
    writer.write(LONG)
    await writer.drain()
    await asyncio.sleep(3600)


async def _endless(writer: Writer) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
        await writer.drain()


def redirects(status: int, to: str) -> Fault:
    where = "another server" if to == STRANGER else "the same server"
    return Fault(
        f"a redirect ({status}) to {where}",
        answers(says(f"{status} Moved", b"", f"Location: {to}")),
        says=rf"the server redirects elsewhere \({status}\); not followed",
        log=rf"poll failed: server: the server redirects elsewhere \({status}\)",
    )


def refuses(status: str, kind: str, name: str = "", body: bytes = b"", *headers: str) -> Fault:
    return Fault(
        name or f"the answer {status.partition(' ')[0]}",
        answers(says(status, body, *headers)),
        says=kind,
        log=f"poll failed: server: {kind}",
    )


def throttles(said: str, wait: float, name: str) -> Fault:
    begin = answers(says("429 Too Many Requests", b"", f"Retry-After: {said}", f"Date: {_date(0)}"))
    return Fault(
        f"429 with {name}",
        begin,
        says=r"the server asks for a pause \(429",
        wait=wait,
        log=rf"the server asks for a pause \(429.*again in {wait:.1f} s",
    )


def _date(seconds: float) -> str:
    return format_datetime(Metronome().now() + timedelta(seconds=seconds), usegmt=True)


def _forbidden(scene: Scene) -> None:
    scene.server.list = says("403 Forbidden")


def _unresolved(scene: Scene) -> Awaitable[None]:
    scene.resolves = False
    return scene.server.restart()


def _resolved(scene: Scene) -> None:
    scene.resolves = True


async def _shows(scene: Scene, context: ssl.SSLContext) -> None:
    scene.server.context = context
    await scene.server.restart()


def _old_tls(scene: Scene) -> Awaitable[None]:
    context = scene.server.showing()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # as it should be
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return _shows(scene, context)


def _good_certificate(scene: Scene) -> Awaitable[None]:
    return _shows(scene, scene.server.showing())


async def _old_certificate(scene: Scene) -> None:
    await _shows(scene, scene.before)


def _forget_once(scene: Scene) -> None:
    good, refused = scene.server.list, says("401 Unauthorized")

    async def once(writer: Writer) -> None:
        scene.server.list = good
        await refused(writer)

    scene.server.list = once


def _clock(hours: int) -> Act:
    def begin(scene: Scene) -> None:
        scene.server.list = says("200 OK", sessions(), f"Date: {_date(hours * HOUR + POLL)}")

    return begin


def _no_tokens(scene: Scene) -> None:
    scene.server.token = says("503 Service Unavailable")


def _set_back(scene: Scene) -> None:
    scene.clock.turn(timedelta(hours=-1))


def _upgraded(scene: Scene) -> None:
    scene.server.version = "v2"


def harmless(name: str, begin: Act, log: str = "polled: 5 sessions") -> Fault:
    """Return a fault of which nothing is to be seen."""
    return Fault(name, begin, Word.LIVE, "", None, log)


FAULTS = (
    Fault("the name does not resolve", _unresolved, says="the name localhost does not resolve",
          log="poll failed: name: the name localhost does not resolve; again in 5.0 s", end=_resolved),
    Fault("connection refused", lambda scene: scene.server.stop(), says="connection refused",
          log="poll failed: connection: connection refused", end=lambda scene: scene.server.start()),
    Fault("no answer to the connection", lambda scene: scene.server.restart(tls=False),
          says=f"no connection within {PATIENCE:g} s", log=f"no connection within {PATIENCE:g} s",
          end=lambda scene: scene.server.restart()),
    Fault("a stall after the headers", answers(_stall), says=f"no answer within {PATIENCE:g} s",
          log=f"no answer within {PATIENCE:g} s"),
    Fault("a reset in the middle of the body", answers(writes(LONG, b'[{"id"', abort=True)),
          says="the answer broke off", log="the answer broke off"),
    Fault("a body shorter than its Content-Length", answers(writes(LONG, sessions())),
          says="the answer broke off", log="the answer broke off"),
    Fault("a body cut short, its Content-Length right", answers(says("200 OK", sessions()[:-200])),
          says="the answer is cut short", log="poll failed: payload: the answer is cut short"),
    Fault("a gzip bomb", answers(says("200 OK", BOMB, "Content-Encoding: gzip")),
          says=r"the answer is larger than 2 MiB \(largest_answer\)", log="larger than 2 MiB"),
    Fault("an endless body", answers(_endless), says=r"the answer is larger than 2 MiB \(largest_answer\)",
          log="larger than 2 MiB"),
    harmless("strings of 300,000 letters", answers(says("200 OK", sessions("x" * 300_000)))),
    Fault("deeply nested JSON", answers(says("200 OK", b"[" * 500_000)), says="the answer is not valid JSON",
          log="the answer is not valid JSON"),
    Fault("no JSON", answers(says("200 OK", b"Internal error")), says="the answer is not JSON",
          log="the answer is not JSON"),
    Fault("JSON of another shape", answers(says("200 OK", b'{"status": "ok"}')),
          says="the answer is JSON, but holds no list", log="holds no list"),
    Fault("HTML with 200", answers(says("200 OK", HTML)), says="the answer is HTML or XML, not JSON",
          log="the answer is HTML or XML, not JSON"),
    refuses("204 No Content", "the server answered 204"),
    *(redirects(status, to) for status in (301, 302, 307, 308) for to in ("/v1/RestoreSessions/", STRANGER)),
    refuses("400 Bad Request", "the server answered 400"),
    harmless("401 once", _forget_once, r"(?s)401, 0 bytes.*POST /v1/Token: 200"),
    Fault("401 always", answers(says("401 Unauthorized")), Word.AUTH, r"the session expired \(401\)", None,
          r"the session expired \(401\); not before the user acts"),
    Fault("403", _forbidden, Word.AUTH, r"not allowed \(403 Forbidden\)", None, "not before the user acts"),
    Fault("404", answers(NOT_THERE), says=r"API v1 is served, but its list is not there \(404\)",
          log="its list is not there"),
    refuses("409 Conflict", "the server answered 409"),
    throttles("30", 30.0, "seconds"),
    throttles(_date(POLL + 40), 40.0 + POLL, "a date"),
    throttles("soon", FIRST_TRY, "nonsense"),
    refuses("500 Internal Server Error", "the server answered 500: Object reference not set",
            "500 with a stack trace", TRACE),
    refuses("502 Bad Gateway", "the server answered 502 Bad Gateway", "502 of a proxy", HTML),
    refuses("503 Service Unavailable", r"the server asks for a pause \(503", "503 of a proxy", HTML),
    refuses("504 Gateway Timeout", "the server answered 504 Gateway Timeout", "504 of a proxy", HTML),
    Fault("the certificate expired", lambda scene: _shows(scene, scene.server.showing(expired=True)),
          Word.CERT, "not believed: certificate has expired", None, "certificate has expired",
          _good_certificate),
    Fault("a certificate of another name", lambda scene: _shows(scene, scene.server.showing("other.example")),
          Word.CERT, "not believed: Hostname mismatch", None, "Hostname mismatch", _good_certificate),
    Fault("another certificate than the pinned one", _good_certificate, Word.CERT,
          "it is not the pinned certificate", None, "it is not the pinned certificate", _old_certificate,
          pinned=True),
    Fault("TLS older than 1.2", _old_tls, says="no TLS with this server",
          log="poll failed: TLS: no TLS with this server", end=_good_certificate),
    harmless("the server's clock an hour ahead", _clock(1)),
    harmless("the server's clock an hour behind", _clock(-1)),
    harmless("no tokens to be had while the one that is held is good", _no_tokens),
    harmless("the server's software upgraded meanwhile", _upgraded, "API v2 is spoken"),
    harmless("eight hours asleep", lambda scene: scene.clock.advance(8 * HOUR)),
    harmless("the local clock set back an hour", _set_back),
)  # fmt: skip
"""Every one of them; the names are the first column of the README's table."""
