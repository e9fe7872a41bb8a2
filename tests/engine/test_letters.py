"""Greek letters, raised and lowered digits."""

from __future__ import annotations

import pytest

from mlpviz.engine import letters


@pytest.mark.parametrize(
    ("name", "spoken", "latex"),
    [
        ("beta1", "β₁", r"\beta_1"), ("alpha", "α", r"\alpha"), ("negative_slope", "negative slope", "negative_slope"),
        ("k", "k", "k"), ("x12", "x₁₂", "x_12"),
    ],
)  # fmt: skip
def test_that_a_parameter_is_called_as_in_textbooks(name, spoken, latex):
    assert letters.spoken(name) == spoken
    assert letters.latex(name) == latex


def test_that_raised_digits_can_be_read_back():
    assert letters.superscript(-12) == "⁻¹²"
    assert letters.from_superscript("⁻¹²") == "-12"
    assert letters.subscript(10) == "₁₀"
