"""Scans and photos as people hand them in, made by the tests themselves."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfWriter

ORIENTATION, GPS = 0x0112, 0x8825


def picture(size: tuple[int, int] = (320, 200)) -> Image.Image:
    """White above, dark below, red in the left upper corner: one sees which side is up."""
    made = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, size[1] // 2, size[0], size[1]), fill=(20, 30, 60))
    pen.rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(200, 0, 0))
    return made


def written(made: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    content = BytesIO()
    made.save(content, form, **options)
    return content.getvalue()


def photo(orientation: int = 1, form: str = "JPEG", **options: Any) -> bytes:
    """A photo of a telephone: turned as its sensor lay, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "Telephone"
    exif[GPS] = {1: "N", 2: (38.0, 54.0, 30.0), 3: "E", 4: (121.0, 36.0, 12.0)}
    return written(picture(), form, exif=exif, **options)


def pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(595, 842)
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def packed_pdf(objects: bytes, facts: bytes = b"/Filter /FlateDecode", packed: bytes | None = None) -> bytes:
    """A PDF whose objects are packed in a stream, where a glance at the file does not find them."""
    body = zlib.compress(objects) if packed is None else packed
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 5 "
        + facts
        + b" /Length %d >>\nstream\n" % len(body)
        + body
        + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"
    )


def png_bomb(side: int = 60_000) -> bytes:
    """A PNG of a few kilobytes that says it is `side` pixels wide and high."""
    row = zlib.compress(b"\0" * 1_000_000, 9)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
        for kind, part in ((b"IHDR", head), (b"IDAT", row), (b"IEND", b""))
    )
