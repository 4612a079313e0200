"""One server, asked over HTTPS: the only place that knows httpx and its failures."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from vbo_tui.api import wire
from vbo_tui.api.address import LIST_PATH, TOKEN_PATH, Origin, Target, target
from vbo_tui.api.auth import AskPassword, SignIn
from vbo_tui.api.text import clean
from vbo_tui.api.trust import PinMismatch, Trust, fetch_certificate, read_certificate, ssl_context
from vbo_tui.errors import (
    ApiError,
    BadPayload,
    CertificateChanged,
    CertificateRejected,
    ConfigError,
    NameUnknown,
    NotAllowed,
    NotFound,
    ServerFault,
    SignInRefused,
    Throttled,
    TlsFailed,
    Unreachable,
)
from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import SessionId
from vbo_tui.model.snapshot import Listing
from vbo_tui.secret import Secret

if TYPE_CHECKING:
    import httpx

LARGEST_BODY = 256 * 2**20
"""Bytes of one answer, unpacked; a hundred thousand sessions are a third of it."""

PATIENCE = 10
"""How many read timeouts one answer may take in all, however steadily it drips."""

IDLE_CONNECTION = 3600.0
"""Seconds that an unused connection is kept: a TLS handshake for every poll is too many."""

LONGEST_PAUSE = 86400.0
"""Seconds of a server's ``Retry-After`` that are believed."""


class Client:
    """Fulfils ``Server`` for API v1. GET only, but for the token."""

    def __init__(
        self,
        url: str,
        *,
        user: str,
        ask_password: AskPassword,
        seconds: Callable[[], float],
        trust: Trust | None = None,
        allow_http: bool = False,
        connect_timeout: float = 5.0,
        read_timeout: float = 30.0,
        largest_body: int = LARGEST_BODY,
    ) -> None:
        """Prepare to ask; nothing is sent before the first request.

        Args:
            url: ``https://host[:port]``.
            user: The account.
            ask_password: Finds the password when one is needed; asked once.
            seconds: A clock that only grows.
            trust: Which certificate to believe; None for the system's.
            allow_http: Whether ``http://`` is permitted.
            connect_timeout: Seconds for name, TCP and TLS.
            read_timeout: Seconds without a byte after which an answer is lost.
            largest_body: Bytes of an answer, unpacked, past which it is given up.

        Raises:
            ConfigError: The URL cannot be used.
        """
        self.origin = Origin.parse(url, allow_http=allow_http)
        """The only server that ever gets a byte."""
        self._trust = trust or Trust()
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._largest_body = largest_body
        self._sign_in = SignIn(
            user=user, greet=self._greet, ask=ask_password, post=self._post_form, seconds=seconds
        )
        self._http: httpx.AsyncClient | None = None

    # -- what it is for ---------------------------------------------------------------------

    async def sessions(self) -> Listing:
        """Ask for all restore sessions that the account may see."""
        body, answered = await self._get(LIST_PATH)
        return wire.decode_listing(body, answered)

    async def follow(self, session: SessionId, link: Link) -> Document:
        """Ask for what a known link of ``session`` leads to.

        Raises:
            ApiError: Anything that can go wrong on the way.
            ValueError: The link's relation is none that is followed.
        """
        rel = link.known
        if rel is None:
            raise ValueError(f"{link.rel} is not followed")
        goal: Target = target(link, session, self.origin)
        body, _ = await self._get(goal.path)
        decode = wire.decode_organization if rel is Rel.ORGANIZATION else wire.decode_session
        return Document(rel, decode(body), body, goal.path, goal.moved_from)

    def sign_in_with(self, password: Secret) -> None:
        """Use ``password`` from the next request on."""
        self._sign_in.sign_in_with(password)

    async def sign_in(self) -> None:
        """Sign in now, where that has not been done."""
        await self._sign_in.token()

    async def aclose(self) -> None:
        """Give up the connections."""
        if self._http is not None:
            await self._http.aclose()

    # -- requests ---------------------------------------------------------------------------

    async def _get(self, path: str) -> tuple[bytes, datetime | None]:
        """Return a body and the server's ``Date``; a token that is refused is renewed once."""
        token = await self._sign_in.token()
        try:
            return await self._send("GET", path, token=token)
        except SignInRefused:
            token = await self._sign_in.replace(token)
        return await self._send("GET", path, token=token)

    async def _greet(self) -> None:
        """Ask without a token: whatever is answered, usually 401, the server is there and is believed."""
        with contextlib.suppress(SignInRefused, NotAllowed, NotFound, Throttled, ServerFault, BadPayload):
            await self._send("GET", LIST_PATH)

    async def _post_form(self, form: Mapping[str, str]) -> wire.Grant:
        if not all(map(_is_text, form.values())):
            # checked rather than caught: an encoding error carries the whole password
            raise SignInRefused("the name or the password is not valid text; it was not sent")
        body, _ = await self._send("POST", TOKEN_PATH, form=form)
        return wire.decode_grant(body)

    async def _send(
        self, method: str, path: str, *, token: Secret | None = None, form: Mapping[str, str] | None = None
    ) -> tuple[bytes, datetime | None]:
        import httpx

        headers = {"Accept": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.reveal()}"
        limit = PATIENCE * self._read_timeout
        try:
            async with (
                asyncio.timeout(limit),
                self._connection().stream(method, path, headers=headers, data=form) as answer,
            ):
                body = await self._body(answer)
        except TimeoutError as error:
            raise Unreachable(f"the answer was not complete after {limit:g} s") from error
        except httpx.HTTPError as error:
            raise await self._failure(error) from error
        secrets = [] if token is None else [token.reveal()]
        secrets += [text for name, text in (form or {}).items() if name in _SECRET_FIELDS]
        _check_status(answer, body, is_token=form is not None, secrets=secrets)
        if not body:
            raise BadPayload("the answer is empty")
        return body, _date(answer.headers.get("Date"))

    async def _body(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > self._largest_body:
                raise BadPayload(f"the answer is larger than {self._largest_body // 2**20} MiB")
        return bytes(body)

    def _connection(self) -> httpx.AsyncClient:
        if self._http is None:
            self._http = self._open()
        self._http.cookies.clear()
        return self._http

    def _open(self) -> httpx.AsyncClient:
        import httpx

        verify = self._tls()
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
                limits=httpx.Limits(max_connections=4, keepalive_expiry=IDLE_CONNECTION),
                follow_redirects=False,
                event_hooks={"response": [_forget_location]},
                trust_env=not self.origin.is_loopback,
                headers={"User-Agent": "vbo-tui"},
            )
        except (httpx.InvalidURL, ValueError, ImportError) as error:
            # the only thing left that it reads, and that may be wrong; it may hold a password
            raise Unreachable("the proxy in the environment cannot be used") from error

    def _tls(self) -> ssl.SSLContext | bool:
        if self.origin.scheme != "https":
            return True
        try:
            return ssl_context(self._trust)
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
        for cause in _causes(error):
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
        match error:
            case httpx.ReadError() | httpx.RemoteProtocolError() | httpx.WriteError():
                return Unreachable("the answer broke off")
            case httpx.ConnectError():
                return Unreachable(f"cannot connect: {_os_reason(error)}")
        return Unreachable(type(error).__name__)

    async def _rejected(self, cause: ssl.SSLCertVerificationError) -> ApiError:
        """Look at the certificate that was not believed, so that the user can decide about it."""
        try:
            shown = await fetch_certificate(self.origin.host, self.origin.port, self._connect_timeout)
        except (OSError, TimeoutError) as error:
            return TlsFailed(f"the certificate is not believed, nor shown: {clean(str(error))[:80]}")
        return CertificateRejected(f"not believed: {clean(cause.verify_message)[:120]}", certificate=shown)


async def _forget_location(answer: httpx.Response) -> None:
    """Drop where a redirect leads: httpx parses it even if it is not followed, and fails for many."""
    answer.headers.pop("Location", None)


def _is_text(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


_SECRET_FIELDS = ("password", "refresh_token")


def _check_status(answer: httpx.Response, body: bytes, *, is_token: bool, secrets: Sequence[str]) -> None:
    """Raise what a status other than 200 means; what a server says is left out where it repeats a secret.

    Source: the token endpoint answers 400 for bad credentials in v1 to v5; a bearer token that is
    no longer good is answered with 401 and an empty body; 429 carries its message in the reason.
    """
    status = answer.status_code
    if status == 200:
        return
    said = wire.error_message(body, secrets)
    thinned = [secret.encode("ascii", "ignore").decode() for secret in secrets]  # as httpx does the reason
    reason = clean(wire.without(thinned, answer.reason_phrase))[:80]
    detail = f"{status}: {said}" if said else f"{status} {reason}".strip()
    if 300 <= status < 400:
        raise ServerFault(f"the server redirects elsewhere ({status}); not followed")
    if is_token and status in (400, 401):
        raise SignInRefused(f"the sign-in was refused ({detail})")
    match status:
        case 401:
            raise SignInRefused("the session expired (401)")
        case 403:
            raise NotAllowed(f"not allowed ({detail})")
        case 404:
            raise NotFound(f"not found ({detail})")
        case 429 | 503:
            kind = Throttled if status == 429 else ServerFault
            pause = _pause(answer.headers.get("Retry-After"), answer.headers.get("Date"))
            raise kind(f"the server asks for a pause ({detail})", retry_after=pause)
    raise ServerFault(f"the server answered {detail}")


def _pause(header: str | None, now: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as a number or a date; None for nonsense.

    Args:
        header: ``Retry-After``.
        now: ``Date``: a date is one by the server's clock.
    """
    if header is None:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return min(float(header.strip()), LONGEST_PAUSE)
    moment = _date(header)
    if moment is None:
        return None
    return min(max((moment - (_date(now) or datetime.now(UTC))).total_seconds(), 0.0), LONGEST_PAUSE)


def _date(header: str | None) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header or "")
    except (ValueError, TypeError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _causes(error: BaseException) -> list[BaseException]:
    """Return a failure and everything it came from, the innermost first.

    A name with several addresses fails once for each of them, in a group.
    """
    chain: list[BaseException] = []
    steps: list[BaseException | None] = [error]
    while steps:
        step = steps.pop(0)
        if step is not None and step not in chain:
            chain.append(step)
            steps += step.exceptions if isinstance(step, BaseExceptionGroup) else []
            steps.append(step.__cause__ or step.__context__)
    return chain[::-1]


def _os_reason(error: BaseException) -> str:
    for cause in _causes(error):
        if isinstance(cause, OSError) and cause.strerror:
            return clean(cause.strerror)[:80]
    return clean(str(error))[:80]
