"""Equations as pictures: LaTeX typeset once, then drawn in any colour with a known baseline."""

from __future__ import annotations

import json
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, QSizeF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz import resource
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ziamath.nodes.mrow import Mrow
    from ziamath.zmath import Latex

Align = Qt.AlignmentFlag
KEPT = 2000
"""How many pictures of each kind are remembered; a step dock shows about fifty at once."""
BASE = 20.0
"""Px of the letters of what is typeset; other sizes scale its outlines, since to typeset again takes milliseconds."""

_STAND_IN = "currentColor"
_one_at_a_time = threading.Lock()
_VIEW_BOX = re.compile(r'viewBox="([^"]*)"')
_NEGATIVE = re.compile(r"\(\s*-\s*([\d.]+)\s*\)")

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True)
class Extent:
    """Room that a piece of mathematics takes, in px, around the point on its baseline where it starts."""

    left: float
    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.ascent + self.descent


class Typesetter:
    """Typesets LaTeX and remembers what it has drawn by (latex, colour)."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._extents: OrderedDict[str, Extent] = OrderedDict()
        self._renderers: OrderedDict[tuple[str, str], QSvgRenderer] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, str, float, float], QPixmap] = OrderedDict()

    def extent(self, latex: str, px: float) -> Extent:
        """Width, ascent and descent of `latex` with letters of `px`."""
        if latex not in self._extents:
            box = _view_box(typeset(latex))
            _keep(self._extents, latex, Extent(box.left(), box.width(), -box.top(), box.bottom()))
        full, factor = self._extents[latex], px / BASE
        return Extent(full.left * factor, full.width * factor, full.ascent * factor, full.descent * factor)

    def size(self, latex: str, px: float) -> QSizeF:
        """Width and height; `baseline` tells where the writing stands in it."""
        extent = self.extent(latex, px)
        return QSizeF(extent.width, extent.height)

    def baseline(self, latex: str, px: float) -> float:
        """Distance from the top of the picture to the line the letters stand on."""
        return self.extent(latex, px).ascent

    def picture(self, latex: str, color: QColor, px: float, ratio: float = 1.0) -> QPixmap:
        """A picture with transparent ground, for a screen of that pixel ratio."""
        key = (latex, color.name(), px, ratio)
        if key not in self._pictures:
            size = self.size(latex, px)
            drawn = QPixmap(QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))))
            drawn.fill(Qt.GlobalColor.transparent)
            drawn.setDevicePixelRatio(ratio)
            painter = QPainter(drawn)
            self._renderer(latex, color.name()).render(painter, QRectF(QPointF(0, 0), size))
            painter.end()
            _keep(self._pictures, key, drawn)
        return self._pictures[key]

    def draw(
        self,
        painter: QPainter,
        latex: str,
        color: QColor,
        px: float,
        place: QPointF | QRectF,
        align: Qt.AlignmentFlag | None = None,
    ) -> QRectF:
        """Draw at a point on the baseline, or inside a rectangle; returns what is covered."""
        extent = self.extent(latex, px)
        if isinstance(place, QRectF):
            flags = Align.AlignCenter if align is None else align
            left = place.left() + _share(flags) * (place.width() - extent.width)
            top = place.top() + _rise(flags) * (place.height() - extent.height)
        else:
            flags = Align.AlignLeft if align is None else align
            left = place.x() - _share(flags) * extent.width
            top = place.y() - extent.ascent
        covered = QRectF(left, top, extent.width, extent.height)
        self._renderer(latex, color.name()).render(painter, covered)
        return covered

    def prepare(self, latex: str, px: float) -> None:
        """Typeset ahead of time, so that the first drawing does not wait."""
        self.extent(latex, px)

    def _renderer(self, latex: str, color: str) -> QSvgRenderer:
        key = (latex, color)
        if key not in self._renderers:
            text = typeset(latex).replace(_STAND_IN, color)
            _keep(self._renderers, key, QSvgRenderer(QByteArray(text.encode())))
        return self._renderers[key]


class Equation(QWidget):
    """A piece of mathematics as a widget, in a colour of the theme."""

    def __init__(
        self,
        theme: Theme,
        typesetter: Typesetter,
        latex: str = "",
        role: str = "m",
        token: str = "t1",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._latex, self._role, self._token = latex, role, token
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    @property
    def latex(self) -> str:
        """What is shown."""
        return self._latex

    def write(self, latex: str) -> None:
        """Show something else."""
        if latex != self._latex:
            self._latex = latex
            self.restyle()

    def write_in(self, role: str) -> None:
        """Use the size of another role of text."""
        if role != self._role:
            self._role = role
            self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take colour and size from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the mathematics."""
        return self._typesetter.size(self._latex, self._px()).toSize() if self._latex else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.draw(QPainter(self))

    def draw(self, painter: QPainter) -> None:
        """Draw the mathematics."""
        if self._latex:
            color = self._theme.palette.color(self._token)
            self._typesetter.draw(painter, self._latex, color, self._px(), QRectF(self.rect()), Align.AlignCenter)

    def _px(self) -> float:
        return float(self._theme.text_px(self._role))


def typeset(latex: str) -> str:
    """The SVG text of `latex`; a number in parentheses may carry a sign: (-1.3)."""
    ready = _ready().get(latex)
    return set_anew(latex) if ready is None else ready


@cache
def _ready() -> dict[str, str]:
    """The formulas of the first window. To load the typesetter for them would double the time it takes to open."""
    found: dict[str, str] = json.loads(resource.path("typeset.json").read_text(encoding="utf-8"))
    return found


@lru_cache(KEPT)
def set_anew(latex: str) -> str:
    """The same by the typesetter, whatever is kept ready; one text serves every colour."""
    # Without braces the minus is set as a subtraction, with a gap behind it; so is an upright ∂, as an operator.
    signed = _NEGATIVE.sub(r"({-\1})", latex.replace("\u2212", "-")).replace(r"\partial", r"\mathit{\partial}")
    with _one_at_a_time:  # the glyphs are read from one file, with one place in it
        return str(_typesetter()(signed, size=BASE, color=_STAND_IN).svg())


def set_ahead(formulas: Iterable[str]) -> None:
    """Typeset LaTeX before it is needed, in any thread."""
    for latex in formulas:
        typeset(latex)


def _view_box(svg: str) -> QRectF:
    """Where the outlines of a formula lie; a renderer would read all of them for that."""
    found = _VIEW_BOX.search(svg)
    return QRectF(*map(float, found[1].split())) if found else QRectF()


@cache
def _typesetter() -> type[Latex]:
    """ziamath's, made ready when the first formula needs it."""
    from ziamath.config import config
    from ziamath.nodes.mrow import Mrow
    from ziamath.zmath import Latex

    # Qt draws SVG 1.1; glyphs as symbols, which SVG 2 allows, would stay invisible.
    config.svg2 = False
    # WORKAROUND ziamath sets each row twice, at first only to find how high brackets stretch in it: with n rows inside
    # one another a formula takes 2ⁿ times as long as need be. A row without such brackets does not use that height.
    height_for_brackets = Mrow._get_height_nostretch

    def height_if_used(row: Mrow, line: list[Element], **how: Any) -> tuple[float, float]:
        stretches = any(sign.get("stretchy") == "true" for part in line for sign in part.iter("mo"))
        return height_for_brackets(row, line, **how) if stretches else (0.0, 0.0)

    Mrow._get_height_nostretch = height_if_used  # type: ignore[method-assign, assignment]
    _set_faster()
    return Latex


def _set_faster() -> None:
    """Let ziamath typeset a formula in less than half of the time."""
    from ziafont.glyph import SimpleGlyph
    from ziamath import styles

    # WORKAROUND ziafont writes every point of an outline anew for each place that a sign stands at. An outline is
    # written once, in the units of its font, and moved to its places.
    outlines: dict[str, str] = {}

    def placed(glyph: SimpleGlyph, x0: float = 0.0, y0: float = 0.0, scale_factor: float = 1.0) -> Element | None:
        from xml.etree.ElementTree import Element

        if glyph.id not in outlines:
            pieces = [operator.path(0.0, 0.0, scale=1.0) for operator in glyph.operators]
            closed = [f"Z {piece}" if piece[0] == "M" and at else piece for at, piece in enumerate(pieces)]
            outlines[glyph.id] = "".join([*closed, "Z"] if pieces else [])
        if not outlines[glyph.id]:
            return None
        scale = glyph.funits_to_points(1.0, scale_factor)
        where = f"translate({x0:.3f} {y0:.3f}) scale({scale:.6g})"
        return Element("path", {"d": outlines[glyph.id], "transform": where})

    SimpleGlyph.svgpath = placed
    # WORKAROUND each node of a formula copies the style of its parent to the last field, only to look into it.
    styles.asdict = vars  # type: ignore[attr-defined, assignment]


def _keep(memory: OrderedDict[K, V], key: K, value: V) -> None:
    memory[key] = value
    if len(memory) > KEPT:
        memory.popitem(last=False)


def _share(align: Qt.AlignmentFlag) -> float:
    if align & Align.AlignRight:
        return 1.0
    return 0.5 if align & Align.AlignHCenter else 0.0


def _rise(align: Qt.AlignmentFlag) -> float:
    if align & Align.AlignTop:
        return 0.0
    return 1.0 if align & Align.AlignBottom else 0.5
