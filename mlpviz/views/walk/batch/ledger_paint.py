"""Draws the ledger: titles, the heads of the columns, the rows, the chosen column, and what stands below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from mlpviz.engine import number
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.batch.cell_look import CellLook
from mlpviz.views.walk.batch.places import MANY, ColumnPlace, RowPlace
from mlpviz.views.walk.batch.sample_badge import paint_badge
from mlpviz.views.walk.batch.sheet import BADGE, EDGE, FOOT_GAP, MARGIN, OPEN, Ruled, Sheet, loss_text
from mlpviz.views.walk.sentences import Prose

Align = Qt.AlignmentFlag
STRONG = ("sum", "clip", "gradient", "step")
"""Rows whose numbers go on to the next ones."""
GAP = 2.0
"""Px between two cells."""
LEGEND = 150.0


@dataclass(frozen=True)
class Shown:
    """Which row, which column and which hovered row are shown, −1 for none, and which layers are folded."""

    row: int
    column: int
    hovered: int
    folded: frozenset[int]


class LedgerPaint:
    """Draws a sheet as it was ruled."""

    def __init__(self, theme: Theme, typesetter: Typesetter) -> None:
        self._theme, self._typesetter, self._look = theme, typesetter, CellLook()
        self._norms: dict[int, tuple[list[float], float]] = {}

    def forget(self) -> None:
        """Another sheet comes."""
        self._norms = {}

    def paint(self, painter: QPainter, sheet: Sheet, ruled: Ruled, shown: Shown, area: QRectF, width: float) -> None:
        """Draw what lies in an area of a ledger that is so wide."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if area.top() < ruled.heads[3]:
            self._paint_title(painter, sheet, ruled.title, width)
            self._paint_heads(painter, sheet, ruled, shown)
        for place in ruled.rows:
            if place.bottom > area.top() - 6 and place.top < area.bottom() + 6:
                self._paint_row(painter, sheet, ruled, shown, place, width)
        self._paint_frame(painter, ruled, shown)

    def _paint_title(self, painter: QPainter, sheet: Sheet, top: float, width: float) -> None:
        theme, colors = self._theme, self._theme.palette
        line = QRectF(MARGIN, top, width - 2 * MARGIN, theme.line_px("m"))
        painter.setFont(theme.font("m", weight=600))
        painter.setPen(colors.color("t1"))
        painter.drawText(line, int(Align.AlignLeft | Align.AlignVCenter), sheet.title)
        used = QFontMetricsF(painter.font()).horizontalAdvance(sheet.title)
        painter.setFont(theme.font("s"))
        painter.setPen(colors.color("t3"))
        if used + QFontMetricsF(painter.font()).horizontalAdvance(sheet.note) + 16 <= line.width():
            painter.drawText(line, int(Align.AlignRight | Align.AlignVCenter), sheet.note)

    # heads

    def _paint_heads(self, painter: QPainter, sheet: Sheet, ruled: Ruled, shown: Shown) -> None:
        theme, colors, line = self._theme, self._theme.palette, float(self._theme.line_px("s"))
        self._paint_layers(painter, sheet, ruled, shown, line)
        for first, last in _groups(ruled.columns, units=True):
            if first.item.column < 0:
                continue
            record = sheet.story.columns[first.item.column]
            room = QRectF(first.left, ruled.heads[1], last.right - first.left, line + 2)
            for text in (f"into ${record.into}$", f"${record.into}$"):
                prose = Prose(self._typesetter, text, theme.font("s"))
                if prose.width() <= room.width():
                    prose.paint(painter, room, colors.color("t3"), room.height(), Align.AlignHCenter)
                    break
            painter.fillRect(QRectF(room.left() + 2, room.bottom() + 1, room.width() - 4, 1.0), colors.color("line2"))
        for place in ruled.columns:
            chosen = place.item.column == shown.column and place.item.column >= 0
            head = sheet.story.columns[place.item.column].head if place.item.column >= 0 else r"\|\cdot\|"
            ink = colors.color("hlt" if chosen else "t2")
            self._math(painter, head, QRectF(place.left, ruled.heads[2], place.width, line + 2), ink)
        self._paint_left_heads(painter, sheet, ruled)

    def _paint_layers(self, painter: QPainter, sheet: Sheet, ruled: Ruled, shown: Shown, line: float) -> None:
        colors, foldable = self._theme.palette, len(sheet.story.columns) > MANY
        groups = _groups(ruled.columns, units=False)
        for at, (first, last) in enumerate(groups):
            end = groups[at + 1][0].left - 12 if at + 1 < len(groups) else ruled.columns[-1].right + OPEN
            title = sheet.story.columns.layer_title(first.item.layer)
            painter.setFont(self._theme.font("s", weight=600))
            metrics = QFontMetricsF(painter.font())
            arrow = 18.0 if foldable else 0.0
            fits = [text for text in (title, title.partition(" · ")[0], f"L{first.item.layer}")
                    if metrics.horizontalAdvance(text) + arrow <= end - first.left]
            if not fits:
                continue
            wide = metrics.horizontalAdvance(fits[0]) + arrow
            left = max(first.left, min((first.left + last.right - wide) / 2, end - wide))
            if foldable:
                name = "chevron-right" if first.item.layer in shown.folded else "chevron-down"
                icons.paint(painter, name, colors.color("t2"), QRectF(left, ruled.heads[0] + line / 2 - 7, 14, 14))
            painter.setPen(colors.color("t1"))
            room = QRectF(left + arrow, ruled.heads[0], wide, line)
            painter.drawText(room, int(Align.AlignLeft | Align.AlignVCenter), fits[0])

    def _paint_left_heads(self, painter: QPainter, sheet: Sheet, ruled: Ruled) -> None:
        theme, colors, line = self._theme, self._theme.palette, float(self._theme.line_px("s"))
        grown = BADGE * max(1.0, theme.text_scale)
        room = QRectF(MARGIN + grown, ruled.heads[2], ruled.left - MARGIN - grown - 8, line + 2)
        painter.setFont(theme.font("xs"))
        painter.setPen(colors.color("t3"))
        if sheet.facts:
            painter.drawText(room, int(Align.AlignRight | Align.AlignVCenter), "loss")
            wide = QFontMetricsF(painter.font()).horizontalAdvance("loss")
            recorded = sheet.story.narrator.recorded
            answer = sheet.story.narrator.names.unit(recorded.layers, 0).partition("_")[0]
            prose = Prose(self._typesetter, rf"target → ${answer}$", painter.font())
            if prose.width() + wide + 10 <= room.width():
                prose.paint(painter, room, colors.color("t3"), room.height(), Align.AlignLeft)
            painter.setFont(theme.font("xs"))
            shown = QRectF(_right(ruled) - OPEN, ruled.heads[2], OPEN + EDGE, line + 2)
            if QFontMetricsF(painter.font()).horizontalAdvance("open") <= shown.width():
                painter.drawText(shown, int(Align.AlignCenter), "open")
        power = next((form.note for form, row in zip(sheet.formats, sheet.story.rows, strict=True)
                      if row.scale == "gradient"), "")  # fmt: skip
        if power:
            above = QRectF(room.left(), ruled.heads[1], room.width(), line)
            painter.setPen(colors.color("t2"))
            painter.drawText(above, int(Align.AlignRight | Align.AlignVCenter), f"times {power}")

    # rows

    def _paint_row(
        self, painter: QPainter, sheet: Sheet, ruled: Ruled, shown: Shown, place: RowPlace, width: float
    ) -> None:
        colors, row = self._theme.palette, sheet.story.rows[place.row]
        if place.opens:
            painter.fillRect(QRectF(MARGIN, place.top - 5.0, width - 2 * MARGIN, 1.0), colors.color("line2"))
        if place.row == shown.row:
            painter.fillRect(QRectF(0, place.top, width, place.height), colors.color("hlbg"))
        elif place.row == shown.hovered and row.samples:
            end = min(_right(ruled) + 4, width - 1)
            frame = QRectF(MARGIN - 5.5, place.top + 0.5, end - MARGIN + 5, place.height - 1)
            painter.setPen(QPen(colors.color("ctl"), self._theme.line("control")))
            painter.setBrush(colors.color("sel"))
            painter.drawRoundedRect(frame, 5, 5)
        self._paint_left(painter, sheet, ruled, shown, place)
        for column in ruled.columns:
            self._paint_cell(painter, sheet, ruled, shown, place, column)
        if row.sample >= 0:
            strong = place.row in (shown.hovered, shown.row)
            square = QRectF(_right(ruled) - OPEN + 4, place.middle - 8, 16, 16)
            icons.paint(painter, "next", colors.color("t1" if strong else "t3"), square)

    def _paint_cell(
        self, painter: QPainter, sheet: Sheet, ruled: Ruled, shown: Shown, place: RowPlace, column: ColumnPlace
    ) -> None:
        theme, colors, row = self._theme, self._theme.palette, sheet.story.rows[place.row]
        cell = QRectF(column.left + GAP / 2, place.top + GAP / 2, column.width - GAP, place.height - GAP)
        pending, chosen = place.row > shown.row, column.item.column == shown.column and column.item.column >= 0
        if pending:
            pen = QPen(colors.color("line2"), 1.0)
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
            text = sheet.text(place.row, column.item.column, before=True) if column.item.column >= 0 else ""
            ink = colors.color("t3")
        else:
            text, kind, share = self._content(sheet, place.row, column)
            ground, ink = self._look.of(colors, kind, share)
            painter.fillRect(cell, ground)
        if text:
            strong = chosen or (row.kind in STRONG and not pending)
            painter.setFont(theme.font(ruled.role, weight=600 if strong else 400))
            painter.setPen(ink)
            painter.drawText(cell, int(Align.AlignCenter), text)

    def _content(self, sheet: Sheet, row: int, column: ColumnPlace) -> tuple[str, str, float]:
        """The text of a cell, its map, and its share of the strongest colour."""
        record, limit = sheet.story.rows[row], sheet.limits[row]
        if column.item.column < 0:
            norms, most = self._lengths(sheet, row)
            value = norms[column.item.layer - 1]
            return sheet.formats[row].text(value), "grey", value / most if most else 0.0
        value = float(record.values[column.item.column])
        share = value / limit if limit else 0.0
        kind = "forward" if record.kind == "weights" else "backward" if record.signed else "grey"
        return sheet.text(row, column.item.column), kind, share

    def _lengths(self, sheet: Sheet, row: int) -> tuple[list[float], float]:
        if row not in self._norms:
            norms = [float(one) for one in sheet.story.norms(row)]
            self._norms[row] = norms, max(norms, default=0.0)
        return self._norms[row]

    def _paint_left(self, painter: QPainter, sheet: Sheet, ruled: Ruled, shown: Shown, place: RowPlace) -> None:
        """The sign or badge of a row, its title, and what stands behind it."""
        theme, colors, row = self._theme, self._theme.palette, sheet.story.rows[place.row]
        grown, now, pending = BADGE * max(1.0, theme.text_scale), place.row == shown.row, place.row > shown.row
        ink = colors.color("hlt" if now else "t3" if pending else "t1")
        sign = QRectF(MARGIN, place.top, grown - 8, place.height)
        words = QRectF(MARGIN + grown, place.top, ruled.left - MARGIN - grown - 8, place.height)
        fact, left = sheet.facts.get(place.row), int(Align.AlignLeft | Align.AlignVCenter)
        if fact is not None:
            color = sheet.story.narrator.walk.experiment.class_color(fact.label) if fact.label >= 0 else -1
            radius = min(8.5 * max(1.0, theme.text_scale), place.height / 2 - 1.5)
            center = QPointF(MARGIN + radius, place.middle)
            paint_badge(painter, theme, center, radius, number.count(fact.sample + 1), color)
            target = f"{fact.target} → "
            painter.setFont(theme.font("s"))
            painter.setPen(ink)
            painter.drawText(words, left, target)
            behind = words.adjusted(QFontMetricsF(painter.font()).horizontalAdvance(target), 0, 0, 0)
            painter.setFont(theme.font("s", weight=400 if pending else 600))
            painter.drawText(behind, left, fact.answer)
            self._note(painter, words, loss_text(fact.loss), colors.color("t3" if pending else "t1"))
            return
        if row.letter:
            self._math(painter, row.letter, sign, ink, Align.AlignLeft)
        else:
            painter.setFont(theme.font("m", weight=600))
            painter.setPen(ink)
            painter.drawText(sign, left, row.sign)
        painter.setFont(theme.font("s", weight=600 if now or (row.kind in STRONG and not pending) else 400))
        painter.setPen(ink)
        title, note, role = self._fitting(sheet, place.row, words.width())
        painter.drawText(words, left, title)
        self._note(painter, words, note, colors.color("hlt" if now else "t3"), role)

    def _fitting(self, sheet: Sheet, row: int, room: float) -> tuple[str, str, str]:
        """The title of a row with as much behind it as there is room for, and how large that is written."""
        title, note = sheet.story.rows[row].title, sheet.noted(row)
        shortest = sheet.shortest(row)
        strong = QFontMetricsF(self._theme.font("s", weight=600))
        for told in ((title, note), (title, note.rpartition(", ")[2]), shortest):
            for role in ("s", "xs"):
                wide = QFontMetricsF(self._theme.font(role)).horizontalAdvance(told[1])
                if strong.horizontalAdvance(told[0]) + 6 + wide <= room:
                    return *told, role
        return shortest[0], "", "s"

    def _note(self, painter: QPainter, words: QRectF, note: str, ink: QColor, role: str = "s") -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(ink)
        painter.drawText(words, int(Align.AlignRight | Align.AlignVCenter), note)

    def _paint_frame(self, painter: QPainter, ruled: Ruled, shown: Shown) -> None:
        """The amber frame around the chosen column."""
        chosen = next((place for place in ruled.columns if place.item.column == shown.column >= 0), None)
        if chosen is None or not ruled.rows:
            return
        painter.setPen(QPen(self._theme.palette.color("hl"), self._theme.line("focus")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        top, bottom = ruled.heads[2] - 1, ruled.rows[-1].bottom + 1
        painter.drawRoundedRect(QRectF(chosen.left, top, chosen.width, bottom - top), 5, 5)

    def paint_foot(self, painter: QPainter, sheet: Sheet, ruled: Ruled, sentence: str, width: float) -> None:
        """The two maps of colours, and a sentence about the whole."""
        if not ruled.foot:
            return
        top = ruled.bottom + FOOT_GAP / 2
        scales = [("Gradient $\\partial L/\\partial w$", sheet.story.limit("gradient"), 0),
                  (r"Step $\Delta w$", sheet.story.limit("step"), len(sheet.story.rows) - 2)]
        left, wide = MARGIN, LEGEND * max(1.0, self._theme.text_scale)
        for title, limit, row in scales:
            self._paint_scale(painter, QRectF(left, top, wide, ruled.foot), title, limit, sheet.formats[row].places)
            left += wide + 30
        room = QRectF(left, top, width - MARGIN - left, ruled.foot)
        if room.width() >= 160 and sentence:
            prose = Prose(self._typesetter, sentence, self._theme.font("s"))
            line = float(self._theme.line_px("s"))
            if len(prose.lines(room.width())) * line <= ruled.foot + 4:
                prose.paint(painter, room, self._theme.palette.color("t2"), line, Align.AlignLeft)

    def _paint_scale(self, painter: QPainter, place: QRectF, title: str, limit: float, decimals: int) -> None:
        theme, colors = self._theme, self._theme.palette
        line = float(theme.line_px("xs"))
        prose = Prose(self._typesetter, title, theme.font("xs"))
        prose.paint(painter, place, colors.color("t3"), line, Align.AlignLeft)
        bar = QRectF(place.left(), place.top() + line + 2, place.width(), 8)
        shades = QLinearGradient(bar.topLeft(), bar.topRight())
        for at in range(21):
            shades.setColorAt(at / 20, self._look.of(colors, "backward", at / 10 - 1)[0])
        painter.fillRect(bar, shades)
        painter.setFont(theme.font("xs"))
        painter.setPen(colors.color("t3"))
        below = QRectF(bar.left(), bar.bottom() + 1, bar.width(), line)
        size = number.plain(limit, 3)
        for align, text in ((Align.AlignLeft, number.MINUS + size), (Align.AlignHCenter, "0"),
                            (Align.AlignRight, "+" + size)):  # fmt: skip
            painter.drawText(below, int(align | Align.AlignVCenter), text if limit else "0" * (text == "0"))

    def _math(
        self, painter: QPainter, latex: str, room: QRectF, ink: QColor, align: Qt.AlignmentFlag = Align.AlignHCenter
    ) -> None:
        px = float(round(self._theme.text_px("s") * 1.2))
        extent = self._typesetter.extent(latex, px)
        if extent.width > room.width():
            return
        free = room.width() - extent.width
        left = room.left() + free * (0.5 if align == Align.AlignHCenter else 0.0)
        base = room.center().y() + QFontMetricsF(self._theme.font("s")).xHeight() / 2
        self._typesetter.draw(painter, latex, ink, px, QPointF(left, base))


def _right(ruled: Ruled) -> float:
    return (ruled.columns[-1].right if ruled.columns else ruled.left) + OPEN


def _groups(columns: list[ColumnPlace], *, units: bool) -> list[tuple[ColumnPlace, ColumnPlace]]:
    """The first and the last column on screen of every layer, or of every unit."""
    found: list[tuple[ColumnPlace, ColumnPlace]] = []
    for place in columns:
        before = found[-1][1].item if found else None
        same = before is not None and before.layer == place.item.layer and (not units or before.unit == place.item.unit)
        if same:
            found[-1] = found[-1][0], place
        else:
            found.append((place, place))
    return found
