"""The equation finds its place at every size: no layout depends on its own result, which once went on without end."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Narrator
from mlpviz.engine.telling.veil import veiled
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.equation import WalkEquation

SIZES = list(itertools.product(range(240, 640, 41), range(120, 330, 23)))


def settle():
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.sendPostedEvents()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", EXAMPLES)
def test_that_every_operation_is_laid_out_once_at_every_size(qtbot, theme, monkeypatch, name, scale):
    theme.set_text_scale(scale)
    narrator = Narrator(Run(EXAMPLES[name].experiment).walk())
    equation = WalkEquation(theme, Typesetter(theme))
    qtbot.addWidget(equation)
    equation.show()
    laid_out: list[tuple[int, int]] = []
    real = WalkEquation._lay_out

    def counted(self, width, height):
        laid_out.append((width, height))
        return real(self, width, height)

    monkeypatch.setattr(WalkEquation, "_lay_out", counted)
    operations, seen = narrator.operations, set()
    sizes = itertools.cycle(SIZES)
    for index in range(len(operations)):
        kind = (operations[index].kind, operations[index].layer)
        if kind in seen:
            continue
        seen.add(kind)
        updating = operations[index].move == "update"
        for told in (narrator.tell(index), veiled(narrator.tell(index))):
            equation.show_told(told, index, len(operations), updating=updating)
            for _ in range(5):
                laid_out.clear()
                equation.resize(*next(sizes))
                settle()
                assert len(laid_out) <= 8, (kind, equation.size(), told.hidden)
                bar = equation.verticalScrollBar()
                assert bar.isVisible() or equation._column.geometry().height() <= equation.viewport().height()
