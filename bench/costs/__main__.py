"""`python -m bench.costs`: write docs/costs.md anew and say the total."""

from bench.costs.choices import budgeted
from bench.costs.document import DOCUMENT, TARGET, document
from bench.costs.model import Design, lines, total


def main() -> None:
    """Write the page."""
    DOCUMENT.write_text(document(), encoding="utf-8")
    base = Design()
    print(f"${budgeted(base):.2f} a million orders (target ${TARGET:.0f}), ${total(lines(base)):.2f} with timelines")
    print(f"written: {DOCUMENT.name}")


if __name__ == "__main__":
    main()
