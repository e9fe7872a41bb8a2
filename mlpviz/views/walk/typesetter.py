"""A typesetter for views that show equations."""

from __future__ import annotations

from mlpviz.views.look.typeset import BASE as BASE
from mlpviz.views.look.typeset import Typesetter


class OneSizeTypesetter(Typesetter):
    """Sets ∂ as a letter. Upright, it is taken for an operator and set with a gap behind it."""

    def _text(self, latex: str) -> str:
        return super()._text(latex.replace(r"\partial", r"\mathit{\partial}"))
