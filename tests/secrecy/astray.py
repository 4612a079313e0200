"""A server that leads astray: every link of every answer names a stranger, and answers redirect to one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.conftest import NOW
from tests.secrecy.asking import USER
from tests.secrecy.needles import PASSWORD, GivenOut
from vbo_tui.model.session import SessionId
from vbo_tui.simulator.app import Service
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import DOCUMENTED, World

ID = SessionId(DOCUMENTED[1].id)
"""A session that never ends."""

RELS = ("self", "organization", "events", "statistics", "restoreSessionEvents", "restoreSessionStatistics")
"""The words for links that are followed; a resource gets them all."""

FORMS = {
    "another port": "https://127.0.0.1:{tls}{path}",
    "another host": "https://localhost:{tls}{path}",
    "plain http to another port": "http://127.0.0.1:{plain}{path}",
    "plain http to the same port": "http://127.0.0.1:{own}{path}",
    "capitals": "hTTpS://LOCALHOST:{tls}{path}",
    "no scheme": "//127.0.0.1:{tls}{path}",
    "no scheme, three slashes": "///127.0.0.1:{tls}{path}",
    "a user": "https://127.0.0.1:{own}@127.0.0.1:{tls}{path}",
    "a user and a password": "https://user:word@127.0.0.1:{tls}{path}",
    "a user whose at sign is encoded": "https://127.0.0.1:{own}%40127.0.0.1:{tls}{path}",
    "a user where a path would begin": "@127.0.0.1:{tls}{path}",
    "a password where a path would begin": ":1@127.0.0.1:{tls}{path}",
    "a fragment before the user": "https://127.0.0.1:{own}#@127.0.0.1:{tls}{path}",
    "a query before the user": "https://127.0.0.1:{own}?@127.0.0.1:{tls}{path}",
    "backslashes": "\\\\127.0.0.1:{tls}{path}",
    "a slash and a backslash": "/\\127.0.0.1:{tls}{path}",
    "backslashes behind the scheme": "https:\\\\127.0.0.1:{tls}{path}",
    "a backslash before the user": "https://127.0.0.1:{own}\\@127.0.0.1:{tls}{path}",
    "one slash": "https:/127.0.0.1:{tls}{path}",
    "no slash": "https:127.0.0.1:{tls}{path}",
    "slashes of full width": "https:\uff0f\uff0f127.0.0.1:{tls}{path}",
    "encoded slashes": "%2f%2f127.0.0.1:{tls}{path}",
    "encoded backslashes": "%5c%5c127.0.0.1:{tls}{path}",
    "encoded scheme": "https%3a%2f%2f127.0.0.1:{tls}{path}",
    "encoded twice": "%252f%252f127.0.0.1:{tls}{path}",
    "a number for an address": "https://2130706433:{tls}{path}",
    "a line break in the scheme": "ht\ntps://127.0.0.1:{tls}{path}",
    "a tab in the host": "https://127.0.\t0.1:{tls}{path}",
    "blanks around": " \t https://127.0.0.1:{tls}{path} ",
    "NUL before": "\0https://127.0.0.1:{tls}{path}",
    "the way up": "{path}/../../../../127.0.0.1:{tls}",
    "the way up, encoded": "https://127.0.0.1:{own}/{api}/restoresessions/%2e%2e/%2e%2e/{api}/Token",
    "a file": "file:///etc/passwd",
    "a script": "javascript:alert(1)",
}
"""What ``href`` may hold: a clean path, but for where it leads.

``own``, ``tls`` and ``plain`` are ports: the server's, a stranger's with TLS, a stranger's without.
"""


class Astray(Service):
    """A service whose answers are spoilt on their way out."""

    form = ""
    """What each link says, in place of what the service would say; "" for nothing else."""
    goal = ""
    """Where requests are redirected to; "" for nowhere."""
    place = ""
    """The end, in lower case, of the paths that redirect; "" for all of them."""
    status = 302
    """The status of redirects."""

    def __init__(self, *, api: str, kind: str) -> None:
        tokens = GivenOut(accounts={USER: PASSWORD})
        world = World(sessions=3)
        world.put(replace(DOCUMENTED[1], type=kind, created=NOW - timedelta(hours=1)), NOW)
        super().__init__(world, api=(api,), tokens=tokens, now=lambda: NOW)
        self.ports: dict[str, int] = {}
        """What the ports in ``form`` and ``goal`` stand for."""
        self.asked: list[str] = []
        """Methods and paths, as they were sent."""
        self._api = api

    @property
    def secrets(self) -> list[str]:
        """The password, and every token that was ever given out."""
        return [PASSWORD, *getattr(self.tokens, "ever", [])]

    def href(self, path: str) -> str:
        """Return what a link to ``path`` says."""
        return self._filled_in(self.form, path)

    def _filled_in(self, form: str, path: str) -> str:
        return form.format(path=path, api=self._api, **self.ports)

    def application(self) -> ASGIApp:
        """Return the ASGI application."""
        honest = super().application()

        async def everything(scope: Scope, receive: Receive, send: Send) -> None:
            path = scope["raw_path"].decode("ascii")
            self.asked.append(f"{scope['method']} {path}")
            if self.goal and path.casefold().endswith(self.place):
                location = self._filled_in(self.goal, path)
                response = Response(status_code=self.status, headers={"Location": location})
            else:
                response = self._spoilt(*await _answer(honest, scope, receive))
            await response(scope, receive, send)

        return everything

    def _spoilt(self, status: int, headers: dict[str, str], body: bytes) -> Response:
        if self.form and body[:1] in (b"{", b"["):
            body = json.dumps(self._with_links(json.loads(body))).encode()
        kept = {name: value for name, value in headers.items() if name != "content-length"}
        return Response(body, status, kept)

    def _with_links(self, value: Any) -> Any:
        """Return JSON all whose links lead elsewhere; what has an id has links of every kind."""
        if isinstance(value, list):
            return [self._with_links(item) for item in value]
        if not isinstance(value, dict):
            return value
        spoilt = {name: self._with_links(item) for name, item in value.items() if name != "_links"}
        own = f"/{self._api}/restoresessions/{value.get('id', '')}"
        rels = (*value.get("_links", {}), *(RELS if "id" in value else ()))
        below = {rel: own if rel == "self" else f"{own}/{rel}" for rel in rels}
        return spoilt | {"_links": {rel: {"href": self.href(path)} for rel, path in below.items()}}


async def _answer(honest: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of what an application answers."""
    sent: list[Message] = []

    async def hold(message: Message) -> None:
        sent.append(dict(message))

    await honest(scope, receive, hold)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:])


class AstrayServer(Simulator):
    """The service behind a TLS socket."""

    def __init__(self, api: str, kind: str = "Vex") -> None:
        """Prepare it; the session ``ID`` is of the type ``kind``."""
        super().__init__(api=(api,))
        self.spoilt = Astray(api=api, kind=kind)
        self.service = self.spoilt
