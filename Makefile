# Every target is one line. `make` alone says what there is.
PYTHON ?= python3
ASSIGNMENT ?= lstm-gates
GRADER := .venv/bin/python -m grader
PIN := uv pip compile -q --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header
SOURCES := $(shell find src/unrolled grader -name '*.py' -o -name '*.js' -o -name '*.html' -o -name '*.css' -o -name '*.txt') requirements.txt pyproject.toml
LESSONS := $(shell find book -type f -not -path '*/.*') _config.yml _toc.yml CONTRIBUTING.md $(wildcard experiments/*.json benchmarks/*.json)
.PHONY: help course setup notebooks book rehearse report grade lab formgrader doctor test test-all bench pins clean
.DELETE_ON_ERROR:
.SILENT:

help: ; sed -n 's/^\([a-z-]*\):.* ## \(.*\)/  make \1 \t\2/p' Makefile | sed 1d | expand -t 20
course: rehearse book ; $(GRADER) where  ## everything: environment, notebooks, book, a graded rehearsal class
setup: ; $(PYTHON) -I grader/bootstrap.py  ## the environment, and system packages where it may
notebooks: .stamps/notebooks  ## the instructor and student notebooks from solutions/*.md
book: .stamps/book  ## the HTML book, every lesson executed
rehearse: .stamps/rehearsal  ## grade the rehearsal class, write feedback and report
report: setup ; $(GRADER) report  ## the class report of the real class
grade: setup ; $(GRADER) grade $(ASSIGNMENT)  ## grade a class: make grade ASSIGNMENT=lstm-gates
lab: notebooks ; .venv/bin/jupyter lab --ServerApp.root_dir=. book/exercises/$(ASSIGNMENT)/$(ASSIGNMENT).ipynb  ## open an exercise in JupyterLab: make lab ASSIGNMENT=gru
formgrader: setup ; cd grader && ../.venv/bin/jupyter lab --ServerApp.root_dir=..  ## mark written answers by hand: menu Nbgrader, Formgrader
doctor: setup ; $(GRADER) doctor  ## what works on this machine, and what does not
test: book notebooks ; .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/pytest -n 3 --dist loadfile && .venv/bin/pytest --nbval -p no:cacheprovider solutions && $(GRADER) mutants --draws 5 && $(GRADER) rehearse  ## everything that CI runs
test-all: export UNROLLED_EVERY_FAULT = 1
test-all: test  ## the same with 100 ended runs, 1,000 submissions graded twice, and Lighthouse
bench: setup ; for file in benchmarks/*.py; do .venv/bin/python $$file || exit 1; done  ## measure
pins: ; $(PIN) --all-extras pyproject.toml -o requirements.txt && echo numpy matplotlib | tr ' ' '\n' | $(PIN) -c requirements.txt - -o grader/sandbox/requirements.txt  ## pin the packages anew (needs uv: pip install uv)
clean: ; rm -rf _build .stamps .pytest_cache .hypothesis .ruff_cache classroom/rehearsal  ## remove what is built, keep the environment and the class

.stamps/notebooks: $(wildcard solutions/*.md solutions/*.yml) $(SOURCES) | setup ; $(GRADER) notebooks && mkdir -p .stamps && touch $@
.stamps/book: .stamps/notebooks $(LESSONS) | setup ; rm -rf _build && .venv/bin/jupyter-book build . -W -q && mkdir -p .stamps && touch $@
.stamps/rehearsal: .stamps/notebooks | setup ; $(GRADER) rehearse && mkdir -p .stamps && touch $@
