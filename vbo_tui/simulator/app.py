"""The REST service as an ASGI application: strict about tokens and methods, odd as the real one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from vbo_tui.simulator.answers import json_answer
from vbo_tui.simulator.endpoints import Desk, Endpoints
from vbo_tui.simulator.faults import Fault, Faults
from vbo_tui.simulator.feed import Feed
from vbo_tui.simulator.resources import Resources
from vbo_tui.simulator.tokens import Tokens
from vbo_tui.simulator.versions import VERSIONS, NoEnd
from vbo_tui.simulator.world import World

OWN_NAME = "https://support.east.local:4443"
"""What the server believes to be its address; never the one that is dialled."""

HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}
"""Source: headers seen in a live server's answers."""

REMEMBERED = 10_000
"""Requests kept in the log; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came in. Values of form fields and tokens are not kept."""

    method: str
    path: str
    status: int
    """0 for a request that was broken off before its answer."""
    bearer: bool
    """Whether it carried an ``Authorization`` header, of whatever kind."""
    fields: tuple[str, ...] = ()
    """Names of the form fields."""
    query: str = ""
    """What stood behind the path, as it was sent."""


class Service:
    """One server: a world, its accounts, its faults, and the log of what it was asked."""

    def __init__(
        self,
        world: World,
        *,
        api: Collection[str] = tuple(VERSIONS),
        tokens: Tokens | None = None,
        faults: Faults | None = None,
        no_end: NoEnd | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.world = world
        self.tokens = tokens or Tokens()
        self.faults = faults or Faults()
        self.now = now
        """The server's clock, aware, UTC."""
        self.requests: deque[Seen] = deque(maxlen=REMEMBERED)
        feed = Feed(world, self.faults, self._told_time)
        desk = Desk(world, self.tokens, self.faults, self._told_time, feed)
        self._endpoints = {
            name: Endpoints(desk, Resources(world, VERSIONS[name], OWN_NAME, no_end)) for name in api
        }

    def _told_time(self) -> datetime:
        return self.now()

    def application(self) -> ASGIApp:
        """Return the ASGI application; its paths match in any letter case.

        Without a router: a router turns away odd methods and paths unasked, and they would be missing
        in the log.
        """

        async def everything(scope: Scope, receive: Receive, send: Send) -> None:
            response = await self._answer(Request(scope, receive))
            await response(scope, receive, send)

        return everything

    async def _answer(self, request: Request) -> Response:
        form: dict[str, str] = {}
        status = 0
        try:
            form = _form(request.headers.get("content-type", ""), await request.body())
            response = await self._faulty(request, form)
            status = response.status_code
        except ClientDisconnect:
            response = Response()  # nobody is there to read it
        finally:
            bearer = "authorization" in request.headers
            seen = Seen(request.method, request.url.path, status, bearer, tuple(form), request.url.query)
            self.requests.append(seen)
        response.headers.update({**HEADERS, "Date": format_datetime(self.now(), usegmt=True)})
        return response

    async def _faulty(self, request: Request, form: dict[str, str]) -> Response:
        """Answer as the faults that are on will have it."""
        if Fault.SLOW in self.faults:
            await asyncio.sleep(self.faults.delay)
        if Fault.THROTTLED in self.faults and (_is_token(request) or not self.faults.only_tokens):
            return Response(status_code=429, headers={"Retry-After": self.faults.retry_after})
        if Fault.SERVER_ERROR in self.faults and not _is_token(request):
            return self._failed()
        if Fault.NOT_JSON in self.faults and not _is_token(request):
            return Response("<html><body><h1>Under maintenance</h1></body></html>", media_type="text/html")
        return await self._route(request, form)

    async def _route(self, request: Request, form: dict[str, str]) -> Response:
        """Hand the request to the version it names; others, and other paths, are not there."""
        parts = [part.casefold() for part in request.url.path.strip("/").split("/")]
        endpoints = self._endpoints.get(parts[0])
        return await endpoints.answer(request, parts[1:], form) if endpoints else Response(status_code=404)

    def _failed(self) -> Response:
        message = self.faults.word("Object reference not set to an instance of an object.")
        trace = "   at Veeam.Archiver.REST.Controllers.RestoreSessions.Get()"
        return json_answer({"message": message, "stackTrace": trace}, 500)


def _is_token(request: Request) -> bool:
    return request.url.path.casefold().rstrip("/").endswith("/token")


def _form(content_type: str, raw: bytes) -> dict[str, str]:
    """Return the fields of a form; none where the body is, or says it is, something else."""
    if content_type.partition(";")[0].strip().casefold() != "application/x-www-form-urlencoded":
        return {}
    try:
        return dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict"))
    except ValueError:
        return {}
