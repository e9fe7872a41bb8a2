"""The chain of a weight in the real window, by mouse and by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.telling.explanation import Mark
from mlpviz.engine.telling.paths import Place
from mlpviz.offscreen import _settle
from mlpviz.views.controls import Button
from mlpviz.views.walk.chain.check_panel import CheckPanel
from tests.seen_text import faults, seen_texts

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
WEIGHT = Mark("edge", 1, 0, 0)
"""x₁ → h1.1, from which two paths lead to the loss."""


def board(activation="Tanh"):
    """2–3–2–1 with one sample, as on the board."""
    theta = (-0.4818, 0.31, -0.22, 0.12, 0.42, -0.13, -0.03, 0.06, 0.0,
             -0.8786, 1.0654, 0.3, -0.4, 0.2, 0.5, -0.02, 0.07, -0.5604, -1.2068, 0.0)
    layers = LayerSpec(3, activation), LayerSpec(2, activation), LayerSpec(1, "Sigmoid")
    spec = NetworkSpec(layers, loss="CrossEntropy", theta=theta)
    return Experiment(PointSet([[0.8, -0.6]], [1]), spec, Plan(batch_size=1))


@pytest.fixture
def app(qtbot, open_app):
    made = open_app(board())
    qtbot.keyClick(made.window, KEY.Key_B)
    qtbot.waitUntil(lambda: made.playground.view.stepping)
    return made


def walk_page(app):
    return app.playground.view.build_walk()


def click_edge(qtbot, canvas, mark):
    """Click on an edge where nothing else lies."""
    path = canvas.plan.paths[mark]
    shares = (share / 40 for share in range(2, 39))
    points = (path.pointAtPercent(share) for share in shares)
    point = next(point for point in points if canvas.mark_at(point) == mark)
    qtbot.mouseClick(canvas, LEFT, pos=point.toPoint())


def open_by_click(qtbot, app, mark=WEIGHT):
    click_edge(qtbot, walk_page(app).graph.canvas, mark)
    qtbot.waitUntil(lambda: walk_page(app).chaining)
    return walk_page(app).chain


def test_that_a_click_on_an_edge_opens_its_whole_chain_and_escape_leads_back(qtbot, app):
    app.bench.stepping.walkthrough.go(7)

    page = open_by_click(qtbot, app)

    chain, story = app.bench.stepping.chain, app.bench.stepping.chain.story
    assert story.place == Place(1, 0, 0)
    assert chain.index == len(story.steps) - 1 == 10  # 1 + 3 + 3 + 2 + 2 steps
    assert page.dock.hasFocus()
    told = page.dock.table.sentences()
    assert [line[:2] for line in told] == ["A:", "B:", "A "]
    a, b = (path.product for path in story.chain.paths)
    assert a + b == pytest.approx(app.bench.stepping.walkthrough.narrator.recorded.gradient(1, 0, 0, 0), rel=1e-14)

    qtbot.keyClick(page.dock, KEY.Key_Escape)
    assert not walk_page(app).chaining
    assert app.playground.view.stepping
    assert app.bench.stepping.walkthrough.index == 7
    assert walk_page(app).dock.hasFocus()


def test_that_keys_walk_factor_by_factor_path_by_path_and_weight_by_weight(qtbot, app):
    page = open_by_click(qtbot, app)
    chain, dock = app.bench.stepping.chain, page.dock

    qtbot.keyClick(dock, KEY.Key_Right)  # from the whole chain: walk it from the loss
    assert chain.index == 0
    assert sum(box.known for box in dock.table.boxes()) == 1  # δ, which both paths share
    qtbot.keyClick(dock, KEY.Key_Right)
    assert chain.index == 1
    qtbot.keyClick(dock, KEY.Key_Left)
    assert chain.index == 0
    seen = [0]
    for _ in range(4):
        qtbot.keyClick(dock, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        seen.append(chain.index)
    assert seen == [0, 1, 4, 7, 9]  # loss, path A, path B, both, gradient
    qtbot.keyClick(dock, KEY.Key_End)
    assert chain.index == 10
    assert all(box.known for box in dock.table.boxes())

    qtbot.keyClick(dock, KEY.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert chain.story.place == Place(1, 0, 1)
    assert chain.index == 10  # whole again
    qtbot.keyClick(dock, KEY.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert chain.story.place == Place(1, 0, 0)
    qtbot.keyClick(dock, KEY.Key_Return)
    assert chain.index == 0

    cell = [cell for section in dock.scrubber.sections() for cell in section.cells][2]
    qtbot.mouseClick(dock.scrubber, LEFT, pos=QPoint(round(cell.left + cell.width / 2), 14))
    assert chain.index == 2
    row = next(at for at, line in enumerate(dock.steps.lines()) if line.text.startswith("Path B"))
    place = dock.steps.visualItemRect(dock.steps.item(row))
    qtbot.mouseClick(dock.steps.viewport(), LEFT, pos=place.center())
    assert chain.index == 4


def test_that_a_path_can_be_shown_alone_by_key_button_and_click(qtbot, app):
    page = open_by_click(qtbot, app)
    chain, dock, header = app.bench.stepping.chain, page.dock, page.graph.header

    qtbot.keyClick(dock, KEY.Key_2)
    assert (chain.path, header.paths.value()) == (1, "1")
    assert len(dock.table.sentences()) == 2  # path B and the sum
    qtbot.mouseClick(header.paths.button("0"), LEFT)
    assert chain.path == 0
    qtbot.keyClick(dock, KEY.Key_6)  # there is no sixth path
    assert chain.path == 0
    qtbot.keyClick(dock, KEY.Key_0)
    assert (chain.path, header.paths.value()) == (-1, "-1")
    tag = next(tag for tag in page.graph.canvas.plan.tags if tag.row == 1)
    qtbot.mouseClick(page.graph.canvas, LEFT, pos=tag.place.center().toPoint())
    assert chain.path == 1
    bars = page.shares.bars
    qtbot.mouseClick(bars, LEFT, pos=bars._line(1).center().toPoint())
    assert chain.path == -1
    assert [bar.letter for bar in bars.bars()] == ["A", "B", ""]


def test_that_c_opens_the_chain_of_the_gradient_and_whole_chain_does_too(qtbot, app):
    stepping = app.bench.stepping
    at = stepping.walkthrough.operations.index_of("weight_gradient", 2, 1, 2)
    stepping.walkthrough.go(at)
    dock = walk_page(app).dock

    qtbot.keyClick(dock, KEY.Key_C)
    assert stepping.chain.story.place == Place(2, 1, 2)
    assert stepping.chain.story.operation == at
    qtbot.keyClick(walk_page(app).chain.dock, KEY.Key_C)
    assert not stepping.chain.active

    whole = next(one for one in dock.findChildren(Button) if one.text() == "Whole chain")
    assert whole.isVisible()
    qtbot.mouseClick(whole, LEFT)
    assert stepping.chain.story.place == Place(2, 1, 2)
    qtbot.mouseClick(walk_page(app).chain.graph.header.close_button, LEFT)
    assert not walk_page(app).chaining
    stepping.walkthrough.first()
    assert not whole.isVisible()

    qtbot.keyClick(dock, KEY.Key_C)  # a sum is about no single weight
    assert not walk_page(app).chaining
    assert "Point at an edge" in app.window.notice.text


def test_that_c_opens_the_chain_of_the_edge_chosen_by_key(qtbot, app):
    canvas = walk_page(app).graph.canvas
    canvas.setFocus()

    qtbot.keyClick(canvas, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(canvas, KEY.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert canvas.lit() == Mark("edge", 1, 0, 1)
    qtbot.keyClick(canvas, KEY.Key_C)

    assert app.bench.stepping.chain.story.place == Place(1, 0, 1)


def test_that_a_click_on_another_edge_of_the_chain_goes_there(qtbot, app):
    page = open_by_click(qtbot, app)

    click_edge(qtbot, page.graph.canvas, Mark("edge", 2, 1, 1))

    assert app.bench.stepping.chain.story.place == Place(2, 1, 1)
    assert page.graph.header.paths is None  # one path has no letters
    assert page.shares.pull() == "There is only one path. All of the gradient comes along it."


def test_that_both_gradients_have_the_same_digits_and_a_small_epsilon_shows_rounding(qtbot, app):
    page = open_by_click(qtbot, app)
    check = page.dock.findChild(CheckPanel)

    rows = dict(check.rows())
    assert rows["central difference"] == rows["chain rule, A + B"]
    assert check.verdict()[1] == "Same 9 digits"
    assert check.agrees
    before = app.bench.stepping.chain.story.check(-5).gap

    box = page.weight.epsilon
    box.setFocus()
    qtbot.keyClick(box, KEY.Key_End)
    assert app.bench.stepping.chain.exponent == -8
    assert app.bench.stepping.chain.story.check(-8).gap > 10 * before
    assert check.verdict()[2] != ""
    qtbot.keyClick(box, KEY.Key_Right)  # a key that the box does not want is the dock's
    assert app.bench.stepping.chain.index == 0

    # Digits are chosen for the step-through as a whole.
    qtbot.mouseClick(page.weight.digits.button("4"), LEFT)

    assert walk_page(app).sample.digits.value() == "4"
    assert page.dock.table.sentences()[-1].rpartition(" ")[2].count("") == len("+0.1581") + 1

    # The loss along the weight has the gradient as its slope, and its column says how the paths pull.
    story = app.bench.stepping.chain.story
    assert "slope" in page.shares.curve.accessibleDescription()
    assert story.curve.along.slope == pytest.approx(story.chain.gradient, rel=1e-12)
    assert story.words.pull()[0] == "Path A pulls against path B."
    assert "Path A pulls against path B." in page.shares.pull()


def test_that_a_dead_unit_cuts_its_strands_and_says_where(qtbot, open_app):
    app = open_app(board("ReLU"))
    qtbot.keyClick(app.window, KEY.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    stepping = app.bench.stepping

    stepping.open_chain(Place(1, 0, 0))  # z of h1.1 is negative

    page = walk_page(app).chain
    assert {path.cut.kind for path in stepping.chain.story.chain.paths} >= {"slope"}
    texts = [piece.text for tag in page.graph.canvas.plan.tags for piece in tag.pieces]
    assert "cut here: f′ = 0" in texts
    assert page.shares.pull().startswith("Every path is cut.")


def test_that_b_leaves_the_step_through_with_its_chain(qtbot, app):
    page = open_by_click(qtbot, app)

    qtbot.keyClick(page.dock, KEY.Key_B)

    assert not app.playground.view.stepping
    assert not app.bench.stepping.chain.active
    qtbot.keyClick(app.window, KEY.Key_B)
    qtbot.waitUntil(lambda: app.playground.view.stepping)
    assert not walk_page(app).chaining


def test_that_a_kept_update_shows_the_same_weight_in_the_next_walk(qtbot, app):
    open_by_click(qtbot, app)
    before = app.bench.stepping.chain.story.chain.gradient
    app.bench.stepping.chain.first()

    app.bench.stepping.keep()
    qtbot.waitUntil(lambda: app.bench.stepping.walkthrough.walk.before.updates == 1)

    assert app.bench.stepping.chain.story.place == Place(1, 0, 0)
    assert app.bench.stepping.chain.index == 0
    assert app.bench.stepping.chain.story.chain.gradient != before


def test_that_nothing_written_on_the_graph_covers_a_unit_or_another_label(qtbot, app):
    page = open_by_click(qtbot, app)
    for size in ((1440, 900), (1366, 768), (1024, 700)):
        app.window.resize(*size)
        for index in range(len(app.bench.stepping.chain.story.steps)):
            app.bench.stepping.chain.go(index)
            plan = page.graph.canvas.plan
            taken = list(plan.units)
            for tag in plan.tags:
                inner = tag.place.adjusted(1, 1, -1, -1)
                assert not any(inner.intersects(QRectF(rect)) for rect in taken)
                taken.append(tag.place)
    found = []
    for size, text in (((1440, 900), 1.0), ((1366, 768), 1.5), ((1024, 700), 2.0), ((1024, 700), 1.0)):
        app.theme.set_text_scale(text)
        app.window.resize(*size)
        for index in (0, 5, 10):
            app.bench.stepping.chain.go(index)
            _settle(app)
            found += [f"{size}, text {text}, step {index}: {fault}" for fault in faults(seen_texts(app.window))]
    assert found == []

