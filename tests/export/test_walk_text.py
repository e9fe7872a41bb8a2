"""A walk as Markdown and as LaTeX, and an operation as LaTeX."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.equation_latex import equation_latex, number_latex, operator_latex
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.export.walk.document import walk_document
from mlpviz.export.walk.markdown import walk_markdown
from mlpviz.export.walk.markup import markdown, tex
from mlpviz.export.walk.story import Story
from mlpviz.views.look.typeset import set_anew
from tests.export.stories import batch_walk, example_walks, hostile_experiment
from tests.short_examples import SHORT


@pytest.mark.parametrize("name", SHORT)
def test_that_the_latex_of_every_operation_can_be_typeset(name):
    narrator = Narrator(Run(EXAMPLES[name].experiment).walk())

    for index in range(len(narrator.operations)):
        latex = equation_latex(narrator.tell(index), narrator.operations.samples)
        assert set_anew(latex).startswith("<svg")


def test_that_latex_has_symbols_numbers_and_the_result_under_each_other():
    narrator = Narrator(Run(example("mazur").experiment).walk())
    index = narrator.operations.index_of("weight_gradient", 2, 0, 0)
    assert index is not None

    latex = equation_latex(narrator.tell(index), 1, 9)

    first, *_, last = latex.splitlines()[1:-1]
    assert first.startswith(r"\frac{\partial E}{\partial w_5} &= ")
    assert last.startswith("&= ")
    assert last.endswith(" = 0.082167041")
    assert r" \cdot 0.593269992" in last


def test_that_a_negative_operand_stands_in_parentheses():
    narrator = Narrator(Run(example("mazur").experiment).walk())
    index = narrator.operations.index_of("weight", 2, 1, 0)
    assert index is not None

    assert r"0.5 - 0.5 \cdot (-0.02260254) = 0.51130127" in equation_latex(narrator.tell(index), 1)


@pytest.mark.parametrize(("shown", "latex"), [
    ("−0.5", "-0.5"), ("1.3·10⁻⁷", r"1.3 \cdot 10^{-7}"), ("−10⁻⁸", "-10^{-8}"), ("12\u2009341", r"12\,341"),
    ("NaN", r"\mathrm{NaN}"), ("−∞", r"-\infty")])
def test_that_a_number_on_screen_becomes_the_same_number_in_latex(shown, latex):
    assert number_latex(shown) == latex


@pytest.mark.parametrize(("sign", "latex"), [
    ("·", r"\cdot"), ("tanh(", r"\mathrm{tanh}("), (")²", ")^2"), ("sigmoid′(", r"\mathrm{sigmoid}'(")])
def test_that_an_operator_on_screen_becomes_the_same_operator_in_latex(sign, latex):
    assert operator_latex(sign) == latex


def test_that_markdown_has_an_equation_and_a_sentence_for_every_operation():
    story = Story(Run(example("mazur").experiment).walk())

    text = walk_markdown(story)

    assert text.count("$$\n\\begin{aligned}") == len(story.operations) == text.count("\\end{aligned}\n$$")
    assert all(markdown(story.told(index).sentence) in text for index in story.indices)
    assert "Matt Mazur, A Step by Step Backpropagation Example (2015)" in text
    assert "$w_5$ = 0.4, $w_6$ = 0.45" in text


def test_that_the_lines_of_an_optimizer_follow_its_equation():
    walk = batch_walk()

    text = walk_markdown(Story(walk))

    assert r"\hat m &= \frac{m}{1 - \beta_1^t} = " in text
    assert "Memory of Adam" in text
    assert "gradients clipped at the norm 0.05" in text
    assert "## Forward · layer 1 · sample 2 of 2" in text


def test_that_one_sample_can_be_told_alone_and_this_is_said():
    walk = batch_walk()
    story, whole = Story(walk, only=1), Story(walk)

    text = walk_markdown(story)

    assert "Of the 2 samples only sample 2 is written out; the update uses the gradients of all." in text
    assert len(story.indices) == len(whole.indices) - whole.operations.per_sample
    assert "sample 1 of 2" not in text
    assert "## Update" in text


@pytest.mark.parametrize(("words", "written"), [
    ("<script>", r"\<script\>"), ("*a* _b_", r"\*a\* \_b\_"), ("- no list", r"\- no list"), ("1. none", r"1\. none"),
    ("# no heading", r"\# no heading"), ("plain words, δ = 1.", "plain words, δ = 1.")])
def test_that_words_stay_words_in_markdown(words, written):
    assert markdown(words) == written


def test_that_every_letter_of_a_latex_document_is_one_that_latex_knows():
    softmax = NetworkSpec((LayerSpec(3, "ReLU"), LayerSpec(3, "Softmax")), loss="CrossEntropy")
    blobs = replace(preset("Blobs", per_class=3), network=softmax, plan=Plan("RMSProp", batch_size=2))

    for walk in (*example_walks().values(), batch_walk(), Run(blobs).walk()):
        text = walk_document(Story(walk))
        assert sorted({letter for letter in text if ord(letter) > 126}) == []


def test_that_names_of_the_learner_do_no_harm_in_a_latex_document():
    text = walk_document(Story(Run(hostile_experiment()).walk()))

    assert tex("<script>alert(1)</script>") == r"$<$script$>$alert(1)$<$/script$>$"
    assert r"\_c\_ \$x\$" in text
    assert len(re.findall(r"(?<!\\)\$", text)) % 2 == 0


def test_that_names_of_the_learner_do_no_harm_in_markdown():
    text = walk_markdown(Story(Run(hostile_experiment()).walk()))

    assert re.findall(r"(?<!\\)<(?:script|img)", text) == []
    assert r"\*b\* \_c\_ \$x\$ \`d\`" in text
