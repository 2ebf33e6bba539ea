"""The few marks that descriptions use, as HTML: paragraphs, lists, bold and code. Everything else is escaped."""

import re
from typing import Final

from markupsafe import Markup, escape

_CODE: Final = re.compile(r"`([^`]+)`")
_BOLD: Final = re.compile(r"\*\*([^*]+)\*\*")


def inline(text: str) -> Markup:
    """One line."""
    told = _BOLD.sub(r"<strong>\1</strong>", _CODE.sub(r"<code>\1</code>", str(escape(text))))
    return Markup(told)  # nosec B704 # noqa: S704 - what came from outside of the marks is escaped above


def blocks(text: str) -> Markup:
    """Paragraphs, and lists whose lines begin with a dash."""
    made = Markup("")
    for part in text.strip().split("\n\n"):
        lines = part.splitlines()
        if all(line.startswith("- ") for line in lines):
            entries = Markup("").join(Markup("<li>{}</li>").format(inline(line[2:])) for line in lines)
            made += Markup("<ul>{}</ul>").format(entries)
        else:
            made += Markup("<p>{}</p>").format(inline(" ".join(lines)))
    return made
