from __future__ import annotations

import itertools
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mlpviz.nn.margin import street, widest_margin
from mlpviz.nn.perceptron import Perceptron

SQUARE = [[0, 0], [0, 1], [1, 0], [1, 1]]
AND = [-1, -1, -1, 1]
XOR = [-1, 1, 1, -1]

# Wikipedia, "Perceptron", the NAND example: weights before, sum, output, error, weights after; four rows a pass.
NAND = """
0 0 0      0   0  1   .1 0 0
.1 0 0     .1  0  1   .2 0 .1
.2 0 .1    .2  0  1   .3 .1 .1
.3 .1 .1   .5  0  0   .3 .1 .1

.3 .1 .1   .3  0  1   .4 .1 .1
.4 .1 .1   .5  0  1   .5 .1 .2
.5 .1 .2   .6  1  0   .5 .1 .2
.5 .1 .2   .8  1 -1   .4 0 .1

.4 0 .1    .4  0  1   .5 0 .1
.5 0 .1    .6  1  0   .5 0 .1
.5 0 .1    .5  0  1   .6 .1 .1
.6 .1 .1   .8  1 -1   .5 0 0

.5 0 0     .5  0  1   .6 0 0
.6 0 0     .6  1  0   .6 0 0
.6 0 0     .6  1  0   .6 0 0
.6 0 0     .6  1 -1   .5 -.1 -.1

.5 -.1 -.1 .5  0  1   .6 -.1 -.1
.6 -.1 -.1 .5  0  1   .7 -.1 0
.7 -.1 0   .6  1  0   .7 -.1 0
.7 -.1 0   .6  1 -1   .6 -.2 -.1

.6 -.2 -.1 .6  1  0   .6 -.2 -.1
.6 -.2 -.1 .5  0  1   .7 -.2 0
.7 -.2 0   .5  0  1   .8 -.1 0
.8 -.1 0   .7  1 -1   .7 -.2 -.1

.7 -.2 -.1 .7  1  0   .7 -.2 -.1
.7 -.2 -.1 .6  1  0   .7 -.2 -.1
.7 -.2 -.1 .5  0  1   .8 -.1 -.1
.8 -.1 -.1 .6  1 -1   .7 -.2 -.2

.7 -.2 -.2 .7  1  0   .7 -.2 -.2
.7 -.2 -.2 .5  0  1   .8 -.2 -.1
.8 -.2 -.1 .6  1  0   .8 -.2 -.1
.8 -.2 -.1 .5  0  0   .8 -.2 -.1

.8 -.2 -.1 .8  1  0   .8 -.2 -.1
.8 -.2 -.1 .7  1  0   .8 -.2 -.1
.8 -.2 -.1 .6  1  0   .8 -.2 -.1
.8 -.2 -.1 .5  0  0   .8 -.2 -.1
"""


def nand(**changes):
    rows = [[1, 0, 0], [1, 0, 1], [1, 1, 0], [1, 1, 1]]
    choices: dict[str, Any] = {"form": "threshold", "rate": 0.1, "threshold": 0.5, "bias": False} | changes
    return Perceptron(rows, [1, 1, 1, 0], **choices)


def test_that_the_table_of_wikipedia_comes_out_digit_for_digit():
    perceptron = nand()
    table = [[Fraction(digits) for digits in line.split()] for line in NAND.split("\n") if line]

    found = [
        [*seen.before, seen.total, seen.output, seen.error, *seen.after]
        for _ in range(9)
        for seen in perceptron.one_pass()
    ]

    assert found == table
    assert perceptron.verdict.kind == "converged"
    assert perceptron.verdict.pass_number == 9
    assert perceptron.mistakes_per_pass == [3, 3, 3, 2, 3, 3, 2, 1, 0]
    assert perceptron.separable


@pytest.mark.parametrize("tenth", ["0.1", 0.1, Decimal("0.1"), Fraction(1, 10), np.float64(0.1)])
def test_that_a_tenth_is_a_tenth_however_it_is_written(tenth):
    perceptron = nand(rate=tenth)

    perceptron.train(20)

    assert perceptron.weights == (Fraction(8, 10), Fraction(-2, 10), Fraction(-1, 10))


@pytest.mark.parametrize(("exact", "output"), [(True, 0), (False, 1)])
def test_that_floats_miss_the_threshold_that_exact_numbers_land_on(exact, output):
    start = (0.1, 0.2)
    perceptron = Perceptron([[1, 1]], [0], form="threshold", threshold=0.3, bias=False, start=start, exact=exact)

    seen = perceptron.step()

    assert seen.output == output
    assert all(isinstance(number, Fraction if exact else float) for number in (*seen.after, seen.total))


def test_that_the_record_of_a_sample_holds_the_whole_calculation():
    perceptron = nand(start=(0.6, 0.1, 0.2))
    for _ in range(3):
        perceptron.step()

    seen = perceptron.step()

    assert (seen.number, seen.pass_number, seen.place, seen.index) == (4, 1, 3, 3)
    assert (seen.inputs, seen.target, seen.output, seen.error, seen.mistake) == ((1, 1, 1), 0, 1, -1, True)
    assert seen.products == (Fraction("0.6"), Fraction("0.1"), Fraction("0.2"))
    assert seen.total == Fraction("0.9")
    assert seen.correction == Fraction("-0.1")
    assert seen.after == (Fraction("0.5"), 0, Fraction("0.1")) == perceptron.weights


def test_that_and_converges_in_pass_9_after_18_mistakes():
    perceptron = Perceptron(SQUARE, AND)

    verdict = perceptron.train(100)

    assert (verdict.kind, verdict.pass_number) == ("converged", 9)
    assert perceptron.mistakes_per_pass == [2, 3, 3, 2, 2, 3, 2, 1, 0]
    assert perceptron.mistakes == 18
    assert perceptron.weights == (-4, 3, 2)
    assert perceptron.wrong() == ()
    assert perceptron.boundary.normal == (3, 2)
    assert perceptron.boundary.offset == 4
    assert perceptron.margin is not None
    assert perceptron.margin.margin == pytest.approx(1 / math.sqrt(17), rel=1e-15)
    assert perceptron.margin.radius == pytest.approx(math.sqrt(3), rel=1e-15)
    assert perceptron.bound == 51


def test_that_xor_cycles_through_the_four_weights_found_by_hand():
    perceptron = Perceptron(SQUARE, XOR)

    by_hand = [((-1, 0, 0), 0), ((0, 0, 1), -1), ((1, 1, 1), 0), ((0, 0, 0), 3)]
    assert [(seen.after, seen.total) for seen in perceptron.one_pass()] == by_hand

    assert perceptron.verdict.kind == "cycling"
    assert (perceptron.verdict.period, perceptron.verdict.period_mistakes) == (1, 4)
    assert perceptron.mistakes_per_pass == [4]
    assert not perceptron.separable
    assert perceptron.bound is None
    for _ in range(8):
        perceptron.one_pass()
    assert perceptron.mistakes == 36
    assert perceptron.verdict.pass_number == 1


def test_that_a_cycle_entered_later_has_the_period_found_by_hand():
    # One input, no bias: w starts at 5. x = 2 pulls by −2, then x = 1 pulls back by +1 where needed.
    # Pass by pass w is 3, 1, 0 (1 → −1 → 0), then 0 → −2 → −1 → right, wrong: −1 → 0, and again.
    perceptron = Perceptron([[2], [1]], [-1, 1], bias=False, start=[5])

    ends = []
    while perceptron.verdict.kind == "moving":
        ends.append(perceptron.one_pass()[-1].after[0])

    assert ends == [3, 1, 0, -1, 0]
    assert perceptron.mistakes_per_pass == [1, 1, 2, 2, 1]
    assert (perceptron.verdict.kind, perceptron.verdict.pass_number) == ("cycling", 5)
    assert (perceptron.verdict.period, perceptron.verdict.period_mistakes) == (2, 3)


def test_that_a_cycle_repeats_its_weights_exactly():
    perceptron = Perceptron([[0, 0], [5, 1], [1, 4], [2, 2], [-3, 1]], [1, 1, 1, -1, -1])
    verdict = perceptron.train(1000)
    assert verdict.kind == "cycling"
    assert verdict.period > 1

    at = perceptron.weights
    between = [perceptron.one_pass()[-1].after for _ in range(verdict.period)]

    assert between[-1] == at
    assert at not in between[:-1]
    assert sum(perceptron.mistakes_per_pass[-verdict.period :]) == verdict.period_mistakes


def test_that_shuffled_passes_see_every_sample_once_in_an_order_of_the_seed():
    one, same, other = (Perceptron(np.arange(20)[:, None], [-1, 1] * 10, order="shuffled", seed=s) for s in (3, 3, 4))

    orders = [[seen.index for seen in perceptron.one_pass()] for perceptron in (one, same, other, one)]

    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 3
    assert all(sorted(order) == list(range(20)) for order in orders)


def test_that_a_shuffled_run_on_xor_is_still_moving():
    perceptron = Perceptron(SQUARE, XOR, order="shuffled")

    assert perceptron.train(50).kind == "moving"
    assert not perceptron.separable


def test_that_a_reset_repeats_everything():
    perceptron = Perceptron(SQUARE, AND, order="shuffled", seed=9)
    first = [perceptron.one_pass() for _ in range(4)]
    perceptron.step()

    perceptron.reset()

    assert perceptron.mistakes == perceptron.passes == 0
    assert [perceptron.one_pass() for _ in range(4)] == first


def test_that_wrong_samples_are_those_that_would_be_mistakes():
    perceptron = Perceptron(SQUARE, XOR, start=(1, 1, 1))

    assert perceptron.wrong() == (0, 3)
    assert perceptron.seen == 0


def test_that_there_is_no_boundary_without_weights():
    perceptron = Perceptron(SQUARE, AND)

    assert not perceptron.boundary.exists
    with pytest.raises(ValueError, match="no boundary"):
        perceptron.boundary.foot()


def test_that_the_foot_is_the_nearest_place_on_the_boundary():
    boundary = Perceptron(SQUARE, AND, start=(-5, 3, 4)).boundary

    assert boundary.foot() == pytest.approx((0.6, 0.8))
    assert boundary.foot((4, 4)) == pytest.approx((4 - 3 * 23 / 25, 4 - 4 * 23 / 25))


def test_that_a_fixed_threshold_is_the_boundary():
    boundary = nand(start=(0, 2, 1)).boundary

    assert (boundary.normal, boundary.offset) == ((0, 2, 1), Fraction("0.5"))


def test_that_a_fixed_threshold_has_no_margin_but_is_decided():
    positive = Perceptron([[1], [2]], [0, 1], form="threshold", threshold=1, bias=False)
    same_side = Perceptron([[1], [2]], [1, 0], form="threshold", threshold=1, bias=False)
    below = Perceptron([[1], [2]], [1, 0], form="threshold", threshold=-1, bias=False)

    assert positive.margin is None
    assert positive.bound is None
    assert positive.separable
    assert positive.train(50).kind == "converged"
    assert not same_side.separable, "w > 1 and 2 w <= 1 cannot both be"
    assert below.separable, "w > −1 and 2 w <= −1 can"


# Margins by hand


def test_that_two_points_have_the_margin_of_the_line_between_them():
    margin = widest_margin([[3, 4]])
    across = street([[3, 4]], [[0, 0]])

    assert margin.margin == margin.radius == across.margin == 5
    assert margin.bound == 1
    assert list(across.normal) == [3, 4]
    assert list(across.support) == [0]


def test_that_a_right_triangle_has_its_height_as_the_margin():
    # The legs 3 and 4 end on the axes; the hypotenuse 5 lies 3·4/5 away from the origin.
    margin = widest_margin([[3, 0], [0, 4]])

    assert margin.margin_squared == Fraction(144, 25)
    assert margin.radius_squared == 16
    assert margin.shares == ((0, Fraction(16, 25)), (1, Fraction(9, 25)))
    assert margin.bound == Fraction(16 * 25, 144)


def test_that_a_street_is_as_wide_as_the_triangle_is_high():
    across = street([[0, 0]], [[3, 0], [0, 4], [5, 5]])

    assert across.margin_squared == Fraction(144, 25)
    assert across.support == (0, 1)


def test_that_a_nearest_corner_alone_can_hold_the_plane():
    margin = widest_margin([[1, 1], [1, 5], [4, 1]])

    assert margin.margin_squared == 2
    assert list(margin.support) == [0]


def test_that_opposite_vectors_are_not_separable_and_prove_it():
    margin = widest_margin([[1, 2], [-2, -4]])

    assert not margin.separable
    assert margin.bound is None
    assert margin.shares == ((0, Fraction(2, 3)), (1, Fraction(1, 3)))


def test_that_xor_is_refuted_by_equal_shares_of_all_four():
    margin = Perceptron(SQUARE, XOR).margin

    assert margin is not None
    assert not margin.separable
    assert margin.shares == tuple((index, Fraction(1, 4)) for index in range(4))


def test_that_a_vector_of_zeros_has_no_side():
    assert not widest_margin([[0, 0], [1, 1]]).separable


def test_that_a_margin_of_nothing_is_refused():
    with pytest.raises(ValueError, match="vectors has rows of length none; give one row a sample"):
        widest_margin([])
    with pytest.raises(ValueError, match=r"vectors has rows of length 1, 2"):
        widest_margin([[1], [1, 2]])
    with pytest.raises(ValueError, match=r"ones\[0\]\[0\] is nan; allowed is a finite number"):
        street([[float("nan")]], [[1]])
    with pytest.raises(ValueError, match=r"others has rows of length 2; those of ones have 1"):
        street([[1]], [[1, 2]])


@pytest.mark.parametrize("size", ["1e-200", "1", "1e200"])
def test_that_a_margin_may_be_tiny_or_huge(size):
    margin = widest_margin([[f"3{size[1:]}", f"4{size[1:]}"]])

    assert margin.margin == margin.radius == pytest.approx(5 * float(size), rel=1e-15)


# Properties

coordinates = st.integers(-20, 20).map(lambda n: Fraction(n, 4))
clouds = st.integers(1, 4).flatmap(
    lambda d: st.lists(st.lists(coordinates, min_size=d, max_size=d), min_size=1, max_size=14)
)
planes = st.lists(coordinates, min_size=4, max_size=4)


def dot(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


@given(clouds)
def test_that_every_margin_proves_itself(vectors):
    margin = widest_margin(vectors)

    mixture = tuple(
        sum(share * vectors[index][axis] for index, share in margin.shares) for axis in range(len(vectors[0]))
    )
    assert mixture == margin.normal
    assert sum(share for _, share in margin.shares) == 1
    assert all(share > 0 for _, share in margin.shares)
    assert dot(margin.normal, margin.normal) == margin.margin_squared
    assert min(dot(margin.normal, vector) for vector in vectors) >= margin.margin_squared
    assert all(dot(margin.normal, vectors[index]) == margin.margin_squared for index in margin.support)
    assert len(margin.support) <= len(vectors[0]) + 1
    assert margin.radius_squared == max(dot(vector, vector) for vector in vectors)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=8))
def test_that_in_the_plane_no_pair_or_corner_holds_a_wider_margin(vectors):
    margin = widest_margin(vectors)

    nearest = [float(dot(v, v)) for v in vectors]
    for a, b in itertools.combinations(vectors, 2):
        edge = tuple(y - x for x, y in zip(a, b, strict=True))
        length = dot(edge, edge)
        if length:
            share = min(max(Fraction(-dot(a, edge)) / length, Fraction(0)), Fraction(1))
            foot = tuple(x + share * e for x, e in zip(a, edge, strict=True))
            nearest.append(float(dot(foot, foot)))
    if margin.separable:  # then the nearest place of the hull is on a corner or an edge
        assert float(margin.margin_squared) == pytest.approx(min(nearest), rel=1e-12)


@given(clouds, st.fractions(Fraction(1, 9), 9))
def test_that_a_margin_grows_with_its_vectors(vectors, factor):
    before, after = widest_margin(vectors), widest_margin([[factor * x for x in vector] for vector in vectors])

    assert after.margin_squared == factor**2 * before.margin_squared
    assert after.radius_squared == factor**2 * before.radius_squared
    assert after.bound == before.bound


@given(
    st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=12), st.sampled_from([(3, 4, 5), (20, -21, 29)])
)
def test_that_a_margin_turns_with_its_vectors(vectors, triple):
    c, s = Fraction(triple[0], triple[2]), Fraction(triple[1], triple[2])

    before, after = widest_margin(vectors), widest_margin([(c * x - s * y, s * x + c * y) for x, y in vectors])

    assert after.margin_squared == before.margin_squared
    assert after.radius_squared == before.radius_squared
    x, y = before.normal
    assert after.normal == (c * x - s * y, s * x + c * y)


@given(clouds, clouds, coordinates)
def test_that_a_street_moves_with_its_points(ones, others, shift):
    assume(len(ones[0]) == len(others[0]))

    before = street(ones, others)
    after = street([[x + shift for x in one] for one in ones], [[x + shift for x in other] for other in others])

    assert after.normal == before.normal


@given(clouds, planes, st.sampled_from(["signs", "threshold"]), st.booleans(), st.integers(0, 3))
def test_that_mistakes_never_exceed_the_bound_of_novikoff(points, plane, form, shuffle, seed):
    heights = [dot(point, plane[: len(point)]) + plane[-1] for point in points]
    assume(all(abs(height) > Fraction(1, 2) for height in heights))
    no = -1 if form == "signs" else 0
    perceptron = Perceptron(
        points,
        [1 if height > 0 else no for height in heights],
        form=form,
        rate=Fraction(2, 7),
        order="shuffled" if shuffle else "given",
        seed=seed,
    )

    assert perceptron.separable
    assert perceptron.bound is not None
    for _ in range(200):
        if perceptron.verdict.kind != "moving":
            break
        perceptron.one_pass()
        assert perceptron.mistakes <= perceptron.bound

    assert perceptron.verdict.kind != "cycling"


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.booleans()), min_size=1, max_size=6))
def test_that_a_run_converges_exactly_where_the_margin_says_so(samples):
    perceptron = Perceptron([sample[:2] for sample in samples], [1 if sample[2] else -1 for sample in samples])

    verdict = perceptron.train(3000)

    assert verdict.kind == ("converged" if perceptron.separable else "cycling")


@given(clouds, st.integers(1, 50))
def test_that_the_rate_does_not_change_the_mistakes(points, rate):
    targets = [1 if index % 2 else -1 for index in range(len(points))]
    one, other = Perceptron(points, targets), Perceptron(points, targets, rate=rate)

    one.train(10), other.train(10)

    assert one.mistakes_per_pass == other.mistakes_per_pass
    assert tuple(rate * weight for weight in one.weights) == other.weights


# Bad input


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": []}, r"x has rows of length none"),
        ({"x": [[1], [1, 2]]}, r"x has rows of length 1, 2"),
        ({"x": [[], []]}, r"x has rows of length 0"),
        ({"x": [[1, float("nan")], [0, 0]]}, r"x\[0\]\[1\] is nan; allowed is a finite number"),
        ({"x": [[1, float("inf")], [0, 0]]}, r"x\[0\]\[1\] is inf; allowed"),
        ({"x": [[1, None], [0, 0]]}, r"x\[0\]\[1\] is None; allowed"),
        ({"x": [["one"], ["two"]]}, r"x\[0\]\[0\] is 'one'; allowed"),
        ({"x": "12"}, r"x holds '12'; give a list"),
        ({"x": 3}, r"x holds 3; give a list"),
        ({"targets": [1]}, r"targets has 1 entries; give one a sample, 2"),
        ({"targets": [0, 1]}, r"targets holds 0; allowed with form='signs' is -1 or 1"),
        ({"targets": [-1, 1], "form": "threshold"}, r"targets holds -1; allowed with form='threshold' is 0 or 1"),
        ({"form": "step"}, r"form is 'step'; allowed is 'signs' or 'threshold'"),
        ({"order": "sorted"}, r"order is 'sorted'; allowed is 'given' or 'shuffled'"),
        ({"rate": 0}, r"rate is 0; allowed is a number above 0"),
        ({"rate": "fast"}, r"rate is 'fast'; allowed"),
        ({"rate": Decimal("NaN")}, r"rate is .*NaN.*allowed"),
        ({"threshold": 0.5}, r"threshold is 0.5, but a bias takes its place; allowed is 0, or bias=False"),
        ({"start": [1, 2]}, r"start has 2 entries; give one an input, the bias first, 3"),
        ({"seed": -1}, r"seed is -1; allowed is a whole number from 0"),
    ],
)
def test_that_bad_input_is_refused_by_name_value_and_what_is_allowed(changes, words):
    good = {"x": [[1, 2], [3, 4]], "targets": [-1, 1]} | changes

    with pytest.raises(ValueError, match=words):
        Perceptron(**good)


def test_that_passes_are_counted_in_whole_numbers():
    with pytest.raises(ValueError, match=r"passes is -1; allowed is a whole number from 0"):
        Perceptron(SQUARE, AND).train(-1)


# Going back, the pocket and the cycle


def by_fractions(points, targets, passes, rate=1, start=None):
    """The rule as its formula says it, with nothing kept but fractions: the weights after every sample."""
    w = [Fraction(value) for value in start or (0, 0, 0)]
    history = []
    for _ in range(passes):
        for point, target in zip(points, targets, strict=True):
            x = [Fraction(1), *map(Fraction, point)]
            if target * sum(a * b for a, b in zip(w, x, strict=True)) <= 0:
                w = [a + Fraction(rate) * target * b for a, b in zip(w, x, strict=True)]
            history.append(tuple(w))
    return history


plane_points = st.lists(
    st.tuples(*[st.fractions(-3, 3, max_denominator=12)] * 2, st.sampled_from([-1, 1])), min_size=1, max_size=30
)  # fmt: skip


@given(plane_points, st.fractions(Fraction(1, 9), 9), st.tuples(*[st.integers(-2, 2)] * 3))
def test_that_whole_numbers_inside_give_the_fractions_of_the_formula(samples, rate, start):
    points, targets = [sample[:2] for sample in samples], [sample[2] for sample in samples]
    perceptron = Perceptron(points, targets, rate=rate, start=start)

    found = [seen.after for _ in range(3) for seen in perceptron.one_pass()]

    assert found == by_fractions(points, targets, 3, rate, start)


def state_of(perceptron):
    return (
        perceptron.weights, perceptron.seen, perceptron.place, tuple(perceptron.mistakes_per_pass), perceptron.verdict,
        perceptron.best, perceptron.cycle(), perceptron.wrong(), tuple(perceptron.earlier(5)),
    )  # fmt: skip


@given(plane_points, st.sampled_from(["given", "shuffled"]), st.integers(1, 60), st.integers(1, 60))
def test_that_samples_taken_back_leave_everything_as_it_was(samples, order, forth, back):
    perceptron = Perceptron([sample[:2] for sample in samples], [sample[2] for sample in samples], order=order)
    states = [state_of(perceptron)]
    for _ in range(forth):
        perceptron.run(1)
        states.append(state_of(perceptron))

    for _ in range(min(forth, back)):
        perceptron.back()
        states.pop()
        assert state_of(perceptron) == states[-1]
    again = [perceptron.step().after for _ in range(5)]

    fresh = Perceptron([sample[:2] for sample in samples], [sample[2] for sample in samples], order=order)
    fresh.run(len(states) - 1)
    assert again == [fresh.step().after for _ in range(5)]


def test_that_a_run_of_floats_is_not_taken_back():
    perceptron = Perceptron(SQUARE, AND, exact=False)
    perceptron.run(3)

    with pytest.raises(ValueError, match="exact=True"):
        perceptron.back()


def count_wrong(points, targets, w):
    return sum(
        target * sum(a * b for a, b in zip(w, (1, *point), strict=True)) <= 0
        for point, target in zip(points, targets, strict=True)
    )


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.sampled_from([-1, 1])), min_size=1, max_size=40),
)
def test_that_the_pocket_holds_the_fewest_mistakes_of_all_weights_so_far(samples):
    points, targets = [sample[:2] for sample in samples], [sample[2] for sample in samples]
    perceptron = Perceptron(points, targets)
    counts = {perceptron.weights: count_wrong(points, targets, perceptron.weights)}

    for _ in range(50):
        now = perceptron.step().after
        counts.setdefault(now, count_wrong(points, targets, now))
        least, best = min(counts.values()), perceptron.best

        assert best.wrong == least == counts[best.weights]
        assert any(best.weights[1:]) or not any(any(w[1:]) for w, wrong in counts.items() if wrong == least)


def test_that_the_weights_of_the_cycle_of_xor_are_named():
    perceptron = Perceptron(SQUARE, XOR)
    perceptron.run(6)

    assert perceptron.cycle() == ((0, 0, 0), (-1, 0, 0), (0, 0, 1), (1, 1, 1))
    assert perceptron.cycle(2) == ((0, 0, 0), (-1, 0, 0))
    assert Perceptron(SQUARE, AND).cycle() == ()


@given(st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), st.booleans()), min_size=1, max_size=6))
def test_that_a_named_cycle_is_what_the_rule_does_next(samples):
    points, targets = [sample[:2] for sample in samples], [1 if sample[2] else -1 for sample in samples]
    perceptron = Perceptron(points, targets)
    verdict = perceptron.train(400)
    assume(verdict.kind == "cycling")

    cycle = perceptron.cycle(10**6)
    changes = [seen.after for _ in range(verdict.period) for seen in perceptron.one_pass() if seen.mistake]

    assert len(cycle) == verdict.period_mistakes == len(changes)
    assert [*cycle[1:], cycle[0]] == changes


def test_that_a_cycle_found_late_is_found_by_comparing_with_one_pass(monkeypatch):
    monkeypatch.setattr("mlpviz.nn.perceptron.MOST_STARTS", 2)
    perceptron = Perceptron([[2], [1]], [-1, 1], bias=False, start=[5])

    verdict = perceptron.train(50)

    assert (verdict.kind, verdict.period, verdict.period_mistakes) == ("cycling", 2, 3)
    assert len(perceptron.cycle()) == 3


# The margin by trying every triple


def by_triples(vectors):
    """The distance of the convex hull from 0: the nearest place of every point, edge and triangle that holds it."""
    found = []
    for size in (1, 2, 3):
        for chosen in itertools.combinations(np.array(vectors, dtype=float), size):
            corners = np.array(chosen)
            system = np.zeros((size + 1, size + 1))
            system[0, 1:] = system[1:, 0] = 1.0
            system[1:, 1:] = corners @ corners.T
            if abs(np.linalg.det(system)) < 1e-12:
                continue
            shares = np.linalg.solve(system, [1.0, *[0.0] * size])[1:]
            if (shares >= -1e-12).all():
                found.append(float(np.linalg.norm(shares @ corners)))
    return min(found)


@given(
    st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=2, max_size=9, unique=True),
    st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(-9, 9)),
)
def test_that_the_margin_is_the_one_found_by_trying_every_triple(points, line):
    heights = [line[0] * x + line[1] * y + Fraction(line[2], 2) for x, y in points]
    assume(all(heights))
    targets = [1 if height > 0 else -1 for height in heights]
    perceptron = Perceptron(points, targets)
    signed = [(target, target * x, target * y) for (x, y), target in zip(points, targets, strict=True)]

    assert perceptron.separable
    assert perceptron.margin is not None
    assert perceptron.margin.margin == pytest.approx(by_triples(signed), rel=1e-9)
    assert perceptron.bound is not None
    while perceptron.verdict.kind == "moving":
        perceptron.run(len(points))
    assert perceptron.verdict.kind == "converged"
    assert perceptron.mistakes <= perceptron.bound


def test_that_of_many_points_those_exactly_on_the_line_are_wrong():
    points = [(Fraction(at, 7), Fraction(3 * at, 7)) for at in range(100)]  # 3 x₁ − x₂ = 0, in sevenths no float has
    beside = [(Fraction(at, 7), Fraction(3 * at, 7) - Fraction(1, 10**25)) for at in range(100)]
    perceptron = Perceptron([*points, *beside], [1] * 200, start=(0, 3, -1))

    assert perceptron.wrong() == tuple(range(100))
