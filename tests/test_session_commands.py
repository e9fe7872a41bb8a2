from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from mlpviz import cli
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import SavedBench, SavedRun, Session
from mlpviz.engine.session.writing import write_session
from tests.engine.session.sessions import Course, assert_same_history, eventful, everything, values


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Carry out a command line in an empty folder; status, lines, errors."""
    monkeypatch.chdir(tmp_path)

    def carried_out(*words):
        status = cli.run(list(words), display=False)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return carried_out


def test_that_training_in_two_parts_gives_the_same_file_as_training_at_once(run, tmp_path):
    for words in (
        "train XOR --epochs 7 --per-class 10 --out first.mlpviz", "train first.mlpviz --epochs 5 --out parts.mlpviz",
        "train XOR --epochs 12 --per-class 10 --out whole.mlpviz",
    ):  # fmt: skip
        status, lines, errors = run(*words.split())
        assert (status, errors) == (0, [])

    assert (tmp_path / "parts.mlpviz").read_bytes() == (tmp_path / "whole.mlpviz").read_bytes()
    assert lines[0] == "XOR, 2–4–2–1, 12 epochs"
    assert "Wrote whole.mlpviz" in lines


def test_that_an_eventful_session_is_trained_on_and_the_rest_of_it_stays(run):
    session = everything()
    write_session("all.mlpviz", session)

    status, lines, errors = run(*"train all.mlpviz --epochs 3 --workspace playground --out more.mlpviz".split())

    assert (status, errors) == (0, [])
    assert lines[0] == "all.mlpviz, 2–4–4–4–1, 3 epochs after 20 epochs"
    course = eventful()
    course.train(3)  # the first ends an epoch that was interrupted
    back = read_session("more.mlpviz")
    assert_same_history(course.history.record(), back.benches[0].history)
    assert back.benches[0].epoch is None
    assert_same_history(session.benches[1].history, back.benches[1].history)
    assert_same_history(session.runs[0].history, back.runs[0].history)
    assert (back.forms, back.workspace) == (session.forms, session.workspace)


def test_that_without_a_choice_the_network_on_show_is_trained(run):
    write_session("all.mlpviz", everything())

    assert run("train", "all.mlpviz", "--epochs", "1")[1][0] == "all.mlpviz, 1–3–1, 1 epoch after 4 epochs"


def test_that_a_change_that_no_epoch_has_seen_takes_hold_first(run):
    course = values()
    experiment = course.run.experiment
    faster = replace(experiment, plan=replace(experiment.plan, learning_rate=0.5))
    write_session("a.mlpviz", Session((SavedBench("playground", faster, course.history.record()),)))

    assert run(*"train a.mlpviz --epochs 2 --out b.mlpviz".split())[0] == 0

    course.change(faster)
    course.train(2)
    assert_same_history(course.history.record(), read_session("b.mlpviz").benches[0].history)
    assert run("verify", "b.mlpviz")[0] == 0


def test_that_an_honest_session_is_verified_with_all_that_was_done(run):
    first = values().history.keyframes[0].experiment
    kept = SavedRun("The first try", first, values().history.record(), number=3)
    write_session("a.mlpviz", Session((eventful().bench(),), (kept,)))

    status, lines, errors = run("verify", "a.mlpviz")

    assert (status, errors) == (0, [])
    assert lines[0] == "Playground, 2–4–4–4–1, 20 epochs"
    assert lines[1] == "  epoch       0   the first weights are drawn by Xavier with seed 0."
    assert lines[7] == "  epoch      16   set by hand: x₁ → h1.2 −0.3719 → −0.1235."
    assert lines[-3] == "Run 3, The first try, 1–3–1, 4 epochs"
    assert lines[-1] == "Every epoch is what the file says, bit for bit."


def forged() -> Session:
    """The weights of epoch 4 were made better by hand, in the file."""
    bench = values().bench()
    frames = list(bench.history.keyframes)
    theta = frames[4].theta.copy()
    theta[2] += 0.25
    frames[4] = replace(frames[4], theta=theta)
    return Session((replace(bench, history=replace(bench.history, keyframes=tuple(frames), newest=frames[4])),))


def test_that_a_forged_session_is_reported_by_sentence_and_exit_status(run):
    write_session("a.mlpviz", forged())

    status, lines, _ = run("verify", "a.mlpviz")

    assert status == 1
    assert lines[2].startswith("! epoch       4   x₁ → h1.3 is −0.118569 in the file")
    assert lines[-1] == "Not every epoch is what the file says: the first that differs is 4."
    status, (line,), _ = run("verify", "a.mlpviz", "--json")
    said = json.loads(line)
    assert (status, said["agrees"], said["histories"][0]["agrees"]) == (1, False, False)
    assert [one["kind"] for one in said["histories"][0]["findings"]] == ["begins", "differs"]


def diverged() -> Session:
    course = Course(values().run.experiment)
    course.take_up(replace(course.run.snapshot(), theta=np.full(10, np.inf)))
    return Session((course.bench(),))


SAID = {
    "verify nothing.mlpviz": "mlpviz verify: there is no file 'nothing.mlpviz'; choose another file.",
    "verify empty.mlpviz": "mlpviz verify: empty.mlpviz holds no training that could be verified.",
    "verify points.csv": "mlpviz verify: points.csv: it is no session of mlpviz, whatever its name says.",
    "train empty.mlpviz": "mlpviz train: the session holds no network.",
    "train a.mlpviz --layers 3": "mlpviz train: --layers does not go with 'a.mlpviz', which says that already.",
    "train a.mlpviz --workspace desk": "mlpviz train: the session has no network in 'desk'; there are networks in "
                                       "playground.",
    "train XOR --workspace playground": "mlpviz train: --workspace is for a session; 'XOR' is none.",
    "train XOR --out a.txt": "mlpviz train: argument --out: 'a.txt' does not end in .mlpviz",
    "train diverged.mlpviz": "mlpviz train: diverged.mlpviz has diverged: its loss is not a number; train it on from "
                             "an earlier epoch in the window.",
}  # fmt: skip


@pytest.mark.parametrize("words", SAID)
def test_that_what_cannot_be_done_is_said_in_one_sentence(words, run, tmp_path):
    write_session("empty.mlpviz", Session())
    write_session("a.mlpviz", Session((values().bench(),)))
    write_session("diverged.mlpviz", diverged())
    (tmp_path / "points.csv").write_text("x1,x2,class\n1,2,a\n", encoding="utf-8")

    status, lines, errors = run(*words.split())

    assert (status, lines, errors) == (2, [], [SAID[words]])
