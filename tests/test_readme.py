from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from mlpviz import preflight
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import schedules


@pytest.fixture(scope="module")
def readme(root):
    return (root / "README.md").read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)\n```$", readme, re.MULTILINE | re.DOTALL)


def newcomer_commands(readme: str) -> list[str]:
    return [block for block in blocks(readme, "sh") if ".venv/bin/" in block.split("&&")[-1] and "-m venv" in block]


def test_that_there_are_two_commands_and_each_is_one_line(readme):
    start, test = newcomer_commands(readme)

    assert start.endswith(".venv/bin/mlpviz")
    assert test.endswith(".venv/bin/python -m pytest")
    assert "\n" not in start + test


def test_that_each_command_makes_its_own_environment(readme):
    for command in newcomer_commands(readme):
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")


@pytest.mark.skipif(sys.platform == "win32", reason=".ci/run is a bash script")
def test_that_ci_runs_exactly_these_two_commands(readme, root):
    printed = subprocess.run([root / ".ci" / "run", "--print"], capture_output=True, text=True, check=True)

    assert printed.stdout.splitlines() == newcomer_commands(readme)


def test_that_windows_gets_the_same_two_commands(readme):
    (block,) = blocks(readme, "bat")

    translated = [
        command.replace("python3", "py").replace(".venv/bin/", ".venv\\Scripts\\")
        for command in newcomer_commands(readme)
    ]
    assert block.splitlines() == translated


def test_that_every_system_package_preflight_asks_for_is_named(readme):
    (line,) = re.findall(r"^sudo apt-get install (.*)$", readme, re.MULTILINE)

    named = line.split()
    assert {*preflight.OFFSCREEN.values(), *preflight.X11.values(), "python3-venv"} == set(named)
    assert len(set(named)) == len(named)


def test_that_every_picture_and_file_it_points_to_is_there(readme, root):
    shown = re.sub(r"<!--.*?-->", "", readme, flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|#)([^)]+)\)", shown)

    assert [target for target in targets if not (root / target).exists()] == []


def test_that_the_extras_it_installs_are_declared(readme, root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    for extra in re.findall(r'-e "\.\[(\w+)\]"', readme):
        assert extra in project["optional-dependencies"]


def test_that_the_ten_lines_of_library_learn_xor(readme, capsys):
    (code,) = blocks(readme, "python")

    exec(code, {})

    answer = float(capsys.readouterr().out.strip(" []\n"))
    assert answer > 0.9


@pytest.mark.parametrize(
    "registry",
    [activations, features, initializers, losses, optimizers, schedules],
    ids=lambda registry: registry.kind,
)
def test_that_every_choice_has_its_row_in_the_order_of_the_menus(readme, registry):
    rows = []
    for kind in registry:
        sentence = re.match(r".*?[.?!](?= |$)", kind().about)
        assert sentence, f"{kind.__name__} begins with no sentence"
        rows.append(f"| `{kind.__name__}` | {sentence[0]} |")

    assert f"| {registry.kind.capitalize()} | what it is |\n|---|---|\n" + "\n".join(rows) + "\n\n" in readme
