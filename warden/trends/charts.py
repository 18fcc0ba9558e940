"""Charts of answers, drawn on this machine: Vega-Lite by Altair, SVG and PNG by vl-convert, with the fonts it brings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

from warden.trends.answers import COUNTED, Answer, Series

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56a0d3", "#7a4fa3", "#5b6770", "#b3364a",
            "#3f7f1f", "#a05a2c", "#2b4a8b")  # fmt: skip
"""Told apart also by who sees few colours (after Okabe and Ito); printed in grey the shapes tell them apart."""
_PALE = ("#6fb7ea", "#ff9f5a", "#4fd0a5", "#eeaad0", "#d9bd4a", "#a3cdf0", "#c4a5e8", "#aeb9c2", "#ff8b9c",
         "#93d36a", "#dba27a", "#9db5f0")  # fmt: skip
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_FONT = "Liberation Sans, Arial, sans-serif"
_LABELS = 14
"""Weeks whose names have room below a wide chart."""
_SHORT = 18
"""Letters of a name that leave room for another one beside it."""
UNITS = 3
"""Currencies that are drawn, each on a scale of its own."""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a chart, in the reader's language."""

    title: str
    value: str
    week: str
    series: str
    unknown: str
    broken: str
    changed: str
    running: str
    names: Mapping[str, str] = field(default_factory=dict)
    """How keys are called."""


@dataclass(frozen=True, slots=True)
class Look:
    """How it is drawn."""

    dark: bool = False
    narrow: bool = False

    @property
    def ground(self) -> str:
        return "#1d2320" if self.dark else "#ffffff"

    @property
    def ink(self) -> str:
        return "#e8ece9" if self.dark else "#1d2420"

    @property
    def line(self) -> str:
        return "#3a443e" if self.dark else "#d5d9d3"

    @property
    def quiet(self) -> str:
        return "#a3aea8" if self.dark else "#57625c"

    @property
    def colours(self) -> tuple[str, ...]:
        return _PALE if self.dark else _COLOURS

    @property
    def width(self) -> int:
        return 300 if self.narrow else 760


@dataclass(slots=True)
class _Drawn:
    """A chart on its way."""

    answer: Answer
    words: Words
    look: Look

    def name(self, series: Series) -> str:
        key = self.words.names.get(series.key, series.key) or self.words.unknown
        return key if self.answer.question.by else self.words.value

    @property
    def all_names(self) -> list[str]:
        """In all panels the same: one legend for all, a name of one colour and shape wherever it stands."""
        return list(dict.fromkeys(self.name(one) for one in self.answer.series))


def _altair() -> Any:
    """Read when a chart is first drawn: it takes a second. Half of its calls have no types."""
    return import_module("altair")


def spec(answer: Answer, words: Words, look: Look | None = None) -> dict[str, Any]:
    """The chart as Vega-Lite, with its numbers in it."""
    altair = _altair()
    drawn = _Drawn(answer, words, look or Look())
    units = sorted({one.unit for one in answer.series}, key=lambda unit: -_size(answer, unit))[:UNITS]
    parts = [_panel(drawn, unit) for unit in units or [""]]
    whole = altair.vconcat(*parts) if len(parts) > 1 else parts[0]
    title = altair.TitleParams(words.title, anchor="start", color=drawn.look.ink, fontSize=14)
    made: dict[str, Any] = _dressed(whole.properties(title=title), drawn.look).to_dict()
    return made


def _size(answer: Answer, unit: str) -> float:
    return sum(one.size for one in answer.series if one.unit == unit)


def _panel(drawn: _Drawn, unit: str) -> Any:
    """One scale: lines that end where there is no number, grey weeks where the crawl was broken, marked changes."""
    altair = _altair()
    series = [one for one in drawn.answer.series if one.unit == unit]
    rows = _rows(drawn, series)
    line = altair.Chart(altair.Data(values=rows)).encode(
        x=_weeks(drawn),
        y=altair.Y(
            "value:Q",
            title=f"{drawn.words.value} ({unit})" if unit else drawn.words.value,
            scale=altair.Scale(zero=True, nice=True),
        ),
    )
    line = line.encode(**_apart(drawn)) if drawn.answer.question.by else line
    colour = {} if drawn.answer.question.by else {"color": drawn.look.colours[0]}
    lines = line.mark_line(strokeWidth=2, strokeJoin="round", **colour)
    points = line.mark_point(filled=True, size=45, opacity=1, **colour)
    return (_behind(drawn) + lines + points).properties(width=drawn.look.width, height=260)


def _rows(drawn: _Drawn, series: Sequence[Series]) -> list[dict[str, Any]]:
    return [
        {"week": point.week, "series": drawn.name(one), "value": point.value, "state": point.state}
        for one in series
        for point in one.points
    ]


def _weeks(drawn: _Drawn) -> Any:
    altair = _altair()
    weeks = drawn.answer.weeks
    step = -(-len(weeks) // (_LABELS // (2 if drawn.look.narrow else 1)))
    axis = altair.Axis(labelAngle=-45, values=weeks[::step], title=drawn.words.week)
    return altair.X("week:O", scale=altair.Scale(domain=weeks), axis=axis)


def _apart(drawn: _Drawn) -> dict[str, Any]:
    altair = _altair()
    names = drawn.all_names
    wide = 1 if max(map(len, names), default=0) > _SHORT else 2
    legend = altair.Legend(
        orient="bottom",
        columns=wide if drawn.look.narrow else 2 * wide,
        title=drawn.words.series,
        symbolLimit=0,
        labelLimit=(drawn.look.width - 60) // (wide if drawn.look.narrow else 2 * wide),
    )
    colours = altair.Scale(domain=names, range=list(drawn.look.colours[: len(names)]))
    shapes = altair.Scale(domain=names, range=[_SHAPES[n % len(_SHAPES)] for n in range(len(names))])
    return {
        "color": altair.Color("series:N", scale=colours, legend=legend),
        "shape": altair.Shape("series:N", scale=shapes, legend=legend),
    }


def _behind(drawn: _Drawn) -> Any:
    altair = _altair()
    shown = {point.week for one in drawn.answer.series for point in one.points if point.state == COUNTED}
    broken = [{"week": week} for week in drawn.answer.broken if week not in shown]
    marked = [{"week": mark.week} for mark in drawn.answer.marks]
    bars = (
        altair.Chart(altair.Data(values=broken))
        .mark_bar(color=drawn.look.line, opacity=0.8)
        .encode(x=_weeks(drawn))
    )
    rules = altair.Chart(altair.Data(values=marked)).encode(x=_weeks(drawn))
    dashes = rules.mark_rule(color=drawn.look.quiet, strokeDash=[4, 4])
    word = altair.value(drawn.words.changed)
    texts = rules.mark_text(
        color=drawn.look.quiet, angle=270, align="right", dx=-4, dy=-7, fontSize=10
    ).encode(text=word, y=altair.value(0))
    running = [{"week": drawn.answer.running}] if drawn.answer.running else []
    return bars + dashes + texts + _named(drawn, broken, drawn.words.broken) + _unended(drawn, running)


def _named(drawn: _Drawn, weeks: list[dict[str, str]], word: str, beside: int = 0) -> Any:
    """A word that stands upright in some weeks; so far beside their middle."""
    altair = _altair()
    return (
        altair.Chart(altair.Data(values=weeks))
        .mark_text(color=drawn.look.quiet, angle=270, fontSize=10, dy=beside)
        .encode(x=_weeks(drawn), y=altair.value(130), text=altair.value(word))
    )


def _unended(drawn: _Drawn, weeks: list[dict[str, str]]) -> Any:
    """The week that is not over, in a dashed frame."""
    altair = _altair()
    look = drawn.look
    frame = (
        altair.Chart(altair.Data(values=weeks))
        .mark_bar(color=look.line, fillOpacity=0.35, stroke=look.quiet, strokeDash=[2, 3])
        .encode(x=_weeks(drawn))
    )
    return frame + _named(drawn, weeks, drawn.words.running, 9)


def _dressed(chart: Any, look: Look) -> Any:
    axis = {
        "labelColor": look.ink,
        "titleColor": look.ink,
        "gridColor": look.line,
        "domainColor": look.quiet,
        "tickColor": look.quiet,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titlePadding": 16,  # a browser without the fonts it was measured with writes wider
    }
    legend = {"labelColor": look.ink, "titleColor": look.ink, "labelFontSize": 12, "columnPadding": 30}
    return (
        chart.configure(background=look.ground, font=_FONT, padding=10)
        .configure_axis(**axis)
        .configure_legend(**legend)
        .configure_view(stroke=look.line)
        .configure_title(font=_FONT)
    )


def drawn(chart: Mapping[str, Any], kind: Literal["svg", "png", "json"]) -> bytes:
    """The chart as a file."""
    told = json.dumps(chart, ensure_ascii=False, sort_keys=True)
    if kind == "json":
        return told.encode()
    import vl_convert

    if kind == "svg":
        made: str = vl_convert.vegalite_to_svg(told, allowed_base_urls=[])
        return made.encode()
    image: bytes = vl_convert.vegalite_to_png(told, scale=2, allowed_base_urls=[])
    return image
