"""Workbooks made in memory, and somebody who brings them in."""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook as Excel

from office.jobs.running import work_off
from office.models import Upload
from tests.people import id_number

FILES = ("档案编号", "姓名", "身份证号", "工作单位", "家庭人口", "困难类别", "主要致困原因", "建档时间")


def workbook(*rows: Any, **more_sheets: Any) -> bytes:
    """An .xlsx with these rows, and with more sheets by their names."""
    book = Excel()
    for row in rows:
        book.active.append(row)
    for name, of_sheet in more_sheets.items():
        sheet = book.create_sheet(name)
        for row in of_sheet:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_file(number: str, name: str, **facts: Any) -> list[Any]:
    """One row under FILES."""
    known = {
        "unit": "北岸纺织厂",
        "size": 3,
        "category": "深度困难",
        "cause": "本人大病",
        "opened": "2025-03-01",
    } | facts
    return [number, name, known.pop("id_no", None) or id_number(), *known.values()]


def roster(*rows: Any, heads: Any = FILES) -> bytes:
    return workbook(heads, *rows)


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@dataclass
class Importer:
    """One member of staff before the import pages. What they start is worked off before the next page is looked at."""

    client: Client

    def bring(self, *files: Any, **more: Any) -> Any:
        """The answer to an upload of (name, content) pairs."""
        answer = self.client.post("/imports/", {"files": [sent(*file) for file in files], **more})
        work_off()
        return answer

    def set_of(self, *files: Any) -> Upload:
        answer = self.bring(*files)
        assert answer.status_code == 302, answer.context["refusals"]
        return Upload.objects.latest("pk")

    def page(self, upload: Upload, **query: Any) -> Any:
        answer = self.client.get(f"/imports/{upload.pk}/", query)
        assert answer.status_code == 200
        return answer

    def do(self, upload: Upload, act: str, **values: Any) -> Any:
        answer = self.client.post(f"/imports/{upload.pk}/{act}/", values)
        work_off()
        return answer
