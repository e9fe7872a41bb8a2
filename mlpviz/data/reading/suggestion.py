"""What the columns of a table most likely are, by name and content, and what is uncertain about that."""

from __future__ import annotations

from dataclasses import dataclass

from mlpviz.data.reading.question import Question
from mlpviz.data.reading.roles import Role, Roles
from mlpviz.data.reading.sheet import Sheet


@dataclass(frozen=True)
class Suggestion:
    """The roles to begin with."""

    roles: Roles
    questions: tuple[Question, ...]
    """About separator, decimal sign, header and roles; those that are required come first."""

    @property
    def certain(self) -> bool:
        """Whether nothing has to be asked."""
        return not any(question.required for question in self.questions)


def suggested_roles(sheet: Sheet) -> Suggestion:
    """Roles by name and content. Names decide where there are names."""
    raise NotImplementedError


def possible_roles(sheet: Sheet, column: int) -> tuple[Role, ...]:
    """Everything a column can be, for its menu: text is no input and no value; only few values make a class."""
    raise NotImplementedError


def clicked(sheet: Sheet, roles: Roles, column: int) -> Roles:
    """The roles after a click on the head of a column.

    A used column gets out of use. Another becomes an input while there are fewer than two, then the class or the
    value; text becomes the class.
    """
    raise NotImplementedError
