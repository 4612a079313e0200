"""A proxy on loopback that remembers every byte that its clients send it."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self


class Proxy:
    """Leads every tunnel to one port of this machine, whatever name was asked for."""

    def __init__(self, port: int, *, answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n") -> None:
        """Prepare to listen; an ``answer`` other than a 200 is all that a client gets."""
        self._port = port
        self._answer = answer
        self.heard = bytearray()
        """What clients sent, tunnels and all."""
        self.callers = 0
        self.url = ""
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._listen, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for writer in self._open.values():
            writer.transport.abort()
        await asyncio.gather(*self._open)
        await self._server.wait_closed()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.callers += 1
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        try:
            self.heard += await reader.readuntil(b"\r\n\r\n")
            writer.write(self._answer)
            if b" 200 " in self._answer:
                await self._lead(reader, writer)
            else:
                self.heard += await reader.read()
        except (OSError, asyncio.IncompleteReadError):
            pass  # whoever hangs up has said all it wanted
        finally:
            del self._open[task]
            writer.transport.abort()

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, either way, until one of both has hung up."""
        theirs, there = await asyncio.open_connection("127.0.0.1", self._port)

        async def onwards() -> None:
            while chunk := await reader.read(65536):
                self.heard += chunk
                there.write(chunk)

        async def back() -> None:
            while chunk := await theirs.read(65536):
                writer.write(chunk)

        ways = [asyncio.ensure_future(onwards()), asyncio.ensure_future(back())]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            there.transport.abort()
