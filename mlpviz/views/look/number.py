"""How numbers are written on screen: true minus, thin spaces, few digits."""

from __future__ import annotations

import math
from collections.abc import Sequence

MINUS = "\u2212"
THIN = "\u2009"
SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def plain(value: float, digits: int = 4) -> str:
    """At most `digits` significant digits: "0.194", "−12.5", "12 340", "1.3·10⁻⁷", "NaN", "∞"."""
    value = float(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if value == 0.0:
        return "0"
    text = f"{abs(value):.{digits - 1}e}"
    mantissa, power = text.split("e")
    exponent = int(power)
    sign = MINUS if value < 0 else ""
    if -5 < exponent < max(digits, 6):
        places = max(0, digits - 1 - exponent)
        return sign + _spaced(_trimmed(f"{float(text):.{places}f}"))
    return f"{sign}{_trimmed(mantissa)}·10{str(exponent).translate(SUPERSCRIPTS)}"


def signed(value: float, digits: int = 4) -> str:
    """As `plain`, with a plus before what is positive: "+1.394", "−0.0242", "0"."""
    written = plain(value, digits)
    return f"+{written}" if value > 0 else written


def steady(value: float, digits: int = 4) -> str:
    """As `signed`, but with all its digits, for values that change while they are read: "+1.110", "−0.02420"."""
    value = float(value)
    if not math.isfinite(value) or value == 0.0:
        return signed(value)
    mantissa, power = f"{abs(value):.{digits - 1}e}".split("e")
    exponent = int(power)
    sign = MINUS if value < 0 else "+"
    if -5 < exponent < max(digits, 6):
        return sign + _spaced(f"{float(f'{mantissa}e{power}'):.{max(0, digits - 1 - exponent)}f}")
    return f"{sign}{mantissa}·10{str(exponent).translate(SUPERSCRIPTS)}"


def fixed(value: float, places: int = 3) -> str:
    """A fixed number of decimals, for values that change while they are read: "0.190", "−1.000", "NaN"."""
    value = float(value)
    if not math.isfinite(value):
        return plain(value)
    written = f"{abs(value):.{places}f}"
    below_zero = value < 0 and float(written) != 0.0
    return (MINUS if below_zero else "") + _spaced(written)


def loss(value: float, places: int = 3) -> str:
    """As `fixed`, but what is not zero never reads so, and what is huge is short: "0.194", "4.2·10⁻⁹", "1.395·10²⁶"."""
    if abs(value) >= 1e5:
        return plain(value)
    written = fixed(value, places if abs(value) < 1e3 else 1)
    return plain(value, 2) if value != 0.0 and not written.strip("0.") else written


def apart(values: Sequence[float], digits: int = 2, most: int = 6) -> list[str]:
    """Each as `plain`, with as many digits as it takes to tell them apart, if `most` are enough."""
    written = [plain(value, digits) for value in values]
    enough = len(set(written)) == len(set(values)) or digits >= most
    return written if enough else apart(values, digits + 1, most)


def count(number: int) -> str:
    """A whole number with thin spaces between thousands: "12 340"."""
    number = int(number)
    return (MINUS if number < 0 else "") + _spaced(str(abs(number)))


def percent(share: float, places: int = 1) -> str:
    """A share of one as per cent: "98.3 %"; "–" where there is no number."""
    share = float(share)
    return f"{fixed(100.0 * share, places)} %" if math.isfinite(share) else "–"


def _trimmed(written: str) -> str:
    return written.rstrip("0").rstrip(".") if "." in written else written


def _spaced(written: str) -> str:
    whole, point, part = written.partition(".")
    return f"{int(whole):,}".replace(",", THIN) + point + part
