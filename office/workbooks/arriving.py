"""Files on their way in from a browser: as large as the reader takes, and never on the disk under a name.

Django's own handler writes what is longer than 2.5 MB into named files, which stay when the server dies in the middle.
"""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from office.privacy.files import BLOCK

from .reader import Limits

MOST_AT_ONCE = 1024 * BLOCK  # bytes of all files of one request
IN_MEMORY = 4 * BLOCK  # bytes of a file that stay in memory


class ArrivingFile(UploadedFile):  # type: ignore[type-arg]  # generic for mypy only
    """A file of a request. `is_too_large`: it went on beyond what is taken; nothing of it was kept."""

    is_too_large = False


class Arriving(FileUploadHandler):
    """Takes the files of whoever is logged in (settings.FILE_UPLOAD_HANDLERS)."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.size = 0
        self.file: Any = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if not getattr(getattr(self.request, "user", None), "is_authenticated", False):
            raise StopUpload(connection_reset=True)
        self.size = 0
        # Closed by the request, which owns what has arrived, or when the upload is interrupted.
        self.file = SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(settings.FILE_UPLOAD_TEMP_DIR))  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        self.taken += len(raw_data)
        if self._is_too_large():
            self.file.seek(0)
            self.file.truncate()
        else:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> ArrivingFile:
        arrived = ArrivingFile(self.file, self.file_name, self.content_type, self.size, self.charset)
        arrived.is_too_large = self._is_too_large()
        self.file.seek(0)
        self.file = None
        return arrived

    def upload_interrupted(self) -> None:
        if self.file is not None:
            self.file.close()

    def _is_too_large(self) -> bool:
        return self.size > Limits().file_bytes or self.taken > MOST_AT_ONCE
