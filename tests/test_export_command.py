"""`mlpviz export`, links on the command line, and the command line that a network can be copied as."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

import numpy as np
import pytest

from mlpviz import cli
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.link import link_of
from mlpviz.engine.network_json import network_snapshot
from mlpviz.engine.records import Progress
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.engine.session.session import SavedBench, Session
from mlpviz.engine.session.writing import write_session
from mlpviz.engine.training_choices import TrainingChoices, command_line
from mlpviz.export.exporters import EXPORTERS


@pytest.fixture
def told(capsys):
    """Run a command line and hand back its status, what it printed, and what it complained of."""

    def ask(*argv):
        status = cli.run([str(one) for one in argv], display=False)
        out, err = capsys.readouterr()
        return status, out, err

    return ask


@pytest.fixture
def session(tmp_path):
    """A session of 30 epochs in which the learning rate was changed after 20, standing at epoch 12."""
    path, history, run = tmp_path / "moons.mlpviz", History(most_keyframes=5), Run(preset("Moons", per_class=10))
    history.begin(run.snapshot())
    for progress in training(run, 20):
        history.add(progress)
    run.adjust(replace(run.experiment, plan=replace(run.experiment.plan, learning_rate=0.1)))
    snapshot = run.snapshot()
    history.add(Progress(snapshot, np.arange(0), np.empty((0, 7)), changed=True))
    for progress in training(run, 10):
        history.add(progress)
    bench = SavedBench("playground", run.experiment, history.record(), epoch=12)
    write_session(path, Session((bench,)))
    return path


def thetas(epochs: int):
    """The parameters after each epoch of the same training."""
    run, found = Run(preset("Moons", per_class=10)), []
    for epoch in range(epochs + 1):
        found.append(run.theta.copy())
        if epoch == 20:
            run.adjust(replace(run.experiment, plan=replace(run.experiment.plan, learning_rate=0.1)))
        run.epoch()
    return found


def test_that_a_session_is_exported_at_the_epoch_where_it_stands_and_at_any_other_bit_for_bit(told, session):
    expected = thetas(30)

    for epoch, arguments in ((12, ()), *((epoch, ("--epoch", epoch)) for epoch in (0, 17, 27, 30))):
        status, out, err = told("export", session, "--to", "json", *arguments)
        assert (status, err) == (0, "")
        found = network_snapshot(json.loads(out))
        assert found.epoch == epoch
        assert np.array_equal(found.theta, expected[epoch]), epoch
    assert found.experiment.plan.learning_rate == 0.1


def test_that_an_epoch_that_a_session_has_not_is_refused_with_those_it_has(told, session):
    status, out, err = told("export", session, "--to", "csv", "--epoch", 31)

    assert (status, out) == (2, "")
    assert err == "mlpviz export: the session has trained 30 epochs; --epoch goes from 0 to 30.\n"


@pytest.mark.parametrize("name", EXPORTERS)
def test_that_every_exporter_writes_a_preset_that_is_trained_for_it(told, tmp_path, name):
    path = tmp_path / f"xor{EXPORTERS[name].ending}"
    choices = TrainingChoices(layers=(3,), seed=4, per_class=12)
    run = Run(choices.on_preset("XOR"))
    for _ in range(7):
        run.epoch()

    options = shlex.split("--layers 3 --seed 4 --per-class 12 --epoch 7")
    status, out, err = told("export", "xor", "--to", name, *options, "--out", path)

    assert (status, err) == (0, "")
    assert out == f"Wrote {path}: {EXPORTERS[name].title}, epoch 7\n"
    content = EXPORTERS[name].content(run.snapshot())
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())


def test_that_text_is_printed_where_no_file_is_named_and_onnx_asks_for_one(told):
    status, out, _ = told("export", "xor", "--to", "csv", "--epoch", 1)
    refused, nothing, err = told("export", "xor", "--to", "onnx", "--epoch", 1)

    assert (status, out.splitlines()[0]) == (0, "x1,x2,class,test,predicted,p(class 2)")
    assert (refused, nothing) == (2, "")
    assert err == "mlpviz export: ONNX is no text that could be printed; give --out NAME.onnx.\n"


def test_that_an_exported_network_can_be_exported_again_and_trained_on(told, tmp_path):
    path = tmp_path / "moons.json"
    told("export", "moons", "--to", "json", "--epoch", 5, "--out", path)

    _, again, _ = told("export", path, "--to", "json")
    _, later, _ = told("export", path, "--to", "json", "--epoch", 9)
    _, straight, _ = told("export", "moons", "--to", "json", "--epoch", 9)
    status, _, err = told("export", path, "--to", "json", "--epoch", 4)

    assert again == path.read_text(encoding="utf-8")
    assert later == straight
    assert (status, err) == (2, "mlpviz export: the file holds epoch 5 alone; give a session for an earlier one.\n")


def test_that_what_train_has_printed_is_exported_with_the_same_weights(told, tmp_path):
    path = tmp_path / "printed.json"
    _, printed, _ = told(*"train circles --epochs 6 --json".split())
    path.write_text(printed, encoding="utf-8")

    status, out, _ = told("export", path, "--to", "json")

    assert status == 0
    assert network_snapshot(json.loads(out)).theta.tolist() == json.loads(printed)["theta"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ("export xor", 2, "the following arguments are required: --to"),
        ("export xor --to word", 2, "invalid choice: 'word' (choose from numpy"),
        ("export nothing.mlpviz --to numpy", 2, "there is no file 'nothing.mlpviz'"),
        ("export nothing.json --to numpy", 2, "there is no file 'nothing.json'"),
        ("export xor --to numpy --out nowhere/at/all.py", 2, "--out: there is no folder 'nowhere/at'"),
        ("export mlpviz:1.AA --to numpy", 2, "the link is not complete"),
        ("export ripple --to json --learning-rate 99 --optimizer sgd --activation relu", 1, "diverged"),
        ("train mlpviz:1.ePk-M5chqybGnbW1FFiB1-GYEQfUjBx1Rga1tQCwyjZI --layers 3", 2, "--layers does not go with"),
        ("train xor --activation LeakyReLU:7", 2, "alpha of LeakyReLU is a number from 0 to 1"),
    ],
)
def test_that_what_cannot_be_meant_is_said_in_one_line(told, arguments, status, said):
    found, out, err = told(*arguments.split())

    assert (found, out) == (status, "")
    assert said in err.replace("(choose from 'numpy'", "(choose from numpy")
    assert err.count("\n") == 1


def test_that_a_file_that_is_no_session_is_refused(told, tmp_path):
    path = tmp_path / "broken.mlpviz"
    path.write_bytes(b"PK" + b"x" * 200)

    status, out, err = told("export", path, "--to", "numpy")

    assert (status, out) == (2, "")
    assert err.startswith("mlpviz export: broken.mlpviz: it is no session of mlpviz")


def test_that_without_a_display_a_link_says_how_it_can_be_trained(told):
    link = link_of(preset("Moons")).text

    status, _, err = told(link)
    wrong, _, said = told(link[:-9])

    assert (status, err) == (1, f"mlpviz: there is no display here; try: mlpviz train {link}\n")
    assert (wrong, said.startswith("mlpviz: the link is not complete")) == (2, True)


def experiment_of(told, line: str) -> Experiment:
    program, *argv = shlex.split(line)
    assert program == "mlpviz"
    status, out, err = told(*argv, "--json")
    assert (status, err) == (0, "")
    return Experiment.from_form(json.loads(out)["experiment"])


def like(experiment: Experiment) -> Experiment:
    """What decides the training: what the canvas shows of it is left out."""
    return Experiment(experiment.points, experiment.network, experiment.plan)


SAID = [
    (TrainingChoices(), "Spiral", ""),
    (TrainingChoices(seed=3, noise=0.2, data_seed=8, per_class=30), "Moons",
     "--seed 3 --noise 0.2 --per-class 30 --data-seed 8"),
    (TrainingChoices(layers=(), loss=preset("XOR").network.with_loss({"name": "Huber", "delta": 0.5}).loss), "XOR",
     "--layers none --loss Huber:0.5"),
    (TrainingChoices(activation=LayerSpec(1, {"name": "Formula", "text": "z * tanh(z)"}).activation), "Circles",
     "--activation 'Formula:z * tanh(z)'"),
    (TrainingChoices(optimizer=Plan({"name": "Adam", "epsilon": 1e-5}).optimizer, l2=0.01, clip=1.5), "Two hills",
     "--optimizer Adam:0.9:0.999:1e-05 --l2 0.01 --clip 1.5"),
    (TrainingChoices(features=("X1", "SinX2"), schedule=Plan(schedule={"name": "Exponential", "gamma": 0.9}).schedule,
                     learning_rate=0.5, batch_size=7, test_share=0.5, l1=1e-5), "Checkerboard",
     "--learning-rate 0.5 --schedule Exponential:0.9 --batch-size 7 --l1 1e-05 --features X1,SinX2 --test-share 0.5"),
]  # fmt: skip


@pytest.mark.parametrize(("choices", "shape", "options"), SAID, ids=lambda one: one if isinstance(one, str) else None)
def test_that_the_line_of_a_training_says_it_all_and_makes_the_very_same(told, choices, shape, options):
    experiment = choices.on_preset(shape)

    line = command_line(experiment, 2)

    assert line.remark == ""
    assert line.text == " ".join(part for part in ("mlpviz train", shlex.quote(shape), options, "--epochs 2") if part)
    assert experiment_of(told, line.text) == like(experiment)


def held(network: NetworkSpec) -> Experiment:
    return replace(preset("XOR", per_class=20), network=network)


@pytest.mark.parametrize(
    ("experiment", "unsaid"),
    [
        (held(preset("XOR").network.with_cut(3, True)), "cut edges"),
        (held(preset("XOR").network.with_activation(1, "ReLU")), "what each layer is"),
        (replace(preset("XOR", per_class=20), plan=Plan("Adam", 0.01, 20, seed=5)), "three different seeds"),
        (replace(preset("XOR"), points=PointSet([[0.0, 0.0], [1.0, 1.5]], [0, 1])), "these points"),
    ],
)
def test_that_what_no_option_says_goes_along_as_a_link(told, experiment, unsaid):
    line = command_line(experiment, 3)

    assert line.text.startswith("mlpviz train mlpviz:1.")
    assert line.remark == f"No option says {unsaid}, so the line carries a link."
    assert like(experiment_of(told, line.text)) == like(experiment)
