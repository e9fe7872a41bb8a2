from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from mlpviz.state.autoplay import SPEEDS, Autoplay


@pytest.fixture
def autoplay(qapp: QApplication) -> Autoplay:
    return Autoplay()


def interval(autoplay: Autoplay) -> int:
    timer = autoplay.findChild(QTimer)
    assert timer is not None
    return timer.interval()


def test_that_playing_begins_with_a_step_and_goes_on_at_its_speed(autoplay: Autoplay) -> None:
    steps = QSignalSpy(autoplay.stepped)

    autoplay.toggle()
    assert autoplay.playing
    assert steps.count() == 1
    timer = autoplay.findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()  # the clock by hand
    assert steps.count() == 2

    autoplay.toggle()
    assert not autoplay.playing


def test_that_the_speeds_end_at_the_slowest_and_the_fastest(autoplay: Autoplay) -> None:
    for _ in SPEEDS:
        autoplay.change_speed(1)
    assert (autoplay.speed, interval(autoplay)) == (5.0, 200)
    for _ in SPEEDS:
        autoplay.change_speed(-1)
    assert (autoplay.speed, interval(autoplay)) == (0.5, 2000)


def test_that_what_is_no_speed_is_as_if_it_had_not_been_chosen(autoplay: Autoplay) -> None:
    changed = QSignalSpy(autoplay.changed)

    autoplay.choose_speed(3.0)
    autoplay.choose_speed(1.0)

    assert (autoplay.speed, changed.count()) == (1.0, 0)
