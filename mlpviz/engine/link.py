"""An experiment in one line of text, "mlpviz:1.…", for slides and chats; read with the same checks as a file."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.scaling import NONE
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import VERSION as FORM_VERSION
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.forms import Form, fields_of, naming_form, network_form, plan_form, scaling_form
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.number import count
from mlpviz.engine.plan import Plan

PREFIX, VERSION = "mlpviz:", 1
LONGEST_MADE, LONGEST_READ, MOST_JSON = 8_000, 20_000, 500_000
"""Letters of a link that is made, of one that is read, and bytes of what it unpacks to."""
MOST_WEIGHTS = 100
"""First weights that were set by hand go along up to so many."""
MOST_PARAMETERS = 200_000
"""The largest network that a link may describe."""
_WORDS = (
    b'"seed":"initializer":"HeNormal""loss":"SquaredError""Huber""Hinge""ReLU""LeakyReLU""Sigmoid""Linear""Softmax"'
    b'"optimizer":"Momentum""RMSProp""AdamW""SGD""learning_rate":0.0"batch_size":"l2":"l1":"clip":"schedule":"test":['
    b'"labels":["targets":["x":[["features":["X1","X2","X1Squared","X2Squared","X1X2"]"points":{"recipe":{"shape":'
    b'"Spiral""XOR""Circles""Moons""noise":0."per_class":},"plan":{"optimizer":"Adam","network":{"layers":[[6,"Tanh"],'
    b'[4,"Tanh"],[1,"Sigmoid"]]}}'
)
"""Words that links hold often, so that they need not carry them. They belong to version 1 and never change."""
_DAMAGED = "the link is not complete, or was changed on the way; copy it again, from mlpviz: to its last letter."


@dataclass(frozen=True)
class Link:
    """The text, and what does not go along."""

    text: str
    remark: str = ""
    """A sentence; "" if everything goes along but what was learned."""


def is_link(text: str) -> bool:
    """Whether a text is meant to be a link."""
    return text.lstrip().startswith(PREFIX)


def link_of(experiment: Experiment) -> Link:
    """The link of an experiment: what determines its training, without what was learned.

    Points of a preset go as their recipe, others by their numbers. Raises ValueError with one sentence if it would be
    too long, or no link may be so large.
    """
    if experiment.network.parameter_count > MOST_PARAMETERS:
        raise ValueError(_too_large(experiment.network.parameter_count))
    theta = experiment.network.theta
    example = EXAMPLES.get(experiment.example)
    if example is not None and example.experiment == experiment:
        form: Form = {"example": experiment.example}
    else:
        form = _compact(experiment)
    left = theta is not None and theta.size > MOST_WEIGHTS and "network" in form
    packed = _packed(json.dumps(form, separators=(",", ":"), ensure_ascii=False).encode())
    if len(packed) > LONGEST_MADE:
        raise ValueError(
            f"the link would have {count(len(packed))} letters, and {count(LONGEST_MADE)} are the most; points that "
            f"are not of a preset go along one by one, so take fewer, or save a file."
        )
    remark = "The first weights do not go along: the link draws new ones by the seed." if left else ""
    return Link(f"{PREFIX}{VERSION}.{packed}", remark)


def _too_large(parameters: int) -> str:
    return (
        f"the network has {count(parameters)} weights and biases, and a link describes at most "
        f"{count(MOST_PARAMETERS)}; take fewer units, or save a file."
    )


def _packed(content: bytes) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_DEFAULT_STRATEGY, _WORDS)
    return base64.urlsafe_b64encode(packer.compress(content) + packer.flush()).rstrip(b"=").decode()


def experiment_of(text: str) -> Experiment:
    """The experiment of a link. Raises ValueError with one sentence that says what is wrong with it."""
    words = "".join(text.split())  # mail and chats break long lines
    if not words.startswith(PREFIX):
        raise ValueError(f"a link begins with {PREFIX}, and this begins with {words[:20]!r}.")
    if len(words) > LONGEST_READ:
        raise ValueError(f"the link has {count(len(words))} letters; {count(LONGEST_READ)} are the most.")
    found = re.fullmatch(r"([0-9]{1,6})\.([A-Za-z0-9_-]*)=*", words.removeprefix(PREFIX))
    if not found:
        raise ValueError(_DAMAGED)
    if int(found[1]) > VERSION:
        raise ValueError(f"the link was made by a newer version of mlpviz ({found[1]}; here {VERSION} is the newest).")
    form = _unpacked(found[2])
    try:
        return _opened(form)
    except ValueError as problem:
        raise ValueError(f"the link holds no experiment: {problem}") from None


def _unpacked(letters: str) -> Any:
    """What a link holds, as data; nothing larger than allowed is unpacked."""
    try:
        content = base64.b64decode(letters + "=" * (-len(letters) % 4), altchars=b"-_", validate=True)
        unpacker = zlib.decompressobj(15, _WORDS)
        unpacked = unpacker.decompress(content, MOST_JSON)
    except (ValueError, zlib.error):
        raise ValueError(_DAMAGED) from None
    if unpacker.unconsumed_tail:
        raise ValueError(f"the link unpacks to more than {count(MOST_JSON)} bytes; an experiment needs fewer.")
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError(_DAMAGED)
    try:
        return json.loads(unpacked.decode())
    except (ValueError, RecursionError):
        raise ValueError(_DAMAGED) from None


# what is left out because it is usual


def _usual() -> Form:
    """What a link does not say."""
    network = network_form(NetworkSpec((LayerSpec(1, "Sigmoid"),)))
    del network["layers"]
    return {
        "network": network, "plan": plan_form(Plan()), "naming": naming_form(Naming()), "scaling": scaling_form(NONE),
        "axes": [0, 1], "example": "",
    }  # fmt: skip


def _compact(experiment: Experiment) -> Form:
    form, usual = experiment.form(), _usual()
    points, network = experiment.points, form["network"]
    if experiment.network.theta is not None and experiment.network.theta.size > MOST_WEIGHTS:
        network["theta"] = None
    changed = {
        name: {key: value for key, value in form[name].items() if key not in usual[name] or value != usual[name][key]}
        for name in ("network", "plan", "naming", "scaling")
    }
    changed["network"]["layers"] = [[one["units"], one["activation"]] for one in network["layers"]]
    found: Form = {"points": _points(points), **{name: one for name, one in changed.items() if one}}
    found |= {name: form[name] for name in ("axes", "example") if form[name] != usual[name]}
    recipe = points.recipe
    if form["area"] is not None and (recipe is None or experiment.area != SHAPES[recipe.shape].area):
        found["area"] = form["area"]
    return found


def _points(points: PointSet) -> Form:
    recipe = points.recipe
    if recipe is not None and draw(recipe) == points:
        usual = asdict(Recipe(recipe.shape))
        said = {key: value for key, value in asdict(recipe).items() if key == "shape" or value != usual[key]}
        return {"recipe": said}
    found: Form = {"x": points.x.tolist()}
    if points.labels is not None:
        found["labels"] = points.labels.tolist()
    if points.targets is not None:
        found["targets"] = points.targets.tolist()
    if points.test.any():
        found["test"] = np.flatnonzero(points.test).tolist()
    return found


def _opened(form: object) -> Experiment:
    if isinstance(form, dict) and set(form) == {"example"}:
        example = EXAMPLES.get(form["example"]) if isinstance(form["example"], str) else None
        if example is None:
            raise ValueError(f"example is {form['example']!r:.80}, which is not known here.")
        return example.experiment
    usual = _usual()
    if not isinstance(form, dict):
        raise ValueError(f"it holds {form!r:.80}; the fields of an experiment are wanted.")
    names = ("points", "network", "plan", "naming", "scaling", "axes", "example", "area")
    given = fields_of({**usual, "area": None, **form}, "experiment", names)
    for name in ("network", "plan", "naming", "scaling"):
        if not isinstance(given[name], dict):
            raise ValueError(f"{name} is {given[name]!r:.80}; give its fields by name.")
        given[name] = usual[name] | given[name]
    given["network"]["layers"] = _layers(given["network"].get("layers"))
    given["points"] = _full_points(given["points"], given)
    return Experiment.from_form({"version": FORM_VERSION, **given})


def _layers(form: object) -> list[Form]:
    """The layers of a network that is not too large."""
    if not isinstance(form, list) or not all(isinstance(one, list) and len(one) == 2 for one in form):
        raise ValueError(f"network.layers is {form!r:.80}; give a list of units and activations.")
    return [{"units": units, "activation": activation} for units, activation in form]


def _full_points(form: object, given: Form) -> Form:
    """All fields of the points, drawn anew where a preset drew them; and the network is not too large for them."""
    if not isinstance(form, dict):
        raise ValueError(f"points is {form!r:.80}; give its fields by name.")
    _check_size(given["network"])
    if "recipe" in form:
        recipe = form["recipe"]
        if set(form) != {"recipe"} or not isinstance(recipe, dict) or recipe.get("shape") not in list(SHAPES):
            raise ValueError(f"points.recipe is {recipe!r:.80}; give the shape and settings of a preset.")
        try:
            points = draw(Recipe(**recipe))
        except TypeError:
            raise ValueError(f"points.recipe is {recipe!r:.80}; give the shape and settings of a preset.") from None
        given.setdefault("area", None)
        if given["area"] is None:
            given["area"] = asdict(SHAPES[recipe["shape"]].area)
        return {
            "x": points.x.tolist(), "labels": None if points.labels is None else points.labels.tolist(),
            "targets": None if points.targets is None else points.targets.tolist(), "test": points.test.tolist(),
            "recipe": asdict(points.recipe) if points.recipe else None,
        }  # fmt: skip
    known = fields_of({"labels": None, "targets": None, "test": [], "recipe": None} | form, "points",
                      ("x", "labels", "targets", "test", "recipe"))  # fmt: skip
    if not isinstance(known["x"], list) or not isinstance(known["test"], list):
        raise ValueError("points.x and points.test must be lists.")
    marks = [False] * len(known["x"])
    for index in known["test"]:
        if type(index) is not int or not 0 <= index < len(marks):
            raise ValueError(f"points.test holds {index!r:.80}; give numbers of points.")
        marks[index] = True
    return known | {"test": marks}


def _check_size(network: Form) -> None:
    """Raise ValueError for a network that is too large, before anything of its size is made."""
    sources = len(network["features"]) if isinstance(network["features"], list) else 0
    total, before = 0, sources or network["inputs"]
    for layer in network["layers"]:
        for value in (before, layer["units"]):
            if type(value) is not int or not 1 <= value <= 100_000:
                raise ValueError(f"network: {value!r:.80} is no number of inputs or units.")
        total += (before + 1) * layer["units"]
        before = layer["units"]
    if total > MOST_PARAMETERS:
        raise ValueError(_too_large(total))
