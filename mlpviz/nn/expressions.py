"""Formulas as trees of expressions: value, exact derivative, kinks and LaTeX."""

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
"""A number or an array for each variable."""


class Expression:
    """A formula or a part of one. Values may be arrays or single numbers, also inf or NaN."""

    rank = 5
    """Precedence: sums 1, products 2, signs 3, powers 4, all else 5."""

    def value(self, at: Values) -> Numbers:
        """The value for the given values of the variables."""
        return self.known(at, {})

    def known(self, at: Values, found: dict[int, Numbers]) -> Numbers:
        """Like `value`, but kept in `found`, because a derivative contains the same part many times."""
        if id(self) not in found:
            found[id(self)] = self.of(*(part.known(at, found) for part in self.parts()))
        return found[id(self)]

    def of(self, *parts: Numbers) -> Numbers:
        """The value for the given values of the subexpressions."""
        raise NotImplementedError

    def derivative(self, by: str) -> Expression:
        """The exact derivative by a variable, as an expression."""
        raise NotImplementedError

    def parts(self) -> tuple[Expression, ...]:
        """The subexpressions."""
        return ()

    def latex(self) -> str:
        raise NotImplementedError

    def within(self, rank: int) -> str:
        """LaTeX, in parentheses if the precedence of this expression is lower than `rank`."""
        return self.latex() if self.rank >= rank else f"({self.latex()})"

    def sides(self, at: Values) -> list[NDArray[Any]]:
        """For every kink (of abs, max, min, step, sign): on which side of it the values are, −1, 0 or 1."""
        found: dict[int, Numbers] = {}
        return [np.sign(edge.known(at, found)) for edge in list(self.edges())]  # a list, so that all ids differ

    def edges(self) -> Iterator[Expression]:
        """Expressions whose zeros are the kinks of this one."""
        for part in self.parts():
            yield from part.edges()


@dataclass(frozen=True)
class Number(Expression):
    """A number."""

    number: float

    def of(self, *parts: Numbers) -> Numbers:
        return np.float64(self.number)

    def derivative(self, by: str) -> Expression:
        return ZERO

    def latex(self) -> str:
        known = {np.pi: r"\pi", np.e: "e"}.get(self.number)
        mantissa, _, power = f"{self.number:.12g}".partition("e")
        return known or (rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa)


@dataclass(frozen=True)
class Variable(Expression):
    """A variable, by its name."""

    name: str

    def known(self, at: Values, found: dict[int, Numbers]) -> Numbers:
        return at[self.name]

    def derivative(self, by: str) -> Expression:
        return ONE if by == self.name else ZERO

    def latex(self) -> str:
        """The name, with digits at its end as index."""
        stem = self.name.rstrip("0123456789")
        index = self.name[len(stem) :]
        return f"{stem}_{{{index}}}" if len(index) > 1 else f"{stem}_{index}" if index else stem


@dataclass(frozen=True)
class Binary(Expression):
    """An operation on two expressions, u and v."""

    left: Expression
    right: Expression
    operation: ClassVar[Callable[..., Numbers]]

    def of(self, *parts: Numbers) -> Numbers:
        return type(self).operation(*parts)

    def parts(self) -> tuple[Expression, ...]:
        return self.left, self.right


class Sum(Binary):
    """u + v; (u + v)′ = u′ + v′."""

    rank = 1
    operation = operator.add

    def derivative(self, by: str) -> Expression:
        return _plus(self.left.derivative(by), self.right.derivative(by))

    def latex(self) -> str:
        return f"{self.left.latex()} + {self.right.latex()}"


class Difference(Binary):
    """u − v; (u − v)′ = u′ − v′."""

    rank = 1
    operation = operator.sub

    def derivative(self, by: str) -> Expression:
        return _minus(self.left.derivative(by), self.right.derivative(by))

    def latex(self) -> str:
        return f"{self.left.latex()} - {self.right.within(2)}"


class Product(Binary):
    """u v; (u v)′ = u′ v + u v′."""

    rank = 2
    operation = operator.mul

    def derivative(self, by: str) -> Expression:
        u, v = self.left, self.right
        return _plus(times(u.derivative(by), v), times(u, v.derivative(by)))

    def latex(self) -> str:
        """Put a dot before a digit, because two numbers side by side would look like one."""
        right = self.right.within(2)
        right = f"({right})" if right.startswith("-") else right
        between = r" \cdot " if right[0].isdigit() else r"\,"
        return f"{self.left.within(2)}{between}{right}"


class Quotient(Binary):
    """u / v; (u / v)′ = (u′ v − u v′) / v²."""

    rank = 2
    operation = np.true_divide  # division by 0 gives inf or NaN

    def derivative(self, by: str) -> Expression:
        """Compute u′/v − (u/v) (v′/v), which cannot overflow where u/v does not."""
        u, v = self.left, self.right
        return _minus(over(u.derivative(by), v), times(self, over(v.derivative(by), v)))

    def latex(self) -> str:
        return rf"\frac{{{self.left.latex()}}}{{{self.right.latex()}}}"


class Power(Binary):
    """uᵛ; (uᵛ)′ = v uᵛ⁻¹ u′ where v is a number, uᵛ (v′ ln u + v u′/u) elsewhere."""

    rank = 4
    operation = np.power

    def derivative(self, by: str) -> Expression:
        u, v, du, dv = self.left, self.right, self.left.derivative(by), self.right.derivative(by)
        if dv == ZERO:
            return times(times(v, _power(u, _minus(v, ONE))), du)
        rate = times(dv, Call("ln", (u,)))
        return times(self, rate if du == ZERO else _plus(rate, over(times(v, du), u)))

    def latex(self) -> str:
        return f"{self.left.within(5)}^{{{self.right.latex()}}}"


@dataclass(frozen=True)
class Negative(Expression):
    """−u; (−u)′ = −u′."""

    inner: Expression
    rank = 3

    def of(self, *parts: Numbers) -> Numbers:
        return -parts[0]

    def derivative(self, by: str) -> Expression:
        return _negative(self.inner.derivative(by))

    def parts(self) -> tuple[Expression, ...]:
        return (self.inner,)

    def latex(self) -> str:
        return f"-{self.inner.within(3)}"


@dataclass(frozen=True)
class Function:
    """A function that formulas can call: its value, partial derivatives, kinks and LaTeX."""

    arguments: int
    value: Callable[..., Numbers]
    slopes: Callable[..., tuple[Expression, ...]]
    """Takes the arguments, returns the partial derivative by each."""
    latex: str
    """A format string; {0} and {1} stand for the arguments."""
    edge: Callable[..., Expression] | None = None
    """Takes the arguments, returns an expression that is 0 where the function has a kink."""


@dataclass(frozen=True)
class Call(Expression):
    """A function applied to one or two expressions."""

    name: str
    arguments: tuple[Expression, ...]

    def of(self, *parts: Numbers) -> Numbers:
        return FUNCTIONS[self.name].value(*parts)

    def derivative(self, by: str) -> Expression:
        """The chain rule: each partial derivative times the derivative of its argument."""
        total: Expression = ZERO
        for slope, one in zip(FUNCTIONS[self.name].slopes(*self.arguments), self.arguments, strict=True):
            total = _plus(total, times(slope, one.derivative(by)))
        return total

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments

    def edges(self) -> Iterator[Expression]:
        """The kinks of the function, then those of its arguments."""
        edge = FUNCTIONS[self.name].edge
        if edge is not None:
            yield edge(*self.arguments)
        yield from super().edges()

    def latex(self) -> str:
        return FUNCTIONS[self.name].latex.format(*(one.latex() for one in self.arguments))


@dataclass(frozen=True)
class Exact(Expression):
    """An expression that is computed by another formula than it is written, so that no digits are lost."""

    written: Expression
    argument: Expression
    compute: Callable[[Numbers], Numbers]
    """Takes the value of the argument, returns the value of the expression."""
    slope: Expression | None = None
    """Its derivative by the argument; None: the derivative of `written` is used."""

    def of(self, *parts: Numbers) -> Numbers:
        return self.compute(*parts)

    def derivative(self, by: str) -> Expression:
        return times(self.slope, self.argument.derivative(by)) if self.slope else self.written.derivative(by)

    def parts(self) -> tuple[Expression, ...]:
        return (self.argument,)

    def latex(self) -> str:
        return self.written.latex()

    def within(self, rank: int) -> str:
        return self.written.within(rank)


ZERO, ONE, TWO = Number(0.0), Number(1.0), Number(2.0)


# Derivatives are built with these. They leave out what changes nothing, such as + 0 and × 1.


def _plus(u: Expression, v: Expression) -> Expression:
    if isinstance(v, Negative):
        return _minus(u, v.inner)
    return v if u == ZERO else u if v == ZERO else Sum(u, v)


def _minus(u: Expression, v: Expression) -> Expression:
    if isinstance(u, Number) and isinstance(v, Number):
        return Number(u.number - v.number)
    return _negative(v) if u == ZERO else u if v == ZERO else Difference(u, v)


def times(u: Expression, v: Expression) -> Expression:
    """The product u v, simplified where a factor is 0, 1 or negative."""
    if ZERO in (u, v):
        return ZERO
    if isinstance(u, Negative):
        return _negative(times(u.inner, v))
    if isinstance(v, Negative):
        return _negative(times(u, v.inner))
    return v if u == ONE else u if v == ONE else Product(u, v)


def over(u: Expression, v: Expression) -> Expression:
    """The quotient u / v, simplified where u is 0 or negative, or v is 1."""
    if isinstance(u, Negative):
        return _negative(over(u.inner, v))
    return ZERO if u == ZERO else u if v == ONE else Quotient(u, v)


def _power(u: Expression, v: Expression) -> Expression:
    return ONE if v == ZERO else u if v == ONE else Power(u, v)


def _negative(u: Expression) -> Expression:
    return ZERO if u == ZERO else u.inner if isinstance(u, Negative) else Negative(u)


def _call(name: str, *arguments: Expression) -> Expression:
    return Call(name, arguments)


FUNCTIONS: dict[str, Function] = {
    "exp": Function(1, exp, lambda u: (Exact(_call("exp", u), u, exp_slope),), "e^{{{0}}}"),
    "ln": Function(1, np.log, lambda u: (over(ONE, u),), r"\ln({0})"),
    "sqrt": Function(1, np.sqrt, lambda u: (over(ONE, times(TWO, _call("sqrt", u))),), r"\sqrt{{{0}}}"),
    "sin": Function(1, np.sin, lambda u: (_call("cos", u),), r"\sin({0})"),
    "cos": Function(1, np.cos, lambda u: (_negative(_call("sin", u)),), r"\cos({0})"),
    "tanh": Function(
        1, np.tanh, lambda u: (Exact(_minus(ONE, _power(_call("tanh", u), TWO)), u, tanh_slope),), r"\tanh({0})"
    ),
    "atan": Function(1, np.arctan, lambda u: (over(ONE, _plus(ONE, _power(u, TWO))),), r"\arctan({0})"),
    "sigmoid": Function(
        1,
        sigmoid,
        lambda u: (Exact(times(_call("sigmoid", u), _minus(ONE, _call("sigmoid", u))), u, sigmoid_slope),),
        r"\sigma({0})",
    ),
    "abs": Function(1, np.abs, lambda u: (_call("sign", u),), r"|{0}|", lambda u: u),
    "sign": Function(1, np.sign, lambda u: (ZERO,), r"\mathrm{{sign}}({0})", lambda u: u),
    "step": Function(1, step, lambda u: (ZERO,), r"[{0} > 0]", lambda u: u),
    # Where both arguments are equal, each derivative is ½.
    "max": Function(
        2, np.maximum, lambda u, v: (_call("step", _minus(u, v)), _call("step", _minus(v, u))), r"\max({0}, {1})",
        _minus),
    "min": Function(
        2, np.minimum, lambda u, v: (_call("step", _minus(v, u)), _call("step", _minus(u, v))), r"\min({0}, {1})",
        _minus),
}
"""The functions that a formula may use, by name."""
