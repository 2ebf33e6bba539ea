"""Every file that is written from models, and which of them are not as they should be."""

from pathlib import Path
from typing import Final

from contracts.docs_page.page import docs_page
from contracts.event_page import event_page
from contracts.event_rule import TEMPLATE, TEMPLATE_PATH
from contracts.event_schemas import event_schemas
from contracts.openapi.document import document
from contracts.plain_json import as_json

ROOT: Final = Path(__file__).resolve().parent.parent
SCHEMAS: Final = "events/schemas"
DOCS: Final = "functions/show_docs/pages/docs.html"
OPENAPI: Final = "functions/show_docs/pages/openapi.json"


def outputs() -> dict[str, str]:
    """Contents by path from the project's root."""
    schemas = {f"{SCHEMAS}/{name}.json": as_json(schema) for name, schema in event_schemas().items()}
    told = document()
    return schemas | {
        OPENAPI: as_json(told),
        DOCS: docs_page(told),
        TEMPLATE_PATH: as_json(TEMPLATE),
        "docs/events.md": event_page(),
    }


def stale(wanted: dict[str, str]) -> list[str]:
    """Paths that are missing, that say something else, or that nothing writes any more."""
    differ = [path for path, content in wanted.items() if _content(ROOT / path) != content]
    left = {path.relative_to(ROOT).as_posix() for path in (ROOT / SCHEMAS).glob("*")} - wanted.keys()
    return sorted({*differ, *left})


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
