"""Shells complete what the parsers know: bash is asked really, zsh and fish where they are installed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from mlpviz.cli import _parser
from mlpviz.cli.completion.command import SHELLS, script_of
from mlpviz.cli.completion.offers import subcommands
from mlpviz.cli.subjects import shape_named
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.examples import EXAMPLES
from mlpviz.nn.activations import activations
from mlpviz.nn.optimizers import optimizers

ASK = """
source {script}
COMP_WORDS=({words}); COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_mlpviz
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def needs(shell):
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"there is no {shell} here")


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """A file for every shell."""
    place = tmp_path_factory.mktemp("completion")
    for shell in SHELLS:
        (place / shell).write_text(script_of(_parser(), shell), encoding="utf-8")
    return place


def run(*command, cwd=None):
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def bash(scripts, tmp_path):
    """What bash offers for words, the last of which is being typed."""
    (tmp_path / "points.csv").touch()
    (tmp_path / "picture.png").touch()
    (tmp_path / "folder").mkdir()

    def offered(*words):
        quoted = " ".join(f"'{word}'" for word in ("mlpviz", *words))
        text = ASK.format(script=scripts / "bash", words=quoted)
        return run("bash", "--norc", "-c", text, cwd=tmp_path).split("\n")[:-1]

    return offered


@needs("bash")
def test_that_bash_completes_commands_and_options(bash):
    assert bash("pict") == ["picture", "picture.png"]  # a file opens in the window
    assert set(bash("")) >= {one.name for one in subcommands(_parser())}
    for one in subcommands(_parser()):
        assert set(bash(one.name, "--")) == {
            name for option in one.options for name in option.names if name.startswith("--")
        }, one.name  # fmt: skip


@needs("bash")
def test_that_bash_completes_the_values_that_an_option_takes(bash):
    assert bash("picture", "--theme", "") == ["light", "dark"]
    assert bash("picture", "--theme", "=", "d") == ["dark"]  # as bash parts --theme=d
    assert bash("picture", "--theme", "=") == ["light", "dark"]
    assert bash("train", "--optimizer", "") == optimizers.names()
    assert sorted(bash("picture", "--workspace", "p")) == ["perceptron", "playground"]
    assert bash("train", "--epochs", "") == [""]
    assert bash("completion", "z") == ["zsh"]


@needs("bash")
def test_that_bash_completes_the_last_of_several_names_with_commas(bash):
    assert bash("grid", "--activation", "ReLU,Ta") == ["ReLU,Tanh"]
    assert bash("grid", "--activation", "") == activations.names()


@needs("bash")
def test_that_bash_completes_presets_and_examples_as_they_may_be_typed(bash):
    offered = bash("picture", "")
    assert {one.short for one in EXAMPLES.values()} <= set(offered)
    presets = [word for word in offered if word not in {one.short for one in EXAMPLES.values()}]
    assert [shape_named(word) for word in presets] == list(SHAPES)
    assert bash("walk", "maz") == ["mazur"]


@needs("bash")
def test_that_bash_completes_files_with_the_ending_that_is_needed(bash):
    assert bash("picture", "--out", "p") == ["picture.png"]
    assert bash("picture", "--out", "") == ["folder", "picture.png"]
    assert "points.csv" in bash("train", "po")
    assert bash("po") == ["points.csv"]


@needs("zsh")
def test_that_zsh_reads_its_script(scripts):
    assert run("zsh", "-n", str(scripts / "zsh")) == ""


@needs("fish")
def test_that_fish_reads_its_script_and_offers_the_same(scripts):
    assert run("fish", "-n", str(scripts / "fish")) == ""

    def fish(line):
        return [one.split("\t")[0] for one in run(
            "fish", "--no-config", "-c", f"source {scripts / 'fish'}; complete -C '{line}'").splitlines()]

    assert fish("mlpviz pic") == ["picture"]
    assert sorted(fish("mlpviz picture --theme ")) == ["dark", "light"]
    assert sorted(fish("mlpviz picture --workspace p")) == ["perceptron", "playground"]
    assert fish("mlpviz walk maz") == ["mazur"]
    assert fish("mlpviz train --optim") == ["--optimizer"]


def test_that_every_script_names_every_command_and_every_option(scripts):
    for shell in SHELLS:
        text = (scripts / shell).read_text(encoding="utf-8")
        for one in subcommands(_parser()):
            assert one.name in text, shell
            for option in one.options:
                for name in option.names:
                    assert name.lstrip("-") in text, (shell, name)


def test_that_the_command_prints_the_script(capsys):
    from mlpviz.cli import run as command_line

    assert command_line(["completion", "bash"], display=False) == 0
    assert capsys.readouterr().out == script_of(_parser(), "bash")
    assert command_line(["completion", "tcsh"], display=False) == 2
    assert "invalid choice" in capsys.readouterr().err
