"""Tables of Markdown, for every document that is written here."""

from collections.abc import Iterable, Sequence


def table_lines(head: Sequence[str], rows: Iterable[Sequence[object]], texts: int | None = None) -> list[str]:
    """The lines of a table. The first ``texts`` columns are text and the others figures; all are text by default."""
    columns = len(head)
    left = columns if texts is None else texts
    rule = [*["---"] * left, *["---:"] * (columns - left)]
    return [f"| {' | '.join(map(str, cells))} |" for cells in (head, rule, *rows)]
