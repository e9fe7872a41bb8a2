"""A worksheet asks for what has to be worked out, and its key gives the walk back."""

from __future__ import annotations

import re

import pytest

from mlpviz.engine.examples import example
from mlpviz.engine.records import Walk
from mlpviz.engine.run import Run
from mlpviz.engine.telling.whole_walk import tell_text
from mlpviz.export.walk.story import Story
from mlpviz.export.walk.worksheet import LINE, walk_worksheet
from tests.export.stories import batch_walk, example_walks

BLANK = re.compile(rf"\((\d+[a-z]*)\){LINE}")


def key_of(sheet: str) -> dict[str, str]:
    rows = [line.strip("| ").split(" | ") for line in sheet.partition("## Key")[2].splitlines() if line.startswith("|")]
    return {blank: text for blank, _, text in rows[2:]}


def operations_of(sheet: str) -> list[list[str]]:
    """The lines of every operation."""
    blocks = re.findall(r"^```text\n(.*?)\n```$", sheet, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in blocks]


def told_again(sheet: str) -> list[str]:
    """The text of the walk that the blanks and the key give."""
    key = key_of(sheet)
    filled = BLANK.sub(lambda found: key[found[1]], "\n".join("\0".join(lines) for lines in operations_of(sheet)))
    return re.sub(r"\0 +(?==|≈)", " ", filled).replace("\0", "\n").splitlines()


def plain_lines(walk: Walk, digits: int) -> list[str]:
    """The lines of `tell_text` that tell operations, without their numbers."""
    lines = [line for line in tell_text(walk, digits) if line.startswith(" ")]
    return [re.sub(r"^ *(?:\d+  )?", "", line) for line in lines]


@pytest.mark.parametrize("digits", [4, 9])
def test_that_blanks_and_key_give_the_text_of_the_walk_again(digits):
    for walk in (*example_walks().values(), batch_walk()):
        sheet = walk_worksheet(Story(walk, digits))

        assert told_again(sheet) == plain_lines(walk, digits)


def test_that_every_result_is_a_blank_with_the_number_of_its_operation():
    walk = Run(example("mazur").experiment).walk()
    told = operations_of(walk_worksheet(Story(walk)))

    assert [lines[-1].strip() for lines in told] == [f"= ({at}){LINE}" for at in range(1, len(told) + 1)]


def test_that_what_is_given_stays_and_what_was_worked_out_asks_for_its_blank():
    told = operations_of(walk_worksheet(Story(Run(example("mazur").experiment).walk())))

    assert told[0][1].strip() == "= 0.15 · 0.05 + 0.2 · 0.1 + 0.35"
    assert told[4][1].strip() == f"= 0.4 · (3){LINE} + 0.45 · (4){LINE} + 0.6"


def test_that_no_result_can_be_read_before_the_key():
    sheet = walk_worksheet(Story(Run(example("mazur").experiment).walk()))
    before, _, after = sheet.partition("## Key")
    results = ("0.3775", "0.593269992", "0.75136507", "0.298371109", "0.138498562", "0.082167041", "0.35891648")

    assert [number for number in results if number in before] == []
    assert [number for number in results if number not in after] == []
