import re
from pathlib import Path

MAKEFILE = (Path(__file__).parents[2] / "Makefile").read_text()


def test_every_target_is_one_line():
    assert "\n\t" not in MAKEFILE


def test_every_target_for_people_says_what_it_does():
    targets = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[0].split()
    described = re.findall(r"^([a-z-]+):.* ## .+$", MAKEFILE, re.M)
    assert set(described) == set(targets)
