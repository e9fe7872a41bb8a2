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
    [(999.5, "999.500"), (20424.04, "20\u2009424.0"), (306668.3, "306\u2009668"), (1.39508e26, "1.395·10²⁶")],
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


@pytest.mark.parametrize(("value", "four", "nine"), [
    (1 - 3.775e-11, "0.99999999996", "0.99999999996"), (1 - 1e-5, "0.99999", "0.99999"), (1.0, "1", "1"),
    (100 + 1e-5, "100.00001", "100.00001"), (100 - 2e-10, "99.9999999998", "99.9999999998"), (100.0, "100", "100"),
    (1 - 2**-53, "1.0000", "1.000000000"), (1e6 + 0.3, "1.000·10⁶", "1.00000·10⁶"), (1e6, "10⁶", "10⁶"),
    (1e-7 + 1e-16, "1.000·10⁻⁷", "1.00000·10⁻⁷"), (1e-7, "10⁻⁷", "10⁻⁷"), (0.5 + 1e-6, "0.5000", "0.500001"),
    (0.002, "0.002", "0.002"), (0.5 - 1e-13, "0.5000", "0.500000000"),
    (0.1 + 0.2, "0.3000", "0.3"), (0.74136507 + 1e-11, "0.7414", "0.74136507"), (1e-12, "10⁻¹²", "10⁻¹²"),
])
def test_that_a_rounded_number_of_a_walk_never_reads_as_a_whole_one(value, four, nine):
    assert (number.stepped(value, 4, 0), number.stepped(value, 9, 0)) == (four, nine)
    assert number.stepped(-value, 9, 0) == f"−{nine}"


def test_that_decimals_are_filled_up_only_without_a_power_of_ten():
    assert (number.stepped(0.25, 4, 4), number.stepped(2.5e-6, 4, 4)) == ("0.2500", "2.5·10⁻⁶")


@pytest.mark.parametrize(("other", "value", "same"), [
    (0.25004, 0.25, True), (0.25005, 0.25, False), (0.25005, 0.25005, True), (0.2501, 0.25, False),
    (0.4 - 0.5 * 0.0822, 0.35892, True), (0.35885, 0.35892, True),
    (8.242e-5 - 3.6375e-5, 4.604256e-5, False), (4.6044e-5, 4.604256e-5, True), (math.nan, math.nan, True),
    (math.inf, 1.0, False),
])
def test_that_agreeing_does_not_hang_on_the_rounding_of_the_calculator(other, value, same):
    assert number.agrees(other, value, 4) == same


def test_that_not_even_one_decimal_makes_a_number_read_as_nothing():
    assert number.stepped(0.004, 1, 0) == "0.004"
    assert number.stepped(0.96, 1, 0) == "0.96"


@pytest.mark.parametrize("value", [1 / 3, 1 - 3.775e-11, 2 / 3e8, 12345.678901234567, 7.12583e-22, 1e16 / 3, 5e-324])
@pytest.mark.parametrize("digits", [4, 9])
def test_that_more_digits_end_in_the_number_itself(value, digits):
    shown = [number.shown(value, digits, more) for more in range(18)]

    assert shown[-1] == value
    misses = [abs(one - value) for one in shown]
    assert misses == sorted(misses, reverse=True)
    assert number.agrees(shown[0], value, digits)
    assert not number.agrees(value * 1.01, value, digits) or value == 5e-324


@pytest.mark.parametrize(("value", "latex"), [
    (0.0, "0"), (-0.25, "{-0.25}"), (1234.5, "1234.5"), (3.5e-9, r"3.5 \cdot 10^{-9}"), (1e-8, "10^{-8}"),
    (0.01, "0.01"), (0.000995425, "0.0009954"), (0.50004, "0.5000"),
    (float("nan"), r"\mathrm{NaN}"), (float("-inf"), r"{-\infty}"),
])
def test_that_numbers_in_latex_keep_what_matters(value, latex):
    assert number.stepped(value, 4, 0, number.LATEX) == latex


@pytest.mark.parametrize(("value", "text"), [
    (1e-7, "10⁻⁷"), (1e-300, "10⁻³⁰⁰"), (1e16, "10¹⁶"), (437303.43, "437\u2009303"), (-1e-7, "−10⁻⁷"),
])
def test_that_a_power_of_ten_needs_no_factor(value, text):
    assert number.plain(value) == text


@pytest.mark.parametrize(("value", "text"), [
    (0.5933, "0.5933"), (12.3456, "12.35"), (0.00012345, "0.00012"), (1.2345e-6, "1.2·10⁻⁶"), (0.4, "0.40"),
    (9.99994, "9.9999"), (9.99996, "≈\u200910"), (-9.99996, "≈\u2009−10"), (10.0, "10"), (1 - 4e-11, "≈\u20091"),
    (math.nan, "NaN"), (99.996, "≈\u2009100"), (99.98, "99.98"), (1234.6, "≈\u20091\u2009235"), (1234.0, "1\u2009234"),
])
def test_that_a_small_box_gets_a_short_number(value, text):
    assert number.brief(value) == text


@pytest.mark.parametrize(("value", "digits", "text", "signed"), [
    (1 - 4e-11, 9, "≈_1", "≈_+1"), (4e-11 - 1, 9, "≈_−1", "≈_−1"), (0.99996, 4, "≈_1", "≈_+1"), (1.0, 4, "1", "+1"),
    (0.99996, 9, "0.99996", "+0.99996"), (4e-11, 9, "4·10⁻¹¹", "+4·10⁻¹¹"), (0.4, 9, "0.40", "+0.40"),
    (math.nan, 4, "NaN", "NaN"),
])
def test_that_a_column_stays_as_wide_as_its_decimals(value, digits, text, signed):
    written = number.narrow(value, digits), number.narrow(value, digits, signed=True)

    assert written == (text.replace("_", number.THIN), signed.replace("_", number.THIN))


@pytest.mark.parametrize(("value", "screen", "latex", "signed", "fixed", "loss", "walk"), [
    (0.0, "0", "0", "0", "0.000", "0.000", "0"),
    (-0.0, "0", "0", "0", "0.000", "0.000", "0"),
    (1.0, "1", "1", "+1", "1.000", "1.000", "1"),
    (-1.0, "−1", "{-1}", "−1", "−1.000", "−1.000", "−1"),
    (0.99996, "1", "1", "+1", "1.000", "1.000", "0.99996"),
    (1e-4, "0.0001", "0.0001", "+0.0001", "0.000", "0.0001", "0.0001"),
    (1e-5, "10⁻⁵", "10^{-5}", "+10⁻⁵", "0.000", "10⁻⁵", "0.00001"),
    (9.99999e-5, "0.0001", "0.0001", "+0.0001", "0.000", "0.0001", "0.000100000"),
    (1e-300, "10⁻³⁰⁰", "10^{-300}", "+10⁻³⁰⁰", "0.000", "10⁻³⁰⁰", "10⁻³⁰⁰"),
    (5e-324, "4.941·10⁻³²⁴", r"4.941 \cdot 10^{-324}", "+4.941·10⁻³²⁴", "0.000", "4.9·10⁻³²⁴", "4.94066·10⁻³²⁴"),
    (-2.5e-9, "−2.5·10⁻⁹", r"{-2.5 \cdot 10^{-9}}", "−2.5·10⁻⁹", "0.000", "−2.5·10⁻⁹", "−2.5·10⁻⁹"),
    (437303.43, "437_303", "437303", "+437_303", "437_303.430", "437_303", "437_303.43"),
    (999999.4, "999_999", "999999", "+999_999", "999_999.400", "999_999", "999_999.4"),
    (999999.7, "10⁶", "10^{6}", "+10⁶", "999_999.700", "10⁶", "999_999.7"),
    (1e16, "10¹⁶", "10^{16}", "+10¹⁶", "10_000_000_000_000_000.000", "10¹⁶", "10¹⁶"),
    (math.nan, "NaN", r"\mathrm{NaN}", "NaN", "NaN", "NaN", "NaN"),
    (math.inf, "∞", r"\infty", "+∞", "∞", "∞", "∞"),
    (-math.inf, "−∞", r"{-\infty}", "−∞", "−∞", "−∞", "−∞"),
])
def test_that_every_way_of_writing_knows_every_kind_of_number(value, screen, latex, signed, fixed, loss, walk):
    written = (
        number.plain(value), number.plain(value, style=number.LATEX), number.signed(value), number.fixed(value),
        number.loss(value), number.stepped(value, 9, 0),
    )  # fmt: skip

    thin = tuple(one.replace("_", number.THIN) for one in (signed, fixed, loss, walk))
    assert written == (screen.replace("_", number.THIN), latex, *thin)


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (2499 / 2500, 1, "99.96 %"), (199 / 200, 0, "99.5 %"), (1 / 2500, 1, "0.04 %"), (1.0, 1, "100.0 %"),
        (0.0, 0, "0 %"), (0.98304, 1, "98.3 %"), (1 / 3, 0, "33 %"),
    ],
)  # fmt: skip
def test_that_a_share_reads_all_or_nothing_only_if_it_is_exactly_so(share, places, text):
    assert number.percent(share, places) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.996, "0.996"), (0.9951, "0.995"), (0.37, "0.370"), (0.004, "0.004"), (3.1e-9, "< 0.001"),
        (1 - 4.2e-7, "> 0.999"), (0.00051, "0.001"), (1.0, "1"), (0.0, "0"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_that_a_probability_is_never_rounded_to_certainty(p, text):
    assert number.probability(p) == text


@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_that_no_doubt_is_rounded_away(p):
    assert number.probability(p) not in ("0.000", "1.000", "0", "1")
    assert number.percent(p) not in ("0.0 %", "100.0 %")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.9154, "0.915"), (1.0, "1.000"), (0.99996, "1 − 4·10⁻⁵"), (0.9994, "0.999"), (-1.6429, "−1.643"),
        (-4e7, "−4·10⁷"), (0.0002, "0.0002"), (math.nan, "NaN"),
    ],
)  # fmt: skip
def test_that_r_squared_reads_one_only_where_it_is_one(value, written):
    assert number.r_squared(value) == written


@pytest.mark.parametrize(("value", "places", "written"), [
    (0.996, 2, "≈\u20091"), (1.0, 2, "1.00"), (0.994, 2, "0.99"), (0.004, 2, "≈\u20090"), (-0.004, 2, "≈\u20090"),
    (-0.996, 2, "≈\u2009−1"), (0.0, 2, "0.00"), (0.96, 1, "≈\u20091"), (12.5, 1, "12.5"), (math.nan, 2, "NaN"),
    (math.inf, 2, "∞"),
])  # fmt: skip
def test_that_a_rounded_number_of_few_places_never_reads_as_a_whole_one(value, places, written):
    assert number.rounded(value, places) == written
