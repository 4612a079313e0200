"""The simulator behind a real TLS socket, in a thread of its own: start, stop, start again."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import uvicorn
from uvicorn.protocols.http import h11_impl

from vbo_tui.simulator.app import Seen, Service
from vbo_tui.simulator.certificate import ServerCertificate
from vbo_tui.simulator.faults import Faults
from vbo_tui.simulator.tokens import Tokens
from vbo_tui.simulator.versions import VERSIONS
from vbo_tui.simulator.world import World


class Simulator:
    """A make-believe server at ``url``; as a context manager it runs inside the block."""

    def __init__(
        self,
        world: World | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        api: Collection[str] = tuple(VERSIONS),
        tokens: Tokens | None = None,
        faults: Faults | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        allow_remote: bool = False,
    ) -> None:
        """Prepare a server; nothing listens before :meth:`start`.

        Args:
            world: What it tells of.
            host: Where to listen; loopback, unless ``allow_remote``.
            port: Which port; 0 for a free one, kept over restarts.
            api: The API versions it speaks: ``v1`` to ``v8``.
            tokens: Its accounts.
            faults: What it does wrong; may be changed while it runs.
            now: Its clock, aware, UTC.
            allow_remote: Whether other machines may reach it.

        Raises:
            ValueError: ``host`` is not loopback.
        """
        if not allow_remote and not _is_loopback(host):
            raise ValueError(f"{host} can be reached from other machines; --allow-remote permits that")
        self.service = Service(world or World(), api=api, tokens=tokens, faults=faults, now=now)
        self.certificate = ServerCertificate.make()
        self.host = host
        self.port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """``https://host:port``; before the first start the port may still be 0."""
        return (
            f"https://[{self.host}]:{self.port}" if ":" in self.host else f"https://{self.host}:{self.port}"
        )

    @property
    def requests(self) -> deque[Seen]:
        """What it was asked, oldest first."""
        return self.service.requests

    @property
    def faults(self) -> Faults:
        """What it does wrong."""
        return self.service.faults

    @property
    def tokens(self) -> Tokens:
        """Its accounts and tokens."""
        return self.service.tokens

    def renew_certificate(self) -> None:
        """Show another certificate from the next start on."""
        self.certificate = ServerCertificate.make()

    def start(self) -> None:
        """Listen, and return when requests are answered.

        Raises:
            RuntimeError: It runs already.
            OSError: The port is taken.
        """
        if self._server is not None:
            raise RuntimeError("the simulator runs already")
        listener = socket.create_server((self.host, self.port), family=_family(self.host), backlog=100)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio sets it for others only
        self.port = listener.getsockname()[1]
        config = _Config(self.service.application(), self.certificate.context())
        self._server = _Server(config)
        self._thread = threading.Thread(
            target=self._run, args=(self._server, listener), name="simulator", daemon=True
        )
        self._thread.start()
        self._server.ready.wait()

    def stop(self) -> None:
        """Stop listening, break off what is open, and return when that is done."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            self._thread.join()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @staticmethod
    def _run(server: uvicorn.Server, listener: socket.socket) -> None:
        with listener:
            asyncio.run(server.serve(sockets=[listener]))


h11_impl.STATUS_PHRASES[429] = b"API calls quota exceeded! maximum admitted 1 per Second."
"""What a live server was seen to say: in the reason phrase, with an empty body."""


class _Config(uvicorn.Config):
    """uvicorn's settings, with a TLS context in place of certificate files."""

    def __init__(self, application: object, context: ssl.SSLContext) -> None:
        super().__init__(
            application,  # type: ignore[arg-type]  # uvicorn spells out the ASGI types, Starlette is one of them
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",  # a body that is cut short on purpose is no news
            access_log=False,
            server_header=False,
            date_header=False,  # the service tells the time by its own clock
            timeout_keep_alive=3600,
            timeout_graceful_shutdown=1,
        )
        self._context = context

    def load(self) -> None:
        """Load as usual, then take our own context."""
        super().load()
        self.ssl = self._context


class _Server(uvicorn.Server):
    """Tells when it is ready, and leaves signals to whoever runs it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so, also when that failed."""
        try:
            await super().startup(sockets)
        finally:
            self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Break off open connections at once: their clients are to see a server that is gone."""
        self._break_off()
        await super().shutdown(sockets)
        self._break_off()  # who was in the middle of the TLS greeting before
        await asyncio.sleep(0)

    def _break_off(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
