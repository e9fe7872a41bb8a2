"""What a theme tells of colours and sizes to those that it dresses the application with."""

from __future__ import annotations

from typing import Protocol

from mlpviz.views.look.palette import Palette


class Measures(Protocol):
    """Palette and sizes; a Theme has them."""

    @property
    def palette(self) -> Palette:
        """The colours in use."""

    def text_px(self, role: str = "m") -> int:
        """Size of text of a role."""

    def px(self, name: str) -> int:
        """A size of the design."""

    def radius(self, name: str = "control") -> int:
        """Radius of a corner."""

    def line(self, name: str = "hairline") -> float:
        """Width of a line."""
