"""A typesetter for views that show one formula in many sizes."""

from __future__ import annotations

from PySide6.QtSvg import QSvgRenderer

from mlpviz.views.look.typeset import Extent, Typesetter

BASE = 20.0


class OneSizeTypesetter(Typesetter):
    """Typesets every formula once and scales the outlines, since trying another size would cost milliseconds again."""

    def extent(self, latex: str, px: float) -> Extent:
        """Width, ascent and descent of `latex` with letters of `px`."""
        full, factor = super().extent(latex, BASE), px / BASE
        return Extent(full.left * factor, full.width * factor, full.ascent * factor, full.descent * factor)

    def _renderer(self, latex: str, color: str, px: float) -> QSvgRenderer:
        return super()._renderer(latex, color, BASE)

    def _text(self, latex: str, px: float) -> str:
        # Upright, ∂ is taken for an operator and set with a gap behind it.
        return super()._text(latex.replace(r"\partial", r"\mathit{\partial}"), px)
