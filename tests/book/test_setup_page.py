"""What the setup page and the home page promise is what the programs say and the lessons need."""

import re
import tomllib
from pathlib import Path

import pytest

from grader import bootstrap
from grader.doctor import examine
from grader.sandbox import bubblewrap
from grader.sandbox.launch import READABLE, SandboxUnavailable
from grader.sandbox.limits import USUAL_LIMITS
from tests.book.conftest import ROOT

SETUP = Path("book/setup.md").read_text("utf-8")
INSTRUCTORS = Path("book/instructors.md").read_text("utf-8")
LESSONS = [
    path for part in ("limits", "lstm", "gru", "keras") for path in Path("book", part).glob("*.md")
]


def blocks(page):
    return [block.strip() for block in re.findall(r"^ *```text\n(.*?)```", page, re.M | re.S)]


@pytest.fixture
def as_debian(monkeypatch):
    """A machine that has nothing, and whose user may install nothing."""
    monkeypatch.setattr(bootstrap.sys, "executable", "/usr/bin/python3")
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "font_exists", lambda name: True)
    return monkeypatch


def test_the_message_for_an_old_python(as_debian, capsys):
    as_debian.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    as_debian.setattr(bootstrap.sys, "version", "3.9.2 (default, Feb 28 2021)")
    with pytest.raises(SystemExit):
        bootstrap.check_python()
    assert capsys.readouterr().err.strip() in blocks(SETUP)


def test_the_message_for_a_python_that_makes_no_environments(as_debian, capsys):
    as_debian.setitem(bootstrap.sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit):
        bootstrap.check_python()
    assert capsys.readouterr().err.strip() in blocks(SETUP)


def test_the_message_for_a_command_that_fails_without_a_network(capsys):
    with pytest.raises(SystemExit):
        bootstrap.run(["false"])
    assert capsys.readouterr().err.splitlines()[-1] in blocks(SETUP)


def test_the_message_for_missing_system_packages(as_debian, capsys):
    bootstrap.install_system_packages()
    assert capsys.readouterr().out.strip() in blocks(SETUP)


def test_the_message_for_a_missing_browser():
    message = re.search(r'"(No browser .*?)"\n\s*"(.*?)"', Path("tests/conftest.py").read_text())
    assert message[1] + message[2] in blocks(SETUP)


def test_the_message_for_a_missing_sandbox(monkeypatch):
    monkeypatch.setattr(bubblewrap.shutil, "which", lambda name: None)
    with pytest.raises(SandboxUnavailable) as missing:
        bubblewrap.in_bubblewrap(USUAL_LIMITS)
    assert str(missing.value) in blocks(SETUP)


def test_the_picture_of_the_doctor_names_the_parts_that_it_looks_at():
    shown = re.findall(r"^│ [✓!] │ (.*?) +│", SETUP, re.M)
    assert shown == [symptom.name for symptom in examine()]


def test_the_wheel_has_the_name_that_the_page_installs():
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    wheel = f"{project['name']}-{project['version']}-py3-none-any.whl"
    assert f"%pip install -q ./{wheel}" in blocks(SETUP)


def test_the_table_of_protections_names_them_all():
    assert re.findall(r"^\| (bubblewrap|Landlock|limits only) \|", INSTRUCTORS, re.M) == list(
        READABLE
    )


def test_the_commands_that_instructors_are_told_exist():
    from typer.testing import CliRunner

    from grader.__main__ import app

    told = set(re.findall(r"-m grader (\w+)", INSTRUCTORS + SETUP))
    assert {"grade", "replay", "export"} <= told
    for command in told:
        said = CliRunner().invoke(app, [command, "--help"], terminal_width=200)
        assert said.exit_code == 0
        for option in re.findall(rf"-m grader {command}[^\n]*?(--[\w-]+)", INSTRUCTORS):
            assert option in said.output
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"(?:`|^ *)make ([a-z]+)", INSTRUCTORS + SETUP, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target


def minutes(page):
    found = re.search(r"Time:\s+about\s+(\d+)\s+minutes", page.read_text("utf-8"))
    return int(found[1]) if found else 0


def test_the_lessons_take_about_as_long_as_the_home_page_says():
    hours = sum(map(minutes, LESSONS)) / 60
    assert all(map(minutes, LESSONS)), [str(page) for page in LESSONS if not minutes(page)]
    said = re.search(r"about\s+(\d+) hours", Path("book/index.md").read_text("utf-8"))
    assert abs(hours - int(said[1])) <= 1.5, hours
