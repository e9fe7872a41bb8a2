from __future__ import annotations

import json

import numpy as np
import pytest

from mlpviz import cli
from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.data.reading.files import write_points
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment

FLOWERS = """id;sepal;petal;species;used
1;5,1;1,4;setosa;yes
2;4,9;1,3;setosa;no
3;7;4,7;versicolor;no
4;6,4;4,5;versicolor;no
5;6,3;6;virginica;no
6;5,8;5,1;virginica;yes
"""


@pytest.fixture
def train(capsys, tmp_path):
    """Train on a text as a file, and hand back status, lines and errors."""

    def run(text, *arguments):
        path = tmp_path / "flowers.csv"
        path.write_text(text, encoding="utf-8")
        status = cli.run(["train", str(path), *arguments, "--epochs", "2"], display=False)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return run


def experiment_of(train, text, *arguments):
    status, (line,), errors = train(text, *arguments, "--json")
    assert (status, errors) == (0, [])
    return Experiment.from_form(json.loads(line)["experiment"])


def test_that_a_certain_file_is_trained_on_as_it_is(train):
    status, lines, errors = train(FLOWERS)

    assert (status, errors) == (0, [])
    assert lines[:4] == [
        "flowers.csv, 2–4–2–3, 2 epochs",
        "6 points (6 train, 0 test), 2 inputs, 3 classes",  # a quarter of two points a class is none
        "Inputs are scaled to mean 0 and spread 1.",
        "Not used: id, used.",
    ]
    assert lines[-1].startswith("After 2 epochs: train loss ")


def test_that_columns_are_chosen_by_name_or_number(train):
    by_name = experiment_of(train, FLOWERS, *"--x petal,sepal --label Species --test used --no-scale".split())
    by_number = experiment_of(train, FLOWERS, *"--x 3,2 --label 4 --test 5 --no-scale".split())

    assert by_name == by_number
    assert by_name.points.x.tolist()[0] == [1.4, 5.1]
    assert by_name.points.test.tolist() == [True, False, False, False, False, True]
    assert by_name.naming.inputs == ("petal", "sepal")
    assert [look.name for look in by_name.naming.classes] == ["setosa", "versicolor", "virginica"]
    assert not by_name.scaling


def test_that_values_are_predicted_by_linear_outputs(train):
    experiment = experiment_of(train, FLOWERS, *"--value sepal,petal --x id --scale".split())

    assert experiment.network.outputs == 2
    assert experiment.network.loss.name == "MeanSquaredError"
    assert experiment.network.layers[-1].activation.name == "Linear"
    assert experiment.points.targets is not None
    assert experiment.scaling.targets is not None
    train_points = experiment.points.targets[~experiment.points.test]
    np.testing.assert_allclose(experiment.scaling.targets.mean, train_points.mean(axis=0), rtol=1e-12)


def test_that_a_file_of_ours_is_trained_on_with_its_absent_classes(train, tmp_path):
    path = tmp_path / "own.csv"
    write_points(path, PointSet([[0.5, 1.0], [1.0, 2.0]], [0, 2]), Naming.of_classes(["a", "b", "c"]), classes=4)

    experiment = experiment_of(train, path.read_text())

    assert experiment.network.outputs == 4
    assert experiment.points == PointSet([[0.5, 1.0], [1.0, 2.0]], [0, 2])


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        (FLOWERS, "--x petal,width", "--x: flowers.csv has no column 'width'; it has id, sepal, petal, species, used."),
        (FLOWERS, "--x 9", "--x: flowers.csv has no column '9'; it has id, sepal, petal, species, used."),
        (FLOWERS, "--x petal --label petal", "a column has two roles in "),
        (FLOWERS, "--label species --value petal", "there are classes and values; choose one of them."),
        (FLOWERS, "--x species", "flowers.csv: Row 2, species: “setosa” is not a number. There are 5 more such."),
        ("x,x,label\n1,2,a\n3,4,b\n", "--x x", "--x: several columns are called 'x'; give the number, 1 or 2."),
        ("a,b,c\n1,2,3.5\n2,3,4.5\n", "", "flowers.csv: Which column is to be learned? c is the last one. Say it with"),
        ("x1,x2,label\n1,?,a\n3,4,b\n", "", "flowers.csv: Row 2, x2: “?” is not a number. Correct it, or delete"),
        ("x1,x2,y,is_test\n1,2,0.5,1\n3,4,1.5,1\n", "", "flowers.csv holds no points to train on; mark fewer"),
        ("x1,x2,y\n1,2,0.5\n3,4,1.5\n", "--loss crossentropy", "loss: CrossEntropy with one output needs a Sigmoid"),
        ("5\n6\n", "", "flowers.csv: No column of numbers is left for an input;"),
    ],
)
def test_that_what_cannot_be_trained_on_is_one_line_and_status_2(train, text, arguments, says):
    status, lines, errors = train(text, *arguments.split())

    assert (status, lines) == (2, [])
    (line,) = errors
    assert line.startswith(f"mlpviz train: {says}")


def test_that_columns_belong_to_files_and_files_must_exist(capsys, tmp_path):
    assert cli.run(["train", "xor", "--x", "1"], display=False) == 2
    assert capsys.readouterr().err == "mlpviz train: --x is for a file of points, which 'xor' is not.\n"
    assert cli.run(["train", "nowhere.csv"], display=False) == 2
    assert capsys.readouterr().err.startswith("mlpviz train: there is no file 'nowhere.csv'; choose another file")


def test_that_values_are_told_with_r_squared_in_place_of_accuracy(train):
    wanted = ("--value", "sepal", "--x", "petal", "--test", "used")
    _, lines, _ = train(FLOWERS, *wanted)
    _, (line,), _ = train(FLOWERS, *wanted, "--json")

    found = json.loads(line)["final"]
    assert lines[-1].split(", ")[2] == f"test R² {number.r_squared(found['test_r2'])}"
    assert "accuracy" not in lines[-1]
    assert found["test_accuracy"] is None
    assert len(json.loads(line)["epochs"]["train_r2"]) == 2
