"""A file on its way to become points: everything chosen and answered so far, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from mlpviz.data.reading.answers import NO_ANSWERS, Answers
from mlpviz.data.reading.dialect import Chosen
from mlpviz.data.reading.faults import Fault, Faults, faults
from mlpviz.data.reading.importing import Imported, imported, open_questions
from mlpviz.data.reading.question import About, Option, Question
from mlpviz.data.reading.roles import Role, Roles
from mlpviz.data.reading.sheet import Sheet
from mlpviz.data.reading.suggestion import clicked, suggested_roles
from mlpviz.data.reading.table import RECOGNISED, read_table

LARGE = 400_000
"""Bytes from which reading takes longer than a click may hold a window."""
_OF_DIALECT: Mapping[str, About] = MappingProxyType({
    "encoding": "encoding", "separator": "separator", "decimal": "decimal", "group": "decimal", "header": "header",
})  # fmt: skip


@dataclass(frozen=True, eq=False)
class Draft:
    """One state of the import; every change makes another."""

    content: bytes
    name: str
    """Of the file, for sentences."""
    sheet: Sheet
    roles: Roles
    questions: tuple[Question, ...]
    """What is not answered yet; those that have to be come first."""
    faults: Faults
    result: Imported | None
    """The points; None if there are none, and `refusal` says why."""
    refusal: str
    chosen: Chosen = RECOGNISED
    answers: Answers = NO_ANSWERS
    answered: frozenset[About] = field(default_factory=frozenset)

    @property
    def large(self) -> bool:
        """Whether a change takes longer than a click may hold a window."""
        return len(self.content) > LARGE

    @property
    def asked(self) -> Question | None:
        """The question that has to be answered before the import, if there is one."""
        return next((question for question in self.questions if question.required), None)

    @property
    def certain(self) -> bool:
        """Whether nothing is uncertain and no row is faulty."""
        return self.asked is None and not self.faults and self.result is not None

    # changes

    def read_with(self, chosen: Chosen) -> Draft:
        """Read the file again with other signs, names or encoding."""
        about = {_OF_DIALECT[name] for name in _OF_DIALECT if getattr(chosen, name) is not None}
        return _made(self, self.chosen.then(chosen), self.answers, self.answered | about)

    def answer(self, question: Question, option: Option) -> Draft:
        """Answer a question."""
        answered = self.answered | {question.about}
        if option.chosen is not None:
            return _made(self, self.chosen.then(option.chosen), self.answers, answered)
        if option.roles is not None:
            return _followed(replace(self, roles=option.roles, answered=answered))
        return _followed(replace(self, answers=option.answers or self.answers, answered=answered))

    def click(self, column: int) -> Draft:
        """Use a column, or use it no more."""
        return self._with_roles(clicked(self.sheet, self.roles, column))

    def give(self, column: int, role: Role, place: int | None = None) -> Draft:
        """Give a column a role; an input may be given its place, from 0."""
        if role == "input" and place is not None and place < len(self.roles.inputs):
            return self._with_roles(self.roles.with_input(column, place))
        return self._with_roles(self.roles.with_role(column, role))

    def _with_roles(self, roles: Roles) -> Draft:
        return _followed(replace(self, roles=roles, answered=self.answered | {"roles", "inputs"}))

    def skip(self, fault: Fault) -> Draft:
        """Leave out the row of a fault."""
        return self.decide(skipped_rows=self.answers.skipped_rows | {fault.row})

    def skip_kind(self, fault: Fault) -> Draft:
        """Leave out the rows of all faults of this kind."""
        return self.decide(skipped_kinds=self.answers.skipped_kinds | {fault.kind})

    def type_in(self, fault: Fault, text: str) -> Draft:
        """Put a text in place of the faulty cell."""
        return self.decide(typed=MappingProxyType({**self.answers.typed, (fault.row, fault.column): text}))

    def decide(self, **answers: object) -> Draft:
        """Change some answers: split, scaling, sample and so on."""
        return _followed(replace(self, answers=replace(self.answers, **answers)))  # type: ignore[arg-type]


def drafted(content: bytes, name: str, test_share: float = 0.25) -> Draft:
    """Read a file for the first time. Raises ValueError with one sentence if it is no table of text."""
    sheet = read_table(content, name)
    share = 0.0 if sheet.own is not None else test_share  # the program's own files read back as they were
    return _followed(_bare(content, name, sheet, RECOGNISED, Answers(test_share=share), frozenset()))


def _made(draft: Draft, chosen: Chosen, answers: Answers, answered: frozenset[About]) -> Draft:
    """The same file read with other choices; what was answered about rows and columns that are still there stays."""
    sheet = read_table(draft.content, draft.name, chosen)
    alike = [column.name for column in sheet.columns] == [column.name for column in draft.sheet.columns]
    if not (alike and len(sheet) == len(draft.sheet)):
        answers = replace(answers, skipped_rows=frozenset(), skipped_kinds=frozenset(), typed=MappingProxyType({}))
        answered -= {"roles", "inputs", "classes", "capitals"}
    again = _bare(draft.content, draft.name, sheet, chosen, answers, answered)
    return _followed(replace(again, roles=draft.roles) if alike and "roles" in answered else again)


def _bare(
    content: bytes, name: str, sheet: Sheet, chosen: Chosen, answers: Answers, answered: frozenset[About]
) -> Draft:
    roles = suggested_roles(sheet).roles
    none = Faults(sheet, roles, answers, [])
    return Draft(content, name, sheet, roles, (), none, None, "", chosen, answers, answered)


def _followed(draft: Draft) -> Draft:
    """The same with everything that follows from its choices."""
    found, refusal, result = faults(draft.sheet, draft.roles, draft.answers), "", None
    about_result: tuple[Question, ...] = ()
    try:
        about_result = open_questions(draft.sheet, draft.roles, draft.answers)
        result = imported(draft.sheet, draft.roles, draft.answers)
    except ValueError as problem:
        refusal = str(problem)
    every = (*draft.sheet.questions, *suggested_roles(draft.sheet).questions, *about_result)
    left = {question.about: question for question in reversed(every) if question.about not in draft.answered}
    questions = sorted(left.values(), key=_is_offer)
    return replace(draft, faults=found, questions=tuple(questions), result=result, refusal=refusal)


def _is_offer(question: Question) -> bool:
    return not question.required
