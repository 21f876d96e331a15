"""A copy of an .xlsx in which each large sheet is several small ones.

calamine lays out a sheet as a whole, in ten times the memory of its file. Slices are laid out one by one, the next while the
rows of the last are sent.
"""

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import IO, Self

from lxml import etree

from office.workbooks.parsing import ooxml
from office.workbooks.parsing.bounds import MEBIBYTE, Limits
from office.workbooks.parsing.grid import Places
from office.workbooks.parsing.package import Package, plain_name

_LARGE = 4 * MEBIBYTE
_BEGIN, _END = b"<sheetData>", b"</sheetData>"
_NEXT_ROW = re.compile(rb"""</row>\s*(?=<row\s(?:[^>]*\s)?r=["']\d)""")
_PICTURES = "xl/media/"
_CARRIED = 4096  # what marks a cut may lie on both sides of where a chunk ends


@dataclass(slots=True)
class Sliced:
    """The bytes of the copy, or of the workbook itself where nothing was to be changed; by part, bad cells and the number of
    slices of a large sheet."""

    data: IO[bytes]
    bad: dict[str, Places] = field(default_factory=dict)
    slices: dict[str, int] = field(default_factory=dict)


def in_slices(package: Package, parts: list[ooxml.Part], limits: Limits) -> Sliced:
    """Look over the whole workbook, cut its large sheets, and leave out pictures and Excel 4 macro sheets, which calamine cannot
    pass over. Raises Refused as ``ooxml.look_over`` and ``Package.chunks`` do."""
    done = Sliced(io.BytesIO(package.data))
    sheets = {plain_name(part.path): part for part in parts if part.path and not ooxml.is_macro_sheet(part)}
    large = {path for path in sheets if package.size(path) >= _LARGE}
    others = [path for path in package.names() if path not in sheets]
    for path in sheets.keys() - large:
        done.bad[path] = ooxml.look_over(package, sheets[path], limits)
    if not large and not any(map(ooxml.is_macro_sheet, parts)):
        for path in filter(package.is_xml, others):
            package.drain(path)
        return done
    done.data = io.BytesIO()
    with (
        zipfile.ZipFile(done.data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        ThreadPoolExecutor(1) as aside,
    ):
        for path in large:
            with _Saw(archive, package.written_name(path)) as saw:
                chunks = _while_written(package.chunks(path), saw.take, aside)
                done.bad[path] = ooxml.look_over(package, sheets[path], limits, chunks)
                done.slices |= saw.finish(path)
        changed = _rearranged(package, parts, done.slices)
        for path in others:
            if path.startswith(_PICTURES):
                continue
            with archive.open(package.written_name(path), "w") as copied:
                write = copied.write if path not in changed else len
                for _chunk in _while_written(package.chunks(path), write, aside):
                    pass
                copied.write(changed.get(path, b""))
        for path in sheets.keys() - done.slices.keys():
            archive.writestr(package.written_name(path), package.read_again(path))
    done.data.seek(0)
    return done


def _while_written(
    chunks: Iterator[bytes], write: Callable[[bytes], object], aside: ThreadPoolExecutor
) -> Iterator[bytes]:
    """The chunks; each is written in a thread while whoever asked for it works on it and the next one is inflated."""
    written: Future[object] | None = None
    for chunk in chunks:
        if written is not None:
            written.result()
        written = aside.submit(write, chunk)
        yield chunk
    if written is not None:
        written.result()


class _Saw:
    """Writes the chunks of a sheet as slices of it, which begin with what stands above its first row.

    There are none of a sheet that is to be read as a whole: one with comments or literal sections, in which anything may look
    like a row, or whose elements have prefixes.
    """

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        self._head, self._carry = b"", b""
        self._slice: IO[bytes] | None = None
        self._slices = self._length = 0
        self._whole = self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        if self._slice is not None:
            self._slice.close()

    def finish(self, path: str) -> dict[str, int]:
        """When all chunks have been taken: the number of slices of the part, or nothing."""
        self._write(self._carry)
        return {} if self._whole else {path: self._slices}

    def take(self, chunk: bytes) -> None:
        """Write the next chunk."""
        text = self._carry + chunk
        # A single byte is searched for many times faster than two.
        self._whole = self._whole or (b"!" in text and b"<!" in text)
        if self._whole:
            return
        if self._slice is None:
            begin = text.find(_BEGIN) + len(_BEGIN)
            if begin < len(_BEGIN):
                self._whole = True
                return
            self._head, text = text[:begin], text[begin:]
            self._begin()
        self._ended = self._ended or _END in text
        while self._length >= _LARGE and not self._ended and (found := _NEXT_ROW.search(text)):
            self._write(text[: found.end()])
            self._write(_END + b"</worksheet>")
            text = text[found.end() :]
            self._begin()
        self._carry = text[-_CARRIED:]
        self._write(text[:-_CARRIED])

    def _begin(self) -> None:
        if self._slice is not None:
            self._slice.close()
        self._slice = self._archive.open(_named(self._name, self._slices), "w")
        self._slices += 1
        self._length = 0
        self._write(self._head)

    def _write(self, text: bytes) -> None:
        if self._slice is not None:
            self._slice.write(text)
            self._length += len(text)


def _named(path: str, number: int) -> str:
    """What a slice is called in place of the whole part or target: that may have to go in after all."""
    return f"{path}.{number}.xml"


def _rearranged(package: Package, parts: list[ooxml.Part], slices: dict[str, int]) -> dict[str, bytes]:
    """The list of sheets without macro sheets and with all slices, and where each of them lies; by part."""
    workbook = ooxml.workbook_path(package)
    links = ooxml.relations_path(workbook)
    sheets, relations = (ooxml.parse_xml(package.read_again(path)) for path in (workbook, links))
    by_id = {relation.get("Id"): relation for relation in relations.iter("{*}Relationship")}
    mark = "/"  # calamine finds a sheet by its name, so no other may be called like a slice
    while any(mark in part.name for part in parts):
        mark += "/"
    for sheet, part in zip(list(sheets.iter("{*}sheet")), parts, strict=True):
        if ooxml.is_macro_sheet(part):
            sheet.getparent().remove(sheet)
            continue
        name = ooxml.link_name(sheet)
        link = sheet.get(name)
        for number in reversed(range(slices.get(plain_name(part.path), 0))):
            relation = copy.deepcopy(by_id[link])
            relation.set("Id", f"{link}.{number}")
            relation.set("Target", _named(relation.get("Target"), number))
            relations.append(relation)
            one = copy.deepcopy(sheet) if number else sheet
            one.set(name, f"{link}.{number}")
            one.set("name", f"{part.name}{mark}{number}" if number else part.name)
            if number:
                sheet.addnext(one)
    return {
        plain_name(path): etree.tostring(root, encoding="UTF-8", xml_declaration=True)
        for path, root in ((workbook, sheets), (links, relations))
    }
