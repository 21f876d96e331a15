"""Uploaded files, kept as they came: encrypted, with their hash, so that the same file is known again."""

import hashlib
from collections.abc import Iterable

from office.privacy.files import drop, keep, open_kept

from .models import Upload, Workbook


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def receive_file(upload: Upload, name: str, content: bytes) -> Workbook:
    """Keep a file and its record. The name is cut to what the record holds, its end stays."""
    return Workbook.objects.create(upload=upload, name=name[-255:], sha256=sha256_of(content), kept=keep(content))


def content_of(workbook: Workbook) -> bytes:
    """The file as it was uploaded. Raises FileNotFoundError when it was put away."""
    if not workbook.kept:
        raise FileNotFoundError(workbook.name)
    return open_kept(workbook.kept)


def drop_file(workbook: Workbook) -> None:
    """Remove the kept file; its record and its hash stay."""
    if workbook.kept:
        name, workbook.kept = workbook.kept, ""
        workbook.save(update_fields=["kept"])
        drop(name)


def imported_before(workbook: Workbook) -> Workbook | None:
    """The same file, imported earlier and not taken back; the newest one."""
    twins = Workbook.objects.filter(sha256=workbook.sha256, state=Workbook.State.IMPORTED).exclude(pk=workbook.pk)
    return twins.select_related("upload__by").order_by("-imported_at", "-pk").first()


def imported_elsewhere(workbooks: Iterable[Workbook]) -> dict[str, Workbook]:
    """As `imported_before` for many workbooks of one set, by the hash of the file: imports of other sets. One query."""
    own = list(workbooks)
    twins = Workbook.objects.filter(sha256__in={workbook.sha256 for workbook in own}, state=Workbook.State.IMPORTED)
    twins = twins.exclude(upload__in={workbook.upload_id for workbook in own})
    return {twin.sha256: twin for twin in twins.select_related("upload__by").order_by("imported_at", "pk")}
