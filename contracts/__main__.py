"""``python -m contracts --write | --check``."""

import argparse
import sys

from contracts.outputs import ROOT, outputs, stale


def main() -> int:
    """Write what differs, or say what does: then 1."""
    parser = argparse.ArgumentParser(prog="python -m contracts", description="What others program against.")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", action="store_true", help="write every file that differs, remove what is no more")
    way.add_argument("--check", action="store_true", help="only say what differs")
    options = parser.parse_args()
    wanted = outputs()
    for path in (different := stale(wanted)):
        sys.stdout.write(f"{'written' if options.write else 'differs'}: {path}\n")
        if options.write:
            _put(path, wanted)
    return 1 if options.check and different else 0


def _put(path: str, wanted: dict[str, str]) -> None:
    place = ROOT / path
    if path not in wanted:
        place.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(wanted[path], encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
