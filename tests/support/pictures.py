"""Small pictures made here, of each kind that a logo may be."""

import struct
import zlib


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, more: bytes = b"", colour: tuple[int, int, int] = (31, 79, 209)) -> bytes:
    """One colour; ``more`` stands behind the header."""
    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    first, *rest = [png_chunk(kind, data) for kind, data in parts]
    return b"\x89PNG\r\n\x1a\n" + first + more + b"".join(rest)


def jpeg(width: int, height: int) -> bytes:
    """Its segments, with a scan of nothing."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    segments = [(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), (0xC0, frame), (0xDA, b"\x01\x01\x00\x00\x3f\x00")]
    body = b"".join(struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data for marker, data in segments)
    return b"\xff\xd8" + body + b"\x2a\xff\xd9"


def _webp(kind: bytes, data: bytes) -> bytes:
    data += b"\0" * (len(data) % 2)
    chunk = kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def webp_lossy(width: int, height: int) -> bytes:
    """The head of a key frame."""
    return _webp(b"VP8 ", b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height) + b"\0" * 4)


def webp_lossless(width: int, height: int) -> bytes:
    """The head of a lossless stream."""
    return _webp(b"VP8L", b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 5)


def webp_extended(width: int, height: int, *, animated: bool = False) -> bytes:
    """The extended header alone."""
    sides = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return _webp(b"VP8X", bytes([2 if animated else 0, 0, 0, 0]) + sides)
