"""What a worker does to look like a notebook's kernel, apart from what cells show it to do."""

import builtins
import sys

import pytest

from grader.sandbox import prelude


@pytest.fixture
def prepared(monkeypatch, tmp_path):
    """Prepare this process, and undo it after the test."""
    for name in ("get_ipython", "display", "input"):
        monkeypatch.setattr(builtins, name, None, raising=False)
    monkeypatch.setattr(sys, "meta_path", sys.meta_path[:])
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "own"))

    def prepare():
        prelude.prepare()
        return tmp_path / "own"

    return prepare


def test_the_list_of_fonts_is_brought_when_it_is_needed(prepared, tmp_path):
    (tmp_path / "matplotlib").mkdir()
    (tmp_path / "matplotlib" / "fontlist.json").write_text("{}")
    own = prepared()
    assert not own.exists()
    assert prelude.StandIns.find_spec("matplotlib") is None
    assert (own / "fontlist.json").read_text() == "{}"


def test_a_list_of_fonts_is_not_needed(prepared):
    own = prepared()
    assert prelude.StandIns.find_spec("matplotlib") is None
    assert not own.exists()


def test_stand_ins_do_nothing_but_are_no_false_promise(prepared):
    prepared()
    assert builtins.get_ipython() is prelude.SHELL
    assert not hasattr(prelude.Nothing(), "__array__")
    assert not hasattr(prelude.StandIn("grader"), "__path__")
    spec = prelude.StandIns.find_spec("google.colab.drive")
    module = spec.loader.create_module(spec)
    assert isinstance(module.mount("/content").anything(1, a=2), prelude.Nothing)
    assert prelude.StandIns.find_spec("unrolled") is None
    assert prelude.StandIns.find_spec("numpy.linalg") is None
