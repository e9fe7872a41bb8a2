from __future__ import annotations

import configparser
import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

pytestmark = pytest.mark.timeout(300)

OPENS_EVERY_RESOURCE = """
import hashlib, json, sys
import mlpviz
from mlpviz import resource
digests = {name: hashlib.sha256(resource.path(name).read_bytes()).hexdigest() for name in json.load(sys.stdin)}
print(json.dumps({"package": mlpviz.__file__, "digests": digests}))
"""


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """A wheel of this checkout, built without the network."""
    place = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(place), cwd=root)
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A fresh virtual environment that holds the wheel and nothing else."""
    place = tmp_path_factory.mktemp("fresh") / "venv"
    venv.create(place, with_pip=True)
    run(str(program(place, "python")), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel))
    return place


def program(environment: Path, name: str) -> Path:
    windows = sys.platform == "win32"
    return environment / ("Scripts" if windows else "bin") / (f"{name}.exe" if windows else name)


def run(*command: str, cwd: Path | None = None, text: str | None = None) -> str:
    # pip's find-links and the like may stay; a PYTHONPATH would hide what the wheel lacks.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environ, input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def resources(root: Path) -> dict[str, str]:
    files = [path for path in (root / "resources").rglob("*") if path.is_file()]
    return {
        path.relative_to(root / "resources").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_that_an_installed_wheel_opens_every_resource(installed, root, tmp_path):
    wanted = resources(root)

    answer = run(
        str(program(installed, "python")), "-I", "-c", OPENS_EVERY_RESOURCE, cwd=tmp_path, text=json.dumps(list(wanted))
    )

    found = json.loads(answer)
    assert wanted
    assert found["digests"] == wanted
    assert Path(found["package"]).is_relative_to(installed)


def test_that_the_version_is_told_alike_everywhere(installed, root, tmp_path):
    asks = "import importlib.metadata, mlpviz; v = importlib.metadata.version('mlpviz'); "
    asks += "print(v, getattr(mlpviz, '__version__', v))"

    told = run(str(program(installed, "python")), "-I", "-c", asks, cwd=tmp_path).split()

    written = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert told == [written, written]


def test_that_both_commands_are_installed(installed):
    assert program(installed, "mlpviz").exists()
    assert program(installed, "mlpviz-gui").exists()


def test_that_the_wheel_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        top = {name.split("/")[0] for name in archive.namelist()}
        names = archive.namelist()

    assert {name for name in top if not name.endswith((".dist-info", ".data"))} == {"mlpviz"}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any(name.endswith("licenses/resources/help/licences.md") for name in names)
    assert not [name for name in names if name.endswith((".pyc", ".orig"))]


def test_that_an_installed_wheel_has_entry_icon_and_type_of_file_for_linux(installed):
    share = installed / "share"
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(share / "applications" / "mlpviz.desktop", encoding="utf-8")
    desktop = entry["Desktop Entry"]
    assert program(installed, desktop["Exec"].split()[0]).exists()
    assert "application/x-mlpviz" in desktop["MimeType"].split(";")
    tree = ElementTree.parse(share / "mime" / "packages" / "mlpviz.xml").getroot()
    place = "{http://www.freedesktop.org/standards/shared-mime-info}"
    (kind,) = tree
    globs = [glob.get("pattern") for glob in kind.findall(f"{place}glob")]
    assert (kind.get("type"), globs) == ("application/x-mlpviz", ["*.mlpviz"])
    icons = share / "icons" / "hicolor"
    assert (icons / "scalable" / "apps" / f"{desktop['Icon']}.svg").exists()
    for size in (48, 128, 256):
        picture = QImage(str(icons / f"{size}x{size}" / "apps" / f"{desktop['Icon']}.png"))
        assert (picture.width(), picture.height()) == (size, size)


def test_that_the_source_archive_holds_all_that_a_wheel_is_made_of(root, tmp_path):
    run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path), cwd=root)
    (built,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {f"resources/{name}" for name in resources(root)} | {"LICENSE", "README.md", "pyproject.toml"}
    wanted |= {path.relative_to(root).as_posix() for path in (root / "mlpviz").rglob("*.py")}
    wanted |= {path.relative_to(root).as_posix() for path in (root / "tests").rglob("*.py")}
    assert wanted - names == set()


def test_that_the_licence_of_every_package_is_listed(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [*project["dependencies"]]
    for extra, packages in project["optional-dependencies"].items():
        needed += packages if extra not in ("test", "peers") else []
    told = (root / "resources" / "help" / "licences.md").read_text(encoding="utf-8").casefold()
    names = {re.split(r"[^A-Za-z0-9_-]", one)[0].casefold() for one in needed}
    assert {name for name in names if not re.search(rf"[ ,]{re.escape(name)}[ ,]", told)} == set()
