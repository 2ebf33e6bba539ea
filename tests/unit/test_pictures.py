"""A logo is told by its bytes: what a browser would show as one still picture, whole, and nothing else."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.merchants.logos.image import NotAPicture, Picture, read_picture
from tests.support.pictures import jpeg, png, png_chunk, webp_extended, webp_lossless, webp_lossy

WHOLE = {
    "image/png": png(120, 40),
    "image/jpeg": jpeg(120, 40),
    "lossy": webp_lossy(120, 40),
    "lossless": webp_lossless(120, 40),
    "extended": webp_extended(120, 40),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_picture_tells_its_kind_and_size(kind: str) -> None:
    media_type = kind if "/" in kind else "image/webp"
    assert read_picture(WHOLE[kind]) == Picture(media_type, 120, 40)


def test_a_jpeg_may_have_fill_bytes_before_its_markers() -> None:
    filled = jpeg(120, 40).replace(b"\xff\xe0", b"\xff\xff\xff\xe0").replace(b"\xff\xc0", b"\xff\xff\xc0")
    assert read_picture(filled) == Picture("image/jpeg", 120, 40)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_picture_that_is_cut_off_anywhere_is_none(kind: str) -> None:
    whole = WHOLE[kind]
    for length in range(len(whole)):
        with pytest.raises(NotAPicture):
            read_picture(whole[:length])


@pytest.mark.parametrize("kind", ["image/png", "lossy", "lossless", "extended"])
def test_nothing_may_follow_a_picture(kind: str) -> None:
    with pytest.raises(NotAPicture):
        read_picture(WHOLE[kind] + b"<script>alert(1)</script>")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x04\x00\x00\x00WEBP",
        webp_extended(120, 40, animated=True),
        png(120, 40, png_chunk(b"acTL", struct.pack(">II", 2, 0))),
        png(120, 40).replace(b"IDAT", b"JDAT"),
        png(120, 40) + png_chunk(b"IEND", b""),
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b""),
        jpeg(120, 40).replace(b"\xff\xc0", b"\xff\xe3"),
        b"\xff\xd8\xff\xe0\x00\x02not a marker\xff\xd9",
    ],
)
def test_what_is_no_still_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        read_picture(content)


def test_a_damaged_part_is_noticed() -> None:
    whole = bytearray(png(120, 40))
    whole[20] ^= 1
    with pytest.raises(NotAPicture, match="damaged"):
        read_picture(bytes(whole))


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_whatever_comes_is_a_picture_or_is_refused(kind: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[kind])
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        found = read_picture(bytes(content))
    except NotAPicture:
        return
    assert found.media_type.startswith("image/")


def test_the_checksum_of_this_tests_own_png_is_right() -> None:
    assert zlib.crc32(b"IEND") == struct.unpack(">I", png(1, 1)[-4:])[0]
