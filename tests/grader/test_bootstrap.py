import re
import subprocess

import pytest

from grader import bootstrap


def pins(path):
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", path.read_text(), re.M))


def test_both_environments_hold_the_same_versions():
    course, runtime = pins(bootstrap.COURSE_PINS), pins(bootstrap.RUNTIME_PINS)
    assert {"numpy", "matplotlib"} <= set(runtime)
    assert runtime.items() <= course.items()


def test_every_pin_has_a_digest():
    for path in (bootstrap.COURSE_PINS, bootstrap.RUNTIME_PINS):
        blocks = re.split(r"\n(?=[A-Za-z0-9])", path.read_text().strip())
        assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_an_old_python_is_told_what_to_do(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit):
        bootstrap.check_python()
    assert "Python 3.11 or newer" in capsys.readouterr().err


def test_missing_packages_are_named_where_they_cannot_be_installed(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    monkeypatch.setattr(bootstrap, "font_exists", lambda name: True)
    bootstrap.install_system_packages()
    said = capsys.readouterr().out
    assert "apt-get install bubblewrap chromium" in said
    assert "the sandbox that graded answers run in" in said


def test_one_package_that_cannot_be_had_keeps_no_other_away(monkeypatch, capsys):
    asked = []

    def apt_get(*words):
        asked.append(words[-1])
        return words[-1] != "postgresql"

    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: {"apt-get": name}.get(name))
    monkeypatch.setattr(bootstrap, "font_exists", lambda name: True)
    monkeypatch.setattr(bootstrap, "apt_get", apt_get)
    bootstrap.install_system_packages()
    assert asked == ["update", "bubblewrap", "chromium", "postgresql"]
    assert "apt-get install postgresql\n" in capsys.readouterr().out


def test_an_environment_is_made_once(monkeypatch, tmp_path):
    commands = []
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(
        bootstrap, "run", lambda command, environment=None: commands.append(command)
    )
    monkeypatch.setattr(bootstrap.venv.EnvBuilder, "create", lambda self, path: path.mkdir())
    pins_file = tmp_path / "pins.txt"
    pins_file.write_text("numpy==2.4.6")
    assert bootstrap.install(tmp_path / "environment", pins_file)
    assert not bootstrap.install(tmp_path / "environment", pins_file)
    assert len(commands) == 1
    pins_file.write_text("numpy==2.4.7")
    monkeypatch.setattr(bootstrap.venv.EnvBuilder, "create", lambda self, path: None)
    bootstrap.install(tmp_path / "environment", pins_file)
    assert len(commands) == 2


def browser_tools(folder):
    for name in ("package.json", "package-lock.json"):
        (folder / name).write_text("{}")
    return folder


def test_browser_tools_are_fetched_once(monkeypatch, tmp_path):
    fetched = []

    def npm(command, cwd, check):
        fetched.append(command)
        (cwd / "node_modules").mkdir(exist_ok=True)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.subprocess, "run", npm)
    folder = browser_tools(tmp_path)
    assert bootstrap.install_browser_tools(folder)
    assert bootstrap.install_browser_tools(folder)
    assert len(fetched) == 1
    (folder / "package-lock.json").write_text('{"other": 1}')
    assert bootstrap.install_browser_tools(folder)
    assert len(fetched) == 2


def test_browser_tools_that_cannot_be_had_stop_nothing(monkeypatch, tmp_path, capsys):
    def npm(command, cwd, check):
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr(bootstrap.subprocess, "run", npm)
    assert not bootstrap.install_browser_tools(browser_tools(tmp_path))
    assert "how fast pages are" in capsys.readouterr().out


def test_the_lock_file_names_no_registry():
    text = (bootstrap.BROWSER_TOOLS / "package-lock.json").read_text()
    assert '"integrity"' in text
    assert '"resolved"' not in text


def test_a_failed_command_says_what_to_do(capsys):
    with pytest.raises(SystemExit):
        bootstrap.run(["false"])
    assert "run the same make command again" in capsys.readouterr().err


def test_the_file_runs_before_anything_is_installed():
    code = "import ast, sys; tree = ast.parse(open(sys.argv[1]).read()); " + (
        "names = {n.module or '' for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} | "
        "{a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}; "
        "print(names - set(sys.stdlib_module_names))"
    )
    words = [bootstrap.sys.executable, "-c", code, bootstrap.__file__]
    assert subprocess.run(words, capture_output=True, text=True).stdout == "set()\n"
