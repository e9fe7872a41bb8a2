"""A network as a Keras script: the same layers and weights, compiled for further training."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from mlpviz.engine.records import Snapshot
from mlpviz.export.code.arrays import written_array, written_arrays
from mlpviz.export.code.exported import Exported
from mlpviz.export.code.inputs import answer_lines, input_lines
from mlpviz.export.code.languages import KERAS, NUMPY, function
from mlpviz.export.code.terms import argument, plain, value_of

NAMED = {
    "Linear": '"linear"', "ReLU": '"relu"', "Sigmoid": '"sigmoid"', "Tanh": '"tanh"', "SiLU": '"silu"',
    "Softsign": '"softsign"',
}  # fmt: skip
"""The activations that Keras has by name, with the same numbers; the others are written out."""
LOSSES: dict[str, Callable[[int], str]] = {
    "MeanSquaredError": lambda outputs: "keras.losses.mean_squared_error(t, y)",
    "CrossEntropy": lambda outputs:
        f"keras.losses.{'binary' if outputs == 1 else 'categorical'}_crossentropy(t, y, from_logits=True)",
}  # fmt: skip
"""The losses of each sample that Keras has; the others are written out."""
OPTIMIZERS: dict[str, tuple[Callable[[Any], str], bool]] = {
    "SGD": (lambda rule: "SGD({0})", True),
    "Momentum": (lambda rule: f"SGD({{0}}, momentum={rule.momentum!r})", True),
    "Nesterov": (lambda rule: f"SGD({{0}}, momentum={rule.momentum!r}, nesterov=True)", True),
    "RMSProp": (lambda rule: f"RMSprop({{0}}, rho={rule.alpha!r}, epsilon={rule.epsilon!r})", False),
    "AdaGrad": (lambda rule: f"Adagrad({{0}}, initial_accumulator_value=0.0, epsilon={rule.epsilon!r})", False),
    "Adam": (
        lambda rule: f"Adam({{0}}, beta_1={rule.beta1!r}, beta_2={rule.beta2!r}, epsilon={rule.epsilon!r})", False),
    "AdamW": (lambda rule: f"AdamW({{0}}, beta_1={rule.beta1!r}, beta_2={rule.beta2!r}, epsilon={rule.epsilon!r}, "
              f"weight_decay={rule.decay!r})", False),
}  # fmt: skip
"""The call that makes an optimizer, and whether its steps are the same to the last digits."""
HELD = '''

class Held(keras.constraints.Constraint):
    """Puts back what is frozen or cut after every update."""

    def __init__(self, learns, values):
        self.learns, self.values = ops.array(learns), ops.array(values)

    def __call__(self, w):
        return ops.where(self.learns == 1.0, w, self.values)
'''
PREDICT = '''

def predict(x):
    """The answers for inputs x (n, {inputs}), in the units of the data, (n, {outputs})."""
    return {answers}
'''


def keras_script(snapshot: Snapshot) -> str:
    """The text of a script that needs Keras 3 and one of its backends."""
    return "\n".join(_lines(Exported(snapshot))) + "\n"


def _lines(one: Exported) -> Iterator[str]:
    spec = one.spec
    yield f'"""{one.about}, written by mlpviz.'
    yield "\nIt needs Keras 3 and one of its backends, most of which compute in float32: about 6 digits agree."
    yield '`predict` answers, `train_step` makes one update; the numbers stand at the end.\n"""\n'
    yield "import keras\nimport numpy as np\nfrom keras import ops"
    yield from input_lines(one, NUMPY)
    for activation, name in one.functions.items():
        if activation.name not in NAMED and activation != one.link:
            yield "\n"
            yield from function(KERAS, f"{name}(z)", activation.label, value_of(activation))
    yield "\n"
    head, about = "losses(t, y)", f"{spec.loss.label} of each sample"
    if spec.loss.name in LOSSES:
        yield f'def {head}:\n    """{about}"""\n    return {LOSSES[spec.loss.name](spec.outputs)}'
    else:
        of = plain(spec.loss.of_samples(argument("y", spec.outputs), argument("t", spec.outputs)))
        yield from function(KERAS, head, about, of)
    if one.free is not None:
        yield HELD.rstrip("\n")
    given = _given(one)
    answers = {"Sigmoid": "ops.sigmoid(model({0}))", "Softmax": "ops.softmax(model({0}), axis=1)"}
    answer = (answers[one.link.name] if one.link else "model({0})").format(given)
    answer = f"ops.convert_to_numpy({answer})"
    yield PREDICT.format(
        inputs=spec.inputs, outputs=spec.outputs,
        answers=f"answers_of({answer})" if one.experiment.scaling.targets else answer,
    ).rstrip("\n")  # fmt: skip
    yield from answer_lines(one, NUMPY)
    yield '\n\ndef train_step(x, t):\n    """One update from a batch; returns its loss and penalty before it."""'
    yield f"    return float(model.train_on_batch({given}, t))"
    yield from _numbers(one)


def _given(one: Exported) -> str:
    return "inputs_of(x)" if one.spec.features or one.experiment.scaling.inputs else "x"


def _numbers(one: Exported) -> Iterator[str]:
    plan = one.experiment.plan
    yield "\n\n# kernel (inputs, units) and bias (units,) of each layer, from the input side."
    yield from _list("parameters", one.weights)
    if one.free is not None:
        yield "# 1 for what learns, 0 for what is frozen or cut."
        yield from _list("learns", one.free)
    yield f"model = keras.Sequential([\n    keras.Input(({one.spec.widths[0]},)),"
    for at, layer in enumerate(one.spec.layers):
        yield f"    keras.layers.Dense({', '.join(_layer(one, at, layer.units))}),"
    yield "])\nmodel.set_weights(parameters)"
    make, same = OPTIMIZERS[plan.optimizer.name]
    if not same:
        yield f"# Keras adds ε elsewhere than mlpviz in {plan.optimizer.label}: small gradients make other steps."
    clip = "" if plan.clip is None else f", global_clipnorm={plan.clip!r}"
    made = make(plan.optimizer).format(f"{one.rate!r}{clip}")
    total = "" if plan.reduction == "mean" else "sum"
    loss = "losses" if not total else "lambda t, y: ops.sum(losses(t, y))"
    yield f"model.compile(optimizer=keras.optimizers.{made}, loss={loss})"
    x, t = one.batch
    yield f"# {one.batch_words}"
    yield from written_array("x = ", x, "np.array")
    yield from written_array("t = ", t, "np.array")
    yield '\nif __name__ == "__main__":'
    yield '    print("answers:", predict(x[:5]).tolist())'
    yield '    print("loss of the batch:", train_step(x, t), "and after one step:", train_step(x, t))'


def _list(name: str, layers: list[Any]) -> Iterator[str]:
    yield from written_arrays(name, [array for pair in layers for array in pair], "np.array")


def _layer(one: Exported, at: int, units: int) -> Iterator[str]:
    """The arguments of a Dense."""
    plan, activation = one.experiment.plan, one.spec.layers[at].activation
    yield str(units)
    if activation.name != "Linear" and not (one.link and at == len(one.spec.layers) - 1):
        yield f"activation={NAMED.get(activation.name, one.functions[activation])}"
    if plan.l1 or plan.l2:
        penalty = f"keras.regularizers.L1L2(l1={plan.l1!r}, l2={plan.l2 / 2!r})"
        yield f"kernel_regularizer={penalty}"
        if plan.penalize_biases:
            yield f"bias_regularizer={penalty}"
    if one.free is not None:
        for name, place in (("kernel", 2 * at), ("bias", 2 * at + 1)):
            yield f"{name}_constraint=Held(learns[{place}], parameters[{place}])"
