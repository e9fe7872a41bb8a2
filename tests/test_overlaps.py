"""No text crosses another or is cut: every preset and example, over sizes of window and text, light and dark.

The whole product has thousands of pictures. Here each two choices meet at least once: every scene is seen in every size
of window, in every size of text and in both themes, and every kind of operation in all of these. That is slow; a small
part of it, with every scene once, is not.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize, Qt

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.approximation.construction import STAGES
from mlpviz.engine.approximation.fits import Fit, fit
from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import LayerSpec, preset
from mlpviz.engine.landscape import losses
from mlpviz.engine.plan import Plan
from mlpviz.engine.pool import Mark
from mlpviz.nn.initializers import initializers
from mlpviz.offscreen import _settle
from mlpviz.views.plots.chosen_plots import PLOTS
from tests.seen_text import faults, seen_texts

pytestmark = pytest.mark.timeout(600)  # dozens of pictures of the whole window

SIZES = [(1366, 768), (1440, 900), (1920, 1080), (1024, 700)]
TEXTS = [1.0, 1.25, 1.5, 2.0]
SCENES = [*SHAPES, *EXAMPLES]


def experiment(scene):
    return example(scene).experiment if scene in EXAMPLES else preset(scene)


def scenes_of(size, text):
    """The scenes that are looked at in a window of that size with text of that size, by their place in the lists."""
    return [scene for at, scene in enumerate(SCENES) if (size + at) % len(TEXTS) == text]


def dress(app, size, text, theme):
    app.theme.choose(theme)
    app.theme.set_text_scale(text)
    app.window.resize(QSize(*size))


def kinds(operations):
    """The first operation of each kind, in the order of the walk."""
    found: dict[str, int] = {}
    for index, operation in enumerate(operations):
        found.setdefault(operation.kind, index)
    return list(found.values())


def look(app, name, found):
    _settle(app)
    found += [f"{name}: {fault}" for fault in faults(seen_texts(app.window))]


def faults_of(app, scenes, size, text):
    """Look at each scene, closed and with some operations open: each of the four sizes shows a quarter of the kinds."""
    found: list[str] = []
    dress(app, SIZES[size], TEXTS[text], "dark" if (size + text // 2) % 2 else "light")
    for scene in scenes:
        app.bench.stepping.leave()
        app.bench.editor.start("Open", experiment(scene), opens=True)
        look(app, scene, found)
        app.window.carry_out("network_view:hidden")
        look(app, f"{scene}, hidden space", found)
        app.window.carry_out("network_view:landscape")
        look(app, f"{scene}, landscape", found)
        app.window.carry_out("network_view:graph")
        app.bench.stepping.open()
        if app.bench.stepping.active:
            walk, depths = app.bench.stepping.walkthrough, app.bench.stepping.depths
            for depth in ("epoch", "sample"):
                depths.choose(depth)
                look(app, f"{scene}, {depth}", found)
            depths.choose("operation")
            for index in kinds(walk.operations)[size :: len(SIZES)]:
                walk.go(index)
                look(app, f"{scene}, operation {index + 1}", found)
            depths.choose("batch")
            depths.ledger.go(len(scene) % len(depths.ledger.story))
            look(app, f"{scene}, {depths.ledger.story.rows[depths.ledger.index].title} of the batch", found)
    app.bench.stepping.leave()
    app.window.show_workspace("perceptron")
    look(app, "Perceptron", found)
    app.window.show_workspace("activations")
    lab = app.window.workspace
    for function, view in (("Tanh", "function"), ("GELU", "function"), ("Logistic", "depth")):
        app.window.action(f"function:{function}").trigger()
        lab.choose_view(view)
        look(app, f"Activations, {function}, {view}", found)
    lab.write_own()
    look(app, "Activations, own function", found)
    look_at_approximation(app, found)
    return found


def look_at_approximation(app, found):
    """Look at a fit with its probe, at each stage of the proof, and at the three curves beside each other."""
    app.window.show_workspace("approximation")
    lab = app.window.workspace
    subject = lab.subject
    with Mark() as mark:
        lab.load(fit(Fit(subject.values, subject.activation, subject.units, seed=0, epochs=20), mark))
    lab.show_probe(1.15)
    look(app, "Approximation, trained", found)
    lab.choose_view("hand")
    for stage in STAGES:
        lab.show_construction(replace(lab.presenter.construction, stage=stage))
        look(app, f"Approximation, {stage}", found)
    lab.choose_view("sides")
    look(app, "Approximation, side by side", found)


def late(size, text):
    """A pair for the slow part."""
    return pytest.param(size, text, marks=pytest.mark.slow)


@pytest.mark.parametrize(("size", "text"), [(3, 2)])
def test_that_no_text_crosses_another_or_is_cut(open_app, size, text):
    scenes = scenes_of(size, text)[:2]
    found = faults_of(open_app(experiment(scenes[0])), scenes, size, text)
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("text", range(len(TEXTS)), ids=[f"text {scale}" for scale in TEXTS])
@pytest.mark.parametrize("size", range(len(SIZES)), ids=["x".join(map(str, size)) for size in SIZES])
def test_that_no_text_crosses_another_or_is_cut_in_any_pair_of_choices(open_app, size, text):
    scenes = scenes_of(size, text)
    found = faults_of(open_app(experiment(scenes[0])), scenes, size, text)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", [1.0, 1.5])
def test_that_narrow_diagnostics_and_a_note_below_the_canvas_cut_nothing(open_app, text):
    xor, found = preset("XOR"), list[str]()
    app = open_app(replace(xor, network=replace(xor.network, initializer=initializers.make("Zeros"))))
    dress(app, (1440, 900), text, "light")
    columns = app.playground.view.columns
    columns.setSizes([384, columns.width() - 384 - 240, 240])
    look(app, "same answer everywhere", found)
    assert columns.sizes()[2] == 240
    assert any(seen.text.startswith("The network gives") for seen in seen_texts(app.window))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", [1, 2])
def test_that_the_right_column_opened_over_the_network_of_a_narrow_window_cuts_nothing(qtbot, open_app, text):
    app, found = open_app(preset("XOR", per_class=5)), list[str]()
    dress(app, SIZES[3], TEXTS[text], "light")
    diagnostics = app.playground.view.diagnostics
    qtbot.mouseClick(diagnostics.currentWidget(), Qt.MouseButton.LeftButton)
    assert not diagnostics.folded
    for runs in (False, True):
        app.window.carry_out("runs", runs)
        _settle(app)
        seen = [one for one in seen_texts(app.window) if diagnostics.isAncestorOf(one.owner)]
        assert len(seen) > 5
        found += [f"runs {runs}: {fault}" for fault in faults(seen)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "text"), [(0, 2), late(1, 0), late(2, 3)])
def test_that_verdicts_with_their_rules_and_every_plot_cut_nothing(open_app, size, text):
    deep, found = preset("Spiral"), list[str]()
    layers = (*(LayerSpec(8, "Sigmoid") for _ in range(8)), deep.network.layers[-1])
    app = open_app(replace(deep, network=replace(deep.network, layers=layers), plan=Plan("SGD", 0.1, 20, l2=0.001)))
    dress(app, SIZES[size], TEXTS[text], "dark" if size else "light")
    diagnostics = app.playground.view.diagnostics
    diagnostics.chosen.choose_all([kind.name for kind in PLOTS])
    diagnostics.verdicts.unfold(True)
    look(app, "every plot", found)
    assert any(seen.text.startswith("Rule: ") for seen in seen_texts(app.window))
    app.window.carry_out("gradient_check")
    dialog = app.playground._diagnostics.dialog
    _settle(app)
    found += [f"entries: {fault}" for fault in faults(seen_texts(dialog))]
    dialog.close()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "text"), [late(0, 0), (3, 1)])
def test_that_the_table_of_points_and_the_grid_cut_nothing(open_app, size, text):
    app, found = open_app(preset("Blobs")), list[str]()
    dress(app, SIZES[size], TEXTS[text], "dark" if size else "light")
    app.window.carry_out("table")
    app.window.carry_out("snap", True)
    for scene in ("Two hills", SCENES[-1], "Blobs"):
        app.bench.editor.start("Open", experiment(scene), opens=True)
        look(app, scene, found)
    assert any(seen.text.startswith("grid ") for seen in seen_texts(app.window))
    assert not found, "\n".join(found)


def look_at_cards(app, name, found):
    """Look at the texts of cards, and at those that no card covers; a card lies over the graph on purpose."""
    _settle(app)
    cards = app.playground.view.network.view.cards.cards()
    board = cards[0].parentWidget()
    assert all(board.rect().contains(card.geometry()) for card in cards)
    on_card, beside = [], []
    for seen in seen_texts(app.window):
        if any(card is seen.owner or card.isAncestorOf(seen.owner) for card in cards):
            on_card.append(seen)
        elif not any(
            QRectF(card.mapTo(app.window, card.rect().topLeft()), card.size()).intersects(seen.ink) for card in cards
        ):
            beside.append(seen)
    assert on_card
    found += [f"{name}: {fault}" for fault in (*faults(on_card), *faults(beside))]


@pytest.mark.parametrize(("size", "text"), [(3, 0), late(0, 0), late(1, 2), late(0, 3)])
def test_that_cards_of_edges_and_a_range_on_the_timeline_cut_nothing(qtbot, open_app, size, text):
    app, found = open_app(preset("XOR")), list[str]()
    dress(app, SIZES[size], TEXTS[text], "dark" if size else "light")
    for rate in (0.03, 0.1):
        app.bench.editor.set_rate(rate)
        for _ in range(10):
            app.bench.one_epoch()
        wanted = app.bench.playhead.newest.epoch + 10
        qtbot.waitUntil(lambda wanted=wanted: app.bench.playhead.newest.epoch >= wanted)
    app.bench.replay.set_range((4, 12))
    view = app.playground.view.network.view
    for edge in (1, 9):
        view.pin_edge(edge, view.drawing.wires.path(edge).pointAtPercent(0.5))
    look_at_cards(app, "cards", found)
    card = view.cards.cards()[-1]
    if card.nudges.isVisible():
        view.cards.nudge(card.facts.index, 1)
        qtbot.waitUntil(lambda: card.nudges.lines()[0][0] == "predicted")
        look_at_cards(app, "a nudge", found)
    app.bench.transport.scrub(8)
    qtbot.waitUntil(lambda: app.playground.presenter.picture.snapshot.epoch == 8)
    look_at_cards(app, "in the past", found)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "text"), [late(1, 0), (3, 2)])
def test_that_a_landscape_with_paths_and_a_place_looked_from_cuts_nothing(qtbot, monkeypatch, open_app, size, text):
    monkeypatch.setattr(losses, "FINE", (41, 35))
    app, found = open_app(preset("Moons", per_class=10)), list[str]()
    dress(app, SIZES[size], TEXTS[text], "dark" if size else "light")
    for _ in range(12):
        app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 12)
    for kind in ("paths", "random", "weights"):
        app.window.carry_out(f"plane:{kind}")
        look(app, f"plane {kind}", found)
        assert app.playground.view.network.faces.landscape.plane.shown().relief.fine
    app.window.carry_out("look_from_place")
    qtbot.waitUntil(lambda: "nothing is changed" in app.playground.view.network.faces.landscape.said())
    found += [f"seen: {fault}" for fault in faults(seen_texts(app.window))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "text"), [late(0, 0), late(3, 0), late(1, 2), late(2, 1), late(3, 2), (3, 3)])
def test_that_the_command_palette_cuts_nothing(open_app, size, text):
    app, found = open_app(preset("XOR", per_class=5)), list[str]()
    dress(app, SIZES[size], TEXTS[text], "dark" if size else "light")
    for typed in ("", "step", "seed 4", "learning rate 1,000", "stpe", "activation"):
        app.window.carry_out("find")
        finder = app.commands.finding.finder
        finder.line.setText(typed)
        _settle(app)
        seen = [one for one in seen_texts(app.window) if finder.isAncestorOf(one.owner)]
        assert len(seen) > 5
        found += [f"{typed!r}: {fault}" for fault in faults(seen)]
        finder.close_it()
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "text"), [late(0, 0), late(3, 0), late(1, 2), late(2, 1), late(3, 2), (3, 3)])
def test_that_the_start_page_cuts_nothing(open_app, size, text):
    app, found = open_app(preset("XOR", per_class=5)), list[str]()
    dress(app, SIZES[size], TEXTS[text], "dark" if size else "light")
    for name in ("Five ways down.mlpviz", "a file with a long name, from which nothing must be cut.csv"):
        app.recent.note(Path("/home/somebody/in/a/folder/far/away/from/here/and/there") / name)
    app.window.carry_out("start_page")
    start, bar = app.playground.start.view, app.playground.start.view.area.verticalScrollBar()
    for share in (0.0, 0.5, 1.0):
        bar.setValue(round(share * bar.maximum()))
        look(app, f"start page at {share:.0%}", found)
    assert any(start.isAncestorOf(seen.owner) for seen in seen_texts(app.window))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("size", "text"), [late(1, 0), (3, 2)])
def test_that_the_dialogs_of_pictures_and_films_cut_nothing(qtbot, open_app, size, text):
    app, found = open_app(preset("XOR")), list[str]()
    dress(app, SIZES[size], TEXTS[text], "dark" if size == 1 else "light")
    app.bench.one_epoch()
    qtbot.waitUntil(lambda: app.bench.playhead.newest.epoch == 1)
    app.window.carry_out("save_picture")
    picture = app.commands.pictures.dialog
    _settle(app)
    found += [f"picture: {fault}" for fault in faults(seen_texts(picture))]
    picture.close()
    app.window.carry_out("save_film")
    film = app.playground.films.dialog
    for say in (film.show_filming, film.show_failure):
        _settle(app)
        found += [f"film: {fault}" for fault in faults(seen_texts(film))]
        say(*(("way.gif could not be made. No space left on device.",) if say == film.show_failure else ()))
    film.show_progress(3, 200)
    _settle(app)
    found += [f"film, drawn: {fault}" for fault in faults(seen_texts(film))]
    film.close()
    assert not found, "\n".join(found)
