from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.experiment import LayerSpec, NetworkSpec
from mlpviz.views.graph.edge_look import EdgeLook
from mlpviz.views.graph.edge_pens import EdgePens
from mlpviz.views.graph.edge_strokes import strokes
from mlpviz.views.graph.thumbnail_layout import thumbnail_layout
from mlpviz.views.graph.wires import Wires

COUNT = 2 * 8 + 8
EDGES = np.arange(16)
"""Those of the first gap."""


@pytest.fixture
def wires():
    spec = NetworkSpec((LayerSpec(8), LayerSpec(1, "Sigmoid")))
    return Wires(thumbnail_layout(spec.widths, 400, 700), spec)


def look(shares=0.5, widths=2.0, casings=0.0, broken=(), held=(), cut=()):
    def marked(edges):
        found = np.zeros(COUNT, dtype=bool)
        found[list(edges)] = True
        return found

    def filled(value):
        return np.broadcast_to(np.asarray(value, dtype=np.float64), COUNT).copy()

    return EdgeLook(
        ("forward", "backward"), filled(widths), filled(shares), filled(casings), filled(-0.5), marked(broken),
        np.arange(COUNT), marked(held), marked(()), marked(cut),
    )  # fmt: skip


def told(found):
    """Colour, width and number of lines of each stroke."""
    return [(pen.color().name(), pen.widthF(), len(lines)) for pen, lines in found]


def test_that_edges_that_look_alike_share_a_pen_as_wide_as_they_are_in_the_mean(theme, wires):
    shares = np.where(np.arange(COUNT) % 2 == 0, 0.5, -0.5)
    widths = np.where(np.arange(COUNT) % 2 == 0, np.arange(COUNT) / 8, 1.0)

    (one, one_width, ones), (other, other_width, others) = told(
        strokes(wires, look(shares, widths), EDGES, EdgePens(theme), None)
    )

    assert one != other
    assert {(one_width, ones), (other_width, others)} == {(np.mean(np.arange(0, 16, 2) / 8), 8), (1.0, 8)}


def test_that_the_strongest_edges_are_drawn_last_whatever_their_sign(theme, wires):
    shares = np.full(COUNT, 0.1)
    shares[[3, 4]] = -0.9, 0.5

    drawn = told(strokes(wires, look(shares), EDGES, EdgePens(theme), None))

    pens = EdgePens(theme)
    assert [one[2] for one in drawn] == [14, 1, 1]
    assert drawn[-1][0] == pens.pen("forward", -0.875, 2.0).color().name()


def test_that_every_edge_has_one_core_and_those_with_a_gradient_a_casing_below(theme, wires):
    casings = np.where(np.arange(COUNT) < 4, 1.0, 0.0)

    drawn = told(strokes(wires, look(casings=casings), EDGES, EdgePens(theme), None))

    assert [one[1:] for one in drawn] == [(4.0, 4), (2.0, 16)]


def test_that_broken_held_and_cut_edges_have_pens_of_their_own(theme, wires):
    drawn = told(strokes(wires, look(broken=[0], held=[1, 2], cut=[3, 4, 5]), EDGES, EdgePens(theme), None))

    assert sorted(one[2] for one in drawn) == [1, 2, 3, 10]
    assert len({one[0] for one in drawn}) == 4


def test_that_edges_that_are_not_lit_are_paler_and_below(theme, wires):
    (dim, _, unlit), (bright, _, lit) = told(strokes(wires, look(), EDGES, EdgePens(theme), {2, 5, 99}))

    assert (unlit, lit) == (14, 2)
    assert dim != bright
    assert told(strokes(wires, look(), EDGES, EdgePens(theme), None))[0][0] == bright


def test_that_no_edges_are_no_strokes(theme, wires):
    assert strokes(wires, look(), EDGES[:0], EdgePens(theme), None) == []
