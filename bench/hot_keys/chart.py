"""A small line chart as SVG."""

from collections.abc import Mapping, Sequence
from typing import Final

Point = tuple[float, float]
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 360, 64, 30, 190, 48
_COLOURS: Final = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df")


def line_chart(title: str, across: str, up: str, series: Mapping[str, Sequence[Point]]) -> str:
    """Lines over one another from zero, with a legend; ``across`` and ``up`` name the axes."""
    most_x = max(x for points in series.values() for x, _ in points)
    most_y = max(y for points in series.values() for _, y in points) * 1.05

    def place(x: float, y: float) -> str:
        right = _LEFT + x / most_x * (_WIDTH - _LEFT - _RIGHT)
        return f"{right:.0f},{_HEIGHT - _BOTTOM - y / most_y * (_HEIGHT - _TOP - _BOTTOM):.0f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        f' font-size="12"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" font-size="14">{title}</text>',
        f'<text x="{_LEFT}" y="{_HEIGHT - 8}">{across}</text>',
        f'<text x="14" y="{_HEIGHT - _BOTTOM}" transform="rotate(-90 14 {_HEIGHT - _BOTTOM})">{up}</text>',
    ]
    for step in range(6):
        x, y = most_x * step / 5, most_y * step / 5
        foot, side = place(x, 0).split(","), place(0, y).split(",")
        parts.append(f'<text x="{foot[0]}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{x:,.0f}</text>')
        parts.append(f'<text x="{_LEFT - 6}" y="{int(side[1]) + 4}" text-anchor="end">{y:,.0f}</text>')
        end = place(most_x, y).split(",")[0]
        parts.append(f'<path d="M{_LEFT} {side[1]}H{end}" stroke="#ddd"/>')
    for number, (name, points) in enumerate(series.items()):
        colour, line = _COLOURS[number], " ".join(place(x, y) for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_WIDTH - _RIGHT + 12}" y="{_TOP + 20 + 20 * number}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])
