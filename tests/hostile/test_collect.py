"""Archives that do harm when they are unpacked."""

import io
import tarfile
import zipfile

import pytest

from grader import collect
from grader.collect import BoundedExtractor
from grader.nbgrader_settings import settings
from grader.reader import MAX_BYTES


def zipped(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


@pytest.fixture
def unpacked(tmp_path):
    """Return the function that unpacks files, and returns what is there then, by name."""

    def unpack(**files):
        for name, data in files.items():
            path = tmp_path / "archive" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        BoundedExtractor().extract(str(tmp_path / "archive"), str(tmp_path / "extracted"))
        found = (path for path in tmp_path.rglob("*") if path.is_file())
        return {
            str(path.relative_to(tmp_path / "extracted")): path.read_bytes()
            for path in found
            if not path.is_relative_to(tmp_path / "archive")
        }

    return unpack


def test_nbgrader_uses_it():
    assert settings().ZipCollectApp.extractor_plugin == "grader.collect.BoundedExtractor"


def test_notebooks_are_unpacked_where_nbgrader_looks_for_them(unpacked):
    inner = zipped(**{"hw/a.ipynb": b"A"})
    found = unpacked(
        **{
            "class.zip": zipped(**{"ana_a.ipynb": b"A", "bo.zip": inner, "readme.txt": b"x"}),
            "cy_a.ipynb": b"C",
        }
    )
    assert found == {
        "class/ana_a.ipynb": b"A",
        "class/bo/hw/a.ipynb": b"A",
        "cy_a.ipynb": b"C",
    }


def test_a_bomb_becomes_an_empty_notebook(unpacked):
    found = unpacked(**{"ana.zip": zipped(**{"a.ipynb": bytes(MAX_BYTES + 1), "b.ipynb": b"B"})})
    assert found == {"ana/a.ipynb": b"", "ana/b.ipynb": b"B"}


def test_archives_in_archives_end_somewhere(unpacked):
    archive = zipped(**{"a.ipynb": b"A"})
    for _ in range(10):
        archive = zipped(**{"a.zip": archive, "a.ipynb": b"A"})
    assert set(unpacked(**{"x.zip": archive})) == {"x/a.ipynb", "x/a/a.ipynb"}


def test_many_files_and_many_bytes_are_bounded(unpacked, monkeypatch):
    monkeypatch.setattr(collect, "MOST_FILES", 3)
    monkeypatch.setattr(collect, "MOST_IN_ALL", 25)
    found = unpacked(**{"x.zip": zipped(**{f"{name}.ipynb": b"x" * 10 for name in "abcdef"})})
    assert found == {"x/a.ipynb": b"x" * 10, "x/b.ipynb": b"x" * 10, "x/c.ipynb": b""}


def test_nothing_is_written_outside(unpacked):
    names = ("../../../../evil.ipynb", "/evil.ipynb", "a/../../b.ipynb", "..\\c.ipynb")
    found = unpacked(**{"x.zip": zipped(**dict.fromkeys(names, b"X"))})
    assert all(name.startswith("x/") for name in found)
    assert len(found) == 3  # the first two have one name without the way out


def test_links_and_devices_in_tar_files_are_not_made(unpacked):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            member = tarfile.TarInfo(f"{kind.decode()}.ipynb")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        member = tarfile.TarInfo("a.ipynb")
        member.size = 1
        archive.addfile(member, io.BytesIO(b"A"))
    assert unpacked(**{"x.tar.gz": file.getvalue()}) == {"x/a.ipynb": b"A"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04garbage", b"\x1f\x8b\x08garbage", b"<html>"])
@pytest.mark.parametrize("name", ["x.zip", "x.tar.gz"])
def test_what_is_no_archive_stops_nobody(name, data, unpacked):
    assert unpacked(**{name: data, "zoe.ipynb": b"Z"}) == {"zoe.ipynb": b"Z"}
