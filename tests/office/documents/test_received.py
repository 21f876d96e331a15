"""Scans and photos that people hand in: what is taken, what is cleaned, and the sentence for the rest."""

import contextlib
import time
import zipfile
import zlib
from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image, ImageChops, ImageStat

from office.documents import received
from office.documents.received import JPEG, PDF, PNG, WEBP, receive
from office.refusal import Refusal
from tests.papers import GPS, packed_pdf, pdf, photo, picture, png_bomb, written


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        receive(content)
    assert refusal.value.field == "file"
    with translation.override("en"):
        return refusal.value.code, str(refusal.value.message)


@pytest.mark.parametrize(("form", "media"), [("JPEG", JPEG), ("PNG", PNG), ("WEBP", WEBP)])
def test_a_photo_keeps_its_picture_and_loses_its_place(form, media):
    original = photo(form=form)
    assert opened(original).getexif().get_ifd(GPS)
    taken = receive(original)
    assert taken.media == media
    clean = opened(taken.content)
    assert clean.format == form
    assert not clean.getexif()
    assert b"Exif" not in taken.content
    assert not {"exif", "xmp", "comment"} & set(clean.info)
    difference = ImageStat.Stat(ImageChops.difference(clean.convert("RGB"), picture()))
    assert max(difference.mean) < 2


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_that_was_taken_sideways_comes_out_upright(orientation):
    turned = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    sensor = picture() if turned is None else picture().transpose(turned)
    clean = opened(receive(written(sensor, quality=95, exif=exif)).content)
    assert clean.size == (320, 200)
    assert max(ImageStat.Stat(ImageChops.difference(clean, picture())).mean) < 2


def test_a_photo_stays_as_fine_and_as_small_as_it_was():
    noise = Image.effect_noise((600, 400), 60).convert("RGB")
    for quality in (50, 90):
        original = written(noise, quality=quality)
        taken = receive(original).content
        assert abs(len(taken) - len(original)) < 0.05 * len(original)
        assert opened(taken).quantization == opened(original).quantization


def test_remarks_in_a_picture_are_dropped_and_its_colours_kept():
    original = written(
        picture(), comment=b"Sunny Road 8", xmp=b"<x:xmpmeta>Sunny Road 8</x:xmpmeta>", icc_profile=b"p" * 200
    )
    taken = receive(original).content
    assert b"Sunny Road" in original
    assert b"Sunny Road" not in taken
    assert opened(taken).info["icc_profile"] == b"p" * 200


def test_a_print_in_four_colours_becomes_one_for_screens():
    clean = opened(receive(written(picture().convert("CMYK"))).content)
    assert clean.mode == "RGB"


def test_a_transparent_palette_stays_transparent():
    original = Image.new("P", (20, 20), 0)
    original.putpalette([200, 0, 0, 0, 0, 0])
    clean = opened(receive(written(original, "PNG", transparency=0)).content)
    assert clean.convert("RGBA").getpixel((3, 3))[3] == 0


def test_a_scan_without_loss_stays_without_loss():
    noise = Image.effect_noise((60, 40), 60).convert("RGB")
    clean = opened(receive(written(noise, "WEBP", lossless=True)).content).convert("RGB")
    assert ImageChops.difference(clean, noise).getbbox() is None


def test_a_pdf_is_kept_as_it_is_with_its_pages_counted():
    content = pdf(3)
    taken = receive(content)
    assert (taken.content, taken.media, taken.pages) == (content, PDF, 3)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2", "film"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"\xef\xbb\xbf<svg onload='alert(1)'/>", "SVG"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "Word"),
        (b"GIF89a" + b"\0" * 20, "GIF"),
        (b"Rar!\x1a\x07\0", "archive"),
        (b"MZ\x90\0" + b"\0" * 60, "JPEG, PNG"),
    ],
)
def test_what_is_not_taken_is_told_what_to_do(content, says):
    code, sentence = refused(content)
    assert code == "file.kind"
    assert says in sentence


@pytest.mark.parametrize(
    ("part", "says"), [("[Content_Types].xml", "Word"), ("OFD.xml", "OFD"), ("林秀珍/身份证.jpg", "archive")]
)
def test_a_package_is_told_by_what_is_in_it(part, says):
    package = BytesIO()
    with zipfile.ZipFile(package, "w") as parts:
        parts.writestr(part, "<x/>")
    assert says in refused(package.getvalue())[1]


def test_an_empty_and_a_huge_file_are_refused():
    assert refused(b"")[0] == "file.empty"
    assert refused(b"\xff\xd8\xff" + b"\0" * received.MOST_BYTES)[0] == "file.too_large"


@pytest.mark.parametrize("side", [7_100, 9_600, 60_000])
def test_a_picture_that_would_fill_the_memory_is_not_unpacked(side):
    bomb = png_bomb(side)
    assert len(bomb) < 2_000
    assert refused(bomb)[0] == "picture.too_large"


def test_a_remark_that_would_fill_the_memory_is_not_unpacked():
    bomb = written(picture((4, 4)), "PNG")
    chunk = b"zTXtremark\0\0" + zlib.compress(b"\0" * 80_000_000, 9)
    crc = zlib.crc32(chunk).to_bytes(4, "big")
    place = bomb.index(b"IDAT") - 4
    content = bomb[:place] + (len(chunk) - 4).to_bytes(4, "big") + chunk + crc + bomb[place:]
    assert refused(content)[0] == "file.damaged"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_ends_in_the_middle_is_refused(form):
    content = written(Image.effect_noise((300, 300), 50).convert("RGB"), form)
    assert refused(content[: len(content) // 2])[0] == "file.damaged"
    assert refused(content[:20])[0] == "file.damaged"


@pytest.mark.parametrize(
    "content",
    [
        pdf().replace(b"/Catalog", b"/Catalog /Names << /JavaScript << /Names [(a) 9 0 R] >> >>"),
        pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /S /J#61vaScr#69pt /JS (app.alert(1)) >>"),
        pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch /F (calc.exe) >>"),
        pdf().replace(b"/Catalog", b"/Catalog /AcroForm << /XFA [(a) 3 0 R] >>"),
        packed_pdf(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"),
        packed_pdf(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>", b"/#46ilter [ /FlateDecode ]"),
        packed_pdf(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>").replace(b"1 0 obj", b"%stream\n1 0 obj"),
        packed_pdf(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>").replace(b"/Type /ObjStm ", b""),
    ],
)
def test_a_pdf_that_runs_something_is_refused(content):
    code, sentence = refused(content)
    assert code == "pdf.active"
    assert "Print it to a new PDF" in sentence


@pytest.mark.parametrize(
    "content",
    [
        pdf()[:-30],
        packed_pdf(b"1 0 << >>", packed=b"no deflate"),
        packed_pdf(b"1 0 << >>", b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        packed_pdf(b"1 0 << >>", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        packed_pdf(b"\0" * (received.MOST_UNPACKED + 1)),
    ],
)
def test_a_pdf_that_cannot_be_looked_through_is_refused(content):
    assert refused(content)[0] == "file.damaged"


def test_a_pdf_with_an_outline_and_pictures_is_taken():
    outline = b"9 0 obj\n<< /Type /Outlines /First 5 0 R /Last 5 0 R >>\nendobj\n"
    scan = (
        b"8 0 obj\n<< /Subtype /Image /Filter /DCTDecode /Length 9 >>\nstream\n\xff\xd8\xff stream\nendstream\nendobj\n"
    )
    assert receive(pdf().replace(b"startxref", outline + scan + b"startxref")).media == PDF


@pytest.mark.parametrize("repeated", [b"/ObjStm ", b"stream\n", b"/ObjStm stream\n", b"/J#61", b"obj << /ObjStm >>\n"])
def test_a_pdf_that_repeats_itself_keeps_nobody_waiting(repeated):
    content = b"%PDF-1.7\n" + repeated * (4_000_000 // len(repeated)) + b"\nstartxref\n0\n%%EOF"
    began = time.monotonic()
    with contextlib.suppress(Refusal):
        receive(content)
    assert time.monotonic() - began < 10


def test_a_photo_of_thousands_of_scans_is_not_unpacked():
    content = written(picture(), progressive=True)
    place = content.rindex(b"\xff\xda")
    assert refused(content[:place] + content[place:-2] * 200 + content[-2:])[0] == "file.damaged"


def test_a_locked_pdf_is_refused():
    assert refused(pdf().replace(b"/Root", b"/Encrypt 9 0 R /Root"))[0] == "pdf.locked"


def test_the_pages_of_a_packed_pdf_are_counted():
    assert receive(packed_pdf(b"1 0 2 20 << /Type /Page >> << /Type /Page >> << /Type /Pages >>")).pages == 2
    assert receive(packed_pdf(b"1 0 << /Type /Catalog >>")).pages is None
