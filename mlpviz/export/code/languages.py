"""Writes terms as source text: for NumPy, for PyTorch and for Keras."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlpviz.export.code.terms import Term, UnknownFunctionError, every, joined, times_used

SIGNS = {
    "add": ("+", 1), "subtract": ("-", 1), "multiply": ("*", 2), "true_divide": ("/", 2), "divide": ("/", 2),
    "power": ("**", 4), "greater": (">", 0), "less": ("<", 0), "greater_equal": (">=", 0), "less_equal": ("<=", 0),
}  # fmt: skip
"""What is written between two parts in all three, and how strongly it binds."""
ONE_ARGUMENT = ("exp", "expm1", "log", "log1p", "sqrt", "sin", "cos", "tanh", "sign")
LETTERS = "uvwqrscdhk"
"""Names of results that are used more than once."""


@dataclass(frozen=True)
class Language:
    """The words of one library."""

    name: str
    """What it is called in a sentence."""
    words: Mapping[str, str]
    """The call of each function, with its arguments as {0} and {1}."""
    limits: Mapping[str, str]
    """The same for a maximum or minimum with a number; {} if it is no different."""
    logical: str = ""
    """How true and false become 1 and 0 where they do not by themselves."""

    def word(self, name: str) -> str:
        """The format of a call. Raises UnknownFunctionError for a function it does not have."""
        if name not in self.words:
            raise UnknownFunctionError(f"{self.name} has no word here for {name}.")
        return self.words[name]


def _words(prefix: str, **others: str) -> dict[str, str]:
    return {name: f"{prefix}.{name}({{0}})" for name in ONE_ARGUMENT} | {"first": "{0}[:, 0]"} | others


NUMPY = Language("NumPy", _words(
    "np", absolute="np.abs({0})", arctan="np.arctan({0})", maximum="np.maximum({0}, {1})",
    minimum="np.minimum({0}, {1})", sum="{0}.sum(axis=1)", sum_kept="{0}.sum(axis=1, keepdims=True)",
    max="{0}.max(axis=1)", max_kept="{0}.max(axis=1, keepdims=True)",
), {})  # fmt: skip
TORCH = Language("PyTorch", _words(
    "torch", absolute="torch.abs({0})", arctan="torch.arctan({0})", maximum="torch.maximum({0}, {1})",
    minimum="torch.minimum({0}, {1})", sum="{0}.sum(dim=1)", sum_kept="{0}.sum(dim=1, keepdim=True)",
    max="{0}.amax(dim=1)", max_kept="{0}.amax(dim=1, keepdim=True)",
), {"maximum": "torch.clamp({0}, min={1})", "minimum": "torch.clamp({0}, max={1})"})  # fmt: skip
KERAS = Language("Keras", _words(
    "ops", absolute="ops.abs({0})", arctan="ops.arctan({0})", maximum="ops.maximum({0}, {1})",
    minimum="ops.minimum({0}, {1})", sum="ops.sum({0}, axis=1)", sum_kept="ops.sum({0}, axis=1, keepdims=True)",
    max="ops.max({0}, axis=1)", max_kept="ops.max({0}, axis=1, keepdims=True)",
), {}, logical='ops.cast({0}, "float32")')  # fmt: skip


class Text:
    """The source of some terms: results that are used more than once get a name and a line of their own."""

    def __init__(self, language: Language, results: Sequence[Any], names: Sequence[str] = ()) -> None:
        """`names` are those of the results, if they are to have lines of their own."""
        roots = joined(results)
        self._language = language
        self._named = {root: name for root, name in zip(roots, names, strict=False) if isinstance(root, Term)}
        terms = every(roots)
        used = times_used(roots, terms)
        letters = iter([*LETTERS, *(f"u{number}" for number in range(1, 1000))])
        taken = {term.name for term in terms if not term.parts} | {*names}
        self.lines: list[str] = []
        """An assignment for each result that has a name."""
        written: dict[Term, str] = {}
        for term in terms:
            if not term.parts:
                continue
            if term not in self._named and used[term] > 1 and term.name != "negative":
                self._named[term] = next(letter for letter in letters if letter not in taken)
            if term in self._named:
                self.lines.append(f"{self._named[term]} = {self._call(term, written)[0]}")
                written[term] = self._named[term]
        self.results = [self._of(root, written)[0] for root in roots]
        """The source of each of the roots."""

    def _of(self, value: Any, written: Mapping[Term, str]) -> tuple[str, int]:
        """The source of a term or number, and how strongly it holds together."""
        if not isinstance(value, Term):
            return (repr(float(value)), 5 if value >= 0.0 else 3)
        if value in written or not value.parts:
            return written.get(value, value.name), 5
        return self._call(value, written)

    def _call(self, term: Term, written: Mapping[Term, str]) -> tuple[str, int]:
        parts = [self._of(part, written) for part in term.parts]
        if term.name in SIGNS:
            sign, rank = SIGNS[term.name]
            left = _within(parts[0], rank + (term.name == "power"))
            right = _within(parts[1], rank + (term.name != "power"))
            text = f"{left} {sign} {right}"
            return (self._language.logical.format(text), 5) if term.logical and self._language.logical else (text, rank)
        if term.name == "negative":
            return f"-{_within(parts[0], 3)}", 3
        texts = [text for text, _ in parts]
        name = f"{term.name}_kept" if term.keeps else term.name
        if self._language.word(name).startswith("{0}"):
            texts[0] = _within(parts[0], 5)
        numbers = [at for at, part in enumerate(term.parts) if not isinstance(part, Term)]
        if numbers and name in self._language.limits:
            other = 1 - numbers[0]
            return self._language.limits[name].format(texts[other], texts[numbers[0]]), 5
        return self._language.word(name).format(*texts), 5


def _within(part: tuple[str, int], rank: int) -> str:
    text, own = part
    return text if own >= rank else f"({text})"


def function(language: Language, head: str, about: str, value: Any) -> Iterator[str]:
    """The lines of a function that returns a term: `head` is its name and arguments, `about` its docstring."""
    text = Text(language, [value])
    yield f"def {head}:"
    if about:
        yield f'    """{about}"""'
    yield from (f"    {line}" for line in text.lines)
    yield f"    return {text.results[0]}"
