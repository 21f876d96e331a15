"""The Chinese catalogue is complete, and what is committed compiled is what stands in it."""

import gettext
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "zh_Hans" / "LC_MESSAGES"
CODE = ("config", "office", "members", "hardship", "templates", "locale")

pytestmark = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed")


def compiled(po: Path, mo: Path) -> dict[str, str]:
    subprocess.run(["msgfmt", "--check-format", "-o", mo, po], check=True, capture_output=True)
    with mo.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def test_what_is_compiled_is_what_stands_in_the_catalogue(tmp_path):
    with (CATALOGUE / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file)._catalog == compiled(CATALOGUE / "django.po", tmp_path / "now.mo")


def test_every_text_of_code_and_templates_has_its_chinese(tmp_path, monkeypatch):
    for folder in CODE:
        shutil.copytree(
            Path(settings.BASE_DIR) / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path / "locale"])
    call_command("makemessages", locale=["zh_Hans"], no_obsolete=True, verbosity=0)
    po = tmp_path / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    left = subprocess.run(
        ["msgattrib", "--untranslated", "--no-wrap", po], check=True, capture_output=True, text=True
    ).stdout
    doubtful = subprocess.run(
        ["msgattrib", "--only-fuzzy", "--no-wrap", po], check=True, capture_output=True, text=True
    ).stdout
    assert [line for line in left.splitlines() if line.startswith("msgid ") and line != 'msgid ""'] == []
    assert [line for line in doubtful.splitlines() if line.startswith("msgid ") and line != 'msgid ""'] == []
