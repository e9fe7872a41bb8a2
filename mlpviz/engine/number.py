"""How numbers are written, everywhere: true minus, thin spaces, few digits; in formulas the same in LaTeX."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from mlpviz.counting import noun
from mlpviz.engine.letters import superscript

MINUS = "\u2212"
THIN = "\u2009"
MOST_DIGITS = 15
"""The last digit of a number that the rounding of its computation leaves alone."""

MOST_CUT = 3
"""More zeros than these at the end of a rounded number are written, or it would read as an exact one."""


@dataclass(frozen=True)
class Style:
    """The signs that numbers are written with."""

    negative: str
    """A negative number; {} stands for its size."""
    power: str
    """A factor times a power of ten: {factor}, {exponent}; without a factor of 1."""
    bare_power: str
    """A power of ten alone: {exponent}."""
    thousands: str
    nan: str
    infinity: str
    raised: bool
    """Whether an exponent is written in raised digits."""

    def sign(self, value: float, size: str) -> str:
        """A size with the sign of a value."""
        return self.negative.format(size) if value < 0 else size

    def in_powers(self, factor: str, exponent: int) -> str:
        """A factor times a power of ten."""
        written = superscript(exponent) if self.raised else str(exponent)
        pattern = self.bare_power if factor == "1" else self.power
        return pattern.format(factor=factor, exponent=written)

    def spaced(self, digits: str) -> str:
        """Digits without a sign, with a space between thousands."""
        whole, point, part = digits.partition(".")
        return f"{int(whole):,}".replace(",", self.thousands) + point + part


SCREEN = Style(MINUS + "{}", "{factor}·10{exponent}", "10{exponent}", THIN, "NaN", "∞", raised=True)
"""The window and the command line."""
LATEX = Style(
    "{{-{}}}", r"{factor} \cdot 10^{{{exponent}}}", "10^{{{exponent}}}", "", r"\mathrm{NaN}", r"\infty", raised=False
)
"""Formulas."""


def plain(value: float, digits: int = 4, style: Style = SCREEN) -> str:
    """At most `digits` significant digits, and a whole number whole: "0.194", "12 341", "1.3·10⁻⁷", "NaN", "∞"."""
    value = float(value)
    if not math.isfinite(value):
        return style.nan if math.isnan(value) else style.sign(value, style.infinity)
    if value == 0.0:
        return "0"
    mantissa, exponent = _parts(value, digits)
    if exponent >= digits and abs(value) < 999_999.5:  # decimals do not count: every digit of the whole number
        return style.sign(value, style.spaced(f"{abs(value):.0f}"))
    if -5 < exponent < max(digits, 6):
        return style.sign(value, style.spaced(_trimmed(_level(mantissa, exponent, digits))))
    return style.sign(value, style.in_powers(_trimmed(mantissa), exponent))


def whole(value: float) -> str:
    """As `plain`, with all the digits that tell the number from every other: "0.123456789", "0.1", "10⁻⁷"."""
    return plain(value, len(repr(float(value)).lower().partition("e")[0].strip("-0.").replace(".", "")) or 1)


def signed(value: float, digits: int = 4) -> str:
    """As `plain`, with a plus before what is positive: "+1.394", "−0.0242", "0"."""
    written = plain(value, digits)
    return f"+{written}" if value > 0 else written


def steady(value: float, digits: int = 4) -> str:
    """As `signed`, but with all its digits, for values that change while they are read: "+1.110", "−0.02420"."""
    value = float(value)
    if not math.isfinite(value) or value == 0.0:
        return signed(value)
    mantissa, exponent = _parts(value, digits)
    level = -5 < exponent < max(digits, 6)
    size = SCREEN.spaced(_level(mantissa, exponent, digits)) if level else SCREEN.in_powers(mantissa, exponent)
    return SCREEN.sign(value, size) if value < 0 else f"+{size}"


def fixed(value: float, places: int = 3) -> str:
    """A fixed number of decimals, for values that change while they are read: "0.190", "−1.000", "NaN"."""
    value = float(value)
    if not math.isfinite(value):
        return plain(value)
    written = f"{abs(value):.{places}f}"
    return SCREEN.sign(value if float(written) else 0.0, SCREEN.spaced(written))


def rounded(value: float, places: int = 2) -> str:
    """As `fixed`, but what is not whole never reads so: "0.99", "≈ 1", "≈ 0", "1.00"."""
    whole = float(round(value)) if math.isfinite(value) else value
    if whole == value or abs(value) >= 1e6 or float(f"{value:.{places}f}") != whole:
        return fixed(value, places)
    return f"≈{THIN}{plain(whole)}"


def loss(value: float, places: int = 3) -> str:
    """As `fixed`, but with two digits of what is small, and what is huge is short: "0.194", "0.00025", "1.395·10²⁶"."""
    if abs(value) >= 1e5:
        return plain(value)
    written = fixed(value, places if abs(value) < 1e3 else 1)
    few = len(written.lstrip(f"{MINUS}0.").replace(".", "")) < 2
    return plain(value, 2) if value != 0.0 and few else written


def size(value: float) -> str:
    """The size of an error in any unit: as `loss`, but from 100 on with three digits: "0.338", "12.500", "12 133"."""
    return loss(value) if abs(value) < 100.0 else plain(value, 3)


def r_squared(value: float) -> str:
    """As `loss`, but never 1 unless it is exactly so: "0.915", "−1.643", "1 − 4.2·10⁻⁷", "NaN"."""
    rest = 1.0 - value
    return f"1 {MINUS} {plain(rest, 2)}" if 0.0 < rest < 5e-4 else loss(value)


def stepped(value: float, digits: int = 9, least: int = 2, style: Style = SCREEN, more: int = 0) -> str:
    """A number as a walk shows it, on screen, as text and in formulas.

    What was chosen stays as it was chosen, with at least `least` decimals ("0.40"); what was computed has `digits`
    decimals ("0.5933", "0.082167041"), or as many digits where decimals would not show it ("0.0004386"), and `more`
    besides. What is not whole never reads as if it were: "0.99996", "0.99999999996".
    """
    value = float(value)
    if not math.isfinite(value) or value == 0.0:
        return plain(value, style=style)
    written = _step(abs(value), digits, more)
    text = written.text
    if written.exact:
        whole, _, part = text.partition(".")
        text = f"{whole}.{part.ljust(least if written.exponent is None else 0, '0')}" if part else whole
    elif digits >= 9 and written.tells:
        text = _trimmed(text)
        text += "0" * (least - len(text.partition(".")[2])) if written.exponent is None and "." in text else ""
    if written.exponent is None:
        return style.sign(value, style.spaced(text))
    return style.sign(value, style.in_powers(text, written.exponent))


def shown(value: float, digits: int, more: int = 0) -> float:
    """The number that `stepped` writes."""
    value = float(value)
    if not math.isfinite(value) or value == 0.0:
        return value
    return math.copysign(_step(abs(value), digits, more).number, value)


def agrees(other: float, value: float, digits: int) -> bool:
    """Whether `other` would be written as `stepped` writes `value`, at the same place behind the point.

    Who calculates in decimals rounds a half up, whatever the digits behind the 15th of a double say.
    """
    if not math.isfinite(value) or not math.isfinite(other):
        return other == value or (math.isnan(other) and math.isnan(value))
    written = _step(abs(value), digits, 0)
    places = max(len(written.text.partition(".")[2]), 0 if written.exponent is not None else digits)
    if written.exponent is not None:
        places = max(places, min(digits, 6) - 1) - written.exponent
    place = Decimal((0, (1,), -places))
    told = Decimal(value).quantize(place, context=_LONG)
    by_hand = Decimal(f"{other:.{MOST_DIGITS}g}").quantize(place, rounding=ROUND_HALF_UP, context=_LONG)
    same = math.isclose(other, value, rel_tol=1e-14, abs_tol=0.0)
    return by_hand == told or (same and Decimal(other).quantize(place, context=_LONG) == told)


def looks_exact(value: float, digits: int) -> bool:
    """Whether `stepped` writes a number in full."""
    return math.isfinite(value) and (value == 0.0 or _step(abs(value), digits, 0).exact)


def is_nearly_whole(value: float) -> bool:
    """Whether a number is not whole, but no further from it than rounding takes it."""
    if not math.isfinite(value) or not 1e-5 < abs(value) < 1e6:
        return False
    return value != round(value) and round(value, _most_decimals(abs(value))) == round(value)


_LONG = Context(prec=2000)
"""Room for every digit of any two doubles."""


class _Step(NamedTuple):
    """How `stepped` writes a size."""

    text: str
    """The digits, without trailing zeros cut off."""
    exponent: int | None
    """The power of ten that they are times; None: they are the number itself."""
    exact: bool
    """Whether they are the number exactly, in the shortest decimals that mean this number."""
    tells: bool
    """Whether they tell an exact number from a rounded one even without trailing zeros."""

    @property
    def number(self) -> float:
        """The size that is written."""
        return float(f"{self.text}e{self.exponent or 0}")


@lru_cache(4096)
def _step(size: float, digits: int, more: int) -> _Step:
    """The digits of a size; a size of 0 has none to show."""
    exact = Decimal(repr(size)).normalize()
    if size >= 1e6 or 0.0 < size < (1e-3 if digits < 9 else 1e-5):
        return _powers(size, exact, min(digits, 6) + more)
    places = -int(exact.as_tuple().exponent)
    if places <= digits + more:
        return _Step(f"{exact:f}", None, exact=True, tells=True)
    first = digits + more
    for at in range(first, max(first, _most_decimals(size)) + 1):
        text = f"{size:.{at}f}"
        if float(text) != round(size):
            cut = len(text) - len(_trimmed(text))
            tells = cut <= MOST_CUT or round(size, _most_decimals(size)) == float(text)
            return _Step(text, None, exact=False, tells=tells)
    return _Step(f"{size:.{first}f}", None, exact=False, tells=False)


def _most_decimals(size: float) -> int:
    """How many decimals the rounding of a computation leaves alone."""
    return MOST_DIGITS - len(f"{int(size)}".lstrip("0"))


def _powers(size: float, exact: Decimal, digits: int) -> _Step:
    """So many digits times a power of ten, or as they are where that is short."""
    rounded = Decimal(f"{size:.{min(digits, 17) - 1}e}")
    is_exact = rounded == exact
    level = size < 1.0 and rounded.adjusted() > -5
    mantissa = rounded if level else rounded.scaleb(-rounded.adjusted())
    if is_exact:
        mantissa = mantissa.normalize()
    tells = is_exact or len(rounded.normalize().as_tuple().digits) > 1
    return _Step(f"{mantissa:f}", None if level else rounded.adjusted(), exact=is_exact, tells=tells)


def narrow(value: float, digits: int = 4, *, signed: bool = False) -> str:
    """As `stepped`, in a place as wide as its decimals: what they cannot tell from a whole number is "≈ 1"."""
    plus = "+" if signed and value > 0 else ""
    if abs(value) < 1e6 and round(value, digits) == round(value) not in (0.0, value):
        return f"≈{THIN}{plus}{stepped(round(value), digits)}"
    return plus + stepped(value, digits)


def brief(value: float) -> str:
    """A number of a walk in a small box: four decimals, fewer digits where that would make it long."""
    size = abs(value)
    if 0.0 < size < 1e-3:
        return plain(value, 2)
    if round(size, 4) < 10.0:
        return narrow(value)
    if not size < 1e6:
        return plain(value, 4)
    places = max(0, 4 - len(str(int(size))))
    return narrow(value, places) if round(value, places) == round(value) else plain(value, 4)


def apart(values: Sequence[float], digits: int = 2, most: int = 6) -> list[str]:
    """Each as `plain`, with as many digits as it takes to tell them apart, if `most` are enough."""
    written = [plain(value, digits) for value in values]
    enough = len(set(written)) == len(set(values)) or digits >= most
    return written if enough else apart(values, digits + 1, most)


def count(number: int) -> str:
    """A whole number with thin spaces between thousands: "12 340"."""
    return SCREEN.sign(number, SCREEN.spaced(str(abs(int(number)))))


def counted(number: int, one: str, many: str = "") -> str:
    """A whole number and its noun: "1 epoch", "12 340 epochs"; `many` where that is not `one` with an s."""
    return f"{count(number)} {noun(number, one, many)}"


def percent(share: float, places: int = 1) -> str:
    """A share as per cent: "98.3 %"; "–" where there is no number. Never 0 % or 100 % unless it is exactly so."""
    share = float(share)
    return f"{_short_of_ends(share, 100.0, places)} %" if math.isfinite(share) else "–"


def probability(p: float) -> str:
    """Three decimals; never 0 or 1 unless it is exactly so: "0.370", "< 0.001", "> 0.999", "1", "NaN"."""
    p = float(p)
    if p in (0.0, 1.0) or not math.isfinite(p):
        return plain(p)
    written = fixed(p, 3)
    return {"0.000": "< 0.001", "1.000": "> 0.999"}.get(written, written)


def _short_of_ends(share: float, whole: float, places: int) -> str:
    """A share of `whole` with so many decimals, or as many more as it takes not to read as nothing or all of it."""
    most = places + 12
    while float(f"{whole * share:.{places}f}") in (0.0, whole) and share not in (0.0, 1.0) and places < most:
        places += 1
    return fixed(whole * share, places)


def power_of_ten(exponent: int) -> str:
    """As in "10⁻²"."""
    return SCREEN.in_powers("1", exponent)


def _parts(value: float, digits: int) -> tuple[str, int]:
    """The factor, with so many digits and without a sign, and the power of ten."""
    mantissa, _, power = f"{abs(value):.{digits - 1}e}".partition("e")
    return mantissa, int(power)


def _level(mantissa: str, exponent: int, digits: int) -> str:
    """The same digits without a power of ten."""
    return f"{float(f'{mantissa}e{exponent}'):.{max(0, digits - 1 - exponent)}f}"


def _trimmed(written: str) -> str:
    return written.rstrip("0").rstrip(".") if "." in written else written
