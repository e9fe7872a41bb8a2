from __future__ import annotations

import pytest

from mlpviz.data.reading.dialect import Chosen
from mlpviz.data.reading.importing import imported
from mlpviz.data.reading.roles import Roles
from mlpviz.data.reading.suggestion import clicked, possible_roles, suggested_roles
from mlpviz.data.reading.table import read_table

IRIS = """id;sepal;petal;species;used
1;5,1;1,4;setosa;yes
2;4,9;1,3;setosa;no
3;7;4,7;versicolor;no
"""


@pytest.fixture
def iris():
    return read_table(IRIS.encode(), "iris.csv")


def test_that_a_sheet_shows_what_its_head_needs(iris):
    assert (iris.name, len(iris), iris.lines.tolist(), iris.row(2)) == (
        "iris.csv", 3, [2, 3, 4], ("3", "7", "4,7", "versicolor", "no"),
    )  # fmt: skip
    assert [(one.name, one.kind, one.range_text) for one in iris.columns] == [
        ("id", "number", "1 to 3"),
        ("sepal", "number", "4.9 to 7"),
        ("petal", "number", "1.3 to 4.7"),
        ("species", "text", "setosa or versicolor"),
        ("used", "yes-no", "yes or no"),
    ]
    dialect = iris.dialect
    assert (dialect.separator, dialect.decimal, dialect.header, dialect.encoding) == (";", ",", 1, "utf-8")


def test_that_rows_keep_the_line_of_the_file_in_which_they_begin():
    sheet = read_table(b'# why\nx1,x2,label\n\n1,2,"a\nb"\n3,4,c\n', "f.csv")

    assert sheet.lines.tolist() == [4, 6]


@pytest.mark.parametrize(
    ("chosen", "first"),
    [
        (Chosen(decimal="."), ["1", "5,1", "1,4", "setosa", "yes"]),
        (Chosen(header=0), ["id", "sepal", "petal", "species", "used"]),
        (Chosen(separator=","), ["1;5", "1;1", "4;setosa;yes"]),
    ],
)
def test_that_everything_recognised_can_be_chosen_otherwise(chosen, first):
    sheet = read_table(IRIS.encode(), "iris.csv", chosen)

    assert list(sheet.row(0)) == first
    assert all(getattr(sheet.dialect, name) == value for name, value in vars(chosen).items() if value is not None)


def test_that_the_rest_is_recognised_again_after_a_choice():
    content = b"1,5;2;a\n2,5;3;b\n"
    first, then = read_table(content, "f.csv"), read_table(content, "f.csv", Chosen(separator=","))

    assert (first.dialect.separator, first.dialect.decimal) == (";", ",")
    assert (then.dialect.separator, then.dialect.decimal) == (",", ".")


def test_that_an_encoding_can_be_chosen():
    content = "x1,x2,label\n1,2,да\n3,4,нет\n".encode("cp1251")

    sheet = read_table(content, "f.csv", Chosen(encoding="cp1251"))

    assert sheet.columns[2].cells == ("да", "нет")
    assert read_table(content, "f.csv").dialect.encoding == "cp1252"


def test_that_a_sign_of_thousands_can_be_chosen():
    sheet = read_table(b"x1;x2;label\n1,250;2;a\n2,125;3;b\n", "f.csv")
    comma, point = (
        read_table(b"x1;x2;label\n1,250;2;a\n2,125;3;b\n", "f.csv", option.chosen or Chosen())
        for option in sheet.questions[0].options
    )

    assert comma.columns[0].numbers.tolist() == [1.25, 2.125]
    assert point.columns[0].numbers.tolist() == [1250, 2125]
    assert not comma.questions
    assert not point.questions


def test_that_later_choices_add_to_earlier_ones():
    assert Chosen(separator=";", header=0).then(Chosen(header=1)) == Chosen(separator=";", header=1)
    with pytest.raises(ValueError, match="decimal is ':'; allowed is one of"):
        Chosen(decimal=":")


def test_that_clicks_give_inputs_then_the_class_and_a_second_click_frees(iris):
    roles = Roles()
    for column in (2, 1, 3):
        roles = clicked(iris, roles, column)

    assert roles == Roles((2, 1), label=3)
    assert clicked(iris, roles, 2) == Roles((1,), label=3)
    assert clicked(iris, roles, 0) == Roles((2, 1, 0), label=3)
    assert clicked(iris, Roles((0, 1)), 2) == Roles((0, 1), label=2)
    assert clicked(iris, Roles(), 3) == Roles(label=3)


def test_that_a_menu_offers_what_a_column_can_be(iris):
    assert [possible_roles(iris, column) for column in (1, 3, 4)] == [
        ("input", "value", "class", ""),
        ("class", ""),
        ("class", "test", ""),
    ]


def test_that_a_column_has_one_role_at_a_time():
    roles = Roles((0, 1), label=2, test=3)

    assert roles.with_role(0, "value") == Roles((1,), values=(0,), test=3)
    assert roles.with_role(3, "class") == Roles((0, 1), label=3)
    assert roles.with_input(1, 0) == Roles((1,), label=2, test=3)
    assert roles.with_input(4, 0) == Roles((4, 1), label=2, test=3)
    assert [roles.role_of(column) for column in range(5)] == ["input", "input", "class", "test", ""]
    assert roles.place(1) == 1
    with pytest.raises(ValueError, match="a column has two roles"):
        Roles((0, 0))
    with pytest.raises(ValueError, match="there are classes and values"):
        Roles((0,), label=1, values=(2,))


def test_that_known_roles_are_not_asked_about(iris):
    text = "a,b,c\n1,2,3.5\n2,3,4.5\n4,5,5.5\n"
    sheet = read_table(text.encode(), "f.csv")

    assert not suggested_roles(sheet).certain
    known = suggested_roles(sheet, Roles(values=(0,)))
    assert (known.certain, known.roles) == (True, Roles((1, 2), values=(0,)))
    chosen = suggested_roles(iris, Roles((2,)))
    assert (chosen.certain, chosen.roles) == (True, Roles((2,), label=3))


def test_that_every_answer_to_a_question_can_be_imported():
    for text in ("a,b,c\n1,2,3.5\n2,3,4.5\n4,5,5.5\n", "1,.5,2,a\n2,1.5,-2,b\n3,2.5,1,a\n4,.5,1,b\n"):
        sheet = read_table(text.encode(), "f.csv")
        (question,) = (one for one in suggested_roles(sheet).questions if one.required)

        found = [imported(sheet, option.roles or Roles()) for option in question.options]

        assert len({repr(option.roles) for option in question.options}) == len(found) > 1
        assert all(len(one.points) == len(sheet) for one in found)


def test_that_more_than_two_inputs_are_all_taken_and_two_are_offered():
    sheet = read_table(b"a,b,c,label\n1,2,3,u\n4,5,6,v\n", "f.csv")
    suggestion = suggested_roles(sheet)
    (offer,) = suggestion.questions

    assert suggestion.certain
    assert [option.roles for option in offer.options] == [Roles((0, 1, 2), label=3), Roles((0, 1), label=3)]
    assert imported(sheet, suggestion.roles).remarks == (
        "The network has 3 inputs; the canvas shows a and b, with the others held at their mean.",
    )
