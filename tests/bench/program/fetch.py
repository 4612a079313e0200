"""What a script does to read sessions from a server: sign in, get a page."""

from __future__ import annotations

import http.client
import json
import ssl
from urllib.parse import urlencode, urlsplit

from vbo_tui.simulator.options import PASSWORD, USER

LARGEST = 10_000
"""Sessions of the largest page."""


def list_path(version: str, *, limit: int = LARGEST, offset: int = 0) -> str:
    """Return the path and query of a page of sessions; v1 knows no pages."""
    query = "" if version == "v1" else f"?limit={limit}&offset={offset}"
    return f"/{version}/RestoreSessions{query}"


def bearer(url: str, version: str) -> str:
    """Sign in, and return the value of the header ``Authorization``."""
    form = {"grant_type": "password", "username": USER, "password": PASSWORD}
    if version in ("v7", "v8"):
        form["disable_antiforgery_token"] = "true"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = _ask(url, "POST", f"/{version}/Token", kind, urlencode(form))
    return f"Bearer {json.loads(answer)['access_token']}"


def fetch(url: str, path: str, authorization: str) -> bytes:
    """Return what the server answers to a GET."""
    return _ask(url, "GET", path, {"Authorization": authorization})


def _ask(url: str, method: str, path: str, headers: dict[str, str], body: str | None = None) -> bytes:
    context = ssl._create_unverified_context()  # noqa: S323 - the simulator on loopback, and nothing secret
    address = urlsplit(url)
    connection = http.client.HTTPSConnection(
        address.hostname or "", address.port, context=context, timeout=120
    )
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{method} {path}: {answer.status}")
    return content
