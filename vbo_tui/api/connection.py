"""One server over HTTPS: a request out, a body in. Knows httpx, TLS and limits, and no resource."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from vbo_tui.api.address import Origin
from vbo_tui.api.failures import causes, check_status, date_of, os_reason
from vbo_tui.api.text import clean
from vbo_tui.api.trust import PinMismatch, Trust, read_certificate, ssl_context
from vbo_tui.courtesy import give_way, load
from vbo_tui.errors import (
    ApiError,
    BadPayload,
    CertificateChanged,
    CertificateRejected,
    ConfigError,
    NameUnknown,
    TlsFailed,
    Unreachable,
)
from vbo_tui.model.conversation import Asked
from vbo_tui.secret import Secret

if TYPE_CHECKING:
    import httpx

_LOG = logging.getLogger(__name__)

PATIENCE = 10
"""How many read timeouts one answer may take in all, however steadily it drips."""

MOST_ASKED = 20
"""Requests that are remembered, to be told."""

IDLE_CONNECTION = 3600.0
"""Seconds that an unused connection is kept: a TLS handshake for every poll is too many."""

LATE = 10.0
"""Seconds by which an answer that was asked to be held back may be late."""

LONG_BODY = 2**17
"""Bytes from which on an answer comes in piece by piece, after each of which keys come first."""

_SECRET_FIELDS = ("password", "refresh_token")


class Answer(NamedTuple):
    """What the server sent."""

    sent: bytes | bytearray
    """As it was collected: to copy a very long one takes time."""
    date: datetime | None
    """The server's ``Date``, aware."""
    status: int = 200
    took: float = 0.0
    """Seconds from the request to the last byte."""

    @property
    def body(self) -> bytes:
        """What was sent, for good."""
        return bytes(self.sent)


@dataclass(slots=True)
class _Came:
    """What came of a request, as far as it got."""

    status: int = 0
    size: int = 0
    failure: str = ""


class Connection:
    """Sends requests to one origin and to no other; nothing is sent before the first one."""

    def __init__(
        self,
        origin: Origin,
        trust: Trust,
        *,
        connect_timeout: float,
        read_timeout: float,
        largest_body: int,
    ) -> None:
        self.origin = origin
        """The only server that ever gets a byte."""
        self._trust = trust
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._largest_body = largest_body
        self.asked: deque[Asked] = deque(maxlen=MOST_ASKED)
        """The newest requests that have ended."""
        self._http: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def get(
        self,
        path: str,
        *,
        token: Secret | None = None,
        query: Mapping[str, str] | None = None,
        wait: float = 0.0,
    ) -> Answer:
        """Ask for ``path``.

        Args:
            path: From the root.
            token: Whom the server is to believe that we are; None for nobody.
            query: Parameters.
            wait: Seconds that the server was asked to hold the answer back for.

        Raises:
            ApiError: Whatever is no answer with status 200 and a body.
        """
        return await self._send("GET", path, token=token, query=query, wait=wait)

    async def post_form(self, path: str, form: Mapping[str, str]) -> Answer:
        """Send a form to the token endpoint.

        Raises:
            SignInRefused: The server answered 400 or 401.
            ApiError: As :meth:`get`.
        """
        return await self._send("POST", path, form=form)

    async def aclose(self) -> None:
        """Give up the connections."""
        if self._http is not None:
            await self._http.aclose()

    async def _send(
        self,
        method: str,
        path: str,
        *,
        token: Secret | None = None,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        wait: float = 0.0,
    ) -> Answer:
        at, began, came = datetime.now(UTC), time.monotonic(), _Came()
        try:
            return await self._exchange(method, path, came, token=token, query=query, form=form, wait=wait)
        except ApiError as error:
            came.failure = str(error)
            _LOG.debug("%s %s failed: %s", method, path, error)
            raise
        finally:
            whole = f"{path}?{urlencode(query)}" if query else path
            took = time.monotonic() - began
            self.asked.append(Asked(at, method, whole, came.status, came.size, took, came.failure))

    async def _exchange(
        self,
        method: str,
        path: str,
        came: _Came,
        *,
        token: Secret | None,
        query: Mapping[str, str] | None,
        form: Mapping[str, str] | None,
        wait: float,
    ) -> Answer:
        await load("httpx")
        import httpx

        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.reveal()}"
        limit = PATIENCE * self._read_timeout + wait
        silence = wait + min(self._read_timeout, LATE) if wait else self._read_timeout
        timeout = httpx.Timeout(silence, connect=self._connect_timeout)
        http = await self._connection()
        began = time.monotonic()
        try:
            async with (
                asyncio.timeout(limit),
                http.stream(
                    method, path, params=query, headers=headers, data=form, timeout=timeout
                ) as answer,
            ):
                came.status = answer.status_code
                body = await self._body(answer)
                came.size = len(body)
            took = time.monotonic() - began
            _LOG.debug(
                "%s %s%s: %d, %d bytes, %.0f ms",
                method,
                path,
                f"?{urlencode(query)}" if query else "",
                answer.status_code,
                len(body),
                took * 1000,
            )
        except TimeoutError as error:
            raise Unreachable(f"the answer was not complete after {limit:g} s") from error
        except httpx.HTTPError as error:
            raise await self._failure(error) from error
        except httpx.InvalidURL as error:  # what it is built from may have come from the server
            raise BadPayload("what is to be asked for makes no address") from error
        secrets = [] if token is None else [token.reveal()]
        secrets += [text for name, text in (form or {}).items() if name in _SECRET_FIELDS]
        if answer.status_code != 200:
            check_status(answer, bytes(body), is_token=form is not None, secrets=secrets)
        if not body:
            raise BadPayload("the answer is empty")
        return Answer(body, date_of(answer.headers.get("Date")), answer.status_code, took)

    async def _body(self, answer: httpx.Response) -> bytearray:
        body = bytearray()
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > self._largest_body:
                raise BadPayload(
                    f"the answer is larger than {self._largest_body / 2**20:g} MiB (largest_answer)"
                )
            if len(body) > LONG_BODY:
                await give_way()
        return body

    async def _connection(self) -> httpx.AsyncClient:
        async with self._opening:
            if self._http is None:  # certificates are read: keys and paints come in between
                self._http = await asyncio.to_thread(self._open)
        self._http.cookies.clear()
        return self._http

    def _open(self, trust: Trust | None = None) -> httpx.AsyncClient:
        """Return httpx's client, which has sent nothing yet.

        A proxy in the environment is used where it hears nothing but TLS: over plain http it would be
        told password and token.
        """
        import httpx

        verify = self._tls(trust or self._trust)
        try:
            base = httpx.URL(self.origin.url)
            _ = base.host  # decoded only when it is read, which may fail
        except (httpx.InvalidURL, ValueError) as error:
            raise NameUnknown(f"the name {clean(self.origin.host)} does not resolve: it is none") from error
        try:
            return httpx.AsyncClient(
                base_url=base,
                verify=verify,
                timeout=httpx.Timeout(self._read_timeout, connect=self._connect_timeout),
                limits=httpx.Limits(max_connections=6, keepalive_expiry=IDLE_CONNECTION),
                follow_redirects=False,
                event_hooks={"response": [_forget_location]},
                trust_env=self.origin.scheme == "https" and not self.origin.is_loopback,
                headers={"User-Agent": "vbo-tui"},
            )
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            # the only thing left that it reads, and that may be wrong; it may hold a password
            raise Unreachable("the proxy in the environment cannot be used") from error

    def _tls(self, trust: Trust) -> ssl.SSLContext | bool:
        if self.origin.scheme != "https":
            return True
        try:
            return ssl_context(trust)
        except ConfigError as error:  # a CA file that is gone may come back
            raise TlsFailed(str(error)) from error

    # -- failures -----------------------------------------------------------------------------

    async def _failure(self, error: httpx.HTTPError) -> ApiError:
        """Return what a failure of the conversation means, without quoting what was sent."""
        import httpx

        match error:
            case httpx.ConnectTimeout():
                return Unreachable(f"no connection within {self._connect_timeout:g} s")
            case httpx.TimeoutException():
                return Unreachable(f"no answer within {self._read_timeout:g} s")
            case httpx.DecodingError():
                return BadPayload("the answer cannot be unpacked")
            case httpx.ProxyError():  # of what it says, the status alone: the rest may be anything
                return Unreachable(f"the proxy in the environment refuses ({str(error)[:3]})")
        for cause in causes(error):
            match cause:
                case PinMismatch():
                    shown = read_certificate(cause.shown)
                    return CertificateChanged("it is not the pinned certificate", certificate=shown)
                case ssl.SSLCertVerificationError():
                    return await self._rejected(cause)
                case socket.gaierror():
                    return NameUnknown(f"the name {clean(self.origin.host)} does not resolve")
                case ssl.SSLError() if not isinstance(cause, ssl.SSLWantReadError | ssl.SSLEOFError):
                    return TlsFailed(f"no TLS with this server: {clean(cause.reason or str(cause))[:80]}")
                case ConnectionRefusedError():
                    return Unreachable("connection refused")
                case ssl.SSLEOFError() if isinstance(error, httpx.ConnectError):
                    return TlsFailed("no TLS with this server: it hangs up")
        match error:
            case httpx.ReadError() | httpx.RemoteProtocolError() | httpx.WriteError():
                return Unreachable("the answer broke off")
            case httpx.ConnectError():
                return Unreachable(f"cannot connect: {os_reason(error)}")
        return Unreachable(type(error).__name__)

    async def _rejected(self, cause: ssl.SSLCertVerificationError) -> ApiError:
        """Look at the certificate that was not believed, so that the user can decide about it."""
        import httpx

        http = await asyncio.to_thread(self._open, Trust(pin=""))  # which no certificate has
        try:
            await http.get("/", timeout=self._connect_timeout)
        except httpx.HTTPError as error:
            for step in causes(error):
                if isinstance(step, PinMismatch):
                    shown = read_certificate(step.shown)
                    return CertificateRejected(
                        f"not believed: {clean(cause.verify_message)[:120]}", certificate=shown
                    )
            said = os_reason(error)
        finally:
            await http.aclose()
        return TlsFailed(f"the certificate is not believed, nor shown: {said}")


async def _forget_location(answer: httpx.Response) -> None:
    """Drop where a redirect leads: httpx parses it even if it is not followed, and fails for many."""
    answer.headers.pop("Location", None)
