"""Scans and photos that people hand in: recognised by their content, cleaned, and refused with a sentence that helps.

A picture leaves without its metadata (place, camera, comments), upright, encoded anew once. A PDF stays as it is, unless it
would run something by itself.
"""

import re
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, JpegImagePlugin

from office.refusal import Refusal

MEBIBYTE = 1024 * 1024
MOST_BYTES = 20 * MEBIBYTE
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 64 * MEBIBYTE  # bytes of all object streams of one PDF
MOST_PROFILE = MEBIBYTE  # bytes of a colour profile
MOST_SCANS = 100  # of a JPEG; a dozen are usual, thousands keep a computer busy for minutes
LONGEST_FACTS = 16 * 1024  # bytes before a stream in which a PDF describes it
JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
SUFFIXES = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
# A picture of 50 megapixels takes 300 MB while it is turned: two at once would be too much for a small computer.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Received:
    """What is kept. `media` is one of SUFFIXES; `pages` is what a PDF says it has, None where it does not tell."""

    content: bytes
    media: str
    pages: int | None = None


def receive(content: bytes) -> Received:
    """The cleaned content of a file. Its name plays no part.

    Raises Refusal on the field `file`: `file.empty`, `file.too_large`, `file.kind`, `file.damaged`, `picture.too_large`,
    `pdf.active`, `pdf.locked`.
    """
    if not content:
        raise _no("file.empty", _("The file is empty. Save or scan it again."))
    if len(content) > MOST_BYTES:
        raise too_large()
    media = media_of(content)
    if media is None:
        raise _no("file.kind", _sentence_on(content))
    if media == PDF:
        return Received(content, PDF, _checked_pdf(content))
    with _ONE_AT_A_TIME:
        return Received(_cleaned_picture(content, media), media)


def too_large() -> Refusal:
    """The refusal of a file of more than 20 MB, for whoever notices before it has been read."""
    return _no(
        "file.too_large", _("The file has more than 20 MB. Scan it in grey at 300 dpi, or bring it in several parts.")
    )


def media_of(content: bytes) -> str | None:
    """The media type of what is taken, by the first bytes; None for everything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n\0").startswith(b"%PDF-"):
        return PDF
    return None


def _no(code: str, sentence: str | Promise) -> Refusal:
    return Refusal("file", code, sentence)


def _sentence_on(content: bytes) -> Promise:
    """What to do with a file that is not taken, by what it is."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    brand = content[4:12]
    if brand[:4] == b"ftyp":
        if brand[4:] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}:
            return _("This is a HEIC photo of a telephone. Set its camera to “most compatible”, or send it as JPEG.")
        return _("This is a film. Bring photos or a PDF.")
    if b"<svg" in start:
        return _("This is a drawing (SVG), which may hold programs. Save it as PNG or PDF.")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<")):
        return _("This is a web page. Print it to PDF and bring that.")
    if start.startswith(b"pk") and b"OFD.xml" in content:
        return _("This is an OFD document. Print it to PDF and bring that.")
    if start.startswith(b"\xd0\xcf\x11\xe0") or (start.startswith(b"pk") and _is_office(content)):
        return _("This is a document of Word, Excel or WPS. Save it as PDF and bring that.")
    if start.startswith((b"pk", b"rar!", b"7z")):
        return _("This is an archive. Unpack it and bring the files in it.")
    if start.startswith((b"gif8", b"bm", b"ii*\0", b"mm\0*")):
        return _("Pictures of this kind (GIF, BMP, TIFF) are not taken. Save it as JPEG, PNG or PDF.")
    return _("Only photos and scans are taken: JPEG, PNG, WebP or PDF. Save it as one of these.")


def _is_office(content: bytes) -> bool:
    return any(part in content for part in (b"[Content_Types].xml", b"mimetypeapplication/vnd."))


def _cleaned_picture(content: bytes, media: str) -> bytes:
    if media == JPEG and content.count(b"\xff\xda") > MOST_SCANS:
        raise _damaged()
    # Pillow warns above its own limit and refuses above twice that; ours is lower, and asked before anything is unpacked.
    problems = (OSError, SyntaxError, ValueError, EOFError, zlib.error, IndexError, KeyError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(BytesIO(content), formats=[_FORMATS[media]])
        with opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many_pixels()
            return _encoded(opened, media, content)
    except Image.DecompressionBombError as bomb:
        raise _too_many_pixels() from bomb
    except problems as damage:
        raise _damaged() from damage


def _damaged() -> Refusal:
    return _no("file.damaged", _("The picture is damaged or incomplete. Take or scan it again."))


def _too_many_pixels() -> Refusal:
    return _no("picture.too_large", _("The picture has more than 50 megapixels. Make it smaller, or scan at 300 dpi."))


def _encoded(opened: Image.Image, media: str, content: bytes) -> bytes:
    """The picture upright, without anything beside its pixels, its colour profile and the transparency of a palette."""
    options: dict[str, Any] = {}
    if media == JPEG:
        options = _as_fine_as(opened)
    elif media == WEBP:
        options = {"quality": 92, "lossless": b"VP8L" in content[:4096]}
    opened.load()
    picture = ImageOps.exif_transpose(opened)
    if media == JPEG and picture.mode not in {"L", "RGB"}:
        picture = picture.convert("RGB")
        picture.info.pop("icc_profile", None)  # it described the colours of print
    profile, transparency = picture.info.get("icc_profile"), picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    if profile and len(profile) <= MOST_PROFILE:
        options["icc_profile"] = profile
    written = BytesIO()
    picture.save(written, _FORMATS[media], **options)
    return written.getvalue()


def _as_fine_as(opened: Any) -> dict[str, Any]:
    """The tables and the sampling of the original JPEG: as good as it was, and no larger."""
    tables = opened.quantization
    if opened.mode not in {"L", "RGB"} or any(max(table) > 255 for table in tables.values()):
        return {"quality": 92}
    return {"qtables": tables, "subsampling": JpegImagePlugin.get_sampling(opened)}


def _name(word: str) -> bytes:
    """A pattern for the PDF name /word, any letter of which may be written as # and its hexadecimal number."""
    letters = (f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in word)
    return ("/" + "".join(letters)).encode()


# Names long enough to hardly ever stand in packed data by chance; all that runs a script carries the first. A file that is
# only attached, as invoices carry theirs, opens when somebody opens it.
_ACTIVE = re.compile(
    b"|".join(
        _name(word) for word in ("JavaScript", "Launch", "RichMedia", "SubmitForm", "ImportData", "GoToE", "Rendition")
    )
    + b"|"
    + _name("XFA")
    + rb"\s*[\[\d]"
)
_ENCRYPTED = re.compile(_name("Encrypt") + rb"\s*(?:\d+\s+\d+\s+R|<<)")
_PACKED = re.compile(_name("ObjStm") + b"|" + _name("First") + rb"\s+\d+(?!\d|\s+\d+\s+R)")
_STREAM = re.compile(rb"(?<!end)stream[ \t]*(?:\r\n?|\n)")
_FILTER = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*(?:\]|/|>|$)")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def _checked_pdf(content: bytes) -> int | None:
    """The number of pages of a PDF that is whole and does nothing by itself; None when it does not tell."""
    if b"%%EOF" not in content[-2048:] or b"startxref" not in content[-2048:]:
        raise _no("file.damaged", _("The PDF is incomplete. Save or scan it again."))
    if _ENCRYPTED.search(content):
        raise _no("pdf.locked", _("The PDF is locked with a password. Print it to a new PDF without one."))
    pages = 0
    for part in (content, *_unpacked(content)):
        if _ACTIVE.search(part):
            raise _no("pdf.active", _("The PDF holds a script or opens something by itself. Print it to a new PDF."))
        pages += len(_PAGE.findall(part))
    return pages or None


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The streams in which a PDF packs its objects. Raises Refusal when one cannot be looked into.

    All that looks like the beginning of a stream is asked, be it in the middle of another: a false one may hide a true one.
    """
    left, before = MOST_UNPACKED, 0
    for stream in _STREAM.finditer(content):
        facts = _ESCAPED.sub(_unescaped, content[max(before, stream.start() - LONGEST_FACTS) : stream.start()])
        before = stream.end()
        if not _PACKED.search(facts):
            continue
        packed = content[stream.end() : content.find(b"endstream", stream.end())]
        part = _inflated(packed, left, facts) if b"/Filter" in facts else packed
        left -= len(part)
        if left < 0:
            raise _unreadable()
        yield part


def _unescaped(code: re.Match[bytes]) -> bytes:
    return bytes([int(code[1], 16)])


def _inflated(packed: bytes, most: int, facts: bytes) -> bytes:
    try:
        if not _FILTER.search(facts) or b"/Predictor" in facts:
            raise zlib.error
        part = zlib.decompressobj().decompress(packed, most + 1)
        if len(part) > most:
            raise zlib.error
    except zlib.error as problem:
        raise _unreadable() from problem
    return part


def _unreadable() -> Refusal:
    return _no("file.damaged", _("The PDF cannot be read to its end. Print it to a new PDF."))
