"""When training stops by itself: conditions on losses, scores, gradient, epochs and time. Any one of them stops it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import SCORES

MOST_EPOCHS = 10**9


@dataclass(frozen=True)
class Kind:
    """Something that can be watched after every epoch."""

    name: str
    """As it is written on the command line."""
    label: str
    sense: Literal["below", "at least", "for"]
    """Met below the limit, from the limit on, or once nothing got better for so many epochs."""
    usual: float
    """The limit offered at first."""
    low: float
    high: float
    about: str
    score: int | None = None
    """Its place in `SCORES`; None for what is no score."""
    whole: bool = False
    unit: str = ""
    """What stands after the limit. "%" means that the limit, a share of 0…1, is shown as a percentage."""

    @property
    def lasts(self) -> bool:
        """Whether it can be asked to hold for several epochs in a row."""
        return self.sense != "for" and self.name not in ("epochs", "seconds")

    def limit_text(self, limit: float) -> str:
        """A limit with its unit."""
        if self.unit == "%":
            return f"{number.plain(100 * limit, 6)} %"
        text = number.count(round(limit)) if self.whole else number.plain(limit, 6)
        return f"{text} {self.unit}".strip()


def _pair(
    name: str, label: str, sense: Literal["below", "at least", "for"], usual: float, low: float, high: float,
    about: str, *, whole: bool = False, unit: str = "",
) -> tuple[Kind, Kind]:  # fmt: skip
    """The same of the train and of the test points."""
    score = "loss" if name == "stall" else name
    return tuple(
        Kind(f"{part}_{name}", label.format(part.capitalize(), part), sense, usual, low, high, about.format(part),
             SCORES.index(f"{part}_{score}"), whole, unit)
        for part in ("train", "test")
    )  # type: ignore[return-value]  # a generator over two names gives two


KINDS: dict[str, Kind] = {kind.name: kind for kind in (
    *_pair("loss", "{} loss", "below", 0.05, 0.0, 1e9, "The loss of the {} points, without penalty."),
    *_pair("accuracy", "{} accuracy", "at least", 0.95, 0.0, 1.0,
           "The share of {} points that the network puts in their class.", unit="%"),
    *_pair("r2", "{} R²", "at least", 0.9, -1e9, 1.0, "How much of the spread of the {} values the network explains."),
    Kind("gradient_norm", "Gradient norm", "below", 0.001, 0.0, 1e9,
         "The length of the gradient of loss and penalty over all train points. It takes one more pass an epoch."),
    Kind("epochs", "Epoch", "at least", 200, 1, MOST_EPOCHS, "The number of epochs of the run.", whole=True),
    Kind("seconds", "Training time", "at least", 60, 0.01, 1e7,
         "The time since Train was pressed, looked at after every epoch.", unit="s"),
    *_pair("stall", "No lower {1} loss", "for", 100, 1, MOST_EPOCHS,
           "Epochs since the lowest {} loss, counted from when Train was pressed.", whole=True, unit="epochs"),
)}  # fmt: skip
"""Everything that can be watched, by name."""


@dataclass(frozen=True)
class Condition:
    """One thing that is watched, its limit, and for how many epochs in a row it has to hold."""

    name: str
    """A name of `KINDS`."""
    limit: float
    epochs: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError, in one sentence, for what cannot be meant."""
        kind = KINDS.get(self.name)
        if kind is None:
            raise ValueError(f"{self.name!r:.80} cannot be watched; known are {', '.join(KINDS)}.")
        if not (math.isfinite(self.limit) and kind.low <= self.limit <= kind.high):
            ends = kind.limit_text(kind.low), kind.limit_text(kind.high)
            raise ValueError(f"{kind.label}: {self.limit:g} is out of range; allowed is {ends[0]} to {ends[1]}.")
        if kind.whole and self.limit != int(self.limit):
            raise ValueError(f"{kind.label}: {self.limit:g} is no whole number.")
        if type(self.epochs) is not int or not 1 <= self.epochs <= MOST_EPOCHS:
            raise ValueError(f"{kind.label}: {self.epochs!r:.80} is no number of epochs from 1 on.")
        if self.epochs > 1 and not kind.lasts:
            raise ValueError(f"{kind.label}: “for {self.epochs}” says nothing here; leave it out.")

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]

    @property
    def patience(self) -> int:
        """For how many epochs in a row it has to hold."""
        return int(self.limit) if self.kind.sense == "for" else self.epochs

    def text(self) -> str:
        """The condition in words: "test loss below 0.05 for 5 epochs"."""
        kind = self.kind
        lasting = f" for {number.count(self.epochs)} epochs" if self.epochs > 1 else ""
        name = kind.label[0].lower() + kind.label[1:]
        return f"{name} {kind.sense} {kind.limit_text(self.limit)}{lasting}"

    def written(self) -> str:
        """The condition as `read_condition` reads it: "test_loss<0.05 for 5"."""
        sign = "<" if self.kind.sense == "below" else ">="
        limit = int(self.limit) if self.kind.whole else repr(float(self.limit))
        return f"{self.name}{sign}{limit}" + (f" for {self.epochs}" if self.epochs > 1 else "")

    def unreachable(self, experiment: Experiment) -> str:
        """Why it can never be met with these points, in one sentence; "" if it can."""
        points = experiment.points
        if self.name.startswith("test_") and not points.test_count:
            return "There are no test points."
        if self.name.endswith("_accuracy") and points.targets is not None:
            return "These points carry values, so there is no accuracy; R² takes its place."
        if self.name.endswith("_r2") and points.targets is None:
            return "These points carry classes, so there is no R²; accuracy takes its place."
        return ""


@dataclass(frozen=True)
class StopRule:
    """Conditions of which the first one that is met stops the training; only while it is `on`."""

    conditions: tuple[Condition, ...] = ()
    on: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError if one thing is watched twice."""
        names = [condition.name for condition in self.conditions]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"{KINDS[name].label} is named twice; give one limit for it.")

    @property
    def watched(self) -> tuple[Condition, ...]:
        """The conditions, if it is on."""
        return self.conditions if self.on else ()

    def written(self) -> str:
        """The rule as one line of text, which `read_rule` reads."""
        return "; ".join(["on" if self.on else "off", *(condition.written() for condition in self.conditions)])


_SHORT = {"loss": "train_loss", "accuracy": "train_accuracy", "r2": "train_r2", "r²": "train_r2",
          "gradient": "gradient_norm", "epoch": "epochs", "time": "seconds", "stall": "train_stall",
          "test_r²": "test_r2", "train_r²": "train_r2"}  # fmt: skip
"""Other ways to write a name. Without "test" the train points are meant."""
_CONDITION = re.compile(
    r"^\s*(?P<name>[a-z²][a-z0-9²_ -]*?)\s*(?P<sign><=|>=|≤|≥|<|>|=)\s*(?P<limit>[^\s%]+?)\s*(?P<unit>%|s|epochs)?"
    r"(?:\s+for\s+(?P<epochs>\d+)(?:\s+epochs)?)?\s*$", re.IGNORECASE,
)
EXAMPLE = "loss<0.01, test_accuracy>=95% or stall>=50"


def read_condition(text: str) -> Condition:
    """Read "loss<0.01", "test_accuracy>=95%" or "loss<0.1 for 5". ValueError says in one sentence what is wrong."""
    found = _CONDITION.match(text)
    if found is None:
        raise ValueError(f"{text!r:.80} is no condition; write one such as {EXAMPLE}.")
    given = re.sub(r"[ -]+", "_", found["name"].casefold())
    kind = KINDS.get(_SHORT.get(given, given))
    if kind is None:
        raise ValueError(f"{found['name']!r:.80} cannot be watched; known are {', '.join(KINDS)}.")
    falls = found["sign"] in ("<", "<=", "≤")
    if falls != (kind.sense == "below"):
        right = f"{found['name']}{'<' if kind.sense == 'below' else '>='}{found['limit']}"
        raise ValueError(f"{text!r:.80} would hold from the start; write {right}.")
    try:
        limit = float(found["limit"].replace(number.MINUS, "-"))
    except ValueError:
        raise ValueError(f"{found['limit']!r:.80} in {text!r:.80} is no number; write one such as {EXAMPLE}.") from None
    if found["unit"] == "%":
        if kind.unit != "%":
            raise ValueError(f"{text!r:.80}: only an accuracy is a percentage; write {EXAMPLE}.")
        limit /= 100.0
    return Condition(kind.name, limit, int(found["epochs"] or 1))


def read_rule(text: str) -> StopRule:
    """Read what `StopRule.written` wrote. Raises ValueError for anything else."""
    switch, *conditions = (part.strip() for part in text.split(";"))
    if switch not in ("on", "off"):
        raise ValueError(f"{text!r:.80} is no rule; it begins with on or off.")
    return StopRule(tuple(read_condition(part) for part in conditions), switch == "on")
