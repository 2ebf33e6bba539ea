"""Which picture some bytes are, and how large: read from the bytes, whatever anybody calls them.

Only what a browser shows as one still picture: PNG (https://www.w3.org/TR/png-3/), JPEG (ITU T.81), WebP (RFC 9649).
"""

import zlib
from dataclasses import dataclass
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN: Final = 0xDA
_ANIMATED: Final = 0x02


class NotAPicture(ValueError):
    """The text says what is wrong with the bytes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Its media type, and its size in pixels."""

    media_type: str
    width: int
    height: int


def read_picture(content: bytes) -> Picture:
    """The picture in these bytes. Raises :class:`NotAPicture` for anything else, also for what is cut off."""
    try:
        if content.startswith(_PNG):
            return _png(content)
        if content.startswith(_JPEG):
            return _jpeg(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except IndexError as error:
        raise NotAPicture("the picture is cut off") from error
    raise NotAPicture("neither PNG nor JPEG nor WebP")


def _png(content: bytes) -> Picture:
    """Every chunk with its checksum, from the header to the end."""
    place, kinds, header = len(_PNG), list[bytes](), b""
    while place < len(content):
        size = _number(content, place, 4)
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        if len(data) < size or _number(content, place + 8 + size, 4) != zlib.crc32(kind + data):
            raise NotAPicture("a part of the PNG is damaged")
        header = header or data
        kinds.append(kind)
        place += 12 + size
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds or kinds.count(b"IEND") > 1:
        raise NotAPicture("the PNG is not whole")
    if b"acTL" in kinds:
        raise NotAPicture("the picture moves")
    return Picture("image/png", _number(header, 0, 4), _number(header, 4, 4))


def _jpeg(content: bytes) -> Picture:
    """Segment by segment to the frame's header."""
    place, found = 2, None
    while found is None or content[place + 1] != _SCAN:
        if content[place] != 0xFF:
            raise NotAPicture("a part of the JPEG is damaged")
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1  # Any number of them may stand before a marker (section B.1.1.2).
            continue
        if marker == _SCAN:
            raise NotAPicture("the JPEG has no size")
        if marker in _FRAMES:
            found = Picture("image/jpeg", _number(content, place + 7, 2), _number(content, place + 5, 2))
        place += 2 + max(_number(content, place + 2, 2), 2)
    if not content.endswith(b"\xff\xd9"):
        raise NotAPicture("the picture is cut off")
    return found


def _webp(content: bytes) -> Picture:
    """One of three kinds of first chunk."""
    if int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise NotAPicture("the picture is cut off")
    kind, data = content[12:16], content[20:]
    if kind == b"VP8X":
        if data[0] & _ANIMATED:
            raise NotAPicture("the picture moves")
        sides = [int.from_bytes(data[at : at + 3], "little") + 1 for at in (4, 7)]
    elif kind == b"VP8L" and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        sides = [(bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1]
    elif kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        sides = [int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (6, 8)]
    else:
        raise NotAPicture("a part of the WebP is damaged")
    return Picture("image/webp", *sides)


def _number(content: bytes, place: int, size: int) -> int:
    part = content[place : place + size]
    if len(part) < size:
        raise NotAPicture("the picture is cut off")
    return int.from_bytes(part, "big")
