"""Unpack what a learning management system has collected, for nbgrader's zip_collect.

nbgrader's own plug-in unpacks whatever an archive holds, however large it becomes, and archives
in archives without end. This one takes notebooks of a sensible size and number, and says what it
leaves out.
"""

import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nbgrader.plugins import ExtractorPlugin

from grader.intake import read_file
from grader.reader import MAX_BYTES

MOST_FILES = 20_000  # in one archive, which may hold a whole class
MOST_IN_ALL = 4 * 2**30  # bytes, of everything that is unpacked in one run
DEEPEST = 2  # archives in archives
ARCHIVES = {".zip", ".gz"}

# What the libraries raise for an archive that is none, is damaged, or needs a password.
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError)
_BROKEN += (RuntimeError, NotImplementedError, EOFError, ValueError)


class BoundedExtractor(ExtractorPlugin):
    """Extracts notebooks alone, and only so much of them as a class can need."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack all archives below ``archive_path``; copy the notebooks that lie beside them."""
        self._left = MOST_IN_ALL
        source, target = Path(archive_path), Path(extracted_path)
        for path in sorted(source.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            place = target / path.relative_to(source).parent
            if path.suffix in ARCHIVES:
                with path.open("rb") as file:
                    self._unpack(file, str(path), place / _stem(path), 1)
            elif path.suffix == ".ipynb":
                self._keep(read_file(path), str(path), place / path.name)

    def _unpack(self, file, name, folder, depth):
        try:
            for number, (member, opened) in enumerate(_members(file, name), start=1):
                where, inside = f"{name}: {member}", folder.joinpath(*_safe_parts(member))
                if number > MOST_FILES:
                    self.log.warning("%s holds more than %s files.", name, MOST_FILES)
                    return
                if member.suffix == ".ipynb":
                    self._keep(opened.read(MAX_BYTES + 1), where, inside)
                elif member.suffix in ARCHIVES and depth < DEEPEST:
                    inner = io.BytesIO(opened.read(MAX_BYTES + 1))
                    self._unpack(inner, where, inside.with_name(_stem(member)), depth + 1)
        except _BROKEN as error:
            self.log.warning("%s cannot be unpacked: %s", name, error)

    def _keep(self, data, name, path):
        self._left -= len(data)
        if len(data) > MAX_BYTES or self._left < 0:
            self.log.warning("%s is too large and left out.", name)
            data = b""  # so that it is collected, marked, and seen to be missing
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _members(file, name) -> Iterator[tuple[PurePosixPath, io.IOBase]]:
    """Yield the plain files of an archive: their names, and themselves open to be read."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    with archive.open(member) as opened:
                        yield PurePosixPath(member.filename), opened
    else:
        with tarfile.open(fileobj=file) as archive:
            for member in archive:
                if member.size > MAX_BYTES:
                    raise tarfile.TarError(f"{member.name} is too large.")
                if member.isfile():
                    yield PurePosixPath(member.name), archive.extractfile(member)


def _safe_parts(path: PurePosixPath) -> list[str]:
    """Return the parts of a path that lead further down, and not out."""
    return [part for part in path.parts if part not in ("/", "..", ".")] or ["unnamed"]


def _stem(path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".tar").removesuffix(".zip")
