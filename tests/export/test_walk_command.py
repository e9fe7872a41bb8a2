"""`mlpviz walk` writes files, and LaTeX to the terminal."""

from __future__ import annotations

import shlex
import subprocess
import sys

import pytest

from mlpviz.cli import run


@pytest.fixture
def told(capsys):
    """Runs a command line; gives its exit status, and what it printed."""

    def tell(line: str) -> tuple[int, str, str]:
        status = run(shlex.split(line), display=False)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return tell


def test_that_files_are_written_and_named(told, tmp_path):
    text, sheet = tmp_path / "walk.md", tmp_path / "sheet.md"

    status, printed, _ = told(f"walk mazur --digits 4 --markdown '{text}' --worksheet '{sheet}'")

    assert status == 0
    assert printed.splitlines() == [f"Wrote {text}", f"Wrote {sheet}"]
    assert r"\cdot 0.5933 = 0.0822" in text.read_text(encoding="utf-8")
    assert "## Key" in sheet.read_text(encoding="utf-8")


def test_that_latex_is_printed_alone_also_where_a_file_is_written(told, tmp_path):
    status, printed, said = told(f"walk mazur --latex --markdown '{tmp_path / 'walk.md'}'")

    assert status == 0
    assert printed.startswith("\\documentclass")
    assert printed.rstrip().endswith("\\end{document}")
    assert said.startswith("Wrote ")


def test_that_a_page_is_written_by_a_process_without_a_display(tmp_path):
    path = tmp_path / "walk.html"

    done = subprocess.run([sys.executable, "-m", "mlpviz", "walk", "cs231n", "--page", str(path)],
                          capture_output=True, text=True, timeout=100)

    assert (done.returncode, done.stdout, done.stderr) == (0, f"Wrote {path}\n", "")
    assert "CS231n neuron" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("line", "complaint"), [
    ("walk mazur --page walk.txt", "mlpviz walk: argument --page: 'walk.txt' does not end in .html or .htm"),
    ("walk mazur --markdown nowhere/walk.md", "mlpviz walk: argument --markdown: there is no folder 'nowhere'"),
    ("walk mazur --json --latex", "mlpviz walk: argument --latex: not allowed with argument --json"),
    ("walk mazur --sample 1", "mlpviz walk: --sample goes with --markdown, --worksheet, --page or --latex."),
    ("walk mazur --latex --sample 2", "mlpviz walk: sample is 2; this batch has 1."),
    ("walk xor --page walk.html", "mlpviz walk: a page holds at most 1000 operations, and these are "),
])
def test_that_what_cannot_be_written_is_said_in_one_sentence(told, monkeypatch, tmp_path, line, complaint):
    monkeypatch.chdir(tmp_path)

    status, printed, said = told(line)

    assert (status, printed) == (2, "")
    assert said.startswith(complaint)
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
