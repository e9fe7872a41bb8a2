from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from mlpviz.data.reading.files import read_file
from mlpviz.data.scaling import scaling_of


@dataclass(frozen=True)
class Gives:
    """What must come out of a file."""

    x: list[list[float]]
    labels: list[int] | None = None
    classes: tuple[str, ...] = ()
    values: list[list[float]] | None = None
    inputs: tuple[str, ...] = ()
    test: list[bool] | None = None
    scaled: bool = False


AB = ("a", "b")
XY, X12 = ("x", "y"), ("x1", "x2")
TWO = Gives([[1, 2], [3, 4]], [0, 1], AB, inputs=X12)
HALVES = Gives([[0.5, -1.25], [2, 0.25]], [0, 1], AB, inputs=X12)
BARE = Gives([[0.5, 2], [1.5, -2], [2.5, 1]], [0, 1, 0], AB)
COUNTED = Gives([[0.5, 2], [1.5, -2], [2.5, 1]], [0, 1, 0], ("1", "2"))
NAME_IT = "Name the column of classes label, or the column of numbers to predict value."
MEND = "Correct it, or delete the row."

FILES: dict[str, tuple[bytes | str, Gives | str]] = {
    # how the text is written
    "comma": ("x1,x2,label\n1,2,a\n3,4,b\n", TWO),
    "carriage returns alone": ("x1,x2,label\r1,2,a\r3,4,b\r", TWO),
    "lines of Windows": ("x1,x2,label\r\n1,2,a\r\n3,4,b\r\n", TWO),
    "mixed line ends": ("x1,x2,label\r\n1,2,a\n3,4,b\r", TWO),
    "no line end at the end": ("x1,x2,label\n1,2,a\n3,4,b", TWO),
    "the end mark of old systems": ("x1,x2,label\r\n1,2,a\r\n3,4,b\r\n\x1a", TWO),
    "mark of UTF-8": (b"\xef\xbb\xbfx1,x2,label\n1,2,a\n3,4,b\n", TWO),
    "mark of UTF-8 before quotes": (b'\xef\xbb\xbf"x1";"x2";"label"\n1;2;a\n3;4;b\n', TWO),
    "UTF-16, low byte first": (
        b"\xff\xfe" + "x1,x2,label\n1,2,ä\n3,4,b\n".encode("utf-16-le"),
        Gives(TWO.x, [0, 1], ("ä", "b"), inputs=X12),
    ),
    "UTF-16, high byte first": (b"\xfe\xff" + "x1\tx2\tlabel\n1\t2\ta\n3\t4\tb\n".encode("utf-16-be"), TWO),
    "UTF-16 without its mark": ("x1,x2,label\n1,2,a\n3,4,b\n".encode("utf-16-le"), TWO),
    "Windows-1252": (
        "x1;x2;label\n1;2;grün\n3;4;weiß\n".encode("cp1252"),
        Gives(TWO.x, [0, 1], ("grün", "weiß"), inputs=X12),
    ),
    "UTF-8 without mark": ("x1;x2;label\n1;2;grün\n3;4;żółty\n", Gives(TWO.x, [0, 1], ("grün", "żółty"), inputs=X12)),
    "letters of another alphabet": (
        "x1,x2,label\n1,2,да\n3,4,нет\n".encode("cp1251"),
        "f.csv: The text is not in UTF-8. Is one word “äà” or “äŕ” or “да” or “‰‡”? Save the file in UTF-8.",
    ),
    "letters of central Europe": (
        "x1,x2,label\n1,2,a\n3,4,żółty\n".encode("cp1250"),
        "f.csv: The text is not in UTF-8. Is one word “¿ó³ty” or “żółty” or “їуіty” or “øÛ≥ty”? "
        "Save the file in UTF-8.",
    ),
    "signs of Windows-1252": (
        "x1,x2,label\n1,2,l’été “ici” – 5€ m²\n3,4,¿Qué?\n".encode("cp1252"),
        Gives(TWO.x, [0, 1], ("l’été “ici” – 5€ m²", "¿Qué?"), inputs=X12),
    ),
    "UTF-8 with a damaged byte": (
        "x1,x2,label\n1,2,grün\n3,4,ż".encode() + b"\xff\n",
        "f.csv: Row 3, label: “ż\ufffd” is no class. " + MEND,
    ),
    "tabs": ("x1\tx2\tlabel\n1\t2\ta\n3\t4\tb\n", TWO),
    "bars": ("x1|x2|label\n1|2|a\n3|4|b\n", TWO),
    "blanks in columns": ("  x1   x2  label\n   1    2  a\n  3    4     b  \n", TWO),
    "blanks and tabs mixed": ("x1 x2\tlabel\n1  2\ta\n3 \t4 b\n", TWO),
    "tabs twice here and there": ("0.5\t2\ta\n1.5\t\t-2\tb\n2.5\t1\ta\n", BARE),
    "blanks after commas": ("x1, x2, label\n1, 2, a\n3 , 4 , b\n", TWO),
    "blanks before quotes": ('x1, x2, label\n1, 2, "a"\n3, 4, "b"\n', TWO),
    "line that names the separator": ("sep=;\nx1;x2;label\n0,5;-1,25;a\n2;0,25;b\n", HALVES),
    "mark and line that names the separator": ("\ufeffsep=,\nx1,x2,label\n1,2,a\n3,4,b\n", TWO),
    "separators at the end": ("x1,x2,label,,\n1,2,a,,\n3,4,b,,\n", TWO),
    "separators at the end of points alone": ("x1,x2,label\n1,2,a,\n3,4,b,\n", TWO),
    "blank lines and lines of separators": ("\nx1,x2,label\n\n1,2,a\n,,\n3,4,b\n,,\n\n", TWO),
    "comments": ("# made by hand\nx1,x2,label\n1,2,a\n# half way\n3,4,b\n", TWO),
    "separator inside quotes": (
        'x1,x2,label\n1,2,"a, or so"\n3,4,"b ""c"""\n',
        Gives(TWO.x, [0, 1], ("a, or so", 'b "c"'), inputs=X12),
    ),
    "line end inside quotes": ('"x1","x2","label"\n1,2,"a"\n3,4,"b"\n', TWO),
    "single quotes": ("'x1','x2','label'\n1,2,'a, c'\n3,4,'b'\n", Gives(TWO.x, [0, 1], ("a, c", "b"), inputs=X12)),
    "quotes escaped by a backslash": (
        'x1,x2,label\n1,2,"say \\"a\\""\n3,4,b\n',
        Gives(TWO.x, [0, 1], ('say "a"', "b"), inputs=X12),
    ),
    "table of Markdown": ("| x1 | x2 | label |\n|----|----|-------|\n| 1 | 2 | a |\n| 3 | 4 | b |\n", TWO),
    # numbers
    "decimal commas and one semicolon": (
        "0,5;1,5\n1,5;-2,5\n2;0,5\n",
        Gives([[0.5], [1.5], [2]], values=[[1.5], [-2.5], [0.5]]),
    ),
    "pairs of decimal commas": (
        "1,2 3,4\n5,6 7,8\n1,2 8,9\n",
        "f.csv: What parts the cells: blanks or comma? Write semicolons between the cells.",
    ),
    "units beside numbers": (
        "x1,x2,label\n5 cm,6 kg,red\n7 cm,8 kg,blue\n",
        "f.csv: Row 2, x1: “5 cm” is not a number. There are 3 more such. " + MEND,
    ),
    "decimal comma": ("x1;x2;label\n0,5;-1,25;a\n2;0,25;b\n", HALVES),
    "decimal comma in quotes": ('x1,x2,label\n"0,5","-1,25",a\n2,"0,25",b\n', HALVES),
    "decimal comma and blanks": ("x1 x2 label\n0,5 -1,25 a\n2 0,25 b\n", HALVES),
    "thousands in quotes": (
        'x1,x2,label\n"1,250",2.5,a\n980,3.5,b\n',
        Gives([[1250, 2.5], [980, 3.5]], [0, 1], AB, inputs=X12, scaled=True),
    ),
    "thousands and whole numbers": (
        'x1,x2,label\n"1,250",2,a\n980,3,b\n',
        Gives([[1250, 2], [980, 3]], [0, 1], AB, inputs=X12, scaled=True),
    ),
    "European thousands": (
        "x1;x2;label\n1.250,5;2;a\n980;3;b\n",
        Gives([[1250.5, 2], [980, 3]], [0, 1], AB, inputs=X12, scaled=True),
    ),
    "thousands parted by thin blanks": (
        "x1;x2;label\n1\u202f250,5;2;a\n980;3;b\n",
        Gives([[1250.5, 2], [980, 3]], [0, 1], AB, inputs=X12, scaled=True),
    ),
    "thousands parted by apostrophes": (
        "x1;x2;label\n1'250.5;2;a\n980;3;b\n",
        Gives([[1250.5, 2], [980, 3]], [0, 1], AB, inputs=X12, scaled=True),
    ),
    "three decimals": (
        "x1;x2;label\n1.250;2.125;a\n0.980;1.500;b\n",
        Gives([[1.25, 2.125], [0.98, 1.5]], [0, 1], AB, inputs=X12, scaled=True),
    ),
    "exponents": ("x1,x2,label\n5e-1,-1.25E+0,a\n+2.,.25,b\n", HALVES),
    "exponents after a comma": ("x1;x2;label\n5e-1;-1,25E+0;a\n2;2,5e-1;b\n", HALVES),
    "long minus": ("x1,x2,label\n0.5,−1.25,a\n2,0.25,b\n", HALVES),
    "thousands or decimals": (
        "x1;x2;label\n1,250;2;a\n2,125;3;b\n",
        "f.csv: Is the decimal sign the point or the comma? One cell holds “1,250”. Write all numbers with a "
        "decimal point and nothing between thousands.",
    ),
    "points that may part thousands": (
        "x1;x2;label\n1.250;2;a\n980;3;b\n",
        "f.csv: Is the decimal sign the point or the comma? One cell holds “1.250”. Write all numbers with a "
        "decimal point and nothing between thousands.",
    ),
    "points that may part thousands beside decimal commas": (
        "x1;x2;label\n1.250;2,5;a\n3.500;4,5;b\n",
        "f.csv: Is the decimal sign the point or the comma? One cell holds “1.250”. "
        "Write all numbers with a decimal point and nothing between thousands.",
    ),
    "both signs as decimals": (
        "x1;x2;label\n1,5;2.5;a\n2,5;3.5;b\n",
        "f.csv: Is the decimal sign the point or the comma? One cell holds “1,5”. Write all numbers with a "
        "decimal point and nothing between thousands.",
    ),
    "decimal comma between commas": (
        "x1,x2,label\n0,5,2,1\n1,5,2,2\n",
        "f.csv: Row 2 has 4 cells, but the table has 3 columns. There is 1 more such. " + MEND,
    ),
    # names
    "any order": (
        "x1,x2,test,label\n1,2,1,a\n3,4,0,b\n",
        Gives(TWO.x, [0, 1], AB, inputs=X12, test=[True, False], scaled=True),
    ),
    "label first, inputs turned": ("label,x2,x1\na,2,1\nb,4,3\n", TWO),
    "class first": ("class;x;y\na;1;2\nb;3;4\n", Gives(TWO.x, [0, 1], AB, inputs=XY)),
    "y before x": ("y,x,Klasse\n2,1,a\n4,3,b\n", Gives(TWO.x, [0, 1], AB, inputs=XY)),
    "words for test": (
        "x1,x2,label,split\n1,2,a,train\n3,4,b,test\n",
        Gives(TWO.x, [0, 1], AB, inputs=X12, test=[False, True]),
    ),
    "a fourth column that is no test mark": ("x1,x2,label,weight\n1,2,a,0.5\n3,4,b,1\n", TWO),
    "scores of a test": ("test,exam,label\n1,2,a\n3,4,b\n", Gives(TWO.x, [0, 1], AB, inputs=("test", "exam"))),
    "index of pandas": (",x1,x2,label\n0,1,2,a\n1,3,4,b\n", TWO),
    "index with a name": ("id,x1,x2,label\n17,1,2,a\n4,3,4,b\n", TWO),
    "row names of R": ('"x1" "x2" "label"\n"1" 1 2 "a"\n"2" 3 4 "b"\n', TWO),
    "counted columns of pandas": (
        ",0,1,2\n0,0.5,2,1\n1,1.5,-2,2\n2,2.5,1,1\n",
        Gives(COUNTED.x, [0, 1, 0], ("1", "2"), inputs=("0", "1")),
    ),
    "names that are numbers": ("400,410,class\n1,2,a\n3,4,b\n", Gives(TWO.x, [0, 1], AB, inputs=("400", "410"))),
    "names that may be a point": (
        "0,1,2\n.5,.2,.1\n.7,.9,.2\n",
        "f.csv: Is the first row (0, 1, 2) made of names, or is it a point? Give each column a name that is no number.",
    ),
    "units": ("x1;x2;label\ncm;kg;\n1;2;a\n3;4;b\n", TWO),
    "units in brackets": ("x1,x2,label\n[mm],(kg),-\n1,2,a\n3,4,b\n", TWO),
    "a second row that may be units": (
        "x1;x2;label\nfoo;bar;\n1;2;a\n3;4;b\n",
        "f.csv: Does the second row (foo, bar, ) hold units, or is it a point? Give each column a name that is no "
        "number.",
    ),
    "title": ("Measured on Monday\n\nx1,x2,label\n1,2,a\n3,4,b\n", TWO),
    "names in a comment": ("# x1 x2 label\n1 2 a\n3 4 b\n", TWO),
    "names parted otherwise": ("x1;x2;label\n1,2,a\n3,4,b\n", TWO),
    "same name twice": ("x,x,label\n1,2,a\n3,4,b\n", Gives(TWO.x, [0, 1], AB, inputs=("x", "x"))),
    "a name too few": ("x1,,label\n1,2,a\n3,4,b\n", Gives(TWO.x, [0, 1], AB, inputs=("x1", ""))),
    "x, y and numbers of few": (
        "x,y,c\n1,2,0\n3,4,1\n1,2,0\n",
        Gives([[1, 2], [3, 4], [1, 2]], [0, 1, 0], ("0", "1"), inputs=XY),
    ),
    "dates beside": ("day;x1;x2;label\n01.02.2020;1;2;a\n02.02.2020;3;4;b\n", TWO),
    "text beside": ("name,x1,date,x2,label\nAnn,1,2020-01-01,2,a\nBob,3,2020-01-02,4,b\n", TWO),
    "iris": (
        "sepal_length,sepal_width,petal_length,species\n5.1,3.5,1.4,setosa\n7,3.2,4.7,versicolor\n",
        Gives(
            [[5.1, 3.5, 1.4], [7, 3.2, 4.7]],
            [0, 1],
            ("setosa", "versicolor"),
            inputs=("sepal_length", "sepal_width", "petal_length"),
            scaled=True,
        ),
    ),
    "three inputs and y": (
        "x1,x2,x3,y\n0,0,1,0\n0,1,1,1\n1,0,1,1\n1,1,1,0\n",
        Gives([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [0, 1, 1, 0], ("0", "1"), inputs=("x1", "x2", "x3")),
    ),
    "exam scores": (
        "34.6,78,0\n30.2,43.8,0\n60.1,86.3,1\n",
        Gives([[34.6, 78], [30.2, 43.8], [60.1, 86.3]], [0, 0, 1], ("0", "1"), scaled=True),
    ),
    "cells of 1 to 10": (
        "clump,cellsize,class\n5,1,2\n8,10,4\n1,1,2\n",
        Gives([[5, 1], [8, 10], [1, 1]], [0, 1, 0], ("2", "4"), inputs=("clump", "cellsize"), scaled=True),
    ),
    "penguins": (
        "bill_length_mm,bill_depth_mm,species\n39.1,18.7,1\nNA,NA,1\n46.5,17.9,2\n",
        "f.csv: Row 3, bill_length_mm: “NA” is not a number. There is 1 more such. " + MEND,
    ),
    # no names
    "text last": ("0.5,2,a\n1.5,-2,b\n2.5,1,a\n", BARE),
    "classes that could be names of columns": (
        "1,2,no\n3,4,yes\n1,2,yes\n",
        Gives([[1, 2], [3, 4], [1, 2]], [0, 1, 1], ("no", "yes")),
    ),
    "numbers as names beside an unknown word": (
        "400,410,kind\n.1,.2,a\n.2,.3,b\n",
        "f.csv: Is the first row (400, 410, kind) made of names, or is it a point? Give each column a name that "
        "is no number.",
    ),
    "a word in the first row": (
        "abc,2,no\n3,4,yes\n5,6,yes\n",
        "f.csv: Is the first row (abc, 2, no) made of names, or is it a point? Give each column a name that is no "
        "number.",
    ),
    "prose in a comment": ("# no header here\n0.5 2 a\n1.5 -2 b\n2.5 1 a\n", BARE),
    "text first": ("a,0.5,2.5\nb,1.5,-2.5\na,2.5,1.5\n", Gives([[0.5, 2.5], [1.5, -2.5], [2.5, 1.5]], [0, 1, 0], AB)),
    "text first and whole numbers last": (
        "M,.455,15\nF,.53,9\nM,.44,10\n",
        "f.csv: What is to be learned: column 1, as classes or column 3, as values? " + NAME_IT,
    ),
    "whole numbers that hardly repeat": (
        "a,b,c,d\n1,2,3,4\n5,6,7,8\n2,1,9,3\n4,4,4,4\n",
        "f.csv: Does d hold classes, or values to predict? " + NAME_IT,
    ),
    "whole numbers last": ("0.5,2,1\n1.5,-2,2\n2.5,1,1\n", COUNTED),
    "whole numbers first": (
        "1,0.5,2.5\n2,1.5,-2.5\n1,2.5,1.5\n",
        Gives([[0.5, 2.5], [1.5, -2.5], [2.5, 1.5]], [0, 1, 0], ("1", "2")),
    ),
    "XOR": ("0 0 0\n0 1 1\n1 0 1\n1 1 0\n", Gives([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0], ("0", "1"))),
    "whole numbers first and last": (
        "1,0.5,1\n2,1.5,2\n1,2.5,1\n",
        "f.csv: Which column is the class: column 3 or column 1? " + NAME_IT,
    ),
    "a fourth column of 0 and 1": (
        "1,2.5,1,0\n2,1.5,2,1\n3,1.5,1,0\n5,2.5,1,1\n",
        Gives([[1, 2.5, 1], [2, 1.5, 2], [3, 1.5, 1], [5, 2.5, 1]], [0, 1, 0, 1], ("0", "1")),
    ),
    "as many numbers as points": (
        "1,2,1\n3,4,2\n",
        "f.csv: Does column 3 hold classes, or values to predict? " + NAME_IT,
    ),
    "row numbers": (
        "1,.5,2,a\n2,1.5,-2,b\n3,2.5,1,a\n4,.5,1,b\n",
        "f.csv: Does column 1 only number the rows, or is it an input? Name such a column index, and name inputs "
        "x1, x2.",
    ),
    # labels
    "yes and no": ("x1,x2,label\n1,2,yes\n3,4,no\n", Gives(TWO.x, [0, 1], ("yes", "no"), inputs=X12)),
    "true and false": ("x1,x2,ok\n1,2,False\n3,4,True\n", Gives(TWO.x, [0, 1], ("False", "True"), inputs=X12)),
    "−1 and 1": ("x1,x2,y\n1,2,1\n3,4,-1\n", Gives(TWO.x, [1, 0], ("-1", "1"), inputs=X12)),
    "0.0 and 1.0": ("x1,x2,target\n1,2,1.0\n3,4,0.0\n", Gives(TWO.x, [1, 0], ("0", "1"), inputs=X12)),
    "2 and 4": ("x1,x2,class\n1,2,4\n3,4,2\n", Gives(TWO.x, [1, 0], ("2", "4"), inputs=X12)),
    "names by first occurrence": (
        "x1,x2,label\n1,2,pear\n3,4,apple\n",
        Gives(TWO.x, [0, 1], ("pear", "apple"), inputs=X12),
    ),
    "capitals": (
        "x1,x2,label\n1,2,Pear\n3,4,pear\n",
        "f.csv: label: Pear and pear differ in capitals only. Are they one class? Write each class always in the "
        "same way.",
    ),
    "seven classes": (
        "x1,x2,label\n" + "".join(f"{n},{n},{'abcdefg'[n % 7]}\n" for n in range(20)),
        "f.csv: label has 7 names; 6 are possible. Keep the most frequent 6? Write at most 6 different classes.",
    ),
    "no class": (
        "x1,x2\n1,2\n3,4\n",
        "f.csv: No column says which class or which value a point has. Do all points belong to one class? " + NAME_IT,
    ),
    "class or value": (
        "x1,x2,target\n1,2,3\n3,4,5\n3,4,5\n1,2,3\n",
        "f.csv: Does target hold classes, or values to predict? " + NAME_IT,
    ),
    "two texts": (
        "bill,sex,smoker\n1,f,no\n2,m,yes\n3,f,no\n",
        "f.csv: Which column is the class: smoker or sex? " + NAME_IT,
    ),
    # values
    "curve": ("x,y\n0,1.5\n1,2.5\n2,0.5\n", Gives([[0], [1], [2]], values=[[1.5], [2.5], [0.5]], inputs=("x",))),
    "curve without names": ("0 1.5\n0.5 2.5\n2 0.5\n", Gives([[0], [0.5], [2]], values=[[1.5], [2.5], [0.5]])),
    "price": (
        "x1,x2,price\n1,2,1\n3,4,2\n3,4,1\n",
        Gives([*TWO.x, [3, 4]], values=[[1], [2], [1]], inputs=X12, scaled=True),
    ),
    "y beside two inputs": ("x1,x2,y\n1,2,0.5\n3,4,1.5\n", Gives(TWO.x, values=[[0.5], [1.5]], inputs=X12)),
    "two values": ("x1,x2,y2,y1\n1,2,0.5,1\n3,4,1.5,2\n", Gives(TWO.x, values=[[1, 0.5], [2, 1.5]], inputs=X12)),
    "x, y, z": ("x,y,z\n0,1,1.5\n1,2,2.5\n", "f.csv: Which column is to be learned? z is the last one. " + NAME_IT),
    "numbers named label": (
        "x1,x2,label\n1,2,0.5\n3,4,1.5\n",
        "f.csv: label holds 2 different numbers. Are they values to predict? Name label value, or write at most 6 "
        "different classes.",
    ),
    # faults
    "n/a": ("x1,x2,label\n1,n/a,a\n3,4,b\n", "f.csv: Row 2, x2: “n/a” is not a number. " + MEND),
    "question marks": (
        "x1,x2,label\n1,2,a\n?,4,b\n?,?,b\n",
        "f.csv: Row 3, x1: “?” is not a number. There are 2 more such. " + MEND,
    ),
    "empty cell": ("x1,x2,label\n1,,a\n3,4,b\n", "f.csv: Row 2, x2: the cell is empty. " + MEND),
    "empty class": ("x1,x2,label\n1,2,\n3,4,b\n", "f.csv: Row 2, label: the cell is empty. " + MEND),
    "faults in columns that are not used": ("x1,x2,label,note\n1,2,a,\n3,4,b,n/a\n", TWO),
    "infinity": ("x1,x2,label\ninf,2,a\n3,4,b\n", "f.csv: Row 2, x1: “inf” is not a finite number. " + MEND),
    "too large a number": (
        "x1,x2,label\n1e999,2,a\n3,4,b\n",
        "f.csv: Row 2, x1: “1e999” is not a finite number. " + MEND,
    ),
    "comma in place of a point": (
        "x1;x2;label\n1.5;2;a\n2,5;4;b\n3.5;4;b\n",
        "f.csv: Is the decimal sign the point or the comma? One cell holds “2,5”. Write all numbers with a "
        "decimal point and nothing between thousands.",
    ),
    "underscores of Python": (
        "x1,x2,label\n1_000,2,a\n3,4,b\n3,4,b\n",
        "f.csv: Row 2, x1: “1_000” is not a number. " + MEND,
    ),
    "digits of another script": (
        "x1,x2,label\n１,2,a\n3,4,b\n3,4,b\n",
        "f.csv: Row 2, x1: “１” is not a number. " + MEND,
    ),
    "per cent": (
        "x1,x2,share,label\n1,2,12 %,a\n3,4,13 %,b\n",
        "f.csv: share holds “12 %”, which is not a number. Leave it out? Write numbers without units and signs.",
    ),
    "per cent as an input": (
        "x1,x2,label\n1,12 %,a\n3,13 %,b\n",
        "f.csv: Row 2, x2: “12 %” is not a number. There is 1 more such. " + MEND,
    ),
    "too few cells": ("x1,x2,label\n1,2\n3,4,b\n", "f.csv: Row 2 has 2 cells, but the table has 3 columns. " + MEND),
    "too many cells": (
        "x1,x2,label\n1,2,a\n3,4,b,5\n1,2,a\n",
        "f.csv: Row 3 has 4 cells, but the table has 3 columns. " + MEND,
    ),
    "a line below the table": (
        "x1,x2,label\n1,2,a\n3,4,b\nSource: nowhere\n",
        "f.csv: Row 4 has 1 cell, but the table has 3 columns. " + MEND,
    ),
    "names again": ("x1,x2,label\n1,2,a\nx1,x2,label\n3,4,b\n3,4,b\n", "f.csv: Row 3 holds the names again. " + MEND),
    "no mark of a test": (
        "x1,x2,label,is_test\n1,2,a,1\n3,4,b,maybe\n1,2,a,0\n",
        "f.csv: Row 3, is_test: “maybe” does not say whether the point is for testing; write 1 or 0. " + MEND,
    ),
    "half a quotation": (
        'x1,x2,label\n1,2,a\n"3,4,b\n5,6,a\n',
        "f.csv, row 3: a quotation mark is opened and not closed as it should be in “\"3,4,b”. Close it, or delete it.",
    ),
    "the outcome of a test": (
        "age,bmi,test\n30,22.5,0\n40,25,1\n",
        "f.csv: Does test mark test points, or is it the class? Name it split, or label.",
    ),
    # no table of points
    "nothing": ("", "f.csv holds no points; give one row a point, such as x1, x2, label."),
    "blank lines": ("\n \n\t\n", "f.csv holds no points; give one row a point, such as x1, x2, label."),
    "comments alone": ("# x1,x2\n", "f.csv holds no points; give one row a point, such as x1, x2, label."),
    "names alone": ("x1,x2,label\n", "f.csv holds no points below its names; give one row a point."),
    "one column": (
        "5\n6\n7\n",
        "f.csv: No column of numbers is left for an input; a point needs an input and a class or a value. Write "
        "one number for each input.",
    ),
    "words": (
        "some words\nand others\n",
        "f.csv: No column of numbers is left for an input; a point needs an input and a class or a value. Write "
        "one number for each input.",
    ),
    "Excel": (
        b"PK\x03\x04\x14\x00",
        "f.csv is a zip archive, as Excel and OpenDocument write them; save its sheet as CSV and open that.",
    ),
    "PDF": (b"%PDF-1.7\n", "f.csv is a PDF document; copy its table into a text file."),
    "picture": (b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "f.csv is a picture."),
    "web page": (
        "<!DOCTYPE html><table><tr><td>1</td></tr></table>",
        "f.csv is a web page or XML; copy its table into a text file.",
    ),
    "JSON": ('[{"x1": 1, "label": 2}]', "f.csv is JSON or a printed list; write it as CSV and open that."),
    "a byte 0": (
        b"x1,x2,label\n1,2,a\x00\n3,4,b\n",
        "f.csv is no text: there is a byte 0 in line 2. Save the table as CSV in UTF-8.",
    ),
    "control characters": (bytes(range(1, 32)) * 9, "f.csv is no text. Save the table as CSV in UTF-8."),
    "a separator that nobody knows": (
        "sep=x\n1x2\n",
        "f.csv says that “x” parts its cells; use a comma, semicolon or tab.",
    ),
    "a newer version": (
        "# mlpviz points 2\nx1,x2\n1,2\n",
        "f.csv was written by a newer version of mlpviz; open it with that.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_that_a_file_gives_its_points_or_one_sentence(tmp_path, name):
    content, wanted = FILES[name]
    path = tmp_path / "f.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    if isinstance(wanted, str):
        with pytest.raises(ValueError) as refusal:
            read_file(path)
        assert str(refusal.value) == wanted
        return
    found = read_file(path)
    points = found.points
    assert points.x.tolist() == wanted.x
    assert (None if points.labels is None else points.labels.tolist()) == wanted.labels
    assert (None if points.targets is None else points.targets.tolist()) == wanted.values
    assert tuple(look.name for look in found.naming.classes) == wanted.classes
    assert found.naming.inputs == wanted.inputs
    assert points.test.tolist() == (wanted.test or [False] * len(points))
    assert bool(found.scaling.inputs) == wanted.scaled
    if wanted.scaled:
        assert found.scaling.inputs == scaling_of(points).inputs
    assert found.rows_used == found.rows_total == len(points)


def test_that_a_title_and_unused_columns_are_told(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("Garden\nid,x1,x2,label,note\n7,1,2,a,x\n8,3,4,b,y\n")

    assert read_file(path).remarks == ("Row 1 is left out as a title: “Garden”.", "Not used: id, note.")


def test_that_a_cell_of_ten_megabytes_is_quoted_in_part(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text(f"x1,x2,label\n{'9' * 10**7}x,2,a\n1,2,b\n1,2,b\n")

    with pytest.raises(ValueError, match=r"Row 2, x1: “9{79}…” is not a number") as refusal:
        read_file(path)
    assert len(str(refusal.value)) < 200


def test_that_means_and_spreads_are_those_of_the_file(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("x1,x2,label\n10,0,a\n20,0,b\n30,0,a\n40,0,b\n")

    inputs = read_file(path).scaling.inputs

    assert inputs is not None
    assert inputs.mean == (25.0, 0.0)  # by hand: a column that does not vary keeps its units
    np.testing.assert_allclose(inputs.spread, (np.sqrt(125.0), 1.0), rtol=1e-15)
