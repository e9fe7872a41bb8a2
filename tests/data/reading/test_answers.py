from __future__ import annotations

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.data.reading.answers import NO_ANSWERS, Answers
from mlpviz.data.reading.faults import WHOLE_ROW, faults
from mlpviz.data.reading.importing import MANY_POINTS, imported, open_questions
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.suggestion import suggested_roles
from mlpviz.data.reading.table import read_table
from mlpviz.data.scaling import scaling_of

SPOILED = """x1;x2;label;note
1,5;2;a;
n/a;3;b;n/a
2,5;?;a;
3,5;four;b;
4,5;5;;
6;7
"""


@pytest.fixture
def spoiled():
    sheet = read_table(SPOILED.encode(), "f.csv")
    return sheet, suggested_roles(sheet).roles


def test_that_each_fault_has_its_row_its_cell_and_a_sentence(spoiled):
    found = faults(*spoiled)

    assert [(one.row, one.column, one.kind, one.sentence) for one in found] == [
        (1, 0, "unknown number", "Row 3, x1: “n/a” is not a number."),
        (2, 1, "unknown number", "Row 4, x2: “?” is not a number."),
        (3, 1, "not a number", "Row 5, x2: “four” is not a number."),
        (4, 2, "empty cell", "Row 6, label: the cell is empty."),
        (5, WHOLE_ROW, "another number of cells", "Row 7 has 2 cells, but the table has 4 columns."),
    ]
    assert found.kinds["unknown number"] == 2
    assert found[1:3][1].cell == "“four”"
    assert found.rows.tolist() == [1, 2, 3, 4, 5]


def test_that_faulty_rows_are_left_out_until_they_are_answered(spoiled):
    found = imported(*spoiled)

    assert found.points.x.tolist() == [[1.5, 2]]
    assert (found.rows_used, found.rows_total, found.open_faults) == (1, 6, 5)


def test_that_a_typed_value_takes_the_place_of_a_cell(spoiled):
    answers = Answers(typed={(1, 0): "2,25", (4, 2): "c", (3, 1): "no better"})

    sheet, roles = spoiled
    found, left = imported(sheet, roles, answers), faults(sheet, roles, answers)

    assert found.points.x.tolist() == [[1.5, 2], [2.25, 3], [4.5, 5]]
    assert [look.name for look in found.naming.classes] == ["a", "b", "c"]
    assert [one.sentence for one in left][1] == "Row 5, x2: “no better” is not a number."
    assert found.open_faults == len(left) == 3


def test_that_rows_and_kinds_can_be_skipped(spoiled):
    answers = Answers(skipped_rows=frozenset([0, 3]), skipped_kinds=frozenset(["unknown number"]))

    sheet, roles = spoiled

    assert [one.row for one in faults(sheet, roles, answers)] == [4, 5]
    with pytest.raises(ValueError, match=r"^f\.csv: no row is left; every one has a fault or is left out\.$"):
        imported(sheet, roles, answers)


def test_that_only_used_columns_have_faults(spoiled):
    sheet, _ = spoiled

    assert [one.row for one in faults(sheet, Roles((0,), label=2))] == [1, 4, 5]
    assert len(faults(sheet, Roles((0, 1), label=3))) > 5


def test_that_the_most_frequent_six_of_many_classes_are_kept():
    text = "x1,label\n" + "".join(f"{n}.5,{name}\n" for n, name in enumerate("hgfedcba" + "abcdefg" + "abc"))
    sheet = read_table(text.encode(), "f.csv")
    roles = suggested_roles(sheet).roles
    (question,) = open_questions(sheet, roles)

    found = imported(sheet, roles, question.options[0].answers or NO_ANSWERS)

    assert question.sentence == "label has 8 names; 6 are possible. Keep the most frequent 6?"
    assert [look.name for look in found.naming.classes] == ["g", "f", "e", "c", "b", "a"]  # of those twice, the first
    assert not open_questions(sheet, roles, question.options[0].answers or NO_ANSWERS)
    other = imported(sheet, roles, Answers(classes=("h", "a")))
    assert ([look.name for look in other.naming.classes], len(other.points)) == (["h", "a"], 4)
    assert other.remarks == ("Classes left out: g, f, e, d, c, b.",)


def test_that_names_that_differ_in_capitals_become_one_class_or_two():
    sheet = read_table(b"x1,x2,label\n1,2,Pear\n3,4,pear\n5,6,fig\n", "f.csv")
    roles = suggested_roles(sheet).roles
    (question,) = open_questions(sheet, roles)

    one, two = (imported(sheet, roles, option.answers or NO_ANSWERS).naming.classes for option in question.options)

    assert [look.name for look in one] == ["Pear", "fig"]
    assert [look.name for look in two] == ["Pear", "pear", "fig"]


def test_that_many_points_can_be_sampled_by_a_seed():
    text = "x1,x2,label\n" + "".join(f"{n},0.5,{n % 2}\n" for n in range(MANY_POINTS + 5000))
    sheet = read_table(text.encode(), "f.csv")
    roles = suggested_roles(sheet).roles
    (offer,) = open_questions(sheet, roles)

    first, again, other = (imported(sheet, roles, Answers(sample=50, seed=seed)) for seed in (1, 1, 2))

    assert not offer.required
    points = [imported(sheet, roles, option.answers or NO_ANSWERS).points for option in offer.options]
    assert [len(one) for one in points] == [25_000, 20_000]
    assert first.points == again.points != other.points
    assert first.points.x[:, 0].tolist() == first.rows.tolist() == sorted(first.rows.tolist())


def test_that_points_are_split_and_scaled_as_answered():
    text = "x1,y\n" + "".join(f"{n},{2 * n}\n" for n in range(40))
    sheet = read_table(text.encode(), "f.csv")
    roles = suggested_roles(sheet).roles

    found = imported(sheet, roles, Answers(test_share=0.25, seed=3, scale_inputs=True, scale_targets=True))
    bare = imported(sheet, roles, Answers(scale_inputs=False, scale_targets=False))

    assert found.points.test_count == 10
    assert found.scaling == scaling_of(found.points, targets=True)
    assert found.points.targets is not None
    assert found.scaling.targets is not None
    np.testing.assert_allclose(found.scaling.targets.mean, np.mean(found.points.targets[~found.points.test]))
    assert (bare.points.test_count, bool(bare.scaling)) == (0, False)


def test_that_points_without_a_class_are_of_one():
    sheet = read_table(b"x1,x2\n1,2\n3,4\n", "f.csv")
    (question,) = suggested_roles(sheet).questions

    found = imported(sheet, question.options[0].roles or Roles())

    assert (found.points, found.classes) == (PointSet([[1, 2], [3, 4]], [0, 0]), 1)


def test_that_points_need_an_input():
    sheet = read_table(b"x1,x2,label\n1,2,a\n3,4,b\n", "f.csv")

    with pytest.raises(ValueError, match=r"^f\.csv: no column is an input; choose a column of numbers\.$"):
        imported(sheet, Roles(label=2))
