"""Connections that drip, drop, are given up or stand still."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tests.api.recorder import Recorder
from vbo_tui.api.auth import Greet
from vbo_tui.api.client import Client
from vbo_tui.api.trust import Trust
from vbo_tui.errors import Unreachable
from vbo_tui.secret import Secret
from vbo_tui.simulator.certificate import ServerCertificate
from vbo_tui.simulator.serve import Simulator

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Play = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Stage:
    """A TLS server that treats each connection as ``play`` will have it."""

    def __init__(self, play: Play) -> None:
        self.certificate = ServerCertificate.make()
        self._play = play
        self._open: set[asyncio.StreamWriter] = set()
        self.url = ""

    async def __aenter__(self) -> Stage:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.certificate.context())
        self.url = f"https://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._play(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left
        finally:
            self._open.discard(writer)
            writer.transport.abort()


@asynccontextmanager
async def client(url: str, pin: str, read_timeout: float = 10) -> AsyncIterator[Client]:
    async def ask(_: Greet) -> Secret:
        return Secret("demo")

    asking = Client(
        url,
        user="CONTOSO\\operator",
        ask_password=ask,
        seconds=time.monotonic,
        api="v1",
        trust=Trust(pin=pin),
        read_timeout=read_timeout,
    )
    try:
        yield asking
    finally:
        await asking.aclose()


async def request(reader: asyncio.StreamReader) -> bytes:
    """Read one request; return its first line."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), b":0"
    )
    await reader.readexactly(int(length.partition(b":")[2]))
    return head.partition(b"\r\n")[0]


def sent(body: bytes) -> bytes:
    return HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request(reader)
        writer.write(HEAD + b"Content-Length: 1000000000\r\n\r\n")
        while True:  # always within the read timeout, and never done
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.005)

    async with (
        Stage(drip) as stage,
        client(stage.url, stage.certificate.sha256, read_timeout=0.3) as asking,
    ):
        with pytest.raises(Unreachable, match="not complete after 3 s"):
            await asking.sessions()


async def test_requests_given_up_in_the_middle_of_an_answer_block_no_later_one() -> None:
    stuck = asyncio.Semaphore(0)
    answers = False

    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            line = await request(reader)
            if line.startswith(b"POST"):
                writer.write(sent(b'{"access_token": "t"}'))
            elif answers:
                writer.write(sent(b'[{"id": "a"}]'))
            else:
                writer.write(HEAD + b'Content-Length: 100\r\n\r\n[{"id"')
                await writer.drain()
                stuck.release()

    async with Stage(half) as stage, client(stage.url, stage.certificate.sha256) as asking:
        for _ in range(10):  # more than the connections that it may hold
            polling = asyncio.create_task(asking.sessions())
            await stuck.acquire()
            polling.cancel()
            with pytest.raises(asyncio.CancelledError):
                await polling
        answers = True
        assert [session.id for session in (await asking.sessions()).sessions] == ["a"]


async def test_a_connection_that_was_closed_between_polls_costs_no_poll(simulator: Simulator) -> None:
    async with client(simulator.url, simulator.certificate.sha256) as asking:
        await asking.sessions()
        simulator.stop()
        simulator.start()
        assert len((await asking.sessions()).sessions) == 30


async def test_a_server_that_hangs_up_without_a_word_is_told() -> None:
    async def hang_up(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await request(reader)

    async with Stage(hang_up) as stage, client(stage.url, stage.certificate.sha256) as asking:
        with pytest.raises(Unreachable, match="broke off"):
            await asking.sessions()


async def test_a_cookie_is_never_sent_back() -> None:
    head = b"HTTP/1.1 200 OK\r\nSet-Cookie: tracked=1; Path=/\r\n"
    body = b'{"access_token": "t", "results": []}'
    answer = head + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    async with Recorder(tls=True, answer=answer) as server:
        async with client(server.url, server.certificate.sha256) as asking:
            for _ in range(3):
                assert (await asking.sessions()).sessions == ()
        assert b"authorization: bearer t" in bytes(server.heard).lower()
        assert b"cookie" not in bytes(server.heard).lower()
