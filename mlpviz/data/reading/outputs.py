"""Finds the column that a network is to learn: the class of a point, or values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mlpviz.data.naming import MOST_CLASSES
from mlpviz.data.reading.names import Meaning, count_in, is_strong, plain
from mlpviz.data.reading.sheet import Sheet

_SIGNS = ((0.0, 1.0), (-1.0, 1.0))
"""Two numbers that nobody would call values."""
_NAME_IT = "Name the column of classes label, or the column of numbers to predict value."


@dataclass(frozen=True)
class Findings:
    """What the columns say before the output is chosen."""

    meanings: tuple[Meaning, ...]
    """Of each column's name."""
    rest: tuple[int, ...]
    """Columns that are neither empty nor an index nor test marks."""
    test: int | None
    """The one column of test marks."""
    tests: tuple[int, ...]
    """Every column of test marks."""
    counted: tuple[int, ...]
    """Columns that count 1, 2, 3 …, which may number the rows."""

    def is_numbered_input(self, sheet: Sheet, place: int) -> bool:
        """Whether a column is called x1 or feature 2 or the like."""
        return self.meanings[place] == "input" and count_in(sheet.columns[place].name) >= 0


@dataclass(frozen=True)
class Output:
    """The column of classes or the columns of values, and what else could be meant."""

    label: int | None = None
    values: tuple[int, ...] = ()
    sentence: str = ""
    """A question, if it is uncertain."""
    text: str = ""
    """This output as an answer to that question."""
    others: tuple[tuple[str, Output], ...] = ()
    """Other answers."""
    write: str = _NAME_IT


def output_of(sheet: Sheet, found: Findings) -> Output:
    """By name where a name says it, else by content and position."""
    by_meaning: dict[str, list[int]] = {}
    for place in found.rest:
        by_meaning.setdefault(found.meanings[place], []).append(place)
    named = by_meaning.get("class", [])
    strong = [place for place in named if is_strong(_name(sheet, place))]
    classes = strong or [place for place in named if _class_like(sheet, place)]
    values = [place for place in by_meaning.get("value", []) if sheet.columns[place].kind == "number"]
    if classes and values:
        every = [*((place, True) for place in classes), *((place, False) for place in values)]
        return _choice(sheet, every, "What is to be learned")
    if len(classes) == 1:
        return _class(sheet, classes[0])
    if classes:
        return _choice(sheet, [(place, True) for place in classes], "Which column is the class")
    if values:
        return _values(sheet, values)
    return _of_outputs(sheet, found, by_meaning.get("output", []))


def _name(sheet: Sheet, place: int) -> str:
    return sheet.columns[place].name


def _class_like(sheet: Sheet, place: int) -> bool:
    column = sheet.columns[place]
    if column.kind == "number":
        return len(column.whole_values) > 0
    return len(column.distinct) <= max(MOST_CLASSES, len(column.cells) // 2)


def _class(sheet: Sheet, place: int) -> Output:
    """A column whose name says class; many numbers in it are a surprise."""
    column = sheet.columns[place]
    if column.kind != "number" or column.whole_values:
        return Output(label=place)
    title = sheet.title(place)
    return Output(
        values=(place,),
        sentence=f"{title} holds {len(column.distinct)} different numbers. Are they values to predict?",
        text="Values",
        others=(("Classes", Output(label=place)),),
        write=f"Name {title} value, or write at most {MOST_CLASSES} different classes.",
    )


def _values(sheet: Sheet, places: Sequence[int]) -> Output:
    numbered = [place for place in places if count_in(_name(sheet, place)) >= 0]
    if len(places) == 1:
        return Output(values=tuple(places))
    if len(numbered) == len(places) and len({plain(_name(sheet, place)).rstrip("0123456789") for place in places}) == 1:
        return Output(values=tuple(sorted(places, key=lambda place: count_in(_name(sheet, place)))))
    return _choice(sheet, [(place, False) for place in places], "Which column holds the values to predict")


def _choice(sheet: Sheet, places: Sequence[tuple[int, bool]], question: str) -> Output:
    """A question with one answer for each column: (place, whether it is a class)."""
    kinds = len({is_class for _, is_class in places}) > 1
    answers = [
        (
            sheet.title(place) + kinds * (", as classes" if is_class else ", as values"),
            Output(label=place) if is_class else Output(values=(place,)),
        )
        for place, is_class in places
    ]
    titles = "; ".join(title for title, _ in answers[:-1]) + f" or {answers[-1][0]}"
    first = answers[0][1]
    return Output(first.label, first.values, f"{question}: {titles}?", answers[0][0], tuple(answers[1:]))


def _class_or_values(sheet: Sheet, place: int, is_class: bool) -> Output:
    """A question about one column."""
    answers = [("Classes", Output(label=place)), ("Values", Output(values=(place,)))]
    if not is_class:
        answers.reverse()
    first = answers[0][1]
    sentence = f"Does {sheet.title(place)} hold classes, or values to predict?"
    return Output(first.label, first.values, sentence, answers[0][0], (answers[1],))


def _of_outputs(sheet: Sheet, found: Findings, outputs: list[int]) -> Output:
    """Columns called y, target or the like are a class or a value; y beside x can be an input too."""
    xs = [place for place in found.rest if plain(_name(sheet, place)) == "x"]
    ys = [place for place in outputs if plain(_name(sheet, place)) == "y"]
    numbered = [place for place in outputs if count_in(_name(sheet, place)) >= 0]
    others = [place for place in outputs if place not in ys and place not in numbered]
    times = [place for place in others if plain(_name(sheet, place)) == "t"]
    if times and len(outputs) > 1:  # beside y, t is the time
        outputs = [place for place in outputs if place not in times]
        others = [place for place in others if place not in times]
    elif times and xs and len(found.rest) == 2:
        return _choice(sheet, [(xs[0], False), (times[0], False)], "What is to be learned")
    if len(others) == 1:
        return _named_output(sheet, others[0])
    if others:
        return _choice(sheet, [(place, _is_class(sheet, place)) for place in others], "What is to be learned")
    if numbered and not ys and all(sheet.columns[place].kind == "number" for place in numbered):
        return _values(sheet, numbered)
    if ys and len(found.rest) > 2 and xs:
        return _by_content(sheet, found, [place for place in found.rest if place not in (*xs, *ys)])
    if ys:
        return _named_output(sheet, ys[0])
    return _by_content(sheet, found, list(found.rest))


def _is_class(sheet: Sheet, place: int) -> bool:
    column = sheet.columns[place]
    return column.kind != "number" or column.whole_values in _SIGNS


def _named_output(sheet: Sheet, place: int) -> Output:
    column = sheet.columns[place]
    if column.kind != "number" or column.whole_values in _SIGNS:
        return Output(label=place)
    if 1 < len(column.whole_values) <= MOST_CLASSES and _repeats(sheet, place):
        return _class_or_values(sheet, place, True)
    return Output(values=(place,))


def _by_content(sheet: Sheet, found: Findings, free: list[int]) -> Output:
    """No name says it: text of few names is the class, else few whole numbers in the last or first column."""
    inputs = {place for place in free if found.is_numbered_input(sheet, place)}
    free = [place for place in free if place not in inputs]
    if not free:
        sentence = "No column says which class or which value a point has. Do all points belong to one class?"
        return Output(sentence=sentence, text="One class")
    texts = [place for place in free if sheet.columns[place].kind != "number" and _few_names(sheet, place)]
    ends = (found.rest[-1], found.rest[0])
    if len(texts) == 1:
        sure = texts[0] == ends[0] or (texts[0] == ends[1] and not _counts_something(sheet, free))
        if sure or len(free) == 1:
            return Output(label=texts[0])
        return _choice(sheet, [(texts[0], True), *_last_number(sheet, free)], "What is to be learned")
    if texts:
        texts.sort(key=lambda place: ends.index(place) if place in ends else 2)
        return _choice(sheet, [(place, True) for place in texts], "Which column is the class")
    texts = [place for place in free if sheet.columns[place].kind != "number" and _is_short(sheet, place)]
    if len(texts) == 1:
        title = sheet.title(texts[0])
        one_class = (("No, all points are of one class", Output()),)
        return Output(label=texts[0], sentence=f"Is {title} the class of each point?", text="Yes", others=one_class)
    return _of_numbers(sheet, found, [place for place in free if sheet.columns[place].kind == "number"], bool(inputs))


def _is_short(sheet: Sheet, place: int) -> bool:
    return 0 < len(sheet.columns[place].distinct) <= MOST_CLASSES


def _counts_something(sheet: Sheet, free: Sequence[int]) -> bool:
    """Whether the last column has whole numbers and another has not: then it may be what is to be learned."""
    numbers = [place for place in free if sheet.columns[place].kind == "number"]
    whole = [all(map(float.is_integer, _known(sheet, place))) for place in numbers]
    return len(whole) > 1 and whole[-1] and not all(whole)


def _known(sheet: Sheet, place: int) -> list[float]:
    values = sheet.columns[place].numbers
    return [value for value in values[:1000].tolist() if value == value]  # NaN is not equal to itself


def _few_names(sheet: Sheet, place: int) -> bool:
    column = sheet.columns[place]
    count = len(column.distinct)
    return 0 < count <= max(MOST_CLASSES, len(column.cells) // 2) and (count < len(column.cells) or count <= 2)


def _last_number(sheet: Sheet, free: Sequence[int]) -> list[tuple[int, bool]]:
    return [(place, False) for place in free[-1:] if sheet.columns[place].kind == "number"]


def _of_numbers(sheet: Sheet, found: Findings, free: list[int], has_inputs: bool) -> Output:
    """Only numbers: the last or the first column of few whole ones is the class, the y of two columns is the value."""
    if not free:
        sentence = "No column says which class or which value a point has. Do all points belong to one class?"
        return Output(sentence=sentence, text="One class")
    few = [place for place in free if _is_few(sheet, place)]
    last, first = free[-1], free[0]
    if len(free) == 1 and last in few:
        at_an_end = last in (found.rest[-1], found.rest[0])
        return Output(label=last) if at_an_end else _class_or_values(sheet, last, True)
    if len(free) == 1 and has_inputs:
        return Output(values=(last,))
    if len(free) == 2 and not has_inputs:
        return _named_output(sheet, last)
    if len(few) == len(free) == 3:
        return Output(label=last)  # a gate: two inputs and the class, all of them few whole numbers
    if last in few and first in few:
        return _choice(sheet, [(last, True), (first, True)], "Which column is the class")
    for place, end in ((last, found.rest[-1]), (first, found.rest[0])):
        if place in few and place == end:
            sure = _repeats(sheet, place) or _are_numbered(sheet.columns[place].whole_values)
            return Output(label=place) if sure else _class_or_values(sheet, place, True)
    if few:
        return _choice(sheet, [(few[-1], True), (last, False)], "What is to be learned")
    if len(sheet.columns[last].whole_values) in range(1, MOST_CLASSES + 1):
        return _class_or_values(sheet, last, True)
    title = sheet.title(last)
    return Output(
        values=(last,),
        sentence=f"Which column is to be learned? {title} is the last one.",
        text=title,
        others=tuple((sheet.title(place), Output(values=(place,))) for place in free[:-1][:5]),
    )


def _repeats(sheet: Sheet, place: int) -> bool:
    """Whether each number occurs twice or more on average, as classes do."""
    column = sheet.columns[place]
    return 2 * len(column.whole_values) <= len(column.cells)


def _are_numbered(values: tuple[float, ...]) -> bool:
    """Whether these are the numbers that classes usually get: 0, 1 … or 1, 2 …, or −1 and 1."""
    start = values[0] if values else 0.0
    return values in _SIGNS or (start in (0.0, 1.0) and values == tuple(start + at for at in range(len(values))))


def _is_few(sheet: Sheet, place: int) -> bool:
    column = sheet.columns[place]
    return 1 < len(column.whole_values) <= MOST_CLASSES and len(column.whole_values) < len(column.cells)
