"""Servers that only listen, and remember every byte that reaches them."""

from __future__ import annotations

import asyncio
import ssl
from types import TracebackType
from typing import Self

from vbo_tui.simulator.certificate import ServerCertificate


class Recorder:
    """Listens on loopback, with or without TLS; answers with what it is told to, or not at all."""

    def __init__(self, *, tls: bool, answer: bytes = b"", port: int = 0) -> None:
        """Prepare to listen, on any free port where none is given."""
        self.certificate = ServerCertificate.make()
        self._context: ssl.SSLContext | None = self.certificate.context() if tls else None
        self._answer = answer
        self.heard = bytearray()
        """Every byte of every conversation, decrypted."""
        self.callers = 0
        """TCP connections, whatever came of them."""
        self.port = port

    @property
    def url(self) -> str:
        return f"{'https' if self._context else 'http'}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._listen, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.callers += 1
        try:
            if self._context is not None:
                await writer.start_tls(self._context)
            while chunk := await reader.read(65536):
                self.heard += chunk
                if self._answer:
                    writer.write(self._answer)
                    await writer.drain()
        except (ConnectionError, ssl.SSLError):
            pass  # whoever hangs up in the middle has said all it wanted
        finally:
            writer.transport.abort()
