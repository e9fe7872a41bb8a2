"""Predictions of a learner: the sign or the value of a result before it is shown, and what was missed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from mlpviz.engine import letters, number
from mlpviz.engine.telling.explanation import Explanation, Term
from mlpviz.engine.telling.variants import Variant, inline, variants_of
from mlpviz.engine.telling.written import result_of

Outcome = Literal["value", "sign", "wrong sign", "wrong size", "shown"]
"""Right by value, or right by the sign alone; what was missed; or shown without a prediction."""

PROMPT = "Predict it: its sign (+, − or 0) or its value, then Enter."
MOVED_PROMPT = "Predict it: + if it grows, − if it shrinks, or its new value, then Enter."
ENOUGH = 2
"""So many significant digits of a value are enough."""
_SIGNS = {"+": 1, "-": -1}
_NUMBER = re.compile(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d+)|·10\^?([+-]?\d+))?$")
_POWER = re.compile(f"(?<=10)[{letters.RAISED}]+")
_MOST_TYPED, _MOST_POWER = 30, 300
_TIE = 1.0 + 1e-9


class Guess(NamedTuple):
    """What a learner typed."""

    text: str
    value: float | None
    """None if only a sign, or 0, was typed."""
    sign: int
    """1, −1, or 0 for a zero."""
    place: int = 0
    """The power of ten of the last digit typed."""

    @property
    def digits(self) -> int:
        """How many significant digits were typed."""
        return _leading(self.value) - self.place + 1 if self.value else 0

    def fits(self, value: float, place: int | None = None) -> bool:
        """Whether a value, rounded at the last digit typed (or at another place), is what was typed."""
        if self.value is None or not math.isfinite(value):
            return False
        return abs(value - self.value) <= 0.5 * _TIE * 10.0 ** (self.place if place is None else place)


def read_guess(text: str) -> Guess:
    """A sign (+, −, 0) or a number, with a decimal point or comma; raises ValueError with what to type instead."""
    solid = re.sub(r"\s", "", _POWER.sub(_level, text)).replace(number.MINUS, "-").replace("×", "·").lower()
    solid = solid.replace(",", ".") if solid.count(",") == 1 and "." not in solid else solid
    shown = text.strip().replace("-", number.MINUS)
    if solid in _SIGNS:
        return Guess(shown, None, _SIGNS[solid])
    found = _NUMBER.fullmatch(solid) if len(solid) <= _MOST_TYPED else None
    power = int(found[3] or found[4] or 0) if found else 0
    if found is None or abs(power) > _MOST_POWER:
        what = f"“{shown[:_MOST_TYPED]}” is no sign and no number" if shown else "Nothing is typed yet"
        raise ValueError(f"{what}. Type +, − or 0, or a number such as 0.25.")
    value = float(f"{found[1]}{found[2]}e{power}")
    return Guess(shown, value or None, _sign(value), power - len(found[2].partition(".")[2]))


@dataclass(frozen=True)
class Question:
    """An operation whose result a learner is to predict."""

    told: Explanation
    before: float | None = None
    """For an update: what the weight or bias was. The sign of the answer is then that of the change."""
    held: bool = False
    """Whether the weight or bias may not move."""

    @property
    def change(self) -> float:
        """The number whose sign is asked for."""
        return self.told.result - (self.before or 0.0)

    @property
    def prompt(self) -> str:
        """What the learner is asked to do."""
        return PROMPT if self.before is None else MOVED_PROMPT

    @property
    def is_asked(self) -> bool:
        """Whether there is something to predict: not where nothing can move, nor where the number stands there."""
        result, right = self.told.result, self.told.terms[2:]
        if self.held or not math.isfinite(result):
            return False
        lone = lone_operand(self.told)
        if lone is not None:
            return is_formula(lone)
        if result == 0.0 or any(term.function for term in right):
            return True
        return all(term.value != result for term in right)

    def check(self, guess: Guess) -> None:
        """Refuse, by ValueError, a value with too few digits to be right or wrong: near the result and far alike."""
        if guess.value is None or guess.value == self.told.result:
            return
        if self.before is not None and guess.fits(self.before):
            raise ValueError(f"{guess.text} is what it is now, in so many digits. Type more of them, or + or − alone.")
        if guess.digits < ENOUGH:
            raise ValueError(f"One digit is not enough here. Type two, such as {_longer(guess)}, or the sign alone.")

    def outcome(self, guess: Guess | None) -> Outcome:
        """How a prediction came out; None stands for "Show it"."""
        if guess is None:
            return "shown"
        moved = guess.sign if guess.value is None else _sign(guess.value - (self.before or 0.0))
        if moved != _sign(self.change):
            return "wrong sign"
        if guess.value is None:
            return "sign" if self.change else "value"
        return "value" if guess.fits(self.told.result, max(guess.place, self._needed)) else "wrong size"

    @property
    def _needed(self) -> int:
        """The power of ten of the last digit that counts."""
        return _leading(self.change) - ENOUGH + 1 if self.change else -_MOST_TYPED

    def slip(self, guess: Guess) -> Variant | None:
        """The one slip whose result is what was typed, in every digit typed; None if there is none or more than one."""
        if guess.digits < ENOUGH:
            return None
        right, result = self.told.terms[2:], self.told.result
        found = [one for one in variants_of(right) if guess.fits(one.value) and one.value != result]
        return found[0] if len(found) == 1 else None

    def say(self, guess: Guess | None, digits: int) -> str:
        """What is said of a prediction, with the result in so many decimals; LaTeX between dollar signs."""
        is_it = f"it is {result_of(self.told.result, digits)}"
        came, sign = self.outcome(guess), "sign" if self.before is None else "direction"
        if guess is None:
            return f"Not predicted: {is_it}."
        if came == "value":
            rounded = guess.value is not None and not guess.fits(self.told.result)
            return f"Right to {self._right_digits(guess)} digits: {is_it}." if rounded else f"Right: {is_it}."
        if came == "sign":
            return f"Right {sign}: {is_it}."
        if not self.change:
            return f"It {'is exactly 0, so it has no sign' if self.before is None else 'does not move'}."
        if guess.value is None:
            none = "It is not 0" if self.before is None else "It does move"
            return f"{f'Wrong {sign}' if guess.sign else none}: {is_it}.{self._why_sign()}"
        return self._missed(guess, came, sign, is_it)

    def _missed(self, guess: Guess, came: Outcome, sign: str, is_it: str) -> str:
        assert guess.value is not None
        mirrored = (self.before or 0.0) - self.change
        same_size, slip = guess.fits(mirrored), self.slip(guess)
        missed = f"Right size, wrong {sign}" if same_size and came == "wrong sign" else \
            f"Right {sign}, wrong size" if came == "wrong size" else f"Wrong {sign} and wrong size"
        how = f": {guess.text} comes out {slip.how}" if slip is not None else ""
        away = self.told.result - guess.value
        by = f", {number.plain(abs(away), 2)} {'more' if away > 0 else 'less'} than yours"
        why = self._why_sign() if came == "wrong sign" and slip is None else ""
        return f"{missed}{how}. I{is_it[1:]}{'' if slip is not None or same_size else by}.{why}"

    def _why_sign(self) -> str:
        """Which factors are negative, where the result is a plain product."""
        right = self.told.terms[2:]
        if any(term.value is None and term.symbol != "·" for term in right):
            return ""
        negative = [f"${inline(term.symbol)}$" for term in right if term.value is not None and term.value < 0]
        if len(negative) < 2:
            return f" One factor, {negative[0]}, is negative." if negative else " No factor is negative."
        turned = "gives a plus" if len(negative) % 2 == 0 else "leaves a minus"
        return f" {', '.join(negative[:-1])} and {negative[-1]} are negative, which {turned}."

    def _right_digits(self, guess: Guess) -> int:
        """To how many significant digits the result is what was typed."""
        leading = _leading(self.told.result)
        fitting = (count for count in range(guess.digits, 0, -1) if guess.fits(self.told.result, leading - count + 1))
        return next(fitting, 1)


def lone_operand(told: Explanation) -> Term | None:
    """The only term on the right of an equation; None if there are more."""
    right = told.terms[2:]
    return right[0] if len(right) == 1 else None


def is_formula(term: Term) -> bool:
    """Whether an operand stands for a calculation of its own, and not for a number that is known already."""
    return term.mark is None or term.role == "slope"


def count_line(outcomes: Sequence[Outcome]) -> str:
    """How many predictions were right: "7 of 9 right, 5 signs"; "" before the first."""
    predicted = [one for one in outcomes if one != "shown"]
    right, signs = sum(one in ("value", "sign") for one in predicted), predicted.count("sign")
    shown = len(outcomes) - len(predicted)
    parts = [f"{number.count(right)} of {number.count(len(predicted))} right"] if predicted else []
    if signs:
        parts.append(f"{number.count(signs)} {'sign' if signs == 1 else 'signs'}")
    if shown:
        parts.append(f"{number.count(shown)} not predicted")
    return ", ".join(parts)


def _level(found: re.Match[str]) -> str:
    return f"^{letters.from_superscript(found[0])}"


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _leading(value: float) -> int:
    """The power of ten of the first significant digit."""
    return math.floor(math.log10(abs(value)) + 1e-12)


def _longer(guess: Guess) -> str:
    """What was typed, with two significant digits."""
    assert guess.value is not None
    places = 1 - _leading(guess.value)
    return number.fixed(guess.value, places) if 0 < places < 9 else f"{number.plain(guess.value, 1)} and a digit more"
