"""What a server offers, and the sentence for what it does not."""

from __future__ import annotations

from vbo_tui.model.capabilities import Capabilities
from vbo_tui.model.links import Link, Rel


def test_what_is_offered_is_no_lack() -> None:
    able = Capabilities(version="v5", rels=frozenset({Rel.SELF, Rel.ORGANIZATION, Rel.EVENTS}))
    assert able.lack_of(Rel.EVENTS) == ""
    assert able.lack_of(Rel.SELF) == ""


def test_what_is_not_offered_says_since_when_it_is() -> None:
    able = Capabilities(version="v5", first_with={Rel.STATISTICS: "v8"})
    assert able.lack_of(Rel.STATISTICS) == (
        "no statistics here: API v8 and later have them, this server speaks v5"
    )
    assert "no API version has them" in Capabilities(version="v5").lack_of(Rel.EVENTS)


def test_before_anything_is_known_no_more_is_offered_than_any_server_has() -> None:
    able = Capabilities()
    assert able.rels == {Rel.SELF, Rel.ORGANIZATION}
    assert able.fields == {"point_in_time"}
    assert not any((able.feed, able.filters_start, able.paged))
    assert "none that is known yet" in able.lack_of(Rel.EVENTS)


def test_relations_are_known_by_every_word_that_was_seen_for_them() -> None:
    words = {
        "self": Rel.SELF, "Organization": Rel.ORGANIZATION, "restoreSessionEvents": Rel.EVENTS,
        "events": Rel.EVENTS, "statistics": Rel.STATISTICS, "mailboxes": Rel.MAILBOXES,
        "allfolders": Rel.FOLDERS,
        "restoreSession": Rel.OWNER, "oneDrive": Rel.OWNER, "Parent": Rel.OWNER, "next": Rel.NEXT,
        "evil": None, "action": None, "": None,
    }  # fmt: skip
    assert {word: Link(word, "").known for word in words} == words
