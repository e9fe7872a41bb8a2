"""What may be written on the command line, and one line that says what may not."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar

from mlpviz.engine.stop_rule import Condition, read_condition
from mlpviz.nn.registry import Choice, Registry

FAILED, WRONG = 1, 2
"""Exit statuses: the work could not be finished; the command line cannot be meant."""

MOST_SEEDS = 10_000
BIGGEST, SMALLEST = (7680, 4320), (640, 480)

ChoiceType = TypeVar("ChoiceType", bound=Choice)
Read = TypeVar("Read", covariant=True)


def complain(title: str, problem: object, status: int) -> int:
    """Say what is wrong on the error output, as far as that can be written; returns `status`."""
    with suppress(OSError):
        print(f"{title}: {problem}", file=sys.stderr)
    return status


@dataclass(frozen=True)
class Reader(Generic[Read]):
    """Reads an argument, and says what a shell can offer for it."""

    read: Callable[[str], Read]
    words: tuple[str, ...] = ()
    """Names that it knows."""
    listed: bool = False
    """Whether several of them may stand there, with commas between."""
    endings: tuple[str, ...] = ()
    """Of the files that it takes."""

    def __call__(self, text: str) -> Read:
        """Read it; raises ArgumentTypeError with one sentence."""
        return self.read(text)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without repeating the usage."""

    def print_help(self, file: object = None) -> None:
        """Print how to use it; unlike argparse's own, raises OSError if it cannot be written."""
        print(self.format_help(), end="")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Take a number with a minus as the value of the option before it, also in a list: --weights -1.2,0.5."""
        given = sys.argv[1:] if args is None else list(args)
        return super().parse_known_args(_with_negatives(given), namespace)

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"{self.prog}: {message}\n")


def _with_negatives(words: Sequence[str]) -> list[str]:
    """Join "--weights" and "-1.2,0.5" to one word, since argparse would take the second for an option."""
    found: list[str] = []
    for word in words:
        if found and re.match(r"--[a-z0-9-]+$", found[-1]) and re.match(r"[-−]\s*[.\d]", word):
            found[-1] += f"={word}"
        else:
            found.append(word)
    return found


def read_widths(text: str) -> tuple[int, ...]:
    """Units of each hidden layer: "4,2", or "none"."""
    if text.casefold() in ("", "none"):
        return ()
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of whole numbers such as 4,2") from None


def whole_number(low: int, high: int = 2**63 - 1) -> Callable[[str], int]:
    """A reader of whole numbers within both ends."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
        if not low <= value <= high:
            upper = f" to {high}" if high < 2**63 - 1 else " or more"
            raise argparse.ArgumentTypeError(f"{value} is out of range; allowed is {low}{upper}")
        return value

    return read


def read_rate(text: str) -> float:
    """A number, for a learning rate."""
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def read_stop(text: str) -> Condition:
    """A condition that stops training: "loss<0.01"."""
    try:
        return read_condition(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem).rstrip(".")) from None


def read_size(text: str) -> tuple[int, int]:
    """Width and height in px: "1440x900"."""
    parts = text.casefold().replace("×", "x").split("x")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1440x900")
    width, height = int(parts[0]), int(parts[1])
    if not (SMALLEST[0] <= width <= BIGGEST[0] and SMALLEST[1] <= height <= BIGGEST[1]):
        allowed = f"{SMALLEST[0]}x{SMALLEST[1]} to {BIGGEST[0]}x{BIGGEST[1]}"
        raise argparse.ArgumentTypeError(f"{text} is out of range; allowed is {allowed}")
    return width, height


def path_with(*endings: str) -> Reader[Path]:
    """A reader of paths with one of the endings, in a folder that exists."""

    def read(text: str) -> Path:
        path = Path(text)
        if path.suffix.casefold() not in endings:
            raise argparse.ArgumentTypeError(f"{text!r} does not end in {' or '.join(endings)}")
        if not path.parent.is_dir():
            raise argparse.ArgumentTypeError(f"there is no folder {str(path.parent)!r}")
        return path

    return Reader(read, endings=endings)


read_png = path_with(".png")
"""The path of a PNG file in a folder that exists."""


def choice_of(registry: Registry[ChoiceType]) -> Reader[ChoiceType]:
    """Take a name or a label in upper or lower case, with or without blanks and hyphens."""
    known = {loosely(word): cls.__name__ for cls in registry for word in (cls.__name__, cls.label)}

    def read(text: str) -> ChoiceType:
        try:
            return registry.make(known.get(loosely(text), text))
        except ValueError as problem:
            raise argparse.ArgumentTypeError(str(problem).rstrip(".")) from None

    return Reader(read, tuple(registry.names()))


def parametrized(registry: Registry[ChoiceType]) -> Reader[ChoiceType]:
    """Take a name; what stands after colons are the values of its parameters, in their order: "Adam:0.9:0.99"."""
    named = choice_of(registry)

    def one(text: str) -> ChoiceType:
        name, *values = text.split(":")
        choice = named(name.strip())
        if choice.texts():
            key = next(iter(choice.texts()))
            return _made(registry, {"name": choice.name, key: ":".join(values)}) if values else choice
        spans = choice.spans()
        if len(values) > len(spans):
            known = f"only {', '.join(spans)}" if spans else "no parameter"
            raise argparse.ArgumentTypeError(f"{choice.name} has {known}, so {text!r} cannot be meant")
        form: dict[str, str | float] = {"name": choice.name}
        for (key, span), value in zip(spans.items(), values, strict=False):
            allowed = f"{key} of {choice.name} is a number from {span.low:g} to {span.high:g}"
            try:
                form[key] = int(value) if span.whole else float(value)
                registry.make(form)
            except ValueError:
                raise argparse.ArgumentTypeError(f"{text!r}: {allowed}") from None
        return registry.make(form)

    return Reader(one, named.words)


def _made(registry: Registry[ChoiceType], form: dict[str, str]) -> ChoiceType:
    try:
        return registry.make(form)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem).rstrip(".")) from None


def choices_of(registry: Registry[ChoiceType]) -> Reader[tuple[ChoiceType, ...]]:
    """Take a list of names with commas; numbers after colons are the values of a choice's parameters."""
    one = parametrized(registry)
    return Reader(lambda text: tuple(one(part) for part in text.split(",")), one.words, listed=True)


def read_seeds(text: str) -> tuple[int, ...]:
    """Seeds: "3", "0,2,5", or "0..9" with both ends."""
    first, dots, last = text.partition("..")
    try:
        seeds = tuple(range(int(first), int(last) + 1)) if dots else tuple(int(part) for part in text.split(","))
    except ValueError:
        seeds = ()
    if not seeds or min(seeds) < 0 or len(seeds) > MOST_SEEDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of at most {MOST_SEEDS} seeds such as 0..9 or 0,2,5")
    return seeds


def read_shape(text: str) -> tuple[int, int]:
    """Number of hidden layers and units of each: "8x20"."""
    parts = text.casefold().replace("×", "x").split("x")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no shape such as 8x20")
    return int(parts[0]), int(parts[1])


def loosely(name: str) -> str:
    """A name in lower case, without blanks and hyphens."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
