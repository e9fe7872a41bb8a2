from __future__ import annotations

import json
from dataclasses import replace

import pytest

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.whole_walk import tell_data, tell_text


def test_that_mazur_is_told_with_its_digits():
    text = list(tell_text(Run(example("mazur").experiment).walk()))

    for line in (
        "   3  h₁ = 1 / (1 + exp(−z_h1)) = 1 / (1 + exp(−0.3775)) = 0.593269992",
        "  12  ∂E/∂o₁ = o₁ − t₁ = 0.75136507 − 0.01 = 0.74136507",
        "  14  ∂o₁/∂z_o1 = o₁ · (1 − o₁) = 0.75136507 · (1 − 0.75136507) = 0.186815602",
        "  16  δ_o1 = ∂E/∂o₁ · ∂o₁/∂z_o1 = 0.74136507 · 0.186815602 = 0.138498562",
        "  18  ∂E/∂w₅ = δ_o1 · h₁ = 0.138498562 · 0.593269992 = 0.082167041",
        "  22  ∂E/∂h₁ = δ_o1 · w₅ + δ_o2 · w₇ = 0.138498562 · 0.4 + (−0.038098237) · 0.5 = 0.036350306",
    ):
        assert line in text
    assert "  36  w₅ new = w₅ − η · ∂E/∂w₅ = 0.4 − 0.5 · 0.082167041 = 0.35891648" in text
    assert [line for line in text if line and not line.startswith(" ")][1:] == [
        "Forward · layer 1", "Forward · layer 2", "Loss", "Backward · layer 2", "Backward · layer 1", "Update"]
    assert sum(line.startswith("  ") for line in text) == 39


def test_that_fewer_digits_are_kept_on_request():
    text = "\n".join(tell_text(Run(example("mazur").experiment).walk(), digits=4))

    assert "0.7414 · 0.1868 = 0.1385" in text


def test_that_the_samples_of_a_batch_are_counted():
    text = list(tell_text(Run(preset("Blobs", test_share=0)).walk([0, 1])))

    assert "Forward · layer 1 · sample 2 of 2" in text
    assert any("m̂ = m/(1 − β₁^t) = " in line for line in text)
    assert not any("\\" in line or "{" in line for line in text)


@pytest.mark.parametrize(("rate", "written"), [
    (0.5, "0.5"), (0.123456, "0.123456"), (2e-5, "2·10⁻⁵"), (0.0123456789, "0.0123456789"),
    (1.23456789e-7, "1.23456789·10⁻⁷")])
def test_that_the_learning_rate_of_the_title_is_written_in_full(rate, written):
    experiment = preset("Blobs", per_class=4)

    title = next(tell_text(Run(replace(experiment, plan=Plan(learning_rate=rate))).walk()))

    assert f", η = {written}, " in title


def test_that_text_is_told_as_it_is_read():
    many = Run(preset("Spiral")).walk()

    lines = tell_text(many)

    assert "Spiral" in next(lines)


def test_that_data_is_plain_json():
    data = tell_data(Run(example("mazur").experiment).walk())

    again = json.loads(json.dumps(data, allow_nan=False))

    assert again == data
    assert len(data) == 39
    assert data[17]["symbol"] == "∂E/∂w₅"
    assert data[17]["operation"] == 18
    assert f"{data[17]['value']:.9f}" == "0.082167041"
    assert data[38]["sample"] is None


def test_that_numbers_that_are_none_become_null():
    run = Run(preset("Moons", test_share=0))
    run.place(run.theta * float("nan"))

    data = tell_data(run.walk([0]))

    assert data[0]["value"] is None
    json.dumps(data, allow_nan=False)
