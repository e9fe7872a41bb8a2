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

    symbols = "∂E/∂w₅ = ∂E/∂o₁ · ∂o₁/∂z_o1 · ∂z_o1/∂w₅"
    assert f"  14  {symbols} = 0.74136507 · 0.186815602 · 0.593269992 = 0.082167041" in text
    assert "  28  w₅ new = w₅ − η · ∂E/∂w₅ = 0.4 − 0.5 · 0.082167041 = 0.35891648" in text
    assert [line for line in text if line and not line.startswith(" ")][1:] == [
        "Forward · layer 1", "Forward · layer 2", "Loss", "Backward · layer 2", "Backward · layer 1", "Update"]
    assert sum(line.startswith("  ") for line in text) == 31


def test_that_fewer_digits_are_kept_on_request():
    text = "\n".join(tell_text(Run(example("mazur").experiment).walk(), digits=4))

    assert "0.7414 · 0.1868 · 0.5933 = 0.0822" in text


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
    assert len(data) == 31
    assert data[13]["symbol"] == "∂E/∂w₅"
    assert data[13]["operation"] == 14
    assert f"{data[13]['value']:.9f}" == "0.082167041"
    assert data[30]["sample"] is None


def test_that_numbers_that_are_none_become_null():
    run = Run(preset("Moons", test_share=0))
    run.place(run.theta * float("nan"))

    data = tell_data(run.walk([0]))

    assert data[0]["value"] is None
    json.dumps(data, allow_nan=False)
