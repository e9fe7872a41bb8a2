"""Every key that the table lists for canvas, table, graph and presentation does there what its row says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from mlpviz.engine.experiment import preset
from mlpviz.nn.arrays import Array
from mlpviz.state.commands import commands
from mlpviz.views.network.value_editor import ValueEditor

ALT = Qt.KeyboardModifier.AltModifier


def move_the_crosshair(qtbot, app):
    canvas = app.playground.view.data.canvas()
    places: list[Array] = []
    canvas.probe_requested.connect(places.append)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    return places[-1].tolist() == pytest.approx([0.05, 0.0])


def put_a_point(qtbot, app):
    canvas, before = app.playground.view.data.canvas(), len(app.bench.document.experiment.points)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)  # the crosshair appears
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    return len(app.bench.document.experiment.points) == before + 1


def walk_to_a_unit(qtbot, app):
    view = app.playground.view.network.view
    qtbot.keyClick(view, Qt.Key.Key_Right)  # the first input
    qtbot.keyClick(view, Qt.Key.Key_Right)
    return view._hand.focused.column == 1


def walk_to_an_edge(qtbot, app):
    view = app.playground.view.network.view
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down, ALT)
    return view._hand.target.edge is not None


def pin_a_card(qtbot, app):
    view = app.playground.view.network.view
    walk_to_an_edge(qtbot, app)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    return len(view.cards.pinned) == 1


def freeze_a_weight(qtbot, app):
    walk_to_an_edge(qtbot, app)
    qtbot.keyClick(app.playground.view.network.view, Qt.Key.Key_L)
    return len(app.bench.document.experiment.network.frozen) == 1


def cut_an_edge(qtbot, app):
    walk_to_an_edge(qtbot, app)
    qtbot.keyClick(app.playground.view.network.view, Qt.Key.Key_Delete)
    return len(app.bench.document.experiment.network.cut) == 1


def leave_the_presentation(qtbot, app):
    app.window.action("presentation").trigger()
    was = app.window.presenting and app.window.isFullScreen()
    qtbot.keyClick(app.playground.view.network.view, Qt.Key.Key_Escape)
    return was and not app.window.presenting and not app.window.isFullScreen()


def opened_table(qtbot, app):
    """The table, with the second of its points as the current and selected row."""
    app.window.carry_out("table")
    table = app.playground.view.data.table()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    return table


def points_of(app):
    return app.bench.document.experiment.points


def walk_in_the_table(qtbot, app):
    table = opened_table(qtbot, app)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    return (table.currentIndex().row(), table.currentIndex().column()) == (1, 1) and table.chosen().tolist() == [1]


def edit_a_cell(qtbot, app):
    table, opened = opened_table(qtbot, app), []
    qtbot.keyClick(table, Qt.Key.Key_Right)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        qtbot.keyClick(table, key)
        opened.append(table.cells.line is not None)
        qtbot.keyClick(table.cells.line, Qt.Key.Key_Escape)
    return opened == [True, True]


def change_a_set(qtbot, app):
    table, before = opened_table(qtbot, app), points_of(app).test.copy()
    qtbot.keyClick(table, Qt.Key.Key_Space)
    return (points_of(app).test != before).tolist() == [at == 1 for at in range(len(before))]


def delete_a_row(qtbot, app):
    table, before = opened_table(qtbot, app), points_of(app)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    return points_of(app) == before.without([1])


def copy_cut_and_paste_a_row(qtbot, app):
    table, before = opened_table(qtbot, app), points_of(app)
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(table, Qt.Key.Key_C, control)
    copied = QApplication.clipboard().text()
    QApplication.clipboard().clear()
    qtbot.keyClick(table, Qt.Key.Key_X, control)
    alike = QApplication.clipboard().text() == copied and points_of(app) == before.without([1])
    qtbot.keyClick(table, Qt.Key.Key_V, control)
    return alike and points_of(app).x[-1].tolist() == before.x[1].tolist()


def select_all_rows(qtbot, app):
    table = opened_table(qtbot, app)
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    return len(table.chosen()) == len(points_of(app))


def open_a_chain(qtbot, app):
    graph = app.playground.view.network.view
    graph.setFocus()
    walk_to_an_edge(qtbot, app)
    qtbot.keyClick(graph, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: app.bench.stepping.chain.active)
    return app.playground.view.walk.chaining


def nudge_a_weight(key, direction):
    def nudge(qtbot, app):
        graph = app.playground.view.network.view
        graph.setFocus()
        walk_to_an_edge(qtbot, app)
        index = graph.drawing.index_of(graph._hand.target.edge)
        before = float(app.bench.playhead.snapshot.theta[index])
        qtbot.keyClick(graph, key)
        qtbot.waitUntil(lambda: app.bench.playhead.snapshot.theta[index] == before + direction * 0.1)
        return graph.cards.pinned == (index,)

    return nudge


def type_a_bias(qtbot, app):
    graph = app.playground.view.network.view
    graph.setFocus()
    walk_to_a_unit(qtbot, app)
    while graph._hand.focused.column == 0:
        qtbot.keyClick(graph, Qt.Key.Key_Right)
    qtbot.keyClick(graph, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    editor = graph.findChild(ValueEditor)
    editor.setText("0.5")
    editor.setModified(True)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    index = graph.drawing.bias_index(graph._hand.focused)
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.theta[index] == 0.5)
    return True


def turn_a_bias(qtbot, app):
    graph = app.playground.view.network.view
    graph.setFocus()
    walk_to_a_unit(qtbot, app)
    while graph._hand.focused.column == 0:
        qtbot.keyClick(graph, Qt.Key.Key_Right)
    index = graph.drawing.bias_index(graph._hand.focused)
    qtbot.keyClick(graph, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: app.bench.playhead.snapshot.theta[index] == 0.01)
    return True


DOES = {
    "table_walk": walk_in_the_table,
    "table_edit": edit_a_cell,
    "table_set": change_a_set,
    "table_delete": delete_a_row,
    "table_copy": copy_cut_and_paste_a_row,
    "table_cut": copy_cut_and_paste_a_row,
    "table_paste": copy_cut_and_paste_a_row,
    "table_all": select_all_rows,
    "leave_presentation": leave_the_presentation,
    "canvas_move": move_the_crosshair,
    "canvas_put": put_a_point,
    "graph_nodes": walk_to_a_unit,
    "graph_edges": walk_to_an_edge,
    "graph_pin": pin_a_card,
    "graph_nudge_up": nudge_a_weight(Qt.Key.Key_Plus, 1),
    "graph_nudge_down": nudge_a_weight(Qt.Key.Key_Minus, -1),
    "graph_type": type_a_bias,
    "graph_bias": turn_a_bias,
    "graph_freeze": freeze_a_weight,
    "graph_cut": cut_an_edge,
    "graph_chain": open_a_chain,
}
ROWS = [row.name for row in commands() if row.context in ("canvas", "graph", "presentation", "table")]


@pytest.mark.parametrize("name", ROWS)
def test_that_a_listed_key_of_a_part_does_what_its_row_says(qtbot, open_app, name):
    app = open_app(preset("XOR", per_class=5))

    assert DOES[name](qtbot, app)
