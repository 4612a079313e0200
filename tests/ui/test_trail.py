from __future__ import annotations

from datetime import UTC, datetime

from vbo_tui.model.document import Document
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.session import Session, SessionId
from vbo_tui.ui.trail import LONGEST, Trail

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
