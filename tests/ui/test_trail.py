from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from vbo_tui.model.document import Document
from vbo_tui.model.event import Event, EventLog
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.ui.trail import EVENT, LONGEST, MOST_BYTES, Page, Trail

ONE, TWO = SessionId("one"), SessionId("two")
SELF, ORGANIZATION = (
    Link("self", "/v1/restoresessions/one"),
    Link("organization", "/v1/restoresessions/one/organization"),
)
NOON = datetime(2026, 9, 24, 12, tzinfo=UTC)


def document(state: str) -> Document:
    return Document(Rel.SELF, Session(id=ONE, state=state), b"{}", "/v1/RestoreSessions/one")


def shown_state(trail: Trail) -> str:
    assert trail.page is not None
    assert trail.page.document is not None
    assert isinstance(trail.page.document.resource, Session)
    return trail.page.document.resource.state


def test_back_and_forward_lead_over_the_same_pages() -> None:
    trail = Trail()
    first, second = trail.visit(ONE, SELF), trail.visit(ONE, ORGANIZATION)
    assert trail.page == second
    assert trail.go(-1)
    assert trail.page == first
    assert not trail.go(-1)
    assert trail.go(1)
    assert not trail.go(1)
    assert trail.crumbs == [first, second]


def test_a_new_page_cuts_off_what_lay_ahead() -> None:
    trail = Trail()
    trail.visit(ONE, SELF)
    trail.visit(ONE, ORGANIZATION)
    trail.go(-1)
    trail.visit(TWO, SELF)
    assert not trail.go(1)
    assert [page.session for page in trail.crumbs] == [ONE, TWO]


def test_a_slow_answer_to_an_old_request_never_overwrites_a_newer_one() -> None:
    trail = Trail()
    old = trail.visit(ONE, SELF)
    new = trail.reload()
    assert new is not None
    trail.arrived(new.number, document("Stopped"), NOON)
    trail.arrived(old.number, document("Working"), NOON)
    trail.failed(old.number, "no answer")
    assert shown_state(trail) == "Stopped"


def test_an_answer_lands_on_the_page_that_asked_for_it() -> None:
    trail = Trail()
    first = trail.visit(ONE, SELF)
    trail.visit(ONE, ORGANIZATION)
    trail.arrived(first.number, document("Working"), NOON)
    assert trail.page is not None
    assert trail.page.loading
    trail.go(-1)
    assert shown_state(trail) == "Working"


def test_a_failed_reload_keeps_what_was_there_and_says_why() -> None:
    trail = Trail()
    trail.arrived(trail.visit(ONE, SELF).number, document("Working"), NOON)
    again = trail.reload()
    assert again is not None
    trail.failed(again.number, "connection refused")
    assert shown_state(trail) == "Working"
    assert trail.page is not None
    assert (trail.page.failure, trail.page.loading) == ("connection refused", False)


def test_it_remembers_a_bounded_number_of_pages() -> None:
    trail = Trail()
    for number in range(3 * LONGEST):
        trail.visit(SessionId(str(number)), SELF)
    assert len(trail.crumbs) == LONGEST
    assert trail.crumbs[-1].session == str(3 * LONGEST - 1)


def visited(trail: Trail, *sizes: int) -> list[Page]:
    """Visit as many pages, with documents of so many bytes."""
    for size in sizes:
        page = trail.visit(ONE, SELF)
        trail.arrived(page.number, replace(document("Stopped"), raw=bytes(size)), NOON)
    return trail.crumbs


def test_documents_take_a_bounded_room_and_the_farthest_go_first() -> None:
    trail = Trail()
    pages = visited(trail, MOST_BYTES // 4, MOST_BYTES // 2, MOST_BYTES // 2, 1)
    assert [page.document is None for page in pages] == [True, True, False, False]


def test_the_shown_document_is_kept_however_large_it_is() -> None:
    trail = Trail()
    pages = visited(trail, 1, 2 * MOST_BYTES)
    assert [page.document is None for page in pages] == [True, False]


def test_a_document_that_was_forgotten_is_asked_for_again_and_its_old_request_is_void() -> None:
    trail = Trail()
    first = visited(trail, 1)[0].number
    visited(trail, 2 * MOST_BYTES)
    assert trail.go(-1)
    assert trail.page is not None
    assert (trail.page.loading, trail.page.document, trail.page.fetched) == (True, None, None)
    trail.arrived(first, document("Working"), NOON)
    assert trail.page.loading


def test_the_events_of_a_log_count_besides_its_bytes() -> None:
    trail = Trail()
    log = EventLog(tuple(Event(id=str(number)) for number in range(MOST_BYTES // EVENT + 1)))
    trail.arrived(trail.visit(ONE, SELF).number, Document(Rel.EVENTS, log, b"", ""), NOON)
    visited(trail, 1)
    assert trail.crumbs[0].document is None
