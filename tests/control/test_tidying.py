"""Objects of Qt that nothing needs any more end in the thread of the screen, whichever thread works meanwhile."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject

from mlpviz.control.tidying import Tidying
from mlpviz.engine.experiment import preset


class Circle(QObject):
    """Refers to itself, and notes in which thread it ends."""

    def __init__(self, ended: list[int]) -> None:
        super().__init__()
        self.myself, self.ended = self, ended

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


@pytest.fixture
def tidying(qapp: QObject) -> Iterator[Tidying]:
    made = Tidying()
    yield made
    made.close()


def litter() -> None:
    """Make many objects that refer to each other, as any work does."""
    for _ in range(50_000):
        one: list[object] = []
        one.append(one)


def test_that_a_busy_thread_ends_no_object_of_the_screen(tidying: Tidying) -> None:
    ended: list[int] = []
    Circle(ended)
    worker = threading.Thread(target=litter)
    worker.start()
    worker.join()
    assert ended == []
    tidying.tidy()  # the limit of the youngest generation is reached
    assert ended == [threading.get_ident()]


@pytest.mark.parametrize("before", [True, False])
def test_that_python_looks_as_before_when_the_window_is_closed(open_app, before) -> None:
    if before:
        gc.enable()
    app = open_app(preset("XOR"))
    assert not gc.isenabled()
    app.close()
    assert gc.isenabled() == before
