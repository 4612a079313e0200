"""What one version of the API answers at its paths: strict about tokens, methods and parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from starlette.requests import Request
from starlette.responses import Response

from vbo_tui.simulator.answers import JSON, CutShort, encoded, json_answer, wrong_method
from vbo_tui.simulator.backup import Backup
from vbo_tui.simulator.faults import SPOILING, Fault, Faults
from vbo_tui.simulator.feed import Feed, OutdatedToken
from vbo_tui.simulator.pages import LARGEST_LIMIT, BadQuery, Cut, Encoder, Query, chosen, page
from vbo_tui.simulator.resources import Resources
from vbo_tui.simulator.tokens import Exceeded, Refused, Tokens
from vbo_tui.simulator.versions import HOLDS
from vbo_tui.simulator.world import SimulatedSession, World

INSTALLATION = {"installationId": "8c0d2c0e-7a6c-4b0f-9a43-1d1f5c7d2b11"}

BUILDS = {"v6": "6.1.0.438", "v7": "7.0.0.2911"}
"""Product builds; a version not named here is 8.1.0.305."""

LOOPBACK = ("127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Desk:
    """What all versions of one server share."""

    world: World
    tokens: Tokens
    faults: Faults
    now: Callable[[], datetime]
    feed: Feed


class Endpoints:
    """One version of the API over a shared world."""

    def __init__(self, desk: Desk, resources: Resources) -> None:
        self._desk = desk
        self._resources = resources
        self._version = resources.version
        self._encoder = Encoder(resources.session)
        self._backup = Backup(resources.version, resources.origin)

    async def answer(self, request: Request, parts: list[str], form: dict[str, str]) -> Response:
        """Answer a request to a path below the version; ``parts`` are in lower case."""
        get = request.method == "GET"
        match parts:
            case ["token"]:
                return self._token(request, form) if request.method == "POST" else wrong_method("POST")
            case ["token", "logout"] if self._version.logout:
                return self._log_out(request)
            case ["health"] if self._version.feed:
                return json_answer({"status": "Healthy", "entries": {}}) if get else wrong_method("GET")
            case ["serviceinstance"] if self._version.service_instance:
                return self._guarded(request) or (
                    json_answer(self._instance()) if get else wrong_method("GET")
                )
            case ["events"] if self._version.feed:
                return self._guarded(request) or await self._changes(request)
            case ["restoresessions", *rest]:
                return self._guarded(request) or self._sent(self._sessions(request, rest))
        return self._no_such_path(404)

    # -- coming in ------------------------------------------------------------------------------

    def _token(self, request: Request, form: dict[str, str]) -> Response:
        tokens, now = self._desk.tokens, self._desk.now()
        local = request.client is None or request.client.host in LOOPBACK
        try:
            if self._version.throttled and (tokens.throttles_loopback or not local):
                tokens.admit(now)
            return json_answer(tokens.grant(form, now, self._version))
        except Exceeded:
            return Response(status_code=429, headers={"Retry-After": "1"})
        except Refused as error:
            body = {key: self._desk.faults.word(error.body[key]) for key in self._version.refusal}
            return json_answer(body, 400)

    def _log_out(self, request: Request) -> Response:
        if request.method != "POST":
            return wrong_method("POST")
        self._desk.tokens.forget(request.headers.get("authorization"))
        return Response(status_code=self._version.logout)

    def _guarded(self, request: Request) -> Response | None:
        """Return the answer to somebody who may not come in; None to one who may."""
        header, tokens = request.headers.get("authorization"), self._desk.tokens
        if not tokens.accepts(header, self._desk.now()) or Fault.UNAUTHORIZED in self._desk.faults:
            return Response(status_code=401)
        if tokens.wants_cookie(header):
            return self._error(403, "The required antiforgery token was not provided.")
        return None

    def _instance(self) -> dict[str, str]:
        return {**INSTALLATION, "version": BUILDS.get(self._version.name, "8.1.0.305")}

    # -- sessions -------------------------------------------------------------------------------

    def _sessions(self, request: Request, rest: list[str]) -> Response:
        stop, stopped = self._version.stop
        if rest[1:] == [stop]:
            return self._stop(rest[0], stopped) if request.method == "POST" else wrong_method("POST")
        if request.method != "GET":
            return wrong_method("GET")
        try:
            match rest:
                case []:
                    return self._list(_query(request))
                case [session_id]:
                    return self._below(session_id, "", self._one)
                case [session_id, "organization"]:
                    return self._below(session_id, "/organization", self._organization)
                case [session_id, "organization", *deeper] if self._backup.offers(deeper):
                    query = _query(request)
                    names = [unquote(name) for name in deeper]
                    where = "/".join(("/organization", *deeper))
                    return self._below(session_id, where, lambda made: self._opened(made, names, query))
                case [session_id, "events", *event] if self._version.events and len(event) < 2:
                    query = _query(request)
                    return self._below(session_id, "/events", lambda made: self._events(made, event, query))
                case [session_id, "statistics"] if self._version.statistics:
                    return self._below(session_id, "/statistics", self._statistics)
        except BadQuery as error:
            return self._error(400, str(error), "ParameterValidationFailure")
        return self._no_such_path(404)

    def _list(self, query: Query) -> Response:
        now, world = self._desk.now(), self._desk.world
        if not self._version.paged:
            return _as_json(b"[" + b",".join(self._written(world.sessions(now), now)) + b"]")
        cut = self._cut(query)
        every = chosen(world.sessions(now), self._version, query, now)
        written = self._written(every[cut.offset : cut.offset + cut.limit], now)
        return self._page("restoresessions", cut, len(every), written)

    def _cut(self, query: Query) -> Cut:
        faults = self._desk.faults
        largest = faults.largest_page if Fault.SMALL_PAGES in faults else LARGEST_LIMIT
        cut = Cut.read(query, largest=largest, strict=self._version.strict_limit)
        return Cut(0, cut.limit) if Fault.REPEATED_PAGE in faults else cut

    def _page(self, path: str, cut: Cut, total: int, written: list[bytes]) -> Response:
        endless = Fault.REPEATED_PAGE in self._desk.faults
        body = page(self._version, self._resources.origin, path, cut, total + endless * 10**9, written)
        if Fault.NEGATIVE_LIMIT in self._desk.faults:
            body = body.replace(b'"limit":%d' % cut.limit, b'"limit":-1', 1)
        return _as_json(body)

    def _written(self, sessions: Sequence[SimulatedSession], now: datetime) -> list[bytes]:
        if not self._desk.faults.active & SPOILING:
            total = len(self._desk.world.sessions(now))
            return self._encoder.encode(sessions, now, total=total)
        items = [self._resources.session(made, now) for made in sessions]
        return [encoded(item) for item in self._desk.faults.spoil(items, self._version.name)]

    def _below(self, session_id: str, path: str, answer: Callable[[SimulatedSession], Response]) -> Response:
        """Answer for one session, or for what lies below it."""
        if Fault.HOSTILE_LINKS in self._desk.faults:
            where = f"/{self._version.name}/restoresessions/{quote(session_id)}{path}"
            return Response(status_code=302, headers={"Location": self._desk.faults.elsewhere + where})
        made = self._desk.world.find(session_id, self._desk.now())
        if made is None:
            said = self._desk.faults.word(f"Restore session {session_id} was not found.")
            return self._error(404, said, "ResourceNotFound")
        return answer(made)

    def _one(self, made: SimulatedSession) -> Response:
        item = self._resources.session(made, self._desk.now())
        return json_answer(self._desk.faults.spoil([item], self._version.name)[0])

    def _organization(self, made: SimulatedSession) -> Response:
        faults = self._desk.faults
        if Fault.EXPIRED_ORGANIZATION in faults or not made.opens_organization(self._desk.now()):
            return self._error(500, faults.word("The restore session has expired."))
        body = self._resources.organization(made)
        return json_answer({**body, "name": faults.word(body["name"])})

    def _opened(self, made: SimulatedSession, parts: list[str], query: Query) -> Response:
        """Answer for something below the organization: only what works has opened anything."""
        faults, backup = self._desk.faults, self._backup
        if Fault.EXPIRED_ORGANIZATION in faults or not made.is_working(self._desk.now()):
            return self._error(500, faults.word("The restore session has expired."))
        if parts[0] != HOLDS.get(made.type):
            return self._error(500, f"A session of type {made.type} does not hold {parts[0]}.")
        if len(parts) % 2 == 0:
            found = backup.find(made, parts)
            if found is None:
                return self._error(404, "Not found.", "ResourceNotFound")
            return json_answer(self._spoilt(backup.written(made, found)))
        things = backup.members(made, parts)
        if things is None:
            return self._error(404, "Not found.", "ResourceNotFound")
        if query.get("parentid", "null").casefold() not in ("null", "root"):
            things = []
        if not self._version.paged:
            written = [encoded(self._spoilt(backup.written(made, thing))) for thing in things]
            return _as_json(b"[" + b",".join(written) + b"]")
        cut = self._cut(query)
        part = things[cut.offset : cut.offset + cut.limit]
        written = [encoded(self._spoilt(backup.written(made, thing))) for thing in part]
        path = "/".join((f"restoresessions/{made.id}/organization", *parts))
        return self._page(path, cut, len(things), written)

    def _spoilt(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return something of a backup as a hostile server would send it."""
        faults = self._desk.faults
        told = {
            name: faults.word(value) if isinstance(value, str) and name != "id" else value
            for name, value in item.items()
        }
        if Fault.NULLS in faults:
            told = {name: value if name in ("id", "_links") else None for name, value in told.items()}
        return told

    def _events(self, made: SimulatedSession, wanted: list[str], query: Query) -> Response:
        events = [self._soiled(event) for event in self._resources.events(made, self._desk.now())]
        if wanted:
            found = next((event for event in events if event["id"] == wanted[0]), None)
            return json_answer(found) if found else self._error(404, "Not found.", "ResourceNotFound")
        cut = self._cut(query)
        written = [encoded(event) for event in events[cut.offset : cut.offset + cut.limit]]
        return self._page(f"restoresessions/{made.id}/events", cut, len(events), written)

    def _soiled(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return an event with hostile texts in it, while they are on."""
        names = ("title", "message", "itemName", "source", "target")
        return event | {name: self._desk.faults.word(event[name]) for name in names if name in event}

    def _statistics(self, made: SimulatedSession) -> Response:
        return json_answer(self._resources.statistics(made, self._desk.now()))

    def _stop(self, session_id: str, status: int) -> Response:
        """End a session, as documented: a test can tell that nobody asks for it."""
        now = self._desk.now()
        if self._desk.world.find(session_id, now) is None:
            return self._error(404, "Not found.", "ResourceNotFound")
        self._desk.world.end(session_id, now)
        return Response(status_code=status)

    # -- the feed -------------------------------------------------------------------------------

    async def _changes(self, request: Request) -> Response:
        if request.method != "GET":
            return wrong_method("GET")
        if Fault.FEED_BROKEN in self._desk.faults:
            return self._error(500, "The event stream is not available.")
        try:
            return json_answer(await self._desk.feed.answer(_query(request)))
        except BadQuery as error:
            return self._error(400, str(error), "ParameterValidationFailure")
        except OutdatedToken:
            return self._error(400, "The change token is outdated.", "OutdatedChangeToken")

    # -- forms of answers -----------------------------------------------------------------------

    def _error(self, status: int, message: str, code: str | None = None) -> Response:
        code = code if self._version.error_codes else None
        known = {"message": message, "errorCode": code, "stackTrace": None}
        return json_answer({key: known[key] for key in self._version.error_keys}, status)

    def _no_such_path(self, status: int) -> Response:
        return self._error(status, "No HTTP resource was found that matches the request URI.")

    def _sent(self, response: Response) -> Response:
        broken = Fault.CUT_SHORT in self._desk.faults and response.status_code == 200
        return CutShort(bytes(response.body)) if broken else response


def _query(request: Request) -> Query:
    """Return the parameters of a request, their names in lower case."""
    pairs = parse_qsl(request.url.query, keep_blank_values=True)
    return {name.casefold(): value for name, value in pairs}


def _as_json(body: bytes) -> Response:
    return Response(body, media_type=JSON)
