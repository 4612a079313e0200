from __future__ import annotations

from tests.monitor.scripted import session
from vbo_tui.errors import Unreachable
from vbo_tui.model.session import Session
from vbo_tui.model.snapshot import Snapshot, diff
from vbo_tui.monitor.health import Word
from vbo_tui.monitor.poller import Polled, PollFailed
from vbo_tui.monitor.watch import Watch


def polled(before: Snapshot, *sessions: Session) -> Polled:
    after = Snapshot(before.revision + 1, {session.id: session for session in sessions})
    return Polled(after, diff(before, after))


def test_an_answer_is_shown_as_it_comes() -> None:
    watch = Watch(0)
    update = polled(watch.newest, session(1))
    assert watch.note(update, 1) is update.delta
    assert watch.shown is update.snapshot
    assert watch.changed == 1


def test_a_failure_changes_nothing_on_the_screen() -> None:
    watch = Watch(0)
    watch.note(polled(watch.newest, session(1)), 1)
    before = watch.shown
    assert watch.note(PollFailed(Unreachable("refused"), 5), 2) is None
    assert watch.shown is before


def test_a_paused_view_stands_still_and_counts_what_waits() -> None:
    watch = Watch(0)
    watch.note(polled(watch.newest, session(1)), 1)
    before = watch.shown
    watch.pause(2)
    assert watch.note(polled(watch.newest, session(1, state="Stopped"), session(2)), 11) is None
    assert watch.note(polled(watch.newest, session(1, state="Stopped"), session(2), session(3)), 21) is None
    assert (watch.shown, watch.waiting) == (before, 3)


def test_resuming_shows_everything_that_came_meanwhile() -> None:
    watch = Watch(0)
    watch.note(polled(watch.newest, session(1)), 1)
    watch.pause(2)
    watch.note(polled(watch.newest, session(2)), 11)
    watch.note(polled(watch.newest, session(2), session(3)), 21)
    delta = watch.resume()
    assert [s.id for s in delta.added] == [session(2).id, session(3).id]
    assert delta.removed == (session(1).id,)
    assert (watch.shown, watch.waiting, watch.paused_since) == (watch.newest, 0, None)


def test_a_pause_does_not_hide_that_the_connection_is_gone() -> None:
    watch = Watch(0)
    watch.note(polled(watch.newest, session(1)), 1)
    watch.pause(2)
    watch.note(PollFailed(Unreachable("refused"), 5), 11)
    assert watch.health.word(12, 10) is Word.OFFLINE


def test_a_long_pause_remembers_only_what_differs_from_what_is_shown() -> None:
    watch = Watch(0)
    watch.note(polled(watch.newest, session(1)), 1)
    watch.pause(2)
    for number in range(2, 200):  # each comes, and is gone with the next one
        watch.note(polled(watch.newest, session(1), session(number)), number)
    assert list(watch._held_back) == [session(199).id]
    assert watch.waiting == 1
    assert [s.id for s in watch.resume().added] == [session(199).id]
