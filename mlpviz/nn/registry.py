"""Registries of the things that a learner may choose: named, documented, in menu order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from inspect import get_annotations
from typing import Any, ClassVar, Generic, TypeVar, dataclass_transform


@dataclass(frozen=True)
class Span:
    """The range of values that a parameter may take, both ends included."""

    low: float
    high: float
    whole: bool = False
    """Only whole numbers."""

    def holds(self, value: object) -> bool:
        """Whether `value` is a number within the span."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return self.low <= value <= self.high and (not self.whole or value == int(value))

    def __str__(self) -> str:
        """As in "allowed is 1 to 100"."""
        return f"{'a whole number from ' * self.whole}{self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Text:
    """The allowed text of a parameter: at most `longest` characters."""

    longest: int
    allowed: str
    """What may be typed, as in "allowed is a formula of z"."""


def span(default: float, low: float, high: float, *, whole: bool = False) -> Any:
    """Declare a numeric parameter of a choice: a dataclass field with a default and the range from `low` to `high`."""
    return field(default=default, metadata={"span": Span(low, high, whole)})


def typed(default: str, longest: int, allowed: str) -> Any:
    """Declare a text parameter of a choice."""
    return field(default=default, metadata={"text": Text(longest, allowed)})


@dataclass_transform(frozen_default=True)  # for type checkers: `register` makes the class a frozen dataclass
class Choice:
    """Base class of everything that can be chosen by name: activations, losses, optimizers, initializers and others.

    Subclasses become frozen dataclasses when they are registered. The class name is the saved name, the docstring is
    what the learner reads, and every field made with `span` or `typed` is a parameter.

    The formulas of activations, losses and optimizers are used in four ways: they run on arrays and on single numbers,
    they are taped, compiled, and explained line by line. So they are written in a small part of NumPy: arithmetic,
    comparisons, ufuncs (`np.exp`, `np.maximum` …) and their `reduce`. Do not use `if` on numbers: write
    `(z > 0) * 1.0`. Do not use `np.where`: multiply each case by its condition and add. Instead of `np.clip` write
    `np.minimum(np.maximum(z, low), high)`, instead of a copy by `np.array` write `z * 1.0`. Other formulas still run on
    the layers, but slower, and the window says so.
    """

    label: ClassVar[str]
    """The name on screen."""
    symbols: ClassVar[Mapping[str, str]] = {}
    """LaTeX of each parameter whose symbol differs from its name."""

    @property
    def name(self) -> str:
        """The saved name: the name of the class."""
        return type(self).__name__

    @property
    def about(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join((type(self).__doc__ or "").strip().split("\n\n")[0].split())

    @classmethod
    def check_class(cls) -> None:
        """Raise TypeError that names every missing class attribute or method that has no default.

        The class also needs its own docstring and label, because the learner chooses by them.
        """
        declared = {name for kind in cls.__mro__ for name in get_annotations(kind)}
        missing = sorted(name for name in declared - {"label"} if not hasattr(cls, name))
        missing += ["label"] if "label" not in vars(cls) else []
        missing += [name for name in dir(cls) if getattr(getattr(cls, name), "__isabstractmethod__", False)]
        missing += [] if (vars(cls).get("__doc__") or "").strip() else ["docstring"]
        if missing:
            raise TypeError(f"{cls.__name__} has no {' and no '.join(missing)}, so a learner cannot choose it yet.")

    def parameters(self) -> dict[str, Any]:
        """Every parameter and its value: a number, or a text."""
        return {parameter.name: getattr(self, parameter.name) for parameter in fields(self)}  # type: ignore[arg-type]

    def spans(self) -> dict[str, Span]:
        """The parameters that are numbers, with their allowed ranges."""
        return self._metadata("span")

    def texts(self) -> dict[str, Text]:
        """The parameters that are texts, with what is allowed."""
        return self._metadata("text")

    def _metadata(self, key: str) -> dict[str, Any]:
        known = fields(self)  # type: ignore[arg-type]
        return {parameter.name: parameter.metadata[key] for parameter in known if key in parameter.metadata}

    def form(self) -> str | dict[str, Any]:
        """The choice as plain data: its name, or a dict with its name and each parameter that is not the default."""
        changed = {
            parameter.name: getattr(self, parameter.name)
            for parameter in fields(self)  # type: ignore[arg-type]
            if parameter.default is MISSING or getattr(self, parameter.name) != parameter.default
        }
        return {"name": self.name, **changed} if changed else self.name

    def check(self) -> None:
        """Raise ValueError if a number lies outside its span, or a text is empty or too long."""
        for key, allowed in self.spans().items():
            value = getattr(self, key)
            if not allowed.holds(value):
                raise ValueError(f"{self.name}.{key} is {value!r:.80}; allowed is {allowed}.")
        for key, text in self.texts().items():
            value = getattr(self, key)
            if not isinstance(value, str) or not 0 < len(value.strip()) <= text.longest:
                limit = f"{text.allowed}, at most {text.longest} characters"
                raise ValueError(f"{self.name}.{key} is {value!r:.80}; allowed is {limit}.")


ChoiceType = TypeVar("ChoiceType", bound=Choice)


class Registry(Generic[ChoiceType]):
    """All choices of one kind, in the order of their registration, which is the order in menus."""

    def __init__(self, kind: str) -> None:
        """`kind` is the word that messages use, for example "activation"."""
        self.kind = kind
        self._classes: dict[str, type[ChoiceType]] = {}
        self._aliases: dict[str, str] = {}

    def register(self, cls: type[ChoiceType]) -> type[ChoiceType]:
        """Class decorator: make `cls` a frozen dataclass and add it. Raises TypeError if something is missing."""
        cls.check_class()
        frozen = dataclass(frozen=True)(cls)
        self._classes[cls.__name__] = frozen
        return frozen

    def alias(self, name: str, target: str) -> None:
        """Accept `name` for `target`, for example an older name in saved files."""
        self._aliases[name] = target

    def __iter__(self) -> Iterator[type[ChoiceType]]:
        """The classes, in menu order."""
        return iter(self._classes.values())

    def names(self) -> list[str]:
        """Every name, in menu order, without aliases."""
        return list(self._classes)

    def options(self) -> list[tuple[str, str]]:
        """Every name with its label, in menu order, for fields and rows of buttons."""
        return [(name, kind.label) for name, kind in self._classes.items()]

    def make(self, wanted: str | ChoiceType | Mapping[str, Any]) -> ChoiceType:
        """Return the choice for a name, an alias, a form (see `Choice.form`) or a choice.

        Raises ValueError that names the value and what is allowed.
        """
        if isinstance(wanted, Choice):
            if not isinstance(wanted, tuple(self._classes.values())):
                raise ValueError(f"{wanted!r:.80} is no {self.kind}; choose one of {', '.join(self.names())}.")
            choice = wanted
        else:
            name, parameters = (wanted, {}) if isinstance(wanted, str) else self._read(wanted)
            cls = self._classes.get(self._aliases.get(name, name))
            if cls is None:
                raise ValueError(f"unknown {self.kind} {name!r:.80}; choose one of {', '.join(self.names())}.")
            try:
                choice = cls(**parameters)
            except TypeError:
                allowed = ", ".join(one.name for one in fields(cls)) or "none"  # type: ignore[arg-type]
                raise ValueError(f"{name} got parameters {sorted(parameters)}; it has {allowed}.") from None
        choice.check()
        return choice

    def _read(self, form: object) -> tuple[str, dict[str, Any]]:
        if not isinstance(form, Mapping) or not isinstance(form.get("name"), str):
            raise ValueError(f"{form!r:.80} is no {self.kind}; give a name, one of {', '.join(self.names())}.")
        return form["name"], {key: value for key, value in form.items() if key != "name"}
