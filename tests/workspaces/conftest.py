"""What the tests of the workspaces share."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from mlpviz.views.look.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """A light theme, applied."""
    made = Theme("light")
    made.apply(qapp)
    return made
