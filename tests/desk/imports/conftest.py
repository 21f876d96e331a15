"""Folders of a test's own, and somebody at the desk."""

from typing import Any

import pytest
from django.test import Client

from tests.desk.imports.bringing import Importer


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    return tmp_path


@pytest.fixture
def importer():
    """`importer(staff)`: that person logged in."""

    def as_somebody(staff: Any) -> Importer:
        client = Client()
        client.force_login(staff)
        return Importer(client)

    return as_somebody
