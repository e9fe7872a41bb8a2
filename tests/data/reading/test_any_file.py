from __future__ import annotations

import random
import re
from itertools import islice

import pytest

from mlpviz.data.reading.answers import NO_ANSWERS
from mlpviz.data.reading.dialect import DECIMALS, ENCODINGS, HEADERS, SEPARATORS, Chosen
from mlpviz.data.reading.faults import faults
from mlpviz.data.reading.importing import imported, open_questions
from mlpviz.data.reading.suggestion import clicked, possible_roles, suggested_roles
from mlpviz.data.reading.table import RECOGNISED, read_table

GOOD = (
    b"x1,x2,label\n1,2,1\n3,4,2\n",
    b"x;y;c\n1,5;2,5;a\n2,5;3,5;b\n",
    b"1 2 1\n2 3 2\n",
    b"x\ty\r1\t2\r3\t4\r",
    b'"a","b","k"\n"1","2","u,v"\n',
    b"\xff\xfe" + "x1,x2\n1,2\n".encode("utf-16-le"),
    b'# mlpviz points 1\n# columns: ["input", "class"]\n# classes: [["a", 0], ["", null]]\nx,label\n1,1\n2,2\n',
    b"sep=;\n1;2;a\n",
    b",0,1,2\n0,1.5,2.5,1\n1,2.5,2.5,0\n",
    "x,y,l\n(cm),(cm),\n−1,1 250,yes\n\"1,250\",3,no\n".encode(),
)
PIECES = (
    *(b", ; | # % // \" ' \\ { [ 1 2.5 -3 1,5 1.250 NA ? inf nan 1e999 x1 label y test sep= \xff \xe4".split(b" ")),
    *(b"\t", b" ", b"\n", b"\r", b"\r\n", b"\x00", b"\x1a", b"\x1c", b"\x85", b"\xef\xbb\xbf", b"\xc3\xa4", b"---"),
    b"# mlpviz points 1\n",
    b"9" * 500,
    b"a" * 300,
)


def spoiled_files(seed):
    """Files put together of pieces, mutated good ones, and random bytes, without end."""
    chance = random.Random(seed)
    while True:
        kind = chance.random()
        if kind < 0.15:
            yield chance.randbytes(chance.randrange(200))
        elif kind < 0.5:
            yield b"".join(chance.choice(PIECES) for _ in range(chance.randrange(80)))
        else:
            content = bytearray(chance.choice(GOOD) * chance.choice([1, 1, 1, 3]))
            for _ in range(chance.randrange(1, 8)):
                place = chance.randrange(len(content) + 1)
                content[place : place + chance.randrange(5)] = chance.choice((*PIECES, b""))
            yield bytes(content)


def is_one_sentence(text):
    return "\n" not in text and len(text) < 400 and re.search(r"[.?]$", text)


def refused_in_a_sentence(read, *given):
    """What comes out; None if it is refused, which takes one sentence."""
    says = ""
    try:
        return read(*given)
    except ValueError as refusal:
        says = str(refusal)
    assert is_one_sentence(says), says
    return None


def use(content, chosen):
    """Do with a file what a dialog does; whatever is refused must be refused in a sentence."""
    sheet = refused_in_a_sentence(read_table, content, "f.csv", chosen)
    if sheet is None:
        return
    suggestion = suggested_roles(sheet)
    every = [suggestion.roles, *(one.roles for ask in suggestion.questions for one in ask.options if one.roles)]
    for column in range(min(3, len(sheet.columns)) if len(sheet) else 0):
        assert "" in possible_roles(sheet, column)
        assert sheet.columns[column].range_text
        every.append(clicked(sheet, suggestion.roles, column))
    for roles in every:
        assert all(is_one_sentence(fault.sentence) for fault in faults(sheet, roles))
        for answers in [one.answers for ask in open_questions(sheet, roles) for one in ask.options] or [NO_ANSWERS]:
            found = refused_in_a_sentence(imported, sheet, roles, answers)
            assert found is None or found.rows_used <= found.rows_total == len(sheet)


def use_many(seed, count):
    chance = random.Random(seed)
    for content in islice(spoiled_files(seed), count):
        use(content, RECOGNISED)
        wishes = [chance.choice([None, *allowed]) for allowed in (SEPARATORS, DECIMALS, HEADERS, ENCODINGS)]
        use(content, Chosen(wishes[0], wishes[1], None, wishes[2], wishes[3]))


def test_that_whatever_a_file_holds_is_read_or_refused_in_a_sentence():
    use_many(0, 300)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_that_a_hundred_thousand_spoiled_files_are_read_or_refused_in_a_sentence(seed):
    use_many(seed, 5000)


@pytest.mark.parametrize(
    "content",
    [
        b'"' * 300_000,
        b"'" * 300_000,
        b"\\" * 300_000,
        b"1," * 4000 + b"\n" + b'"' + b"1," * 200_000,
        b"-" * 10**6 + b"x",
        b" " * 10**6 + b"x",
        b"1" * 10**6 + b",2\n3,4\n",
        b"1,1" * 10**5 + b"\n",
        b"1 000" * 10**5 + b"\n",
        b"{" * 10**6,
        b"[" * 10**6,
        b"# mlpviz points 1\n# columns: " + b"[" * 900_000 + b"\n",
        b"a;b|c d\te,f\n" * 20_000,
    ],
    ids=range(13),
)
def test_that_a_file_made_to_hang_does_not(content):
    use(content, RECOGNISED)
