"""The REST service as an ASGI application: strict about tokens and methods, odd as the real one."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vbo_tui.simulator import v1
from vbo_tui.simulator.faults import Fault, Faults
from vbo_tui.simulator.tokens import Refused, Tokens
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

REMEMBERED = 100_000
"""Requests kept in the log."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came in. Values of form fields and tokens are not kept."""

    method: str
    path: str
    status: int
    bearer: bool
    """Whether it carried a bearer token."""
    fields: tuple[str, ...] = ()
    """Names of the form fields."""


class Service:
    """One server: a world, its accounts, its faults, and the log of what it was asked."""

    def __init__(
        self,
        world: World,
        *,
        tokens: Tokens | None = None,
        faults: Faults | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.world = world
        self.tokens = tokens or Tokens()
        self.faults = faults or Faults()
        self.now = now
        """The server's clock, aware, UTC."""
        self.requests: deque[Seen] = deque(maxlen=REMEMBERED)

    def application(self) -> Starlette:
        """Return the ASGI application; its paths match in any letter case."""
        return Starlette(routes=[Route("/{path:path}", self._answer, methods=_EVERY_METHOD)])

    async def _answer(self, request: Request) -> Response:
        raw = await request.body()
        response = await self._faulty(request, raw)
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers["Date"] = format_datetime(self.now(), usegmt=True)
        bearer = "authorization" in request.headers
        self.requests.append(
            Seen(request.method, request.url.path, response.status_code, bearer, tuple(_form(raw)))
        )
        return response

    async def _faulty(self, request: Request, raw: bytes) -> Response:
        """Answer as the faults that are on will have it."""
        if Fault.SLOW in self.faults:
            await asyncio.sleep(self.faults.delay)
        if Fault.THROTTLED in self.faults:
            return Response(status_code=429, headers={"Retry-After": self.faults.retry_after})
        if Fault.SERVER_ERROR in self.faults and not _is_token(request):
            trace = "   at Veeam.Archiver.REST.Controllers.RestoreSessions.Get()"
            return _json(
                {"message": "Object reference not set to an instance of an object.", "stackTrace": trace}, 500
            )
        if Fault.NOT_JSON in self.faults and not _is_token(request):
            return Response("<html><body><h1>Under maintenance</h1></body></html>", media_type="text/html")
        return await self._route(request, raw)

    async def _route(self, request: Request, raw: bytes) -> Response:
        match [part.casefold() for part in request.url.path.strip("/").split("/")]:
            case ["v1", "token"]:
                return self._token(raw) if request.method == "POST" else _wrong_method("POST")
            case ["v1", "restoresessions", *rest]:
                return self._behind_token(request, rest)
        return Response(status_code=404)

    def _token(self, raw: bytes) -> Response:
        try:
            return _json(self.tokens.grant(_form(raw), self.now()))
        except Refused as error:
            return _json(error.body, 400)

    def _behind_token(self, request: Request, rest: list[str]) -> Response:
        good = self.tokens.accepts(request.headers.get("authorization"), self.now())
        if not good or Fault.UNAUTHORIZED in self.faults:
            return Response(status_code=401)
        match rest:
            case []:
                return self._sessions() if request.method == "GET" else _wrong_method("GET")
            case [session_id]:
                return self._one(session_id) if request.method == "GET" else _wrong_method("GET")
            case [session_id, "organization"]:
                return self._organization(session_id) if request.method == "GET" else _wrong_method("GET")
            case [session_id, "action"]:
                return self._action(session_id) if request.method == "POST" else _wrong_method("POST")
        return _json({"message": "No HTTP resource was found that matches the request URI."}, 404)

    def _sessions(self) -> Response:
        now = self.now()
        items = [v1.session(made, now, OWN_NAME) for made in self.world.sessions(now)]
        return self._sent(self.faults.spoil(items))

    def _one(self, session_id: str) -> Response:
        if Fault.HOSTILE_LINKS in self.faults:
            location = f"{self.faults.elsewhere}/v1/restoresessions/{session_id}"
            return Response(status_code=302, headers={"Location": location})
        made = self.world.find(session_id, self.now())
        if made is None:
            return _json({"message": f"Restore session {session_id} was not found."}, 404)
        return self._sent(self.faults.spoil([v1.session(made, self.now(), OWN_NAME)])[0])

    def _organization(self, session_id: str) -> Response:
        made = self.world.find(session_id, self.now())
        if made is None:
            return _json({"message": f"Restore session {session_id} was not found."}, 404)
        if Fault.EXPIRED_ORGANIZATION in self.faults or not made.opens_organization(self.now()):
            return _json({"message": "The restore session has expired."}, 500)
        return self._sent(v1.organization(made, self.world, OWN_NAME))

    def _action(self, session_id: str) -> Response:
        """Stopping: answered as documented, so that a test can tell that nobody asks for it."""
        return Response(status_code=200 if self.world.find(session_id, self.now()) else 404)

    def _sent(self, body: object) -> Response:
        response = _json(body)
        if Fault.CUT_SHORT in self.faults:
            return CutShort(response.body)
        return response


class CutShort(Response):
    """Promises a whole body, sends half of it and breaks off."""

    def __init__(self, whole: bytes | memoryview) -> None:
        super().__init__(bytes(whole), media_type="application/json; charset=utf-8")

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Send the header, half of the body, and nothing more."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await send(
            {"type": "http.response.body", "body": bytes(self.body)[: len(self.body) // 2], "more_body": True}
        )


_EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def _json(body: object, status: int = 200) -> Response:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return Response(text, status, media_type="application/json; charset=utf-8")


def _wrong_method(allowed: str) -> Response:
    body = {"message": "The requested resource does not support this http method."}
    response = _json(body, 405)
    response.headers["Allow"] = allowed
    return response


def _is_token(request: Request) -> bool:
    return request.url.path.casefold().rstrip("/").endswith("/token")


def _form(raw: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict"))
    except (UnicodeDecodeError, ValueError):
        return {}
