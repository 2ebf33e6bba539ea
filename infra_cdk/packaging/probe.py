"""Run alone in a fresh process (`python -I -S probe.py <task> <opt> <function>`): imports a handler from its package.

Nothing but the standard library and the two folders can be imported. The first line of the output tells which modules
were there after the import and which folders were listed for it. An event on the standard input, if there is one, is
handed to the handler; the last line of the output is its answer.
"""

import sys


def main() -> None:
    """Import first: whatever this program needs itself would not be counted."""
    listed: list[str] = []
    sys.path[:0] = sys.argv[1:3]
    sys.addaudithook(lambda event, found: listed.append(str(found[0])) if event in _LISTINGS else None)
    __import__(f"functions.{sys.argv[3]}.handler")
    counted, modules = list(listed), sorted(set(sys.modules) - {"__main__"})
    import json

    print(json.dumps({"modules": modules, "listed": counted}), flush=True)  # noqa: T201
    event = sys.stdin.read()
    if event:
        handler = sys.modules[f"functions.{sys.argv[3]}.handler"]
        print(json.dumps(handler.lambda_handler(json.loads(event), None)), flush=True)  # noqa: T201


_LISTINGS = {"os.listdir", "os.scandir"}

if __name__ == "__main__":
    main()
