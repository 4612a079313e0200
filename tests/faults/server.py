"""A server that answers as it is told, byte by byte, over TLS."""

from __future__ import annotations

import asyncio
import hashlib
import json
import ssl
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

import trustme

Writer = asyncio.StreamWriter
Play = Callable[[Writer], Awaitable[None]]
"""Writes an answer, or a part of one."""

NAME = "localhost"
"""What the server is called, and its certificate is made out to."""

IDS = tuple(f"{number:08x}-d0e2-422b-9d7c-35d15661c3fb" for number in range(1, 6))


def sessions(result: str = "Success") -> bytes:
    """Return the list of all sessions."""
    return json.dumps(
        [
            {
                "id": key,
                "type": "Vex",
                "state": "Stopped",
                "result": result,
                "creationTime": "2026-09-24T12:00:00Z",
                "endTime": "2026-09-24T12:05:00Z",
            }
            for key in IDS
        ]
    ).encode()


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    """Return a whole answer."""
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def says(status: str, body: bytes = b"", *headers: str) -> Play:
    """Return a play that answers so."""

    async def play(writer: Writer) -> None:
        writer.write(answer(status, body, *headers))

    return play


GOOD = says("200 OK", sessions())
SIGNED_IN = says("200 OK", b'{"access_token": "the-token", "refresh_token": "the-other", "expires_in": 3600}')
NOT_THERE = says("404 Not Found")
WHO = says("401 Unauthorized")


class Server:
    """Listens on loopback; every kind of request is answered by a play that may be replaced."""

    def __init__(self, authority: trustme.CA) -> None:
        self._authority = authority
        self._open: set[Writer] = set()
        self._listening: asyncio.Server | None = None
        self.port = 0
        self.list: Play = GOOD
        """Answers who asks for the sessions with a token."""
        self.token: Play = SIGNED_IN
        self.version = "v1"
        """The only version of the API that it serves."""
        self.asked: list[str] = []
        """First lines of the requests."""
        self.fingerprint = ""
        """The SHA-256 of its certificate."""
        self.context = self.showing()

    def showing(self, name: str = NAME, *, expired: bool = False) -> ssl.SSLContext:
        """Return TLS settings with a new certificate of the same authority."""
        until = datetime.now(UTC) + timedelta(days=-1 if expired else 30)
        issued = self._authority.issue_cert(name, not_before=until - timedelta(days=60), not_after=until)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(context)
        der = ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode())
        self.fingerprint = hashlib.sha256(der).hexdigest()
        return context

    @property
    def lists(self) -> int:
        """How often the list was asked for."""
        return sum(line.startswith("GET") for line in self.asked)

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    async def start(self, *, tls: bool = True) -> None:
        """Listen, at the same port as before."""
        context = self.context if tls else None
        self._listening = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=context)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and break off what is open."""
        if self._listening is not None:
            self._listening.close()
            for writer in list(self._open):
                writer.transport.abort()
            await self._listening.wait_closed()
            self._listening = None

    async def restart(self, *, tls: bool = True) -> None:
        """Go and come back: whoever was connected has to connect anew."""
        await self.stop()
        await self.start(tls=tls)

    async def _serve(self, reader: asyncio.StreamReader, writer: Writer) -> None:
        self._open.add(writer)
        try:
            if self._listening is not None and writer.get_extra_info("ssl_object") is None:
                await reader.read()  # whoever wants to speak TLS waits for ever
            while True:
                await self._answer(await _request(reader), writer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            pass  # the client has left, or the server goes
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _answer(self, head: str, writer: Writer) -> None:
        line = head.partition("\r\n")[0]
        self.asked.append(line)
        path = line.split()[1].casefold()
        if not path.startswith(f"/{self.version}/"):
            play = NOT_THERE
        elif path.endswith("/token"):
            play = self.token
        else:
            play = self.list if "\r\nauthorization: bearer" in head.casefold() else WHO
        await play(writer)


async def _request(reader: asyncio.StreamReader) -> str:
    """Read one request; return its head."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lengths: Sequence[str] = [
        line for line in head.casefold().split("\r\n") if line.startswith("content-length:")
    ]
    if lengths:
        await reader.readexactly(int(lengths[0].partition(":")[2]))
    return head
