"""``docs/events.md``: every event with its fields and an example, and the rule that a production system needs."""

import inspect
from typing import Any, Final

from contracts.event_rule import RULE
from contracts.event_schemas import event_schemas
from contracts.plain_json import as_json
from shared.events.catalog.event_model import Audience, EventModel
from shared.events.catalog.table import CATALOG, example_of, type_of, version_of

_HEAD: Final = """\
# Domain events

Written by `make contracts` from the models in `shared/events/catalog/`; do not edit.

Whatever happens to money is told on the bus `orderpay-<stage>` (output `BusName` of the stack), with the source
`orderpay`, the type as `detail-type`, and as `detail` one JSON object:

| field | what |
|---|---|
| `id` | `evt_…`, derived from what happened: the same at every telling |
| `type`, `version` | what happened, in the past tense, and which description of it this is |
| `at` | when, RFC 3339 in UTC with milliseconds |
| `merchant_id` | whose |
| `data` | what each event below lists |

**At least once, in no order.** An event may be told twice: keep the `id`s that you have dealt with. It may come
late, or before an older one: compare `at`. **Amounts** are whole minor units of `currency` (`2550` EUR is 25.50;
JPY has no minor unit). **A field without a value is left out**, never null. **Versions:** fields may be added to a
version, so ignore those that you do not know; a field that goes or changes its meaning makes a new version, which
is told beside the old one.

The JSON Schema (2020-12) of each `detail` is in [`events/schemas`](../events/schemas). What is told by callback
goes to the merchant's callback endpoint as well; the rest is for the operator's systems alone.

"""


def event_page() -> str:
    """The whole page."""
    rows = [_row(model) for model in CATALOG.values()]
    table = ["## All events", "", "| event | version | told | what it says |", "|---|---|---|---|", *rows, ""]
    return _HEAD + RULE + "\n" + "\n".join(table) + "\n" + "\n".join(_section(name) for name in CATALOG)


def _row(model: type[EventModel]) -> str:
    told = "bus, callback" if model.audience is Audience.MERCHANT else "bus"
    kind = type_of(model)
    return f"| [`{kind}`](#{_anchor(model)}) | {version_of(model)} | {told} | {_words(model).splitlines()[0]} |"


def _section(name: str) -> str:
    model = CATALOG[name]
    schema = event_schemas()[name]
    data = schema["$defs"][schema["properties"]["data"]["$ref"].rpartition("/")[2]]
    fields = [
        "| field of `data` | type | what |",
        "|---|---|---|",
        *(_field(data, each) for each in data["properties"]),
    ]
    example = ["```json", as_json(example_of(model)).rstrip(), "```", ""]
    title = f"## `{type_of(model)}` version {version_of(model)}"
    link = f"Schema: [`{name}.json`](../events/schemas/{name}.json)"
    return "\n".join([title, "", _words(model), "", link, "", *fields, "", *example])


def _field(data: dict[str, Any], name: str) -> str:
    field = data["properties"][name]
    kind = field.get("format") or field.get("type", "")
    optional = "" if name in data.get("required", ()) else ", may be absent"
    choices = f" One of {', '.join(f'`{each}`' for each in field['enum'])}." if "enum" in field else ""
    return f"| `{name}` | {kind}{optional} | {field.get('description', '')}{choices} |"


def _anchor(model: type[EventModel]) -> str:
    return f"{type_of(model)}-version-{version_of(model)}".replace(".", "")


def _words(model: type[EventModel]) -> str:
    return inspect.cleandoc(model.__doc__ or "")
