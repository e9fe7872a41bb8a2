from __future__ import annotations

import pytest

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import preset
from mlpviz.engine.run import Run
from mlpviz.state.walkthrough import Walkthrough


@pytest.fixture
def shown() -> list[int]:
    return []


@pytest.fixture
def walkthrough(qapp, shown) -> Walkthrough:
    one = Walkthrough()
    one.step_shown.connect(shown.append)
    one.begin(Run(example("mazur").experiment).walk())
    return one


def test_that_beginning_shows_the_first_operation(walkthrough, shown):
    assert walkthrough.active
    assert walkthrough.index == 0
    assert shown == [0]


def test_that_beginning_hands_out_narrator_and_operations_before_the_first_step(qapp):
    heard: list[object] = []
    walkthrough = Walkthrough()
    walkthrough.begun.connect(lambda narrator, operations: heard.extend([narrator, operations]))
    walkthrough.step_shown.connect(heard.append)

    walkthrough.begin(Run(example("mazur").experiment).walk())

    assert heard == [walkthrough.predictions.narrator, walkthrough.operations, 0]
    assert walkthrough.predictions.narrator.whole is walkthrough.narrator


def test_that_next_and_back_undo_each_other(walkthrough, shown):
    walkthrough.next()
    walkthrough.next()
    walkthrough.back()

    assert shown == [0, 1, 2, 1]


def test_that_nothing_happens_beyond_the_ends(walkthrough, shown):
    walkthrough.back()
    walkthrough.last()
    walkthrough.next()
    walkthrough.go(99)

    assert shown == [0, 38]


def test_that_phases_are_walked_from_start_to_start_and_then_to_the_end(walkthrough, shown):
    for _ in range(7):
        walkthrough.next_phase()

    assert shown == [0, 4, 8, 11, 21, 31, 38]


def test_that_the_next_phase_is_reached_from_inside_a_phase(walkthrough):
    walkthrough.go(13)

    walkthrough.next_phase()

    assert walkthrough.index == 21
    assert walkthrough.phase.title == "Backward · layer 1"


def test_that_the_next_sample_keeps_the_operation(qapp):
    walkthrough = Walkthrough()
    walkthrough.begin(Run(preset("Blobs", test_share=0)).walk([0, 1]))
    each = walkthrough.operations.per_sample
    walkthrough.go(5)

    walkthrough.next_sample()
    second = walkthrough.operation
    walkthrough.next_sample()
    update = walkthrough.index
    walkthrough.next_sample()

    assert (second.sample, second.kind, second.unit) == (1, "sum", 5)
    assert update == walkthrough.index == 2 * each


def test_that_first_goes_back_to_the_start(walkthrough):
    walkthrough.go(20)

    walkthrough.first()

    assert walkthrough.index == 0


def test_that_leaving_forgets_the_walk_and_says_so_once(walkthrough, qtbot):
    with qtbot.waitSignal(walkthrough.ended):
        walkthrough.end()

    with qtbot.assertNotEmitted(walkthrough.ended):
        walkthrough.end()
    assert not walkthrough.active
    with pytest.raises(RuntimeError):
        walkthrough.narrator.tell(0)


def test_that_moves_without_a_walk_change_nothing(qapp, qtbot):
    walkthrough = Walkthrough()

    with qtbot.assertNotEmitted(walkthrough.step_shown):
        for move in (walkthrough.next, walkthrough.back, walkthrough.first, walkthrough.last, walkthrough.next_phase,
                     walkthrough.next_sample):
            move()
        walkthrough.go(3)

    assert walkthrough.index == 0


def test_that_a_second_walk_can_keep_the_place(walkthrough, shown):
    walkthrough.go(13)

    walkthrough.begin(Run(example("mazur").experiment).walk(), walkthrough.index)

    assert walkthrough.index == 13
    assert shown == [0, 13, 13]
