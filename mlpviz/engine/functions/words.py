"""What is true of an activation, in words: the rows of its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from mlpviz.engine import number
from mlpviz.engine.functions.facts import Facts
from mlpviz.engine.functions.intervals import Interval, same

SHOWN = 3
"""How many places or intervals a row names."""
DIGITS = 3


class Row(NamedTuple):
    """One property: its name, what holds, and one sentence about it."""

    name: str
    text: str
    about: str


def rows(facts: Facts) -> tuple[Row, ...]:
    """The table of properties."""
    return (
        Row("Output range", outputs(facts), "All values of f. It only comes near those beside a round bracket."),
        Row("Centred on zero", centred(facts), "Yes if f(−z) = −f(z). Else the mean output for standard normal z."),
        Row("Largest slope", largest(facts), "The largest size of f′. A gradient is multiplied by at most this much."),
        Row("Saturates when", saturates(facts), "Where the slope is at most a tenth of the largest one."),
        Row("Rises always", rises(facts), "Whether a larger sum never gives a smaller output."),
        Row("Smooth", smooth(facts), "Whether the slope f′ exists everywhere and never jumps."),
        Row("Lipschitz", lipschitz(facts), "Two outputs are never further apart than this many times their sums."),
    )


def outputs(facts: Facts) -> str:
    """As in "(−1, 1)", "[0, ∞)", "0 or 1"."""
    parts = facts.outputs
    if all(part.point for part in parts):
        numbers = [number.plain(part.low) for part in parts]
        return numbers[0] if len(numbers) == 1 else f"{', '.join(numbers[:-1])} or {numbers[-1]}"
    return _several([_bracketed(part) for part in parts], " or ")


def centred(facts: Facts) -> str:
    """Yes, or the mean output."""
    if facts.centred:
        return "Yes"
    return "No" if math.isnan(facts.mean) else f"No, mean {number.plain(facts.mean, DIGITS)}"


def largest(facts: Facts) -> str:
    """As in "1 at z = 0", "1 for z > 0", "1 as z → ∞"."""
    if math.isinf(facts.steepest):
        return "No limit"
    size = number.plain(facts.steepest)
    if facts.steepest_towards:
        ends = " or ".join(number.plain(end) for end in facts.steepest_towards)
        return f"near {size} as z → {ends}"
    lines = [one for one in facts.steepest_at if not one.point]
    if any(math.isinf(one.low) and math.isinf(one.high) for one in lines):
        return f"{size} everywhere"
    if lines:
        return f"{size} for {_several([condition(one) for one in lines], ' or ')}"
    return f"{size} at z = {_places([one.low for one in facts.steepest_at], 4)}"


def saturates(facts: Facts) -> str:
    """As in "|z| > 1.82", "z ≤ 0", "nowhere"."""
    if math.isinf(facts.steepest):
        return "No largest slope"
    if not facts.zones:
        return "Nowhere"
    return conditions(facts.zones)


def conditions(zones: Sequence[Interval]) -> str:
    """Several intervals of z, as a condition."""
    if len(zones) == 1 and math.isinf(zones[0].low) and math.isinf(zones[0].high):
        return "Everywhere"
    if len(zones) == 2:
        left, right = zones
        outside = math.isinf(left.low) and math.isinf(right.high)
        if outside and same(left.high, -right.low) and left.high_closed == right.low_closed:
            return f"|z| {'≥' if right.low_closed else '>'} {number.plain(right.low, DIGITS)}"
    if len(zones) > SHOWN:
        return f"{condition(min(zones, key=_middle))}, and again"
    return " or ".join(condition(zone) for zone in zones)


def condition(zone: Interval) -> str:
    """As in "z > 0", "−1 < z < 1"."""
    low, high = number.plain(zone.low, DIGITS), number.plain(zone.high, DIGITS)
    if math.isinf(zone.low) and math.isinf(zone.high):
        return "every z"
    if math.isinf(zone.low):
        return f"z {'≤' if zone.high_closed else '<'} {high}"
    if math.isinf(zone.high):
        return f"z {'≥' if zone.low_closed else '>'} {low}"
    return f"{low} {'≤' if zone.low_closed else '<'} z {'≤' if zone.high_closed else '<'} {high}"


def rises(facts: Facts) -> str:
    """Whether f is monotonic."""
    flat = ", with flat parts" if facts.flat else ""
    if not facts.rises and not facts.falls:
        return "No, it is constant"
    if facts.rises and not facts.falls:
        return f"Yes{flat}"
    if facts.falls and not facts.rises:
        return f"No, it always falls{flat}"
    return f"No, turns at z = {_places(facts.turns)}"


def smooth(facts: Facts) -> str:
    """Whether f′ is continuous, and where not."""
    parts = [f"{what} at z = {_places(places)}"
             for what, places in (("jump", facts.jumps), ("corner", facts.corners)) if places]  # fmt: skip
    if parts:
        return f"No, {' and '.join(parts)}"
    if facts.bends:
        return f"Yes, but f″ jumps at {_places(facts.bends)}"
    return "Yes"


def lipschitz(facts: Facts) -> str:
    """The constant, or why there is none."""
    if facts.jumps:
        return "None: f jumps"
    return "None: no limit" if math.isinf(facts.lipschitz) else number.plain(facts.lipschitz)


def _bracketed(part: Interval) -> str:
    if part.point:
        return number.plain(part.low, DIGITS)
    left, right = "[" if part.low_closed else "(", "]" if part.high_closed else ")"
    return f"{left}{number.plain(part.low, DIGITS)}, {number.plain(part.high, DIGITS)}{right}"


def _middle(zone: Interval) -> float:
    return abs(zone.low + zone.high)


def _several(parts: Sequence[str], between: str) -> str:
    return between.join([*parts[:SHOWN], *(["…"] if len(parts) > SHOWN else [])])


def _places(places: Sequence[float], digits: int = DIGITS) -> str:
    """The places nearest to 0, in rising order."""
    shown = sorted(sorted(dict.fromkeys(places), key=abs)[:SHOWN])
    return _several([number.plain(place, digits) for place in shown], ", ") + (", …" if len(places) > SHOWN else "")
