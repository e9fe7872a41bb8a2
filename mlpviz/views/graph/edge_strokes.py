"""Straight edges as a few strokes: in a crowd, edges that look alike share a pen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPen

from mlpviz.views.graph.edge_look import EdgeLook
from mlpviz.views.graph.edge_pens import EdgePens
from mlpviz.views.graph.wires import Wires
from mlpviz.views.look.polyline import Lines

BUCKETS = 32
"""Pens that straight lines share, spread over both signs."""
MOST_SMOOTH = 1500
"""Above this many lines steps are drawn instead of smooth edges: in such a crowd the eye finds no difference."""
THIN = 1.5
"""Px below which a line of such a crowd is drawn as thin as can be, and half of it what a casing must have to be seen:
that takes half the time."""

Numbers = NDArray[Any]


class Stroke(NamedTuple):
    """Lines that share a pen."""

    pen: QPen
    lines: Lines


def is_smooth(edges: Numbers) -> bool:
    """Whether these edges, between two columns, are few enough to be drawn with smooth edges."""
    return len(edges) <= MOST_SMOOTH


def strokes(wires: Wires, look: EdgeLook, edges: Numbers, pens: EdgePens, lit: Collection[int] | None) -> list[Stroke]:
    """What to draw, in order, for `edges` between two columns; all but those in `lit` are dimmed, unless it is None."""
    if lit is None:
        return list(_strokes(wires, look, edges, pens, dim=False, smooth=is_smooth(edges)))
    shown, smooth = np.isin(edges, list(lit)), is_smooth(edges)
    return [
        *_strokes(wires, look, edges[~shown], pens, dim=True, smooth=smooth),
        *_strokes(wires, look, edges[shown], pens, dim=False, smooth=smooth),
    ]


def _strokes(
    wires: Wires, look: EdgeLook, edges: Numbers, pens: EdgePens, *, dim: bool, smooth: bool
) -> Iterator[Stroke]:
    # Casings in one layer, cores in the next: within a crowd the gap between them could not be seen.
    cut = look.cut[edges]
    if cut.any():
        yield Stroke(pens.cut_pen(dim=dim), wires.lines_of(edges[cut]))
    wide, (core, around) = look.core_width + 2 * look.casing_width, look.maps
    for held in (True, False):
        these = edges[~cut & (look.held[edges] == held)]
        casings = these[look.casing_width[these] > (0.0 if smooth else THIN / 2)]
        broken = look.broken[these]
        for kind, members, widths, shares in (
            (around, casings, wide, look.casing_share),
            (core, these[~broken], look.core_width, look.core_share),
        ):
            for share, width, alike in _alike(members, widths, shares):
                drawn = 1.0 if width < THIN and not smooth else width
                yield Stroke(pens.pen(kind, share, drawn, dim=dim, held=held), wires.lines_of(alike))
        if broken.any():
            yield Stroke(pens.broken_pen(dim=dim), wires.lines_of(these[broken]))


def _alike(edges: Numbers, widths: Numbers, shares: Numbers) -> Iterator[tuple[float, float, Numbers]]:
    """Edges sorted by what they show, the weakest first: the place on the map, the mean width and which they are."""
    place = np.rint(shares[edges] * (BUCKETS / 2)).astype(int)
    order = np.lexsort((place, np.abs(place)))
    edges, place = edges[order], place[order]
    starts = np.flatnonzero(np.diff(place, prepend=99 * BUCKETS))
    if not starts.size:
        return
    ends = np.append(starts[1:], len(edges))
    means = np.add.reduceat(widths[edges], starts) / (ends - starts)
    for start, end, width in zip(starts.tolist(), ends.tolist(), means.tolist(), strict=True):
        yield float(place[start]) * 2 / BUCKETS, width, edges[start:end]
