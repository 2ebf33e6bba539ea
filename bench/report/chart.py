"""`docs/performance.svg`: every function against its bare twin, as dots on two scales of ratios."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from bench.measuring import FunctionFigures
from bench.spread import Spread

_ROW: Final = 22
_TOP: Final = 100
_NAMES: Final = 176
_PANEL: Final = 320
_GAP: Final = 44
_RIGHT: Final = 28
_INK, _FAINT, _GRID, _GOOD, _DEAR = "#1f2933", "#66727f", "#e4e8ec", "#0b7a75", "#b4530a"


@dataclass(frozen=True)
class _Panel:
    title: str
    what: str
    left: float
    highest: float

    def x(self, ratio: float) -> float:
        """Where a ratio is; what is beyond the scale is drawn at its end."""
        return self.left + min(ratio, self.highest) / self.highest * _PANEL


def chart(functions: Sequence[FunctionFigures], caption: str) -> str:
    """An SVG of one row to a function that makes calls."""
    shown = [each for each in functions if each.first_calls]
    left = float(_NAMES)
    panels = (
        _Panel("Init", "init", left, _scale(shown, "init")),
        _Panel("CPU of a request", "warm_cpu", left + _PANEL + _GAP, _scale(shown, "warm_cpu")),
    )
    width, height = _NAMES + 2 * _PANEL + _GAP + _RIGHT, _TOP + _ROW * len(shown) + 46
    body = [
        _text(16, 28, "Against a bare boto3 function that makes the same calls", 17, _INK, weight=600),
        _text(16, 48, caption, 12, _FAINT),
        *_names(shown),
        *(part for panel in panels for part in _panel(panel, shown)),
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" role="img">',
            f"<title>{escape('Init and CPU per request of every function against its bare twin')}</title>",
            f'<rect width="{width}" height="{height}" rx="8" fill="#ffffff"/>',
            *body,
            "</svg>",
            "",
        ]
    )


def _scale(functions: Sequence[FunctionFigures], what: str) -> float:
    """Up to the highest median, in halves, and a little more than 1 at least."""
    highest = max((spread.median for each in functions if (spread := each.ratio(what))), default=1.0)
    return max(1.5, -(-(highest + 0.1) * 2 // 1) / 2)


def _names(functions: Sequence[FunctionFigures]) -> Iterator[str]:
    for place, each in enumerate(functions):
        yield _text(_NAMES - 14, _y(place) + 4, each.name, 12, _INK, anchor="end")


def _panel(panel: _Panel, functions: Sequence[FunctionFigures]) -> Iterator[str]:
    bottom = _y(len(functions) - 1) + _ROW / 2
    yield _text(panel.left, _TOP - 22, panel.title, 13, _INK, weight=600)
    yield _text(panel.left + _PANEL, _TOP - 22, "times the bare twin's", 11, _FAINT, anchor="end")
    step = 0.5 if panel.highest <= 3 else 1.0
    marks = [step * number for number in range(int(panel.highest / step) + 1)]
    for mark in marks:
        yield _line(panel.x(mark), _TOP - 12, panel.x(mark), bottom, _GRID, 1)
        yield _text(panel.x(mark), bottom + 18, f"{mark:g}", 11, _FAINT, anchor="middle")
    yield _line(panel.x(1), _TOP - 12, panel.x(1), bottom, _FAINT, 1.5, dashed=True)
    yield _text(panel.x(1), bottom + 34, "as bare boto3", 11, _FAINT, anchor="middle")
    for place, each in enumerate(functions):
        spread = each.ratio(panel.what)
        if spread is not None:
            yield from _dot(panel, place, spread)


def _dot(panel: _Panel, place: int, spread: Spread) -> Iterator[str]:
    y, x = _y(place), panel.x(spread.median)
    colour = _GOOD if spread.median <= 1 else _DEAR
    yield _line(panel.x(0), y, x, y, colour, 2, opacity=0.25)
    yield _line(panel.x(spread.low), y, panel.x(spread.high), y, colour, 5, opacity=0.35)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    ends = max(x + 9, panel.x(spread.high) + 7)
    fits = ends < panel.left + _PANEL - 26
    place_of_text = ends if fits else min(x - 9, panel.x(spread.low) - 7)
    yield _text(place_of_text, y + 4, f"{spread.median:.2f}", 11, colour, anchor="start" if fits else "end")


def _y(place: int) -> float:
    return _TOP + _ROW * place + _ROW / 2 - 8


def _line(
    x1: float, y1: float, x2: float, y2: float, colour: str, width: float, *, opacity: float = 1, dashed: bool = False
) -> str:
    more = ' stroke-dasharray="4 3"' if dashed else ""
    faint = f' stroke-opacity="{opacity}"' if opacity < 1 else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"'
        f' stroke-linecap="round"{faint}{more}/>'
    )


def _text(x: float, y: float, text: str, size: int, colour: str, *, anchor: str = "start", weight: int = 400) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"'
        f' font-weight="{weight}" stroke="#ffffff" stroke-width="3" paint-order="stroke">{escape(text)}</text>'
    )
