"""The keys of the detail pane, on a server of the newest version: pages, lists, search, folds, the URL."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from tests.ui.newer import (
    MIXED,
    NewerServer,
    event,
    events_of,
    helped,
    listed,
    log_page,
    named,
    on_stage,
    open_events,
    printed,
    rows,
    told,
    way_here,
)
from tests.ui.stage import Stage, until
from vbo_tui.errors import ApiError, BadPayload, NotFound, ServerFault
from vbo_tui.model.document import Document, Exchange
from vbo_tui.model.item import Item, ItemPage
from vbo_tui.model.links import Link, Rel
from vbo_tui.model.organization import Organization
from vbo_tui.model.session import SessionId
from vbo_tui.ui.screens.question import QuestionScreen
from vbo_tui.ui.trail import Face
from vbo_tui.ui.widgets.field_list import FieldList
from vbo_tui.ui.widgets.filter_bar import FilterBar
from vbo_tui.ui.widgets.item_table import ItemTable
from vbo_tui.ui.widgets.line import Line

ROOT = "/v8/restoresessions/one/organization"
ONE = named(1, type="Vex", organization="contoso")
TWO = named(2)

BODY = b'{"id":"one","name":"Inbox [/] of alice","list":[{"x":"inbox"},{"x":2}],"size":1.0}'


def item(number: int, **values: str) -> Item:
    return Item(
        kind="mailbox",
        id=f"box-{number}",
        name=f"Mailbox {number:02}",
        values=(
            ("name", f"Mailbox {number:02}"),
            ("email", f"user{number}@contoso.example"),
            *values.items(),
        ),
        links=(
            Link("self", f"{ROOT}/mailboxes/box-{number}"),
            Link("items", f"{ROOT}/mailboxes/box-{number}/items"),
            Link("evil", "https://evil.example/"),
        ),
    )


NEXT, BEFORE = Link("next", f"{ROOT}/mailboxes?offset=20"), Link("prev", f"{ROOT}/mailboxes?offset=0")
FIRST_PAGE = ItemPage("mailboxes", tuple(map(item, range(20))), total=25, more=True, links=(NEXT,))
SECOND_PAGE = ItemPage("mailboxes", tuple(map(item, range(20, 25))), offset=20, total=25, links=(BEFORE,))
LETTERS = ItemPage(
    "items", (Item(kind="item", id="a", name="A letter", values=(("itemClass", "IPM.Note"),)),)
)


def page(resource: ItemPage | Organization | Item, raw: bytes = BODY, moved: str = "") -> Document:
    url = f"https://veeam01:4443{ROOT}/x?offset=0"
    return Document(Rel.SELF, resource, raw, f"{ROOT}/x", moved, Exchange(url, 200, len(raw), 0.0421, 3))


class Browsed(NewerServer):
    """Tells links of one name apart by where they lead."""

    async def follow(self, session: SessionId, link: Link, known: object = None) -> Document:
        by_href = self.documents.get((session, link.href))
        if by_href is not None:
            self.documents[(session, link.rel)] = by_href
        return await super().follow(session, link, None)


def browsed(*, moved: str = "", **more: Document | ApiError) -> Browsed:
    server = Browsed("v8", [ONE, TWO])
    organization = Organization(
        name="contoso", links=(Link("self", ROOT), Link("billing", f"{ROOT}/billing"))
    )
    server.documents = {
        (ONE.id, "self"): Document(Rel.SELF, ONE, BODY, "/v8/RestoreSessions/one"),
        (ONE.id, "events"): log_page(*MIXED),
        (ONE.id, "organization"): page(organization, moved=moved),
        (ONE.id, "mailboxes"): page(FIRST_PAGE),
        (ONE.id, NEXT.href): page(SECOND_PAGE),
        (ONE.id, BEFORE.href): page(FIRST_PAGE),
        (ONE.id, "items"): page(LETTERS),
        **{(ONE.id, rel): document for rel, document in more.items()},
    }
    return server


def items_of(stage: Stage) -> ItemTable:
    return stage.pane.query_one(ItemTable)


async def arrives(stage: Stage, pilot: Pilot[None], way: str) -> None:
    """Wait until the pane shows the page at the end of a way, and has the keys."""
    await until(pilot, lambda: way_here(stage).endswith(way) and told(stage) != "loading ...")
    await until(pilot, lambda: stage.pane.has_focus_within)


async def open_mailboxes(stage: Stage, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: stage.table.chosen)
    await pilot.press("o")
    await arrives(stage, pilot, "> organization")
    await pilot.press("2")
    await arrives(stage, pilot, "> organization > mailboxes")
    await until(pilot, lambda: stage.app.focused is items_of(stage) and items_of(stage).size.width)


async def search(stage: Stage, pilot: Pilot[None], text: str) -> None:
    await pilot.press("slash")
    await until(pilot, lambda: isinstance(stage.app.focused, FilterBar))
    await pilot.press(*text, "enter")
    await until(pilot, lambda: stage.pane.has_focus_within)


async def test_the_organization_offers_what_the_type_of_its_session_holds(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("o")
        await arrives(stage, pilot, "> organization")
        lines = listed(stage).splitlines()
        assert [line for line in lines if "[" in line] == [
            "Links          [1] self", "               [2] mailboxes",
        ]  # fmt: skip
        assert "billing  (not followed: the API documents no such relation)" in listed(stage)


async def test_a_list_is_a_table_of_what_its_things_say(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        shown = printed(items_of(stage))
        assert shown[0].split() == ["Name", "E-mail"]
        assert shown[1].split() == ["Mailbox", "00", "user0@contoso.example"]
        assert told(stage) == "mailboxes 1-20 of 25  more: > next page"


async def test_a_list_is_paged_with_greater_and_less_and_the_way_says_where_one_is(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        await pilot.press("less_than_sign")
        assert way_here(stage).endswith("> mailboxes"), "there is no page before the first"
        await pilot.press("greater_than_sign")
        await arrives(stage, pilot, "> mailboxes > from 21")
        assert told(stage) == "mailboxes 21-25 of 25  before: <"
        assert printed(items_of(stage))[1].startswith("Mailbox 20")
        await pilot.press("less_than_sign")
        await arrives(stage, pilot, "> mailboxes > from 1")
        await pilot.press("left_square_bracket", "left_square_bracket")
        await arrives(stage, pilot, "> organization > mailboxes")


async def test_a_thing_is_opened_from_its_row_without_asking_and_its_links_lead_on(tmp_path: Path) -> None:
    server = browsed()
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        asked = len(server.asked)
        await pilot.press("j", "j", "enter")
        await arrives(stage, pilot, "> mailboxes > Mailbox 02")
        assert len(server.asked) == asked
        assert "Email          user2@contoso.example" in listed(stage)
        assert "evil  (not followed: the API documents no such relation)" in listed(stage)
        assert "[3]" not in listed(stage), "it has no number either"
        await pilot.press("3")
        assert len(server.asked) == asked
        await pilot.press("2")
        await arrives(stage, pilot, "> items")
        assert server.asked[-1].link == Link("items", f"{ROOT}/mailboxes/box-2/items")
        await pilot.press("escape")
        await arrives(stage, pilot, "> mailboxes > Mailbox 02")
        await pilot.press("escape")
        await arrives(stage, pilot, "> organization > mailboxes")
        assert items_of(stage).cursor_row == 2


async def test_a_list_says_what_is_not_shown_of_it(tmp_path: Path) -> None:
    odd = ItemPage("mailboxes", (item(1),), left_out=1_234, unreadable=("it is 5, not an object",))
    stage = on_stage(tmp_path, browsed(mailboxes=page(odd)))
    async with stage.app.run_test(size=(200, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        assert told(stage) == (
            "mailboxes 1-2  1,234 more came and are not shown  1 could not be read: it is 5, not an object"
        )


async def test_an_empty_list_says_so(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed(mailboxes=page(ItemPage("mailboxes"))))
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        assert told(stage) == "no mailboxes"
        await pilot.press("enter", "n", "j", "y", "u", "escape")


@pytest.mark.parametrize(
    "error", [NotFound("404: gone"), ServerFault("500: The restore session has expired.")]
)
async def test_what_a_session_opened_is_a_sentence_once_it_is_closed(tmp_path: Path, error: ApiError) -> None:
    stage = on_stage(tmp_path, browsed(mailboxes=error))
    async with stage.app.run_test(size=(200, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("o")
        await arrives(stage, pilot, "> organization")
        await pilot.press("2")
        await arrives(stage, pilot, "> mailboxes")
        assert told(stage) == f"what a session opened can be seen only while it works ({error})"


async def test_a_link_to_nowhere_is_a_sentence_and_the_session_is_not_gone(tmp_path: Path) -> None:
    refusal = BadPayload("this link leads to no place that API v8 documents: it is not followed")
    stage = on_stage(tmp_path, browsed(items=refusal))
    async with stage.app.run_test(size=(200, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        await pilot.press("enter", "2")
        await arrives(stage, pilot, "> items")
        assert told(stage) == str(refusal)


# -- the filter of a list, and what going back finds -------------------------------------------------


async def test_slash_filters_a_list_and_n_goes_through_what_is_left(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        await search(stage, pilot, "user1")
        table = items_of(stage)
        assert table.shown_count == 11
        assert "11 of these match  filter /user1" in told(stage)
        await pilot.press("n", "n")
        assert table.cursor_row == 2
        await pilot.press("N", "N", "N")
        assert table.cursor_row == 10, "around the end"
        await pilot.press("escape")
        assert table.shown_count == 20
        assert way_here(stage).endswith("> mailboxes"), "the first Esc clears the filter, and no more"


async def test_going_back_to_events_finds_filter_status_and_row(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed(events=log_page(*map(event, range(40)))))
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_events(stage, pilot)
        await search(stage, pilot, "item")
        await pilot.press("4", "j", "j", "j")
        await pilot.press("o")
        await arrives(stage, pilot, "> organization")
        await pilot.press("left_square_bracket")
        await arrives(stage, pilot, "> events")
        table = events_of(stage)
        assert (table.filter.text, table.status, table.cursor_row) == ("item", "success", 3)
        assert "item 0003" in rows(stage)[3]
        await pilot.press("right_square_bracket")
        await arrives(stage, pilot, "> organization")
        await pilot.press("left_square_bracket")
        await arrives(stage, pilot, "> events")
        assert table.cursor_row == 3


async def test_another_sessions_events_begin_without_filter(tmp_path: Path) -> None:
    server = browsed()
    server.documents[(TWO.id, "events")] = log_page(*map(event, range(9)))
    stage = on_stage(tmp_path, server)
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_events(stage, pilot)
        await search(stage, pilot, "item")
        await pilot.press("escape", "escape")
        await until(pilot, lambda: stage.table.has_focus)
        await pilot.press("j", "l")
        await until(pilot, lambda: len(rows(stage)) == 9)
        assert events_of(stage).filter.text == ""


async def test_a_page_of_lines_is_found_on_its_line(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("enter")
        await arrives(stage, pilot, "> self")
        await pilot.press("j", "j", "j", "l")
        await arrives(stage, pilot, "> self > events")
        await pilot.press("escape")
        await arrives(stage, pilot, "> self")
        assert stage.pane.query_one(FieldList).highlighted == 3


# -- searching ------------------------------------------------------------------------------------


async def open_raw(stage: Stage, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: stage.table.chosen)
    await pilot.press("y")
    await arrives(stage, pilot, "> self > raw")


def cursor_line(stage: Stage) -> str:
    listing = stage.pane.query_one(FieldList)
    assert listing.highlighted is not None
    return listing.lines[listing.highlighted].strip()


async def test_slash_searches_fields_and_n_goes_on(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("enter")
        await arrives(stage, pilot, "> self")
        await search(stage, pilot, "contoso")
        assert told(stage).startswith("/contoso  1/1")
        assert cursor_line(stage) == "Organization   contoso"
        assert stage.table.filter.text == "", "the table of sessions keeps its own filter"
        await search(stage, pilot, "x")
        assert told(stage).startswith("/contosox  not found")
        await pilot.press("escape")
        assert not told(stage).startswith("/")
        assert way_here(stage).endswith("> self")


async def test_slash_searches_json_also_where_it_is_folded(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_raw(stage, pilot)
        await pilot.press("minus")
        assert '"list": [ 2 items ],' in listed(stage)
        await search(stage, pilot, "INBOX")
        assert told(stage).startswith("/INBOX  1/2")
        assert cursor_line(stage).startswith('"name": "Inbox')
        await pilot.press("n")
        assert told(stage).startswith("/INBOX  2/2")
        assert cursor_line(stage) == '"x": "inbox"'
        await pilot.press("n")
        assert told(stage).startswith("/INBOX  1/2"), "around the end"
        await pilot.press("N")
        assert told(stage).startswith("/INBOX  2/2")
        strip = next(
            stage.pane.query_one(FieldList).render_line(y)
            for y, line in enumerate(printed(stage.pane.query_one(FieldList)))
            if "Inbox" in line
        )
        assert [s.text for s in strip if s.style and s.style.reverse] == ["Inbox"], "it is marked"


async def test_slash_searches_one_event(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_events(stage, pilot)
        await pilot.press("j", "enter")
        await arrives(stage, pilot, "> events > event")
        await search(stage, pilot, "from/")
        assert told(stage).startswith("/from/  1/1")
        assert cursor_line(stage) == "Source         from/0001"
        await pilot.press("escape", "escape")
        assert events_of(stage).filter.text == ""
        assert events_of(stage).cursor_row == 1


# -- folding --------------------------------------------------------------------------------------


async def test_enter_and_space_fold_what_is_under_the_cursor(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_raw(stage, pilot)
        whole = listed(stage)
        await pilot.press("j", "j", "j", "enter")
        assert cursor_line(stage) == '"list": [ 2 items ],'
        await pilot.press("space")
        assert listed(stage) == whole
        await pilot.press("j", "j", "space")
        assert cursor_line(stage) == "{ 1 item },"
        await pilot.press("plus")
        assert listed(stage) == whole
        assert cursor_line(stage) == "{"


async def test_plus_and_minus_are_the_polls_interval_where_there_is_nothing_to_fold(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("enter")
        await arrives(stage, pilot, "> self")
        before = stage.screen.poller.interval
        await pilot.press("plus")
        longer = stage.screen.poller.interval
        assert longer > before
        await pilot.press("y")
        await arrives(stage, pilot, "> raw")
        await pilot.press("minus")
        assert stage.screen.poller.interval == longer
        assert "2 items" in listed(stage)


async def test_folds_are_found_again(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_raw(stage, pilot)
        await pilot.press("minus", "o")
        await arrives(stage, pilot, "> organization")
        await pilot.press("left_square_bracket")
        await arrives(stage, pilot, "> self > raw")
        assert "2 items" in listed(stage)


# -- the URL --------------------------------------------------------------------------------------


async def test_u_tells_how_a_page_was_asked_for(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed(moved="https://internal.example:4443"))
    async with stage.app.run_test(size=(200, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("o")
        await arrives(stage, pilot, "> organization")
        assert told(stage) == (
            "! the link named https://internal.example:4443; asked the profile's own server"
        )
        await pilot.press("u")
        await arrives(stage, pilot, "> organization > url")
        assert listed(stage).splitlines()[:7] == [
            "Method         GET",
            f"URL            https://veeam01:4443{ROOT}/x?offset=0",
            "Status         200",
            f"Size           {len(BODY)} bytes",
            "Time taken     42 ms",
            "Requests       3",
            "! other host   the link named https://internal.example:4443; nothing was sent there",
        ]
        await pilot.press("j", "enter", "1")
        assert way_here(stage).endswith("> url"), "there is nothing to follow"
        assert stage.pane.value_under_cursor == f"https://veeam01:4443{ROOT}/x?offset=0"
        await pilot.press("y")
        await arrives(stage, pilot, "> organization > raw")
        await pilot.press("u", "u")
        assert way_here(stage).endswith("> organization")


async def test_u_tells_of_a_page_that_did_not_come(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed(organization=NotFound("404: not there")))
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("o")
        await until(pilot, lambda: "404" in told(stage))
        await pilot.press("u")
        assert "404: not there" in listed(stage)


# -- for whoever takes something away -----------------------------------------------------------------


async def test_the_pane_tells_the_value_under_the_cursor_and_the_page_as_it_was_sent(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        pane = stage.pane
        assert (pane.value_under_cursor, pane.sent) == ("", b"")
        await until(pilot, lambda: stage.table.chosen)
        await pilot.press("enter")
        await arrives(stage, pilot, "> self")
        await pilot.press("j", "j")
        assert pane.value_under_cursor == "Restore 1"
        assert pane.sent == BODY
        await pilot.press("y")
        await arrives(stage, pilot, "> raw")
        await pilot.press("j", "j")
        assert pane.value_under_cursor == "Inbox [/] of alice"
        await pilot.press("j", "enter")
        assert pane.value_under_cursor.split() == [
            "[",
            "{",
            '"x":',
            '"inbox"',
            "},",
            "{",
            '"x":',
            "2",
            "}",
            "]",
        ]
        await pilot.press("y", "o")
        await arrives(stage, pilot, "> organization")
        await pilot.press("2")
        await until(pilot, lambda: stage.app.focused is items_of(stage))
        await pilot.press("j")
        assert pane.value_under_cursor == "Mailbox 01"


async def test_c_and_e_take_the_value_and_the_page_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(250, 30)) as pilot:
        await open_raw(stage, pilot)
        await pilot.press("j", "j", "c")
        await until(pilot, lambda: "sent to terminal: Inbox [/] of alice" in stage.status)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(stage.app.screen, QuestionScreen))
        await until(pilot, lambda: isinstance(stage.app.focused, Input))
        await pilot.press("enter")
        await until(pilot, lambda: "written: " in stage.status)
    [path] = sorted(tmp_path.glob("vbo-prod-*self*.json"))  # noqa: ASYNC240 - the app is gone
    assert path.read_bytes() == BODY


async def test_a_long_way_keeps_its_end(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(60, 20)) as pilot:
        await open_mailboxes(stage, pilot)
        await pilot.press("enter", "2")
        await arrives(stage, pilot, "> items")
        assert way_here(stage).startswith(f"{ONE.id[:8]} > ")
        assert len(way_here(stage)) <= stage.pane.query_one("#crumbs", Line).size.width


async def test_the_help_tells_of_every_key_and_of_folds_only_where_there_are_some(tmp_path: Path) -> None:
    stage = on_stage(tmp_path, browsed())
    async with stage.app.run_test(size=(140, 30)) as pilot:
        await open_mailboxes(stage, pilot)
        keys = helped(stage)
        assert {"u", "n", "N", "y", "/", ">", "[", "]"} <= set(keys)
        assert "space" not in keys
        assert "filter" in keys["/"]
        assert "search" in keys["/"]
        await pilot.press("y")
        await until(pilot, lambda: stage.pane.view.face is Face.RAW and stage.pane.has_focus_within)
        assert {"space", "-", "+"} <= set(helped(stage))
