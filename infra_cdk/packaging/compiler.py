"""Run by the Python that is built for, with nothing but its standard library: compiles the files named on its input.

Arguments: the folder, what it is deployed as, and ``beside`` (``__pycache__`` next to the source) or ``instead``. Each
file is compiled in a process forked from one that has compiled nothing: what marshal writes depends on which names the
process has met before, and the same source must give the same bytes in whatever company it is compiled.
"""

import importlib.util
import os
import py_compile
import sys
from multiprocessing import get_context
from pathlib import Path


def main() -> None:
    """Compile every file; a source that cannot be compiled ends the build."""
    names = sys.stdin.read().splitlines()
    with get_context("fork").Pool(maxtasksperchild=1) as pool:
        failures = [text for text in pool.map(compile_one, names, chunksize=1) if text]
    if failures:
        sys.exit("\n".join(failures))


def compile_one(name: str) -> str:
    """Write one compiled file, whose unchecked hash is never compared with its source; return what is wrong with it."""
    folder, deployed_as, where = sys.argv[1:]
    source = Path(folder, name)
    target = source.with_suffix(".pyc") if where == "instead" else importlib.util.cache_from_source(source)
    unchecked = py_compile.PycInvalidationMode.UNCHECKED_HASH
    shown = f"{deployed_as}/{name}"
    try:
        py_compile.compile(str(source), str(target), shown, doraise=True, optimize=0, invalidation_mode=unchecked)
    except py_compile.PyCompileError as error:
        # As text: the exception itself does not survive the way between processes.
        return error.msg
    if where == "instead":
        os.unlink(source)
    return ""


if __name__ == "__main__":
    main()
