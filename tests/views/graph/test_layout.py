from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF

from mlpviz.engine.experiment import LayerSpec, NetworkSpec
from mlpviz.engine.typed_number import read_number, read_whole, read_within
from mlpviz.views.graph.box_layout import Measure, box_layout
from mlpviz.views.graph.thumbnail_layout import FOOT_HEIGHT, LEAST_PITCH, least_width, thumbnail_layout
from mlpviz.views.graph.wires import MOST_CURVES, Wires
from mlpviz.views.look.steady_limit import SteadyLimit


def spec_of(*widths: int) -> NetworkSpec:
    *hidden, last = widths
    output = LayerSpec(last, "Sigmoid" if last == 1 else "Softmax")
    return NetworkSpec((*(LayerSpec(units) for units in hidden), output))


def test_that_the_first_board_is_laid_out_as_drawn():
    graph = thumbnail_layout((2, 6, 4, 1), 632, 502)

    assert [round(column.x) for column in graph.columns] == [68, 227, 385, 544]
    assert {column.size for column in graph.columns} == {44}
    assert [column.pitch for column in graph.columns[1:3]] == [76, 76]
    assert [round(column.pitch) for column in thumbnail_layout((2, 6, 6, 3), 632, 502).columns] == [128, 76, 76, 96]


def test_that_every_column_has_the_same_middle():
    graph = thumbnail_layout((2, 6, 4, 1), 632, 502)

    middles = [(column.slots[0].rect.center().y() + column.slots[-1].rect.center().y()) / 2 for column in graph.columns]
    assert np.ptp(middles) < 1e-9


def test_that_nodes_shrink_as_a_layer_grows():
    sizes = [thumbnail_layout((2, count, 1), 632, 474).columns[1].size for count in (4, 8, 12)]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 44
    assert sizes[-1] == 28


def test_that_a_large_layer_shows_twelve_a_tile_and_the_last():
    slots = thumbnail_layout((2, 64, 1), 632, 500).columns[1].slots

    assert [slot.first for slot in slots if slot.is_unit] == [*range(12), 63]
    assert [(slot.kind, slot.hidden) for slot in slots if not slot.is_unit] == [("open", 51)]


def test_that_an_opened_layer_shows_a_window_of_its_units():
    slots = thumbnail_layout((2, 64, 1), 632, 500, {1: 20}).columns[1].slots

    assert (slots[0].kind, slots[0].hidden) == ("up", 20)
    assert [slot.first for slot in slots if slot.is_unit] == list(range(20, 32))
    assert (slots[-1].kind, slots[-1].hidden) == ("down", 32)


def test_that_the_end_of_an_opened_layer_can_be_reached():
    slots = thumbnail_layout((2, 64, 1), 632, 500, {1: 999}).columns[1].slots

    assert slots[-1].first == 63
    assert slots[-1].is_unit


@given(
    widths=st.lists(st.integers(1, 80), min_size=2, max_size=8),
    width=st.integers(480, 2000),
    height=st.integers(200, 1200),
)
def test_that_everything_stays_inside_and_nothing_overlaps(widths, width, height):
    graph = thumbnail_layout(widths, width, height)

    assert graph.area.width() >= width
    for column in graph.columns:
        tops = [slot.rect.top() for slot in column.slots]
        bottoms = [slot.rect.bottom() for slot in column.slots]
        assert min(tops) >= 0
        assert max(bottoms) <= height
        assert all(bottom < top for bottom, top in zip(bottoms, tops[1:], strict=False))
        assert sum(slot.last - slot.first + 1 for slot in column.slots) == widths[graph.columns.index(column)]


@given(
    widths=st.lists(st.integers(1, 80), min_size=2, max_size=8),
    width=st.integers(300, 2000),
    height=st.integers(128, 1200),
)
def test_that_boxes_and_their_loss_stay_inside_and_apart(widths, width, height):
    graph = box_layout(widths, QSizeF(width, height), Measure(1.0))

    assert graph.columns[-1].units == (0,)
    rights = [max(slot.rect.right() for slot in column.slots if slot.is_unit) for column in graph.columns]
    lefts = [min(slot.rect.left() for slot in column.slots if slot.is_unit) for column in graph.columns]
    assert all(right < left for right, left in zip(rights, lefts[1:], strict=False))
    assert all(graph.area.contains(slot.rect) for slot in graph.slots())
    for column, units in zip(graph.columns, [*widths, 1], strict=True):
        assert [unit for slot in column.slots for unit in range(slot.first, slot.last + 1)] == list(range(units))
        rects = [slot.rect for slot in column.slots]
        assert all(upper.bottom() < lower.top() for upper, lower in zip(rects, rects[1:], strict=False))


def test_that_edges_lead_between_neighbours_and_to_every_tile_that_stands_for_units():
    graph = thumbnail_layout((2, 64, 1), 632, 500, {1: 0})

    joined = [(a.column, a.first, b.column, b.first) for a, b in graph.joined()]

    assert graph.columns[1].slots[0].kind == "fold"
    assert len(joined) == len(set(joined)) == 2 * 13 + 13
    assert all(right == left + 1 for left, _, right, _ in joined)


def test_that_many_columns_make_the_graph_wider_than_the_view():
    graph = thumbnail_layout((2, *[4] * 14, 1), 480, 500)

    assert graph.area.width() == least_width(16)
    assert np.diff([column.x for column in graph.columns]) == pytest.approx(LEAST_PITCH)


def test_that_every_edge_knows_its_weight():
    spec = spec_of(3, 2, 4)
    wires = Wires(thumbnail_layout(spec.widths, 632, 500), spec)

    indices = wires.indices(np.zeros(spec.parameter_count))

    assert len(set(indices.tolist())) == len(wires) == 2 * 3 + 3 * 2 + 2 * 4
    edge = wires.edge_of(1, 2, 1)
    assert edge is not None
    assert indices[edge] == spec.weight_index(1, 2, 1)
    assert wires.place_of(1, int(indices[edge])) == (2, 1)


def test_that_a_tile_receives_the_strongest_edge_of_those_it_bundles():
    spec = spec_of(64, 1)
    wires = Wires(thumbnail_layout(spec.widths, 632, 500), spec)
    strength = np.zeros(spec.parameter_count)
    strongest = spec.weight_index(0, 1, 40)
    strength[strongest] = 1.0

    edge = wires.edge_of(0, 1, 30)

    assert edge is not None
    assert wires.indices(strength)[edge] == strongest


def test_that_an_edge_is_found_near_its_middle_and_not_elsewhere():
    spec = spec_of(6, 4, 1)
    wires = Wires(thumbnail_layout(spec.widths, 632, 500), spec)
    edge = wires.edge_of(0, 0, 5)
    assert edge is not None
    middle = wires.path(edge).pointAtPercent(0.5)

    assert wires.at(middle, 6.0) == edge
    assert wires.at(QPointF(5, 5), 6.0) is None


def test_that_a_crowd_is_drawn_with_straight_lines():
    spec = spec_of(*[16] * 5, 1)

    wires = Wires(thumbnail_layout(spec.widths, 632, 500), spec)

    assert len(wires) > MOST_CURVES
    assert wires.straight


def test_that_a_limit_moves_only_when_it_must():
    limit = SteadyLimit()

    followed = [limit.follow([value, -value / 2]) for value in (1.0, 1.05, 0.6, 1.2, 0.5)]

    assert followed == [1.0, 1.0, 1.0, 1.2, 0.5]


def test_that_a_limit_ignores_what_is_no_number():
    assert SteadyLimit().follow([np.nan, np.inf, -2.0]) == 2.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.03", 0.03), ("0,03", 0.03), ("−2.5", -2.5), ("1e-3", 1e-3), ("10⁻³", 1e-3), ("2·10^-4", 2e-4),
        ("12 340", 12340),
    ],
)
def test_that_numbers_are_read_as_learners_write_them(text, value):
    assert read_number(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "fast", "1..2", "nan", "inf"])
def test_that_what_is_no_number_is_said_in_one_sentence(text):
    with pytest.raises(ValueError, match="is not a number; type one such as"):
        read_number(text)


def test_that_numbers_outside_their_span_are_refused():
    with pytest.raises(ValueError, match="outside the range 0 to 1"):
        read_within("2", 0.0, 1.0)
    with pytest.raises(ValueError, match="not a whole number"):
        read_whole("2.5", 1, 10)


@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=5), st.floats(480, 1400), st.floats(150, 900),
    st.floats(68, 120),
)
def test_that_the_place_under_the_inputs_is_inside_and_below_them(widths, width, height, left):
    graph = thumbnail_layout(widths, width, height, left=left, foot=True)

    if height < 160:  # there it would push two inputs into each other
        assert graph.foot is None or widths[0] == 1
        return
    assert graph.foot is not None
    assert graph.foot.x() == graph.columns[0].x == left
    assert graph.foot.y() + FOOT_HEIGHT <= height
    if widths[0] <= 7 and height >= 400:
        assert graph.foot.y() >= max(slot.rect.bottom() for slot in graph.columns[0].slots)


def test_that_without_a_place_under_the_inputs_nothing_moves():
    assert thumbnail_layout((2, 6, 4, 1), 632, 502).foot is None


def test_that_large_inputs_leave_as_much_room_for_their_names_as_usual_ones():
    usual = thumbnail_layout((2, 6, 4, 1), 600, 420)
    large = thumbnail_layout((2, 6, 4, 1), 600, 700, large=True)

    sizes = [graph.columns[0].slots[0].rect.width() for graph in (usual, large)]
    assert sizes[1] > sizes[0]
    assert large.columns[0].slots[0].rect.left() >= usual.columns[0].slots[0].rect.left()
