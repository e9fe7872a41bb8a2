"""What each column of a table is used for: an input, the class, a value to predict, the test mark, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Role = Literal["input", "class", "value", "test", ""]
"""What one column can be; "" stands for not used."""


@dataclass(frozen=True)
class Roles:
    """Columns by their index from 0. There are classes or values, never both; with neither, all points are class 1."""

    inputs: tuple[int, ...] = ()
    """In the order x₁, x₂ …"""
    label: int | None = None
    """The column of classes."""
    values: tuple[int, ...] = ()
    """The columns of numbers to predict."""
    test: int | None = None
    """The column that says which points are kept for testing."""

    def __post_init__(self) -> None:
        """Raise ValueError if a column has two roles, or if there are both classes and values."""
        used = self.used
        if len(set(used)) < len(used):
            raise ValueError(f"a column has two roles in {self}; give it one.")
        if self.label is not None and self.values:
            raise ValueError("there are classes and values; choose one of them.")

    @property
    def used(self) -> tuple[int, ...]:
        """Every column that has a role."""
        single = tuple(one for one in (self.label, self.test) if one is not None)
        return (*self.inputs, *self.values, *single)

    def role_of(self, column: int) -> Role:
        """What a column is."""
        if column in self.inputs:
            return "input"
        if column in self.values:
            return "value"
        return "class" if column == self.label else "test" if column == self.test else ""

    def place(self, column: int) -> int:
        """The how many-th input or value a column is, from 0."""
        return (self.inputs if column in self.inputs else self.values).index(column)

    def without(self, column: int) -> Roles:
        """A copy in which a column is not used; later inputs and values move up by one."""
        return Roles(
            tuple(one for one in self.inputs if one != column),
            None if self.label == column else self.label,
            tuple(one for one in self.values if one != column),
            None if self.test == column else self.test,
        )

    def with_role(self, column: int, role: Role) -> Roles:
        """A copy in which a column has a role: inputs and values line up behind the others, a class takes the place of
        another class and of the values, values take the place of the class.
        """
        rest = self.without(column)
        if role == "input":
            return replace(rest, inputs=(*rest.inputs, column))
        if role == "value":
            return replace(rest, values=(*rest.values, column), label=None)
        if role == "class":
            return replace(rest, label=column, values=())
        return replace(rest, test=column) if role == "test" else rest

    def with_input(self, column: int, place: int) -> Roles:
        """A copy in which a column is the input number `place`, from 0; what was there gets out of use."""
        inputs = list(self.without(column).inputs)
        inputs[place : place + 1] = [column]
        return replace(self.without(column), inputs=tuple(inputs))
