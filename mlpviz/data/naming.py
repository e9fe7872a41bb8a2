"""What the learner calls inputs, values and classes, and which colour a class has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

MOST_CLASSES = 6
LONGEST_NAME = 60


@dataclass(frozen=True)
class ClassLook:
    """Name and colour of one class."""

    name: str = ""
    """ "" stands for its number: class 1."""
    color: int | None = None
    """One of the six class colours, 0…5; None for the class's own."""


@dataclass(frozen=True)
class Naming:
    """Names of columns and classes. What has none is called by its number."""

    inputs: tuple[str, ...] = ()
    """Of the inputs, in their order; "" or missing: x₁, x₂ …"""
    values: tuple[str, ...] = ()
    """Of the numbers to predict; "" or missing: value."""
    label: str = ""
    """Of the column of classes, such as "species"."""
    classes: tuple[ClassLook, ...] = ()
    """Of each class, in the order of their labels."""

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        for name in ("inputs", "values"):
            object.__setattr__(self, name, tuple(_name(name, one) for one in _listed(name, getattr(self, name))))
        _name("label", self.label)
        looks = tuple(_listed("classes", self.classes))
        if len(looks) > MOST_CLASSES:
            raise ValueError(f"classes has {len(looks)} entries; there are at most {MOST_CLASSES} classes.")
        for look in looks:
            if not isinstance(look, ClassLook):
                raise ValueError(f"classes holds {look!r:.80}; give a ClassLook for each class.")
            _name("classes", look.name)
            if look.color is not None and (isinstance(look.color, bool) or look.color not in range(MOST_CLASSES)):
                raise ValueError(f"color is {look.color!r:.80}; allowed is a whole number from 0 to 5, or None.")
        object.__setattr__(self, "classes", looks)

    @classmethod
    def of_classes(cls, names: Iterable[str]) -> Naming:
        """Only names of classes."""
        return cls(classes=tuple(ClassLook(name) for name in names))

    def look(self, label: int) -> ClassLook:
        """Name and colour that a class was given, if any."""
        return self.classes[label] if label < len(self.classes) else ClassLook()

    def class_name(self, label: int) -> str:
        """The name of class `label`, such as "setosa" or "class 1"."""
        return self.look(label).name or f"class {label + 1}"

    def input_name(self, index: int) -> str:
        """The name of an input, such as "petal_length"; "" if it has none of its own."""
        return self.inputs[index] if index < len(self.inputs) else ""

    def value_name(self, index: int = 0) -> str:
        """The name of a number to predict, such as "price"; "" if it has none of its own."""
        return self.values[index] if index < len(self.values) else ""

    def with_look(self, label: int, look: ClassLook) -> Naming:
        """A copy in which a class has this name and colour."""
        looks = [self.look(one) for one in range(max(len(self.classes), label + 1))]
        looks[label] = look
        return replace(self, classes=tuple(looks))

    def without_class(self, label: int) -> Naming:
        """A copy in which the classes after `label` move up by one."""
        return replace(self, classes=self.classes[:label] + self.classes[label + 1 :])


def _listed(name: str, values: object) -> list[object]:
    if isinstance(values, str) or not isinstance(values, (tuple, list)):
        raise ValueError(f"{name} is {values!r:.80}; give a list.")
    return list(values)


def _name(field: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isprintable():
        raise ValueError(f"{field} holds {value!r:.80}; a name is one line of at most {LONGEST_NAME} characters.")
    return value
