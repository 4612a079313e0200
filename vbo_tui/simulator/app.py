"""The REST service as an ASGI application: strict about tokens and methods, odd as the real one."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl, quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from vbo_tui.simulator import v1
from vbo_tui.simulator.answers import JSON, CutShort, json_answer, wrong_method
from vbo_tui.simulator.faults import SPOILING, Fault, Faults
from vbo_tui.simulator.listing import Listing
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
    """0 for a request that was broken off before its answer."""
    bearer: bool
    """Whether it carried an ``Authorization`` header, of whatever kind."""
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
        self._listing = Listing(lambda made, moment: v1.session(made, moment, OWN_NAME))

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
            self.requests.append(Seen(request.method, request.url.path, status, bearer, tuple(form)))
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
        return self._route(request, form)

    def _failed(self) -> Response:
        message = self.faults.word("Object reference not set to an instance of an object.")
        trace = "   at Veeam.Archiver.REST.Controllers.RestoreSessions.Get()"
        return json_answer({"message": message, "stackTrace": trace}, 500)

    def _route(self, request: Request, form: dict[str, str]) -> Response:
        match [part.casefold() for part in request.url.path.strip("/").split("/")]:
            case ["v1", "token"]:
                return self._token(form) if request.method == "POST" else wrong_method("POST")
            case ["v1", "restoresessions", *rest]:
                return self._behind_token(request, rest)
        return Response(status_code=404)

    def _token(self, form: dict[str, str]) -> Response:
        try:
            return json_answer(self.tokens.grant(form, self.now()))
        except Refused as error:
            description = self.faults.word(error.body["error_description"])
            return json_answer({**error.body, "error_description": description}, 400)

    def _behind_token(self, request: Request, rest: list[str]) -> Response:
        good = self.tokens.accepts(request.headers.get("authorization"), self.now())
        if not good or Fault.UNAUTHORIZED in self.faults:
            return Response(status_code=401)
        match rest:
            case []:
                return self._sessions() if request.method == "GET" else wrong_method("GET")
            case [session_id]:
                return self._one(session_id) if request.method == "GET" else wrong_method("GET")
            case [session_id, "organization"]:
                return self._organization(session_id) if request.method == "GET" else wrong_method("GET")
            case [session_id, "action"]:
                return self._action(session_id) if request.method == "POST" else wrong_method("POST")
        return json_answer({"message": "No HTTP resource was found that matches the request URI."}, 404)

    def _sessions(self) -> Response:
        now = self.now()
        if self.faults.active & SPOILING:
            items = [v1.session(made, now, OWN_NAME) for made in self.world.sessions(now)]
            return self._sent(json_answer(self.faults.spoil(items)))
        return self._sent(Response(self._listing.encode(self.world.sessions(now), now), media_type=JSON))

    def _one(self, session_id: str) -> Response:
        if Fault.HOSTILE_LINKS in self.faults:
            return self._redirected(session_id)
        made = self.world.find(session_id, self.now())
        if made is None:
            return self._missing(session_id)
        return self._sent(json_answer(self.faults.spoil([v1.session(made, self.now(), OWN_NAME)])[0]))

    def _organization(self, session_id: str) -> Response:
        if Fault.HOSTILE_LINKS in self.faults:
            return self._redirected(f"{session_id}/organization")
        made = self.world.find(session_id, self.now())
        if made is None:
            return self._missing(session_id)
        if Fault.EXPIRED_ORGANIZATION in self.faults or not made.opens_organization(self.now()):
            return json_answer({"message": self.faults.word("The restore session has expired.")}, 500)
        body = v1.organization(made, self.world, OWN_NAME)
        return self._sent(json_answer({**body, "name": self.faults.word(body["name"])}))

    def _redirected(self, path: str) -> Response:
        location = f"{self.faults.elsewhere}/v1/restoresessions/{quote(path)}"
        return Response(status_code=302, headers={"Location": location})

    def _missing(self, session_id: str) -> Response:
        message = self.faults.word(f"Restore session {session_id} was not found.")
        return json_answer({"message": message}, 404)

    def _action(self, session_id: str) -> Response:
        """Stopping: answered as documented, so that a test can tell that nobody asks for it."""
        return Response(status_code=200 if self.world.find(session_id, self.now()) else 404)

    def _sent(self, response: Response) -> Response:
        return CutShort(bytes(response.body)) if Fault.CUT_SHORT in self.faults else response


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
