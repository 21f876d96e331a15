"""HTML and our print style sheets -> the bytes of a PDF, by WeasyPrint 70 (sizes and type: domain.md 6.3, GB/T 9704).

Nothing is fetched from a network, and of the disk only `static/print/` and font files are opened.
"""

import ctypes
import sys
from base64 import b64decode
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter

from office.documents import even

APT_LINE = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
# What WeasyPrint 70 cannot do without, by the names Linux gives them.
LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libfontconfig.so.1",
)
# A picture that the page itself carries: nothing is opened for it.
CARRIED_PICTURE = "data:image/jpeg;base64,"
FONT_ENDINGS = frozenset({".ttf", ".otf", ".ttc", ".otc"})

# Pango's font map is shared by the whole process and is not safe for two threads at a time.
_ONE_AT_A_TIME = Lock()


class PrintingUnavailable(Exception):
    """WeasyPrint cannot run on this machine; the message tells a person what to install."""


def missing_libraries() -> list[str]:
    """Which of the LIBRARIES this machine lacks; asked of the loader, without the second WeasyPrint takes.

    On other systems than Linux the libraries have other names: there the answer is empty and `render` finds out.
    """
    if not sys.platform.startswith("linux"):
        return []
    return [name for name in LIBRARIES if not _loads(name)]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def render(html: str, *, stylesheets: Sequence[str], tags: bool = True) -> bytes:
    """The PDF of one HTML document.

    `html` is a whole document: its <title>, <meta name="author"> and <html lang> become the PDF's title, author and
    language. `stylesheets` are names below `static/print/`, the later ones deciding. `tags`: with the structure that screen
    readers ask for. Raises PrintingUnavailable, and FileNotFoundError for a style sheet that is not there.
    """
    weasyprint = _weasyprint()
    with _ONE_AT_A_TIME:
        even.apply()
        folder = print_folder()
        sheets = [_stylesheet(path, path.stat().st_mtime_ns) for path in (folder / name for name in stylesheets)]
        document = weasyprint.HTML(string=html, base_url=folder.as_uri() + "/", url_fetcher=_Shelf(fonts=False))
        pdf: bytes = document.write_pdf(stylesheets=sheets, font_config=_font_configuration(), pdf_tags=tags)
    return pdf


class Printing:
    """A long print: documents of one kind are added one after the other and become one PDF.

    Each is laid out and written by itself, as 4,000 rows laid out together take 2 GB; between them other prints come in.
    `two_sided`: each begins on a sheet of its own. Of several documents only the pages are kept, without their structure for
    screen readers.
    """

    def __init__(self, stylesheets: Sequence[str], *, two_sided: bool = False) -> None:
        self.stylesheets = stylesheets
        self.two_sided = two_sided
        self.pages = 0
        self._parts: list[bytes] = []

    def add(self, html: str) -> None:
        """Raises what `render` raises."""
        self.add_printed(render(html, stylesheets=self.stylesheets, tags=not self._parts))

    def add_printed(self, part: bytes) -> None:
        """A document that is a PDF already."""
        if self.two_sided:
            self.pages += self.pages % 2
        self.pages += len(PdfReader(BytesIO(part)).pages)
        self._parts.append(part)

    def finish(self) -> bytes:
        """The PDF, with the title of the first document. Raises ValueError when none was added."""
        if not self._parts:
            raise ValueError("There is nothing to print.")
        if len(self._parts) == 1:
            return self._parts[0]
        first = PdfReader(BytesIO(self._parts[0]))
        together = PdfWriter()
        for part in self._parts:
            if self.two_sided and len(together.pages) % 2:
                together.add_blank_page()
            together.append(BytesIO(part), import_outline=False)
        together.add_metadata({name: str(value) for name, value in (first.metadata or {}).items()})
        out = BytesIO()
        together.write(out)
        return out.getvalue()


def style_text(stylesheets: Sequence[str]) -> str:
    """The text of style sheets in static/print, for a page that must stand alone."""
    return "\n".join((print_folder() / name).read_text(encoding="utf-8") for name in stylesheets)


def print_folder() -> Path:
    """Where the print style sheets and pictures lie; the only place a page may draw from."""
    return (Path(settings.BASE_DIR) / "static" / "print").resolve()


@cache
def _weasyprint() -> Any:
    # Imported late: it takes a second, and the office must start on a machine without Pango too.
    if missing_libraries():
        raise PrintingUnavailable(_unavailable())
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PrintingUnavailable(_unavailable()) from error
    return weasyprint


def _unavailable() -> str:
    message = _("This computer cannot make PDF files yet: the library Pango is missing. Install it with: %(line)s")
    return message % {"line": APT_LINE}


@cache
def _font_configuration() -> Any:
    """One per process: a new one for each document grew the process to 756 MB over 300 documents (stack.md 8)."""
    from weasyprint.text import ffi, fonts

    configuration = fonts.FontConfiguration()
    folder = getattr(settings, "SANXIN_FONTS", None)
    if not folder:
        return configuration
    # The office's licensed fonts (仿宋_GB2312, 方正小标宋) join those of the system under their own family names,
    # which the print style sheets ask for first.
    for path in sorted(Path(folder).iterdir()):
        if path.suffix.lower() in FONT_ENDINGS:
            ffi.fontconfig.FcConfigAppFontAddFile(configuration._config, str(path.resolve()).encode())
    ffi.pangoft2.pango_fc_font_map_config_changed(ffi.ffi.cast("PangoFcFontMap *", configuration.font_map))
    return configuration


@cache
def _stylesheet(path: Path, changed: int) -> Any:
    """A parsed style sheet; `changed` is its time stamp, so that an edited one is read again."""
    return _weasyprint().CSS(filename=path, url_fetcher=_Shelf(fonts=True), font_config=_font_configuration())


class _Shelf:
    """What WeasyPrint asks for every address it meets in a page or style sheet."""

    # Read by WeasyPrint: a refused address is logged and left out, the page is still printed.
    _fail_on_errors = False

    def __init__(self, *, fonts: bool) -> None:
        self.fonts = fonts

    def __call__(self, url: str) -> Any:
        if url.startswith(CARRIED_PICTURE):
            picture = b64decode(url.removeprefix(CARRIED_PICTURE))
            return _weasyprint().urls.URLFetcherResponse(url, picture, {"Content-Type": "image/jpeg"})
        path = allowed_path(url, fonts=self.fonts)
        return _weasyprint().urls.URLFetcherResponse(url, path.read_bytes())


def allowed_path(url: str, *, fonts: bool = False) -> Path:
    """The file a page may open under this address. Raises PermissionError for anything else.

    `fonts`: also allow font files anywhere on the disk; `local(…)` in a style sheet of ours comes here as a file.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in {"", "localhost"}:
        path = Path(unquote(parts.path)).resolve()
        if path.is_relative_to(print_folder()) or (fonts and path.suffix.lower() in FONT_ENDINGS):
            return path
    raise PermissionError(f"A printed page may only draw from static/print/, not from {url}.")
