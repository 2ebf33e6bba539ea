"""Builds a folder only when its inputs have changed, and never leaves half of one behind."""

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path


def fingerprint(words: Iterable[str], files: Iterable[Path]) -> str:
    """One hash over all inputs, the sources of the build itself among them."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def build_sources() -> list[Path]:
    """The modules that decide what a built folder looks like."""
    return sorted(Path(__file__).parent.glob("*.py"))


def build_once(target: Path, stamp_text: str, build: Callable[[Path], None]) -> bool:
    """Let `build` fill a fresh folder and put it in the target's place; False when the target is as it should be."""
    stamp = target.with_name(f"{target.name}.stamp")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Who builds the same beside us is waited for.
        if target.is_dir() and stamp.is_file() and stamp.read_text() == stamp_text:
            return False
        stamp.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
            fresh = Path(scratch) / "fresh"
            fresh.mkdir()
            build(fresh)
            shutil.rmtree(target, ignore_errors=True)
            fresh.rename(target)
        stamp.write_text(stamp_text)
    return True
