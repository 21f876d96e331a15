"""Kept files lie encrypted on the disk, whole or not at all, and come back as they went in."""

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from office.privacy import files
from office.privacy.files import BLOCK, NONCE, TAG, drop, keep, open_kept, read_kept


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return settings.MEDIA_ROOT


@pytest.mark.parametrize("length", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK])
def test_a_file_comes_back_as_it_went_in(length):
    content = (b"0123456789abcdef" * (length // 16 + 1))[:length]
    assert open_kept(keep(content)) == content


def test_pieces_of_any_size_are_put_together():
    pieces = [b"a" * 10, b"", b"b" * (2 * BLOCK), b"c"]
    name = keep(iter(pieces))
    assert open_kept(name) == b"".join(pieces)
    assert [len(piece) for piece in read_kept(name)] == [BLOCK, BLOCK, 11]


def test_nothing_readable_lies_on_the_disk_and_only_its_owner_may_read_it(uploads):
    name = keep("210200198506010019 李明".encode() * 100)
    path = uploads / name
    assert b"2102" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(uploads.stat().st_mode) == 0o700


def test_the_same_content_is_sealed_anew_each_time(uploads):
    assert (uploads / keep(b"same")).read_bytes() != (uploads / keep(b"same")).read_bytes()


def test_a_piece_that_raises_leaves_nothing_behind(uploads):
    def pieces():
        yield b"x" * (2 * BLOCK)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        keep(pieces())
    assert list(uploads.iterdir()) == []


def test_a_changed_byte_is_noticed(uploads):
    name = keep(b"x" * 100)
    raw = bytearray((uploads / name).read_bytes())
    raw[50] ^= 1
    (uploads / name).write_bytes(raw)
    with pytest.raises(InvalidTag):
        open_kept(name)


@pytest.mark.parametrize("length", [0, 5, NONCE + BLOCK + TAG])
def test_a_file_cut_short_is_noticed(uploads, length):
    name = keep(b"x" * (BLOCK + 7))
    (uploads / name).write_bytes((uploads / name).read_bytes()[:length])
    with pytest.raises(InvalidTag):
        open_kept(name)


def test_blocks_cannot_change_places(uploads):
    name = keep(b"x" * (2 * BLOCK) + b"end")
    raw, sealed = (uploads / name).read_bytes(), NONCE + BLOCK + TAG
    (uploads / name).write_bytes(raw[sealed : 2 * sealed] + raw[:sealed] + raw[2 * sealed :])
    with pytest.raises(InvalidTag):
        open_kept(name)


def test_a_file_cannot_take_the_place_of_another(uploads):
    one, other = keep(b"one"), keep(b"other")
    (uploads / one).write_bytes((uploads / other).read_bytes())
    with pytest.raises(InvalidTag):
        open_kept(one)


def test_another_key_does_not_open_it(settings):
    name = keep(b"secret")
    settings.SANXIN_DATA_KEY = bytes(32)
    with pytest.raises(InvalidTag):
        open_kept(name)


def test_a_dropped_file_is_gone():
    name = keep(b"gone")
    drop(name)
    drop(name)
    with pytest.raises(FileNotFoundError):
        open_kept(name)


@pytest.mark.parametrize("name", ["", "../keys/data.key", "A" * 32, "0" * 31])
@pytest.mark.parametrize("ask", [files.open_kept, files.drop])
def test_what_is_no_name_of_a_kept_file_is_refused(ask, name):
    with pytest.raises(ValueError, match="no name"):
        ask(name)
