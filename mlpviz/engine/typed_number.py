"""Numbers as learners type them: comma or point, any minus, powers as 1e-3 or 10⁻³."""

from __future__ import annotations

import math
import re

from mlpviz.engine import number
from mlpviz.engine.letters import from_superscript

_GROUPED = re.compile(r"^[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d{3})+)$")
"""Groups of thousands; a single one may also be three decimals."""
_THOUSANDS = re.compile(r"^[+\-−]?[1-9]\d{0,2}(?:,\d{3})+$")
"""The same with commas, of any sign: a comma may also be the decimal sign, a point always is."""
_POWER = re.compile(
    r"^(?P<sign>[+-]?)(?:(?P<factor>[\d.]+)[·*×])?10(?:(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?:\^|\*\*)(?P<power>-?\d+))$"
)


def read_number(text: str) -> float:
    """The number meant; raises ValueError with one sentence for the learner, also for what has two readings."""
    given = text.strip()
    if _THOUSANDS.match(given):
        whole, decimal = given.replace(",", ""), given.replace(",", ".")
        readings = whole if given.count(",") > 1 else f"{whole} or as {decimal}"
        raise ValueError(f"“{given}” can be read as {readings}; type what you mean.")
    return _value_of(given)


def _value_of(text: str) -> float:
    plain = text.strip().replace(number.MINUS, "-").replace(number.THIN, "").replace("\u00a0", "").replace(" ", "")
    plain = plain.replace(",", ".")
    match = _POWER.match(plain)
    if match:
        plain = f"{match['sign']}{match['factor'] or '1'}e{from_superscript(match['raised'] or match['power'])}"
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"“{text.strip()}” is not a number; type one such as 0.03.") from None
    if not math.isfinite(value):
        raise ValueError(f"“{text.strip()}” is not a number; type one such as 0.03.")
    return value


def read_within(text: str, low: float, high: float) -> float:
    """A number from `low` to `high`; raises ValueError with one sentence."""
    value = read_number(text)
    if not low <= value <= high:
        raise ValueError(f"{number.plain(value)} is outside the range {number.plain(low)} to {number.plain(high)}.")
    return value


def read_whole(text: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`; raises ValueError with one sentence, also for what has two readings."""
    given = text.strip()
    if _GROUPED.match(given):
        whole = re.sub("[,.]", "", given)
        decimal = f" or as {_value_of(given)}" if len(whole) == len(given) - 1 else ""
        raise ValueError(f"“{given}” can be read as {whole}{decimal}; type {whole} if you mean that.")
    value = read_within(text, low, high)
    if value != int(value):
        raise ValueError(f"{number.plain(value)} is not a whole number; type one such as {round(value)}.")
    return int(value)
