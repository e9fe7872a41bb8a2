"""Every exporter carries every small experiment, and its files say the same as the network."""

from __future__ import annotations

import ast
import csv
import io
import json
import random
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.scaling import Columns, Scaling
from mlpviz.engine.experiment import LayerSpec, preset
from mlpviz.engine.network_json import FIELDS, network_snapshot
from mlpviz.engine.probes import predictions
from mlpviz.engine.records import freeze
from mlpviz.engine.run import Run
from mlpviz.export.code.library import NAMES, library_lines, needed
from mlpviz.export.exporters import EXPORTERS
from mlpviz.nn.activations import Step
from tests.engine.test_link import spoil
from tests.export.code.subjects import experiments, snapshots
from tests.export.code.test_scripts import asked_for


@pytest.fixture(scope="module")
def made():
    return snapshots()


def written(name, snapshot):
    content = EXPORTERS[name].content(snapshot)
    assert isinstance(content, str)
    return content


def test_that_the_numpy_script_reads_like_a_page_of_a_textbook():
    run = Run(preset("Moons"))
    run.epoch()

    page = written("numpy", run.snapshot()).partition("# W (inputs, units)")[0]

    assert len([line for line in page.splitlines() if line.strip()]) <= 65
    imported = [ast.unparse(one) for one in ast.walk(ast.parse(page)) if isinstance(one, ast.Import | ast.ImportFrom)]
    assert imported == ["import numpy as np"]
    assert max(map(len, page.splitlines())) <= 120


def test_that_every_onnx_file_answers_as_the_network_in_the_units_of_the_data(made):
    pytest.importorskip("onnx", reason='the extra "onnx" brings it')
    from onnx.reference import ReferenceEvaluator

    for name, snapshot in made:
        content, x = EXPORTERS["onnx"].content(snapshot), asked_for(snapshot)
        answered: Any = ReferenceEvaluator(content).run(None, {"x": x})
        ours, theirs = predictions(snapshot, x), answered[0]
        assert np.abs(theirs - ours).max() <= 1e-12 * max(1.0, np.abs(ours).max()), name


def test_that_json_holds_every_number_exactly_and_explains_every_field(made):
    for name, snapshot in made:
        form: Any = json.loads(written("json", snapshot))
        again = network_snapshot(form)

        assert set(form) == set(form["fields"]) == set(FIELDS), name
        assert again.experiment == snapshot.experiment, name
        for field in ("theta", "memory"):
            assert np.array_equal(getattr(again, field), getattr(snapshot, field)), name
        assert (again.epoch, again.updates, again.batch) == (snapshot.epoch, snapshot.updates, snapshot.batch)
        if snapshot.experiment.points.train_count:  # training goes on bit for bit
            runs = [Run(one.experiment).resume(one) for one in (again, snapshot)]
            for run in runs:
                run.epoch()
            assert np.array_equal(runs[0].theta, runs[1].theta), name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda form: form.pop("layers"), "network file.layers is missing"),
        (lambda form: form.update(epoch=-1), "epoch is -1; allowed is a whole number from 0"),
        (lambda form: form.update(batch=10**6), "batch is 1000000; an epoch of this experiment has 18."),
        (lambda form: form["layers"].pop(), "layers must be a list of 3"),
        (lambda form: form["layers"][0]["weights"].pop(), r"layers\[0\].weights must have 2 rows"),
        (lambda form: form["layers"][1]["biases"].append(1.0), r"layers\[1\].biases has 5 numbers; give 4"),
        (lambda form: form["layers"][1].update(biases=[0, 0, 0, "1"]), r"layers\[1\].biases\[3\] is '1'"),
        (lambda form: form["layers"][0].update(activation="ReLU"), "are not those of experiment.network"),
        (lambda form: form["memory"].pop("m"), "memory.m is missing"),
        (lambda form: form.update(version=2), "version is 2; here 1 is the newest"),
    ],
)
def test_that_a_json_file_that_was_changed_wrongly_is_refused_with_its_place(change, said):
    form = json.loads(written("json", Run(preset("XOR", per_class=240, test_share=0.25)).snapshot()))
    change(form)

    with pytest.raises(ValueError, match=said):
        network_snapshot(form)


def test_that_spoiled_json_files_are_refused_with_a_sentence(made):
    chance, refusals = random.Random(5), []
    for _ in range(300):
        form = json.loads(written("json", chance.choice(made)[1]))
        spoil(chance, form)
        try:
            network_snapshot(form)
        except ValueError as problem:
            refusals.append(str(problem))

    assert len(refusals) > 200
    assert [one for one in refusals if "\n" in one or not 20 < len(one) < 700] == []


def test_that_the_table_holds_points_and_answers_in_the_units_of_the_file(made):
    for name, snapshot in made:
        if not len(snapshot.experiment.points):
            with pytest.raises(ValueError, match="there are no points to write"):
                written("csv", snapshot)
            continue
        head, *rows = csv.reader(io.StringIO(written("csv", snapshot)))
        points, spec = snapshot.experiment.points, snapshot.experiment.network
        answers = predictions(snapshot, points.x)
        assert len(set(head)) == len(head), name
        assert len(rows) == len(points), name
        for row, x, answer in zip(rows, points.x.tolist(), answers.tolist(), strict=True):
            assert [float(cell) for cell in row[: spec.inputs]] == x, name
            assert [float(cell) for cell in row[-spec.outputs :]] == answer, name


def test_that_classes_and_columns_of_the_table_have_their_names(made):
    snapshot = dict(made)["fixed biases"]

    head, first, *_ = csv.reader(io.StringIO(written("csv", snapshot)))
    scaled, *_ = csv.reader(io.StringIO(written("csv", dict(made)["scaled"])))

    assert head == ["x1", "x2", "kind", "test", "predicted", "p(c)"]
    said = predictions(snapshot, snapshot.experiment.points.x[:1])[0, 0] > 0.5
    assert first[2:5] == ['a, "b"', "1", "c" if said else 'a, "b"']
    assert scaled[:6] == ["age", "x2", 'it\'s "odd"', "price", "area", "test"]
    assert scaled[6:] == ["predicted price", "predicted area"]


def test_that_no_cell_of_the_table_is_a_formula_of_a_spreadsheet():
    naming = Naming(("=1+1", "-2"), (), "@kind", (ClassLook("=cmd|' /C calc'!A0"), ClassLook("+1")))
    snapshot = Run(replace(preset("XOR"), naming=naming)).snapshot()

    head, *rows = csv.reader(io.StringIO(written("csv", snapshot)))

    assert head[:3] == ["'=1+1", "-2", "'@kind"]
    assert {row[2] for row in rows} == {"'=cmd|' /C calc'!A0", "+1"}


def test_that_the_lines_of_the_library_make_an_equal_experiment():
    for name, experiment in experiments():
        lines = "\n".join(library_lines(experiment))
        space: dict[str, Any] = {}
        imports = "\n".join(["import numpy as np", f"from mlpviz import {', '.join(NAMES)}", *needed(experiment)])
        exec(f"{imports}\n{lines}", space)
        assert space["experiment"] == experiment, name


def test_that_every_notebook_is_of_its_format_and_runs_to_the_same_weights(made, capsys):
    for name, snapshot in made:
        if not snapshot.experiment.points.train_count:
            continue
        book = json.loads(written("notebook", snapshot))
        check_notebook(book)
        space: dict[str, Any] = {}
        for cell in book["cells"]:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), space)
        assert np.array_equal(space["run"].theta, snapshot.theta), name
        assert np.array_equal(space["seen"].theta, snapshot.theta), name
        assert space["experiment"] == snapshot.experiment, name
        assert "largest difference from the weights above: 0.0" in capsys.readouterr().out


def check_notebook(book):
    """The rules of nbformat 4.5 for what is used here."""
    assert set(book) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert {"name", "display_name"} <= set(book["metadata"]["kernelspec"])
    assert book["metadata"]["language_info"]["name"] == "python"
    names = [cell["id"] for cell in book["cells"]]
    assert len(set(names)) == len(names)
    for cell in book["cells"]:
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        wanted = {"id", "cell_type", "metadata", "source"}
        assert set(cell) == wanted | ({"outputs", "execution_count"} if cell["cell_type"] == "code" else set())
        assert (cell["cell_type"] in ("code", "markdown"), cell["metadata"]) == (True, {})
        assert all(isinstance(line, str) for line in cell["source"])
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)


@pytest.mark.parametrize("exporter", EXPORTERS.values(), ids=lambda one: one.name)
class TestEveryExporter:
    def test_that_weights_that_are_not_finite_are_refused_with_the_way_out(self, exporter):
        snapshot = Run(preset("XOR", per_class=4)).snapshot()
        broken = replace(snapshot, theta=freeze(np.where(np.arange(snapshot.theta.size) == 3, np.nan, 0.0)))

        with pytest.raises(ValueError, match="the weights of epoch 0 are not finite; go back to an earlier epoch"):
            exporter.content(broken)

    def test_that_text_is_not_written_for_a_network_that_is_too_large_for_it(self, exporter):
        experiment = preset("XOR", per_class=2)
        layers = [LayerSpec(1024, "ReLU"), LayerSpec(1000, "ReLU"), LayerSpec(1, "Sigmoid")]
        snapshot = Run(replace(experiment, network=experiment.network.with_layers(layers))).snapshot()

        if exporter.spelled:
            with pytest.raises(ValueError, match=r"a text holds at most 1.000.000; choose ONNX"):
                exporter.content(snapshot)
        else:
            assert len(exporter.content(snapshot)) > (0 if exporter.text else 8 * snapshot.theta.size)

    def test_that_a_file_name_says_what_and_when(self, exporter):
        snapshot = Run(preset("Two hills" if exporter.name == "csv" else "XOR", per_class=4)).snapshot()

        name = exporter.file_name(snapshot)

        assert re.fullmatch(r"[\w-]+-epoch-0\.\w+", name)
        assert name.endswith(exporter.ending)

    def test_that_a_package_that_is_missing_is_named_with_the_line_that_installs_it(self, exporter, monkeypatch):
        missing = replace(exporter, needs="no_such_package")

        with pytest.raises(ValueError, match=r'needs the package no_such_package: pip install "mlpviz\[no_such'):
            missing.content(Run(preset("XOR", per_class=4)).snapshot())


def test_that_every_script_can_be_read_by_python_and_keeps_to_its_lines(made):
    for name, snapshot in made:
        for exporter in ("numpy", "torch", "keras"):
            source = written(exporter, snapshot)
            ast.parse(source)
            code = source.partition("# ")[0] if exporter == "keras" else source.partition("layer, from the input")[0]
            assert max(map(len, code.splitlines())) <= 150, (exporter, name)


@pytest.mark.parametrize("name", ["numpy", "torch", "keras", "onnx"])
def test_that_a_function_that_a_format_has_no_word_for_is_refused_in_a_sentence(name, monkeypatch):
    def value(self, z):
        return np.arcsinh(z)

    monkeypatch.setattr(Step, "value", value)
    experiment = preset("XOR", per_class=4)
    snapshot = Run(replace(experiment, network=experiment.network.with_activation(0, "Step"))).snapshot()

    with pytest.raises(ValueError, match=r"^\w+ has no (word|operator) here for arcsinh\.$"):
        EXPORTERS[name].content(snapshot)


@pytest.mark.parametrize("name", ["numpy", "torch", "keras", "notebook"])
def test_that_a_foreign_title_cannot_bring_code_into_a_script(name):
    evil = 'x"""\nraise SystemExit("run")\n"""\\'
    snapshot = Run(replace(preset("XOR", per_class=4), example=evil)).snapshot()

    source = written(name, snapshot)

    if name == "notebook":
        cells = json.loads(source)["cells"]
        source = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    tree = ast.parse(source)
    assert [one for one in ast.walk(tree) if isinstance(one, ast.Raise)] == []


def test_that_numbers_that_float32_would_lose_come_through_the_scaling(made):
    experiment = preset("XOR", per_class=4)
    far = replace(experiment, scaling=Scaling(Columns((1e9, -3.0), (0.125, 2.0))))
    snapshot = Run(far).snapshot()
    x = np.array([[1e9 + 0.125, 0.0], [1e9 - 0.25, 1.0]])
    space: dict[str, Any] = {"__name__": "exported"}
    exec(written("numpy", snapshot), space)

    assert np.abs(space["predict"](x) - predictions(snapshot, x)).max() < 1e-12
    assert np.ptp(predictions(snapshot, x)) > 1e-3
