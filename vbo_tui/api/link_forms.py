"""The links of many sessions, which differ in the session's id alone: read once, held once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from vbo_tui.api.decoding import links
from vbo_tui.model.links import ID_HERE, Link, LinkForms

_ANYTHING = msgspec.json.Decoder()


def forms_of(resource_id: str, links: Iterable[Link]) -> LinkForms:
    """Return links without the id of whose links they are; an id in capitals stays as it was written."""
    if resource_id != resource_id.lower() or not resource_id:
        return tuple(links)
    return tuple(Link(link.rel, link.href.replace(resource_id, ID_HERE)) for link in links)


class LastForms:
    """Remembers what the JSON of links came to last, since the next session's is the same but for its id."""

    def __init__(self) -> None:
        self._between: list[bytes] = [b""]
        """What stands around the ids."""
        self._forms: LinkForms = ()

    def of(self, uuid: str, raw: bytes) -> LinkForms:
        """Return the forms of what stands in ``_links``.

        Args:
            uuid: The id, in lower case; a short one could stand for something else in the JSON.
            raw: The JSON; b"" for nothing.

        Raises:
            msgspec.DecodeError: It is no JSON.
        """
        between = raw.split(uuid.encode())
        if between == self._between:
            return self._forms
        forms = forms_of(uuid, links(_ANYTHING.decode(raw))) if raw else ()
        if b"\\" not in raw:  # an escape may hide an id
            self._between, self._forms = between, forms
        return forms
