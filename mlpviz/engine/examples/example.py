"""A published worked example, and the numbers that its source prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from mlpviz.engine.experiment import Experiment

UPDATE, BATCH = -1, -2
"""In place of a sample: the new weights, and what all samples of a batch have together, such as their loss."""

Origin = Literal["source", "second"]
"""Who gives a number: the source itself prints it, or it was computed a second time, by another program."""


@dataclass(frozen=True)
class Printed:
    """One number of a published calculation, as it is printed."""

    name: str
    """As the walk writes it: "∂E/∂w₅"; for one term of a sum the term, "δ_o1 · w₅"."""
    digits: str
    """With "-" for minus; all digits count, also zeros at the end."""
    sample: int = 0
    """Position in the batch; `UPDATE` for what the update makes, `BATCH` for what all samples have together."""
    updates: int = 0
    """How many updates were made before."""
    origin: Origin = "source"
    right: str = ""
    """For a slip of the source: what should stand there, with as many digits. "" where the source is right."""
    why: str = ""
    """For a slip: where the printed number comes from. Continues "The source prints 0.0214, "."""

    @property
    def is_slip(self) -> bool:
        """Whether the source prints another number than the calculation gives."""
        return bool(self.right)


@dataclass(frozen=True, eq=False)
class Example:
    """A published calculation as an experiment, whose numbers can be compared digit by digit."""

    title: str
    short: str
    """Its name on the command line."""
    source: str
    """Author, title and year."""
    about: str
    """A description of one or two sentences."""
    teaches: str
    """What can be learned from it, in one or two sentences."""
    odd: str
    """What is unusual in it and might be taken for a mistake here; "" if nothing is."""
    make: Callable[[], Experiment]
    """Makes the experiment, without its name."""
    loss: str
    """The letter for the loss."""
    units: tuple[tuple[str, ...], ...] = ()
    """LaTeX names, inputs first; empty for the usual names."""
    weights: tuple[str, ...] = ()
    """LaTeX names, layer by layer, unit by unit, source by source."""
    biases: tuple[str, ...] = ()
    """LaTeX names, layer by layer, unit by unit; a repeated name is one bias that the units of a layer share."""
    printed: tuple[Printed, ...] = ()
    """Every number that the source prints, and those that were computed a second time besides."""

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment, which has the title in its `example`."""
        return replace(self.make(), example=self.title)

    def printed_as(self, name: str, sample: int, updates: int) -> Printed | None:
        """What is known of a number; where the source prints it, that. None if it is not printed."""
        found = [one for one in self.printed if (one.name, one.sample, one.updates) == (name, sample, updates)]
        return next((one for one in found if one.origin == "source"), found[0] if found else None)


def numbers(text: str, sample: int = 0, updates: int = 0, origin: Origin = "source") -> tuple[Printed, ...]:
    """Names and digits in turns, with two spaces or a new line between a pair and the next."""
    pairs = (pair.rsplit(" ", 1) for line in text.split("\n") for pair in line.strip().split("  ") if pair)
    return tuple(Printed(name, digits, sample, updates, origin) for name, digits in pairs)


def recomputed(text: str, sample: int = 0, updates: int = 0) -> tuple[Printed, ...]:
    """Numbers that the source leaves out or shortens, computed by another program."""
    return numbers(text, sample, updates, "second")


def series(name: str, digits: str, sample: int, origin: Origin = "source", first: int = 0) -> Iterable[Printed]:
    """One number as it is after `first` updates, after one more, and so on."""
    return (Printed(name, one, sample, first + at, origin) for at, one in enumerate(digits.split()))


def rounded_as(value: float, digits: str) -> str:
    """A number with as many digits as a printed one has: 0.0214702 like "0.0214" is "0.0215"."""
    mantissa, power, _ = digits.partition("e")
    places = len(mantissa.partition(".")[2])
    text = f"{value + 0.0:.{places}{'e' if power else 'f'}}"
    return text.removeprefix("-") if not float(text) else text


def comes_out(value: float, digits: str) -> bool:
    """Whether a number has the printed digits."""
    return rounded_as(value, digits) == digits
