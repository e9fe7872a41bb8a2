from __future__ import annotations

from functools import partial

import pytest

from mlpviz.views.look.pacer import FURTHEST, LONGEST, TURN, Pacer


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """As in a window that has shown nothing yet."""
    monkeypatch.setattr(Pacer, "_booked", 0.0)
    monkeypatch.setattr(Pacer, "_frame", 0.0)


def asked(qtbot, count=2):
    """Milliseconds until the turn of each of so many pacers that were asked one after the other."""
    pacers = [Pacer(10, in_turn=True) for _ in range(count)]
    for pacer in pacers:
        pacer.ask()
    return [pacer._timer.interval() for pacer in pacers]


def test_that_plots_keep_a_distance_from_one_another(qtbot):
    first, second, third = asked(qtbot, 3)

    assert TURN - 2 <= second - first <= TURN + 1
    assert 2 * TURN - 2 <= third - first <= 2 * TURN + 1


def test_that_the_distance_is_a_frame_where_frames_take_long(qtbot):
    for _ in range(60):
        Pacer.note_frame(0.15)

    first, second = asked(qtbot)

    assert 148 <= second - first <= 151


def test_that_one_endless_frame_is_soon_forgotten(qtbot):
    Pacer.note_frame(3600.0)

    first, second = asked(qtbot)

    assert second - first <= max(TURN, 1000 * LONGEST)


def test_that_after_a_turn_some_time_passes_where_frames_take_long(qtbot):
    for _ in range(60):
        Pacer.note_frame(0.03)  # twelve times 30 ms
    pacer = Pacer(10, in_turn=True)
    with qtbot.waitSignal(pacer.due):
        pacer.ask()

    pacer.ask()

    assert 330 <= pacer._timer.interval() <= 361


def test_that_what_is_hurried_is_redrawn_at_once_and_only_if_it_was_asked_for(qtbot):
    pacer = Pacer(10_000)
    drawn: list[int] = []
    pacer.due.connect(partial(drawn.append, 1))
    with qtbot.waitSignal(pacer.due):
        pacer.ask()

    pacer.hurry()
    assert drawn == [1]
    pacer.ask()
    pacer.hurry()
    assert drawn == [1, 1]
    assert not pacer.waiting


def test_that_turns_of_plots_that_are_gone_keep_no_other_waiting_for_long(qtbot):
    for _ in range(200):
        Pacer(in_turn=True).ask()
    last = Pacer(in_turn=True)
    last.ask()
    assert 0 < last._timer.interval() <= FURTHEST + 1
