"""Formulas as trees: their value, their exact derivative, where they have kinks, and how they are written."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Numbers
from mlpviz.nn.exact_functions import exp, exp_slope, sigmoid, sigmoid_slope, step, tanh_slope

Values = Mapping[str, Numbers]
"""A number or an array for every variable."""


class Expression:
    """Part of a formula. Values hold for arrays and for single numbers; nothing here warns, it may be inf or NaN."""

    rank = 5
    """How strongly it holds together: sums 1, products 2, signs 3, powers 4, all else 5."""

    def value(self, at: Values) -> Numbers:
        """What it is for these values of its variables."""
        return self.known(at, {})

    def known(self, at: Values, found: dict[int, Numbers]) -> Numbers:
        """As `value`, but looked up in `found` if it was met before: a derivative has the same part many times."""
        if id(self) not in found:
            found[id(self)] = self.of(*(part.known(at, found) for part in self.parts()))
        return found[id(self)]

    def of(self, *parts: Numbers) -> Numbers:
        """What it is where its parts are these."""
        raise NotImplementedError

    def derivative(self, by: str) -> Expression:
        """Its derivative by a variable: an expression again, exact."""
        raise NotImplementedError

    def parts(self) -> tuple[Expression, ...]:
        """What it is made of."""
        return ()

    def latex(self) -> str:
        """As LaTeX."""
        raise NotImplementedError

    def within(self, rank: int) -> str:
        """As LaTeX, in parentheses if it holds together less strongly than `rank`."""
        return self.latex() if self.rank >= rank else f"({self.latex()})"

    def sides(self, at: Values) -> list[NDArray[Any]]:
        """On which side of every kink (of abs, max, min, step, sign) these values lie, −1, 0 or 1."""
        found: dict[int, Numbers] = {}
        return [np.sign(edge.known(at, found)) for edge in list(self.edges())]  # alive, so that each has its own id

    def edges(self) -> Iterator[Expression]:
        """Expressions that are 0 where this one has a kink."""
        for part in self.parts():
            yield from part.edges()


@dataclass(frozen=True)
class Number(Expression):
    """A number."""

    number: float

    def of(self, *parts: Numbers) -> Numbers:
        """The number itself."""
        return np.float64(self.number)

    def derivative(self, by: str) -> Expression:
        """Return 0."""
        return ZERO

    def latex(self) -> str:
        """Its shortest decimals."""
        known = {np.pi: r"\pi", np.e: "e"}.get(self.number)
        mantissa, _, power = f"{self.number:.12g}".partition("e")
        return known or (rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa)


@dataclass(frozen=True)
class Variable(Expression):
    """A variable by its name."""

    name: str

    def known(self, at: Values, found: dict[int, Numbers]) -> Numbers:
        """Look it up."""
        return at[self.name]

    def derivative(self, by: str) -> Expression:
        """Return 1 by itself, 0 by any other."""
        return ONE if by == self.name else ZERO

    def latex(self) -> str:
        """Its name, with a number behind it as index."""
        stem = self.name.rstrip("0123456789")
        index = self.name[len(stem) :]
        return f"{stem}_{{{index}}}" if len(index) > 1 else f"{stem}_{index}" if index else stem


@dataclass(frozen=True)
class Binary(Expression):
    """Two expressions with a sign between them."""

    left: Expression
    right: Expression
    operation: ClassVar[Callable[..., Numbers]]

    def of(self, *parts: Numbers) -> Numbers:
        """Work it out."""
        return type(self).operation(*parts)

    def parts(self) -> tuple[Expression, ...]:
        """Both sides."""
        return self.left, self.right


class Sum(Binary):
    """u + v; (u + v)′ = u′ + v′."""

    rank = 1
    operation = operator.add

    def derivative(self, by: str) -> Expression:
        """Return u′ + v′."""
        return plus(self.left.derivative(by), self.right.derivative(by))

    def latex(self) -> str:
        """Return u + v."""
        return f"{self.left.latex()} + {self.right.latex()}"


class Difference(Binary):
    """u − v; (u − v)′ = u′ − v′."""

    rank = 1
    operation = operator.sub

    def derivative(self, by: str) -> Expression:
        """Return u′ − v′."""
        return minus(self.left.derivative(by), self.right.derivative(by))

    def latex(self) -> str:
        """Return u - v."""
        return f"{self.left.latex()} - {self.right.within(2)}"


class Product(Binary):
    """u v; (u v)′ = u′ v + u v′."""

    rank = 2
    operation = operator.mul

    def derivative(self, by: str) -> Expression:
        """Return u′ v + u v′."""
        u, v = self.left, self.right
        return plus(times(u.derivative(by), v), times(u, v.derivative(by)))

    def latex(self) -> str:
        """Return u v, with a dot where two numbers would run together."""
        right = self.right.within(2)
        right = f"({right})" if right.startswith("-") else right
        between = r" \cdot " if right[0].isdigit() else r"\,"
        return f"{self.left.within(2)}{between}{right}"


class Quotient(Binary):
    """u / v; (u / v)′ = (u′ v − u v′) / v²."""

    rank = 2
    operation = np.true_divide  # by the rules of floating point where v is 0

    def derivative(self, by: str) -> Expression:
        """Return u′/v − (u/v) (v′/v), which cannot overflow where u/v does not."""
        u, v = self.left, self.right
        return minus(over(u.derivative(by), v), times(self, over(v.derivative(by), v)))

    def latex(self) -> str:
        """Return u over v."""
        return rf"\frac{{{self.left.latex()}}}{{{self.right.latex()}}}"


class Power(Binary):
    """uᵛ; (uᵛ)′ = v uᵛ⁻¹ u′ where v is a number, uᵛ (v′ ln u + v u′/u) elsewhere."""

    rank = 4
    operation = np.power

    def derivative(self, by: str) -> Expression:
        """By the power rule, the exponential rule, or both."""
        u, v, du, dv = self.left, self.right, self.left.derivative(by), self.right.derivative(by)
        if dv == ZERO:
            return times(times(v, power(u, minus(v, ONE))), du)
        rate = times(dv, Call("ln", (u,)))
        return times(self, rate if du == ZERO else plus(rate, over(times(v, du), u)))

    def latex(self) -> str:
        """Return u^v."""
        return f"{self.left.within(5)}^{{{self.right.latex()}}}"


@dataclass(frozen=True)
class Negative(Expression):
    """Return −u."""

    inner: Expression
    rank = 3

    def of(self, *parts: Numbers) -> Numbers:
        """Return −u."""
        return -parts[0]

    def derivative(self, by: str) -> Expression:
        """Return −u′."""
        return negative(self.inner.derivative(by))

    def parts(self) -> tuple[Expression, ...]:
        """What stands behind the sign."""
        return (self.inner,)

    def latex(self) -> str:
        """Return -u."""
        return f"-{self.inner.within(3)}"


@dataclass(frozen=True)
class Function:
    """A function by name: how it is computed, its partial derivatives, its kinks, and how it is written."""

    arguments: int
    value: Callable[..., Numbers]
    slopes: Callable[..., tuple[Expression, ...]]
    """From the arguments to one partial derivative each."""
    latex: str
    """With {0} and {1} for the arguments."""
    edge: Callable[..., Expression] | None = None
    """From the arguments to what is 0 where the function has a kink."""


@dataclass(frozen=True)
class Call(Expression):
    """A function of one or two expressions."""

    name: str
    arguments: tuple[Expression, ...]

    def of(self, *parts: Numbers) -> Numbers:
        """Work out the function."""
        return FUNCTIONS[self.name].value(*parts)

    def derivative(self, by: str) -> Expression:
        """The chain rule: each partial derivative times the derivative of its argument."""
        total: Expression = ZERO
        for slope, one in zip(FUNCTIONS[self.name].slopes(*self.arguments), self.arguments, strict=True):
            total = plus(total, times(slope, one.derivative(by)))
        return total

    def parts(self) -> tuple[Expression, ...]:
        """The arguments."""
        return self.arguments

    def edges(self) -> Iterator[Expression]:
        """Those of the function, and of its arguments."""
        edge = FUNCTIONS[self.name].edge
        if edge is not None:
            yield edge(*self.arguments)
        yield from super().edges()

    def latex(self) -> str:
        """As the textbooks write the function."""
        return FUNCTIONS[self.name].latex.format(*(one.latex() for one in self.arguments))


@dataclass(frozen=True)
class Exact(Expression):
    """What is computed otherwise than it is written, so that no digits are lost."""

    written: Expression
    argument: Expression
    compute: Callable[[Numbers], Numbers]
    """From the argument to the value."""
    slope: Expression | None = None
    """Its derivative by the argument; None for that of what is written."""

    def of(self, *parts: Numbers) -> Numbers:
        """Work it out from the argument."""
        return self.compute(*parts)

    def derivative(self, by: str) -> Expression:
        """The chain rule, or the derivative of what is written."""
        return times(self.slope, self.argument.derivative(by)) if self.slope else self.written.derivative(by)

    def parts(self) -> tuple[Expression, ...]:
        """The argument."""
        return (self.argument,)

    def latex(self) -> str:
        """As it is written."""
        return self.written.latex()

    def within(self, rank: int) -> str:
        """As it is written."""
        return self.written.within(rank)


ZERO, ONE, TWO = Number(0.0), Number(1.0), Number(2.0)


# What a derivative is put together with: nothing is written that a reader would strike out at once.


def plus(u: Expression, v: Expression) -> Expression:
    """Return u + v."""
    if isinstance(v, Negative):
        return minus(u, v.inner)
    return v if u == ZERO else u if v == ZERO else Sum(u, v)


def minus(u: Expression, v: Expression) -> Expression:
    """Return u − v."""
    if isinstance(u, Number) and isinstance(v, Number):
        return Number(u.number - v.number)
    return negative(v) if u == ZERO else u if v == ZERO else Difference(u, v)


def times(u: Expression, v: Expression) -> Expression:
    """Return u v."""
    if ZERO in (u, v):
        return ZERO
    if isinstance(u, Negative):
        return negative(times(u.inner, v))
    if isinstance(v, Negative):
        return negative(times(u, v.inner))
    return v if u == ONE else u if v == ONE else Product(u, v)


def over(u: Expression, v: Expression) -> Expression:
    """Return u / v."""
    if isinstance(u, Negative):
        return negative(over(u.inner, v))
    return ZERO if u == ZERO else u if v == ONE else Quotient(u, v)


def power(u: Expression, v: Expression) -> Expression:
    """Return uᵛ."""
    return ONE if v == ZERO else u if v == ONE else Power(u, v)


def negative(u: Expression) -> Expression:
    """Return −u."""
    return ZERO if u == ZERO else u.inner if isinstance(u, Negative) else Negative(u)


def _call(name: str, *arguments: Expression) -> Expression:
    return Call(name, arguments)


FUNCTIONS: dict[str, Function] = {
    "exp": Function(1, exp, lambda u: (Exact(_call("exp", u), u, exp_slope),), "e^{{{0}}}"),
    "ln": Function(1, np.log, lambda u: (over(ONE, u),), r"\ln({0})"),
    "sqrt": Function(1, np.sqrt, lambda u: (over(ONE, times(TWO, _call("sqrt", u))),), r"\sqrt{{{0}}}"),
    "sin": Function(1, np.sin, lambda u: (_call("cos", u),), r"\sin({0})"),
    "cos": Function(1, np.cos, lambda u: (negative(_call("sin", u)),), r"\cos({0})"),
    "tanh": Function(
        1, np.tanh, lambda u: (Exact(minus(ONE, power(_call("tanh", u), TWO)), u, tanh_slope),), r"\tanh({0})"
    ),
    "atan": Function(1, np.arctan, lambda u: (over(ONE, plus(ONE, power(u, TWO))),), r"\arctan({0})"),
    "sigmoid": Function(
        1,
        sigmoid,
        lambda u: (Exact(times(_call("sigmoid", u), minus(ONE, _call("sigmoid", u))), u, sigmoid_slope),),
        r"\sigma({0})",
    ),
    "abs": Function(1, np.abs, lambda u: (_call("sign", u),), r"|{0}|", lambda u: u),
    "sign": Function(1, np.sign, lambda u: (ZERO,), r"\mathrm{{sign}}({0})", lambda u: u),
    "step": Function(1, step, lambda u: (ZERO,), r"[{0} > 0]", lambda u: u),
    # Where both are the same, each counts for half.
    "max": Function(
        2, np.maximum, lambda u, v: (_call("step", minus(u, v)), _call("step", minus(v, u))), r"\max({0}, {1})", minus
    ),
    "min": Function(
        2, np.minimum, lambda u, v: (_call("step", minus(v, u)), _call("step", minus(u, v))), r"\min({0}, {1})", minus
    ),
}
"""Every function that a formula may use."""
