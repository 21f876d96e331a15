"""Guard of zipped workbooks: what they unpack to is counted and looked over before any library touches them."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from office.workbooks.parsing.bounds import Limits, Refused

# Small enough for the processor to keep what it has just inflated at hand while that is searched.
CHUNK = 1024 * 1024
_XML_NAMES = (".xml", ".rels", ".vml")
# Entities can only be declared inside a document type. Parts may be written in UTF-16.
_DECLARATIONS = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, IndexError, KeyError)


class Package:
    """A zip whose parts are read through a meter. Part names are compared without case, slashes either way."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.data = data
        self._limits = limits
        self._unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = [info for info in self._zip.infolist() if not info.is_dir()]
        except _BROKEN as broken:
            raise Refused("file.corrupt") from broken
        if len(infos) > limits.parts:
            raise Refused("file.limit.parts", limit=limits.parts)
        # What it says of itself is believed when it is too much; what is inflated is counted all the same.
        if sum(info.file_size for info in infos) > limits.unpacked_bytes:
            raise Refused("file.limit.unpacked", limit=limits.unpacked_bytes // 1024 // 1024)
        if any(info.flag_bits & 1 for info in infos):
            raise Refused("file.encrypted")
        self._infos = {plain_name(info.filename): info for info in infos}
        if len(self._infos) != len(infos):
            # Two parts of one name: each library picks its own, so nobody can say which cells are meant.
            raise Refused("file.corrupt")

    def __contains__(self, name: str) -> bool:
        return plain_name(name) in self._infos

    def names(self) -> list[str]:
        """All part names, in lower case."""
        return list(self._infos)

    def size(self, name: str) -> int:
        """How many bytes a part says that it unpacks to."""
        return self._infos[plain_name(name)].file_size

    def is_xml(self, name: str) -> bool:
        """Whether a part is XML by its name."""
        return name.endswith(_XML_NAMES)

    def chunks(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of a part. Refuses what unpacks too far, and document types and entities in XML."""
        name = plain_name(name)
        check = self.is_xml(name)
        tail = b""
        try:
            with self._zip.open(self._infos[name]) as part:
                while chunk := part.read(CHUNK):
                    self._unpacked += len(chunk)
                    if self._unpacked > self._limits.unpacked_bytes:
                        raise Refused("file.limit.unpacked", limit=self._limits.unpacked_bytes // 1024 // 1024)
                    if check and (has_declarations(chunk) or has_declarations(tail + chunk[:64])):
                        raise Refused("file.entities")
                    tail = chunk[-64:]
                    yield chunk
        except _BROKEN as broken:
            raise Refused("file.corrupt") from broken

    def read(self, name: str) -> bytes:
        """A whole part."""
        return b"".join(self.chunks(name))

    def drain(self, name: str) -> None:
        """Let a part go through the meter that nobody looks at."""
        for _chunk in self.chunks(name):
            pass

    def read_again(self, name: str) -> bytes:
        """A part whose chunks have gone through the meter before."""
        return self._zip.read(self._infos[plain_name(name)])

    def written_name(self, name: str) -> str:
        """A part name as it is written in the package."""
        return self._infos[plain_name(name)].filename


def has_declarations(xml: bytes) -> bool:
    """Whether XML declares a document type or entities: no workbook needs them, and every known attack does."""
    return b"!" in xml and any(declaration in xml for declaration in _DECLARATIONS)


def plain_name(name: str) -> str:
    """A part name in the form in which names are compared."""
    return name.replace("\\", "/").lstrip("/").lower()


def kind_of_package(package: Package) -> str:
    """ "xlsx", "xlsb" or "ods". Raises Refused for documents, slides, pictures and plain archives."""
    if "xl/workbook.bin" in package:
        return "xlsb"
    names = package.names()
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "mimetype" in package:
        kind = package.read("mimetype").strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
        raise Refused("file.format.document" if b"opendocument" in kind else "file.format")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise Refused("file.format.document")
    if "[content_types].xml" in package:
        if any(name.endswith("workbook.xml") for name in names):
            return "xlsx"
        raise Refused("file.corrupt")
    raise Refused("file.format" if any(name.startswith("index/") for name in names) else "file.format.archive")
