"""What a script does before the first layer and after the last: scaling, and features, in the words of a library."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpviz.data.scaling import Columns
from mlpviz.export.code.arrays import written_array
from mlpviz.export.code.exported import Exported
from mlpviz.export.code.languages import Language, Text
from mlpviz.export.code.terms import argument
from mlpviz.nn.features import features

ARRAY = {"NumPy": "np.array", "PyTorch": "torch.tensor"}
STACK = {"NumPy": "np.stack([{0}], axis=1)", "PyTorch": "torch.stack([{0}], dim=1)"}


def input_lines(one: Exported, language: Language) -> Iterator[str]:
    """The function `inputs_of`; nothing where the first layer gets the inputs as they are."""
    scaled, chosen = one.experiment.scaling.inputs, one.spec.features
    if scaled is None and not chosen:
        return
    does = " and ".join(["scaled"] * bool(scaled) + ["made into features"] * bool(chosen))
    yield f'\n\ndef inputs_of(x):\n    """What the first layer is given: the inputs x, {does}."""'
    if scaled is not None:
        yield from _numbers(scaled, language)
        yield f"    {'x =' if chosen else 'return'} (x - mean) / spread"
    if chosen:
        made = [features.make(name).value(argument("x1"), argument("x2")) for name in chosen]
        text = Text(language, made)
        yield "    x1, x2 = x[:, 0], x[:, 1]"
        yield from (f"    {line}" for line in text.lines)
        yield f"    return {STACK[language.name].format(', '.join(text.results))}"


def answer_lines(one: Exported, language: Language) -> Iterator[str]:
    """The function `answers_of`; nothing where the targets are not scaled."""
    scaled = one.experiment.scaling.targets
    if scaled is not None:
        yield '\n\ndef answers_of(y):\n    """What the answers mean in the units of the data."""'
        yield from _numbers(scaled, language)
        yield "    return y * spread + mean"


def _numbers(scaled: Columns, language: Language) -> Iterator[str]:
    for name in ("mean", "spread"):
        yield from written_array(f"    {name} = ", np.array(getattr(scaled, name)), ARRAY[language.name])
