"""A link carries an experiment in one line, and is trusted no more than a file."""

from __future__ import annotations

import base64
import json
import random
import tracemalloc
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.shapes import SHAPES
from mlpviz.engine import link
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, first_experiment, preset
from mlpviz.engine.link import LONGEST_MADE, experiment_of, is_link, link_of
from tests.export.code.subjects import experiments

KEPT = {
    "mlpviz:1.ePk-M5chqybGnToINxka1tZSYB9eX2DGIlAzcjwaGdTWAgAx9znQ": first_experiment,
    "mlpviz:1.ePk-M5chqybGnbW1FFiB1-GYEQfUjBx1Rga1tQCwyjZI": lambda: preset("Spiral"),
    "mlpviz:1.ePk-M5chq8brTueM1OTs1KKk_MSiFKXaWgoswut8zOgDakaOQCOD2loALLc4mg": lambda: preset("Checkerboard"),
}
"""Links of the first version, which must open for ever."""


def packed(form: Any, version: int = 1) -> str:
    """A link that holds any data."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_DEFAULT_STRATEGY, link._WORDS)
    content = packer.compress(form if isinstance(form, bytes) else json.dumps(form).encode()) + packer.flush()
    return f"mlpviz:{version}.{base64.urlsafe_b64encode(content).decode().rstrip('=')}"


def form_of(text: str) -> Any:
    return link._unpacked(text.partition(".")[2])


@pytest.mark.parametrize("text", KEPT)
def test_that_a_link_of_the_first_version_opens_for_ever(text):
    assert experiment_of(text) == KEPT[text]()


def test_that_every_experiment_comes_back_equal_out_of_its_link():
    presets = [preset(name) for name in SHAPES]
    for experiment in (*presets, first_experiment(), *(one.experiment for one in EXAMPLES.values())):
        assert experiment_of(link_of(experiment).text) == experiment
    for name, experiment in experiments():
        made = link_of(experiment)
        assert experiment_of(made.text) == experiment, name
        assert is_link(made.text)
        assert made.text.isascii()
        assert len(made.text) <= LONGEST_MADE


def test_that_a_preset_is_a_link_of_one_short_line():
    assert max(len(link_of(preset(name)).text) for name in SHAPES) <= 100


def test_that_first_weights_go_along_while_they_are_few_and_are_missed_otherwise():
    experiment = preset("XOR")
    few = replace(experiment, network=replace(experiment.network, theta=np.linspace(-1, 1, 51)))
    layers = [LayerSpec(40), LayerSpec(1, "Sigmoid")]
    wide = experiment.network.with_layers(layers)
    many = replace(experiment, network=replace(wide, theta=np.linspace(-1, 1, 161)))

    assert experiment_of(link_of(few).text) == few
    assert link_of(few).remark == ""
    assert experiment_of(link_of(many).text) == replace(many, network=wide)
    assert link_of(many).remark == "The first weights do not go along: the link draws new ones by the seed."


def test_that_too_many_drawn_points_and_too_many_units_are_refused_with_the_way_out():
    drawn = np.random.default_rng(0).normal(0.0, 1.0, (2000, 2))
    points = Experiment(PointSet(drawn, np.arange(2000) % 2), preset("XOR").network)
    large = preset("XOR").network.with_layers([LayerSpec(1000), LayerSpec(1000), LayerSpec(1, "Sigmoid")])

    with pytest.raises(ValueError, match=r"letters, and 8.000 are the most; points .* take fewer, or save a file"):
        link_of(points)
    with pytest.raises(ValueError, match=r"has 1.005.001 weights .* at most 200.000; take fewer units"):
        link_of(replace(preset("XOR"), network=large))


def test_that_line_breaks_of_a_mail_do_no_harm():
    text = link_of(preset("Moons")).text

    assert experiment_of(f"  {text[:30]}\n {text[30:50]}\r\n{text[50:]}\n") == preset("Moons")


UNREADABLE = {"name": "Formula", "text": "z("}


def changed(**parts: Any) -> Any:
    return {**form_of(link_of(preset("XOR", noise=0.3)).text), **parts}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mlpviz", "a link begins with mlpviz:"),
        ("mlpviz:", "the link is not complete"),
        ("mlpviz:1.", "the link is not complete"),
        ("mlpviz:1.????", "the link is not complete"),
        ("mlpviz:7.AAAA", "made by a newer version"),
        (packed({}, version=2), "made by a newer version"),
        ("mlpviz:1." + "A" * 30_000, "30.009 letters; 20.000 are the most"),
        (packed(b"{"), "the link is not complete"),
        (packed(b"\xff\xfe"), "the link is not complete"),
        (packed(b"[" * 100_000), "the link is not complete"),
        (packed(b" " * 600_000), "unpacks to more than 500.000 bytes"),
        (packed([]), "the link holds no experiment: it holds"),
        (packed(None), "the link holds no experiment: it holds None"),
        (packed({"example": "Nobody"}), "example is 'Nobody', which is not known here"),
        (packed({"example": ["x"]}), "which is not known here"),
        (packed(changed(code="import os")), "experiment.code is not known"),
        (packed(changed(points={"recipe": {"shape": "Nose"}})), "points.recipe is"),
        (packed(changed(points={"recipe": {"shape": ["XOR"]}})), "points.recipe is"),
        (packed(changed(points={"recipe": {"shape": "XOR", "per_class": 10**9}})), "per_class is 1000000000"),
        (packed(changed(points={"x": [[0, 1]], "labels": [0], "test": [4]})), "points.test holds 4"),
        (packed(changed(points={"x": [[0, 1e999]], "labels": [0]})), r"points.x\[0\]\[1\] is inf"),
        (packed(changed(network={"layers": [[1024, "Tanh"]] * 32})), "a link describes at most 200.000"),
        (packed(changed(network={"layers": [[10**30, "Tanh"]]})), "no number of inputs or units"),
        (packed(changed(network={"layers": [[1, "Sigmoid"]], "inputs": 10**6})), "no number of inputs"),
        (packed(changed(network={"layers": [[2, UNREADABLE], [1, "Sigmoid"]]})), "the link holds no experiment"),
        (packed(changed(network=3)), "network is 3; give its fields by name"),
        (packed(changed(plan={"learning_rate": -1})), "learning_rate is -1"),
    ],
    ids=lambda one: one[:40] if isinstance(one, str) else None,
)
def test_that_a_link_that_is_wrong_is_refused_in_one_sentence(text, said):
    with pytest.raises(ValueError, match=said) as refusal:
        experiment_of(text)

    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 600


def test_that_a_bomb_takes_no_memory():
    bomb = packed(b"[" + b"0," * 5_000_000 + b"0]")
    assert len(bomb) < 20_000

    tracemalloc.start()
    with pytest.raises(ValueError, match="unpacks to more than"):
        experiment_of(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 5 * 2**20


def mutated(chance: random.Random, texts: list[str], forms: list[Any]) -> str:
    """A link with a few letters changed, or whose data was changed and packed again."""
    if chance.random() < 0.4:
        letters = list(chance.choice(texts))
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(letters))
            letters[at : at + chance.choice((0, 1, 1, 5))] = chance.choices("AZaz09-_.:=é\n", k=chance.randint(0, 2))
        return "".join(letters)
    form = json.loads(json.dumps(chance.choice(forms)))
    for _ in range(chance.randint(1, 3)):
        spoil(chance, form)
    return packed(form)


STRANGE: tuple[Any, ...] = (
    None, True, -1, 0, 1, 7, 2**31, 10**30, 0.5, -2.5, 1e308, float("inf"), float("nan"), "", "Tanh", "X1", "é" * 99,
    [], {}, [1, 2], [[]], [[1.0, 2.0]], {"name": "Adam"}, {"name": "Huber", "delta": 1e9}, [[3, "Tanh"]],
)  # fmt: skip


def spoil(chance: random.Random, form: Any) -> None:
    """Change one place somewhere inside."""
    while True:
        keys = list(form) if isinstance(form, dict) else list(range(len(form)))
        if not keys:
            return
        key = chance.choice(keys)
        inner = form[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.75:
            form = inner
            continue
        if chance.random() < 0.2:
            del form[key]
        elif chance.random() < 0.2 and isinstance(form, dict):
            form[chance.choice(("x", "theta", "layers", "axes", "recipe", "cut", "test"))] = chance.choice(STRANGE)
        else:
            form[key] = chance.choice(STRANGE)
        return


def fuzzed(count: int) -> tuple[int, int]:
    """Open so many spoiled links; how many were refused and how many hold an experiment after all."""
    chance = random.Random(count)
    sources = [preset("XOR"), preset("Ripple"), *(one for _, one in experiments()[::3])]
    texts = [link_of(one).text for one in sources]
    forms, refusals = [form_of(text) for text in texts], []
    for _ in range(count):
        try:
            experiment_of(mutated(chance, texts, forms))
        except ValueError as problem:
            refusals.append(str(problem))
    assert [one for one in refusals if "\n" in one or not 20 < len(one) < 700] == []
    return len(refusals), count - len(refusals)


def test_thatspoiled_links_are_refused_with_a_sentence():
    refused, opened = fuzzed(500)

    assert refused > 300
    assert opened > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_that_twenty_thousandspoiled_links_are_refused_with_a_sentence_and_take_little_memory():
    tracemalloc.start()
    refused, opened = fuzzed(20_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert refused > 12_000
    assert opened > 100
    assert peak < 128 * 2**20
