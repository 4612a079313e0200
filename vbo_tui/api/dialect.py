"""What differs between API v1 ... v8, as data. Code asks an entry for what it can, never for its name.

A new version is one entry more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from vbo_tui.api.places import MAILBOXES, ONEDRIVES, SITES, TEAMS, Tree, collections, with_versions
from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.links import Rel

LARGEST_PAGE = 10_000
"""The most items that a page may be asked for. Source: v5 global changes; v6 to v8 specifications."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one version of the API is spoken. Paths are given below ``/<name>/``."""

    name: str
    """``v1`` ... ``v8``."""
    product: str
    """The version of the product that brought it."""
    token: str = "token"  # noqa: S105 - a path, not a secret
    probe: str = "RestoreSessions"
    """What is asked for, without a token, to learn whether this version is served."""
    sessions: str = "RestoreSessions"
    below: Mapping[Rel, str] = field(default_factory=lambda: {Rel.ORGANIZATION: "organization"})
    """What lies below a session."""
    opened: Tree = field(default_factory=lambda: MAILBOXES)
    """What lies below the organization that a session opened."""
    page_limit: int = LARGEST_PAGE
    """The most items of a page; 0 where lists do not come in pages."""
    start_from: str = ""
    """The parameter that leaves out what started before; "" where there is none."""
    start_to: str = ""
    """The parameter that leaves out what started after."""
    end_from: str = ""
    """The parameter that leaves out what ended before."""
    order: Mapping[str, str] = field(default_factory=dict)
    """The parameters that ask for the newest first."""
    fields: frozenset[str] = frozenset()
    """Fields of a session beyond those of every version, by the model's names."""
    form: Mapping[str, str] = field(default_factory=dict)
    """What a token request holds besides the grant."""
    feed: str = ""
    """Where changes are told; "" where they are not."""

    def path(self, *parts: str) -> str:
        """Return a path of this version."""
        return "/".join(("", self.name, *parts))

    @property
    def rels(self) -> frozenset[Rel]:
        """What can be followed in this version."""
        paging = (Rel.NEXT, Rel.PREVIOUS) if self.page_limit else ()
        browsed = (Rel(name) for name in collections(self.opened))
        return frozenset({Rel.SELF, Rel.OWNER, *self.below, *paging, *browsed})

    @property
    def capabilities(self) -> Capabilities:
        """What this version offers."""
        return Capabilities(
            version=self.name,
            fields=self.fields,
            rels=self.rels,
            filters_start=bool(self.start_from),
            feed=bool(self.feed),
            paged=bool(self.page_limit),
            first_with=FIRST_WITH,
        )


_NAMED = frozenset({"name", "organization", "initiated_by", "details"})

_V1 = Dialect(
    name="v1",
    product="1.5",
    token="Token",  # noqa: S106 - a path, not a secret
    page_limit=0,
    fields=frozenset({"point_in_time"}),
)
_V2 = Dialect(
    name="v2",
    product="2.0",
    below={Rel.ORGANIZATION: "organization", Rel.EVENTS: "Events"},
    opened=MAILBOXES | ONEDRIVES | SITES,
    fields=_NAMED,
)
_V3 = replace(_V2, name="v3", product="3.0")
_V4 = replace(_V3, name="v4", product="4.0", start_from="startTimeFrom", start_to="startTimeTo")
_V5 = replace(_V4, name="v5", product="5.0", opened={**_V4.opened, **TEAMS})
_V6 = replace(
    _V5,
    name="v6",
    product="6",
    probe="ServiceInstance",
    opened=with_versions(_V5.opened),
    fields=_NAMED | {"client_host", "scope", "reason"},
)
_V7 = replace(_V6, name="v7", product="7", form={"disable_antiforgery_token": "true"})
_V8 = replace(
    _V7,
    name="v8",
    product="8",
    below={**_V7.below, Rel.STATISTICS: "Statistics"},
    end_from="endTimeFrom",
    order={"orderBy": "CreationTime", "orderAsc": "false"},
    fields=_V7.fields | {"etag"},
    feed="Events",
)

DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect for dialect in (_V8, _V7, _V6, _V5, _V4, _V3, _V2, _V1)
}
"""Every version, the newest first.

Source: the API reference of each version, 1.5 to 8; what was seen of live servers where the two differ:
pages from v2 on, and the names, organizations and users that the references of v2 to v5 leave out.
"""

FIRST_WITH: Mapping[Rel, str] = {
    rel: dialect.name for dialect in DIALECTS.values() for rel in dialect.rels if rel is not Rel.SELF
}
"""The first version that has a relation."""
