"""Zip files of which the same content gives the same bytes, and what they look like when Lambda has unpacked them."""

import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_DATE: Final = (1980, 1, 1, 0, 0, 0)
_NINETEEN_EIGHTY: Final = 315_532_800
_REGULAR_FILE: Final = 0o100644 << 16
_UNIX: Final = 3


def write_zip(target: Path, files: Mapping[str, Path]) -> None:
    """Zip files under these names: sorted, dated 1980-01-01 00:00, readable by all, deflated."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _REGULAR_FILE
            archive.writestr(entry, files[name].read_bytes())


def files_below(folder: Path) -> dict[str, Path]:
    """Every file below a folder by the name that it has in a zip of the folder."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def unzip(source: Path, into: Path, *, dated_1980: bool = True) -> None:
    """Unpack a zip as Lambda does: files keep the date of their entries. Otherwise they are dated now."""
    with zipfile.ZipFile(source) as archive:
        archive.extractall(into)
        names = archive.namelist()
    if dated_1980:
        for name in names:
            os.utime(into / name, (_NINETEEN_EIGHTY, _NINETEEN_EIGHTY))
