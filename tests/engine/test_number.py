"""Numbers are written one way everywhere on the screen."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.engine import number
from mlpviz.engine.letters import from_superscript


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.194, "0.194"),
        (-0.02421234, "−0.02421"),
        (12340, "12\u2009340"),
        (123456789, "1.235·10⁸"),
        (1.3e-7, "1.3·10⁻⁷"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.99996, "1"),
        (2.5, "2.5"),
        (math.nan, "NaN"),
        (-math.inf, "−∞"),
    ],
)
def test_that_a_number_keeps_four_digits_and_no_idle_zeros(value: float, written: str) -> None:
    assert number.plain(value) == written


@pytest.mark.parametrize(("value", "written"), [(1.394, "+1.394"), (-2.69, "−2.69"), (0, "0"), (math.inf, "+∞")])
def test_that_a_signed_number_shows_its_plus(value: float, written: str) -> None:
    assert number.signed(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1, "0.1"), (0.123456789, "0.123456789"), (1e-7, "10⁻⁷"), (1.5e-9, "1.5·10⁻⁹"), (12340.0, "12\u2009340"),
     (100.0, "100"), (-0.0, "0"), (-0.25, "−0.25"), (math.inf, "∞"), (math.nan, "NaN")],
)  # fmt: skip
def test_that_a_number_is_written_whole(value: float, written: str) -> None:
    assert number.whole(value) == written


def test_that_nine_digits_are_written_where_a_step_needs_them() -> None:
    assert number.plain(0.298371109, 9) == "0.298371109"
    assert number.signed(0.082167041, 9) == "+0.082167041"


def test_that_a_fixed_number_never_changes_its_width_for_a_sign_of_nothing() -> None:
    assert number.fixed(-0.0001) == "0.000"
    assert number.fixed(-1.0) == "−1.000"


def test_that_counts_are_grouped_by_thin_spaces() -> None:
    written = [number.count(n) for n in (7, 1234, 12340, 1234567)]
    assert written == ["7", "1\u2009234", "12\u2009340", "1\u2009234\u2009567"]


def test_that_a_share_without_a_number_is_a_dash() -> None:
    assert number.percent(0.9833) == "98.3 %"
    assert number.percent(math.nan) == "–"


@given(st.floats(-1e300, 1e300))
def test_that_what_is_written_is_near_what_is_meant(value: float) -> None:
    written = number.plain(value).replace(number.MINUS, "-").replace(number.THIN, "")
    if set(written) & set("⁰¹²³⁴⁵⁶⁷⁸⁹"):
        mantissa, _, power = written.rpartition("10")
        mantissa = mantissa.rstrip("·") + "1" * (mantissa in ("", "-"))
        written = f"{mantissa}e{from_superscript(power)}"
    assert float(written) == pytest.approx(value, rel=5.01e-4, abs=1e-320)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.1944, "0.194"), (0.00017, "0.00017"), (4.2e-9, "4.2·10⁻⁹"), (0.0, "0.000"), (12.0, "12.000")],
)
def test_that_a_small_loss_never_reads_zero(value, written):
    assert number.loss(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(999.5, "999.500"), (20424.04, "20\u2009424.0"), (306668.3, "306\u2009700"), (1.39508e26, "1.395·10²⁶")],
)
def test_that_a_huge_loss_is_short(value, written):
    assert number.loss(value) == written


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ((-1.0, 0.0, 1.0), ["−1", "0", "1"]), ((0.123, 0.124, 0.125), ["0.123", "0.124", "0.125"]),
        ((-612345.0, -612344.5, -612344.0), ["−612\u2009345"] + ["−612\u2009344"] * 2), ((2.0, 2.0), ["2", "2"]),
    ],
)
def test_that_numbers_side_by_side_have_the_digits_that_tell_them_apart(values, written):
    assert number.apart(values) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-1.11, "−1.110"), (1.117, "+1.117"), (0.0242, "+0.02420"), (-12, "−12.00"), (0, "0"), (0.99999, "+1.000"),
        (1.3e-7, "+1.300·10⁻⁷"), (12345.6, "+12\u2009350"), (float("nan"), "NaN"),
    ],
)  # fmt: skip
def test_that_a_steady_number_keeps_all_its_digits(value, written):
    assert number.steady(value) == written


@pytest.mark.parametrize(("value", "digits", "text"), [
    (0.082167041, 9, "0.082167041"), (-0.02260254, 9, "−0.02260254"), (0.4, 9, "0.4"), (0.0, 9, "0"), (12.0, 4, "12"),
    (0.00999999, 4, "0.0100"), (0.0012345, 4, "0.0012"),
    (0.00012346, 4, "0.0001235"), (0.125, 4, "0.125"), (0.50004, 4, "0.5000"), (12345.0, 4, "12\u2009345"),
    (float("inf"), 4, "∞"), (float("nan"), 4, "NaN"), (4.3861e-5, 4, "4.386·10⁻⁵"), (1e6, 4, "10⁶"),
])
def test_that_a_number_of_a_walk_has_so_many_decimals(value, digits, text):
    assert number.stepped(value, digits, 0) == text


@pytest.mark.parametrize(("value", "latex"), [
    (0.0, "0"), (-0.25, "{-0.25}"), (1234.5, "1234.5"), (3.5e-9, r"3.5 \cdot 10^{-9}"), (1e-8, "10^{-8}"),
    (0.01, "0.01"), (0.000995425, "0.0009954"), (0.50004, "0.5000"),
    (float("nan"), r"\mathrm{NaN}"), (float("-inf"), r"{-\infty}"),
])
def test_that_numbers_in_latex_keep_what_matters(value, latex):
    assert number.stepped(value, 4, 0, number.LATEX) == latex


@pytest.mark.parametrize(("value", "text"), [
    (1e-7, "10⁻⁷"), (1e-300, "10⁻³⁰⁰"), (1e16, "10¹⁶"), (437303.43, "437\u2009300"), (-1e-7, "−10⁻⁷"),
])
def test_that_a_power_of_ten_needs_no_factor(value, text):
    assert number.plain(value) == text


@pytest.mark.parametrize(("value", "text"), [
    (0.5933, "0.5933"), (12.3456, "12.35"), (0.00012345, "0.00012"), (1.2345e-6, "1.2·10⁻⁶"), (0.4, "0.40"),
])
def test_that_a_small_box_gets_a_short_number(value, text):
    assert number.brief(value) == text
