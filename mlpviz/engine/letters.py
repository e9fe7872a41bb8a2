"""Greek letters by name, superscripts and subscripts."""

from __future__ import annotations

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "lambda": "λ", "mu": "μ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "theta": "θ", "Delta": "Δ", "Sigma": "Σ",
}  # fmt: skip
"""The Greek letters in formulas and parameters, by name, which is also their LaTeX command."""
RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
"""Superscript digits and minus, in the order of `LEVEL`."""
LEVEL = "0123456789-"
_RAISE, _LEVEL = str.maketrans(LEVEL, RAISED), str.maketrans(RAISED, LEVEL)
_LOWER = str.maketrans(LEVEL[:-1], "₀₁₂₃₄₅₆₇₈₉")


def superscript(number: object) -> str:
    """A whole number as an exponent: "⁻¹²"."""
    return str(number).translate(_RAISE)


def from_superscript(text: str) -> str:
    """The inverse of `superscript`, as text."""
    return text.translate(_LEVEL)


def subscript(number: object) -> str:
    """A whole number as an index: "₁₂"."""
    return str(number).translate(_LOWER)


def parts_of(name: str) -> tuple[str, str]:
    """A name without the digits at its end, and those digits: ("beta", "1") for "beta1"."""
    stem = name.rstrip("0123456789")
    return stem, name[len(stem) :]


def spoken(name: str) -> str:
    """A parameter's name in plain text: "β₁" for "beta1", "negative slope" for "negative_slope"."""
    stem, number = parts_of(name)
    return GREEK.get(stem, stem.replace("_", " ")) + subscript(number)


def latex(name: str) -> str:
    r"""A parameter's name as LaTeX: "\beta_1" for "beta1"."""
    stem, number = parts_of(name)
    return (f"\\{stem}" if stem in GREEK else stem) + (f"_{number}" if number else "")
