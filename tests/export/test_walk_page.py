"""The web page of a walk: everything is in it, nothing comes from elsewhere, and a browser steps through it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from mlpviz.engine.examples import example
from mlpviz.engine.run import Run
from mlpviz.engine.telling.whole_walk import tell_text
from mlpviz.export.walk.page import PageMaker, page_of
from mlpviz.export.walk.story import Story, spoken
from mlpviz.views.look.palette import palette
from tests.export.stories import IMAGE, SCRIPT, batch_walk, hostile_experiment

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
VOID = {"meta", "input", "path", "use", "br", "img"}


class Reader(HTMLParser):
    """Collects the elements of a page, the words of each section, and what is shown beside them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.sections: dict[str, list[str]] = {}
        self.words: list[str] = []
        self.scripts: list[str] = []
        self._open: list[str] = []
        self._section = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "section":
            self._section = str(dict(attrs)["id"])
            self.sections[self._section] = []

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag
        if tag == "section":
            self._section = ""

    def handle_data(self, data):
        if "script" in self._open:
            self.scripts.append(data)
        elif "style" not in self._open:
            (self.sections[self._section] if self._section else self.words).append(data)


@pytest.fixture(scope="module")
def story():
    return Story(Run(example("mazur").experiment).walk())


@pytest.fixture(scope="module")
def page(qapp, story):
    return page_of(story)


@pytest.fixture(scope="module")
def read(page):
    return Reader(page)


@pytest.fixture(scope="module")
def drawn(read):
    return json.loads(read.scripts[0])


def test_that_every_operation_has_its_sentence_and_the_digits_of_the_walk_as_text(story, read):
    lines = [re.sub(r"^ *\d+  ", "", line) for line in tell_text(story.narrator.walk) if line.startswith(" ")]

    assert list(read.sections) == [f"op-{index + 1}" for index in story.indices]
    for index, (words, line) in enumerate(zip(read.sections.values(), lines, strict=True)):
        told = story.told(index)
        assert line in words
        assert spoken(told.sentence) in "".join(words)
        assert f"operation {index + 1} of {len(lines)}" in words


def test_that_the_boxes_of_an_operation_hold_the_numbers_of_its_equation(story, read):
    at = story.operations.index_of("delta", 1, 0)
    words = read.sections[f"op-{at + 1}"]

    line = next(word for word in words if word.startswith("δ_h1 = "))
    numbers = [number.strip("()") for number in re.findall(r"\(?−?\d[\d.]+\)?", line.split("=", 2)[2])]
    assert numbers
    assert [number for number in numbers if number not in words] == []


def test_that_a_page_asks_no_network_for_anything(page, read):
    wanted = [value for _, settings in read.tags for name, value in settings.items() if name in ("src", "href")]

    assert [value for value in wanted if not str(value).startswith("#o")] == []
    assert re.findall(r"https?:|//[a-z]|@import|url\(|<link|<iframe|<img", page) == []
    policy = next(settings for tag, settings in read.tags if "http-equiv" in settings)
    assert str(policy["content"]).startswith("default-src 'none'")


def test_that_every_element_of_a_figure_is_there_and_every_outline_it_uses(page, read, story, drawn):
    outlines = {settings["id"] for tag, settings in read.tags if tag == "path" and settings.get("id")}
    used = {f"o{number}" for element in drawn["elements"] for number in re.findall(r'href="#o(\d+)"', element)}
    classes = {name for element in drawn["elements"] for name in re.findall(r"\bc\d+\b", element)}

    assert len(drawn["figures"]) == len(story.indices)
    assert max(max(figure) for figure in drawn["figures"]) < len(drawn["elements"])
    assert used == outlines
    assert [name for name in classes if page.count(f".{name} {{") != 2] == []


def test_that_each_figure_has_the_result_of_its_operation(story, drawn):
    gradient = story.operations.index_of("weight_gradient", 2, 0, 0)

    texts = [element for at in drawn["figures"][gradient] for element in [drawn["elements"][at]] if "<text" in element]

    assert any(">+0.0822</text>" in text for text in texts)
    assert all("textLength=" in text for text in texts)


def picture_of(page: str, drawn: dict[str, Any], index: int, theme: int) -> QImage:
    """A figure as Qt draws it, in one of the themes."""
    rules = re.findall(r"^\.(c\d+) \{ (.*) \}$", page, re.MULTILINE)
    half = len(rules) // 2
    chosen = dict(rules[:half] if theme == 0 else rules[half:])
    outlines = dict(re.findall(r'<path id="(o\d+)" d="([^"]*)"', page))
    body = "".join(drawn["elements"][at] for at in drawn["figures"][index])
    body = re.sub(r'class="([^"]*)"', lambda found: " ".join(
        f'{name}="{value}"' for one in found[1].split() for name, value in re.findall(r"([\w-]+): ([^;]+)", chosen[one])
    ), body)
    body = re.sub(r'<use ([^>]*)href="#(o\d+)"', lambda found: f'<path {found[1]}d="{outlines[found[2]]}"', body)
    size = re.search(r'viewBox="0 0 (\d+) (\d+)" fill="none"', page)
    assert size
    wide, high = int(size[1]), int(size[2])
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" fill="none">{body}</svg>'
    ElementTree.fromstring(svg)
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(palette("light" if theme == 0 else "dark").color("canvas"))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    return image


@pytest.mark.parametrize("theme", [0, 1])
def test_that_a_figure_has_the_colors_of_both_themes(page, story, drawn, theme):
    look = palette("light" if theme == 0 else "dark")
    image = picture_of(page, drawn, story.operations.index_of("weight_gradient", 2, 0, 0), theme)
    seen = {image.pixel(x, y) for x in range(image.width()) for y in range(0, image.height(), 2)}

    assert look.color("canvas").rgb() in seen
    assert look.color("panel").rgb() in seen
    assert QColor("black").rgb() not in seen  # no letter has an outline that nobody drew


def test_that_names_of_the_learner_stay_words(qapp):
    story = Story(Run(hostile_experiment()).walk())

    read = Reader(page_of(story))

    assert [tag for tag, _ in read.tags].count("script") == 2
    assert [tag for tag, settings in read.tags if tag == "img" or "onerror" in settings] == []
    assert SCRIPT in "".join(read.words)
    assert IMAGE in "".join(read.words)


def test_that_a_page_says_where_it_leaves_something_out(qapp):
    story = Story(batch_walk(), only=1)

    read = Reader(page_of(story))

    assert story.limits in read.words
    assert len(read.sections) == len(story.indices)
    assert f"op-{len(story.operations)}" in read.sections
    assert "op-1" not in read.sections


def test_that_a_page_refuses_more_than_a_browser_can_hold(qapp, monkeypatch):
    monkeypatch.setattr("mlpviz.export.walk.page.MOST", 30)

    with pytest.raises(ValueError, match="a page holds at most 30 operations"):
        PageMaker(Story(Run(example("mazur").experiment).walk()))


def test_that_a_screen_reader_is_told_each_operation(read):
    live = next(settings for _, settings in read.tags if settings.get("id") == "live")
    labelled = [settings for tag, settings in read.tags if tag in ("button", "select", "input")]

    assert live["aria-live"] == "polite"
    assert all(settings.get("aria-label") or settings.get("title") for settings in labelled)


# ---- in a browser ----------------------------------------------------------------------------------------------------

STEPPING = """
<script>
"use strict";
{
  const failures = [], seen = [];
  addEventListener("error", (event) => failures.push(String(event.message)));
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const note = () => {
    const open = [...document.querySelectorAll("main > section")].filter((one) => one.offsetHeight > 0);
    const figure = document.getElementById("figure");
    seen.push({
      open: open.map((one) => one.id), parts: figure.children.length, svg: figure.firstElementChild.namespaceURI,
      inside: [...figure.querySelectorAll("text")].every((one) => one.getBBox().width > 0),
      maths: open[0].querySelector("math").getBoundingClientRect().width,
      live: document.getElementById("live").textContent,
    });
  };
  note();
  for (let at = 1; at < COUNT; at += 1) { press("ArrowRight"); note(); }
  press("ArrowRight"); note();
  press("ArrowLeft"); note();
  press("Home"); note();
  press("End"); note();
  document.getElementById("back").click(); note();
  const log = document.createElement("pre");
  log.id = "log";
  log.textContent = JSON.stringify({ failures, seen, wide: document.documentElement.scrollWidth <= innerWidth });
  document.body.append(log);
}
</script>
"""


@pytest.mark.slow
def test_that_a_browser_steps_through_the_page_with_keys_and_buttons(page, story, tmp_path):
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    count = len(story.indices)
    (tmp_path / "walk.html").write_text(
        page.replace("</body>", STEPPING.replace("COUNT", str(count)) + "</body>"), encoding="utf-8")
    how = ["--headless", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1000,900"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        how.append("--no-sandbox")  # which no browser offers to root

    dumped = subprocess.run([browser, *how, "--dump-dom", (tmp_path / "walk.html").as_uri()],
                            capture_output=True, text=True, check=True, timeout=100).stdout

    log = re.search(r'<pre id="log">(.*?)</pre>', dumped, re.DOTALL)
    assert log, dumped[:500]
    found = json.loads(log[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    seen = found["seen"]
    order = [*range(1, count + 1), count, count - 1, 1, count, count - 1]
    assert found["failures"] == []
    assert found["wide"]
    assert [one["open"] for one in seen] == [[f"op-{number}"] for number in order]
    assert all(one["svg"].endswith("2000/svg") and one["inside"] and one["maths"] > 5 for one in seen)
    assert [one["parts"] for one in seen[:count]] == [len(figure) for figure in json.loads(
        Reader(page).scripts[0])["figures"]]
    for number, one in zip(order, seen, strict=True):
        assert one["live"].startswith(f"operation {number} of {count}. ")
        assert spoken(story.told(number - 1).sentence) in one["live"]
