from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def expect_silence(root: Path, *command: str) -> None:
    found = subprocess.run([sys.executable, "-m", *command], cwd=root, capture_output=True, text=True)
    if found.returncode:
        pytest.fail(found.stdout + found.stderr, pytrace=False)


def test_that_ruff_finds_nothing(root):
    expect_silence(root, "ruff", "check", "--output-format=concise", ".")


@pytest.mark.timeout(600)  # without its cache mypy reads the types of all of Qt
def test_that_mypy_finds_nothing(root):
    expect_silence(root, "mypy", "--strict")
