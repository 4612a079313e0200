"""The forms that an answer takes: JSON, a wrong method, a body that breaks off."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import Response

JSON = "application/json; charset=utf-8"


def encoded(body: object) -> bytes:
    """Return JSON as the server writes it: without spaces, and letters as they are."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def json_answer(body: object, status: int = 200) -> Response:
    """Return an answer with ``body`` as JSON."""
    return Response(encoded(body), status, media_type=JSON)


def wrong_method(allowed: str) -> Response:
    """Return the answer to a method that the path does not take."""
    response = json_answer({"message": "The requested resource does not support this http method."}, 405)
    response.headers["Allow"] = allowed
    return response


class CutShort(Response):
    """Promises a whole body, sends half of it and breaks off."""

    def __init__(self, whole: bytes) -> None:
        super().__init__(whole, media_type=JSON)

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Send the header, half of the body, and nothing more."""
        half = bytes(self.body)[: len(self.body) // 2]
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": half, "more_body": True})
