"""The application's stylesheet, written from the design tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlpviz.views.theme import Theme


class TintedIcons:
    """Icons in the colours a stylesheet needs."""


def sheet(theme: Theme, tinted: TintedIcons) -> str:
    """The stylesheet of the whole application."""
    return ""
