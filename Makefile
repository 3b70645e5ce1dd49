# make run | test | soak | check | bench | calibrate. Each does its own set-up; a second run rebuilds only what changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINILM := models/all-MiniLM-L6-v2
TORCH := $(shell sed -n 's/^\(torch==[^ ]*\).*/\1/p' requirements.txt)
# Where the index serves CUDA builds, name the one of CPU builds: make PIP_TORCH="--index-url ADDRESS"
PIP_TORCH ?=
# Parallel text, one folder a source, and the English text of the Constitution: neither is part of the repository.
PARALLEL ?= ../shared/parallel
CONSTITUTION ?= ../shared/reference/constitution-2010-en.txt
export HF_HUB_OFFLINE := 1
export ANONYMIZED_TELEMETRY := False

.PHONY: run test soak trust trust-mutants check format bench bench-language scale calibrate evaluate quality conversations disputes review lock audit encoder model setup edition image clean

run: edition
	$(BIN)/python -m bot run

# Two processes side by side; TESTS_AT_ONCE=0 takes the tests one by one.
TESTS_AT_ONCE ?= 2
test: setup
	$(BIN)/python -m pytest -n $(TESTS_AT_ONCE) --dist loadfile --no-loadscope-reorder

# The long forms of the promises' tests, with a seed of their own: make soak KURA_SEED=1 repeats one.
soak: setup
	seed=$${KURA_SEED:-$$(date +%s)}; echo "KURA_SEED=$$seed"; KURA_SEED=$$seed $(BIN)/python -m pytest -s -m soak

# The test of each promise, and docs/TRUST.md with what came of it: make trust KURA_LONG=1 takes the long forms too.
trust: setup
	KURA_LONG=$(KURA_LONG) $(BIN)/python -m tests.trust.page

# Each guard taken out in turn: its tests must turn red.
trust-mutants: setup
	$(BIN)/python -m tests.trust.mutants

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup
	$(BIN)/python -m bench

# How well Swahili finds what answers it, into docs/encoder.md; an hour on two cores.
bench-language: setup model
	$(BIN)/python -m bench.language $(PARALLEL) --constitution $(CONSTITUTION)

# The encoder anew, on purpose only; `python ingest.py`, `python -m tools.encoder sharpen`, `python ingest.py`, make
# calibrate and make bench-language follow.
encoder: setup
	$(BIN)/python -m tools.encoder build $(PARALLEL) knowledge/encoder

# Weights of the decision, from the tune half of the labelled questions.
calibrate: setup
	$(BIN)/python -m tools.calibrate

evaluate: edition
	$(BIN)/python -m bot evaluate $(filter-out %/beyond.jsonl %/seeds.jsonl %/seeds_sw.jsonl,$(wildcard tests/questions/*.jsonl)) --split report

# All labelled questions; the figures, the curves and the worst failures into docs/quality.md.
quality: edition
	$(BIN)/python -m tools.quality

# The evenings in docs/conversations, played again on the live edition.
conversations: edition
	$(BIN)/python -m tests.conversations

# The paths, pages, rules and dates of /dispute, drawn into docs/disputes.md.
disputes: setup
	$(BIN)/python -m tools.disputes

# How far the library is reviewed, and what a person must confirm before launch.
review: setup
	$(BIN)/python -m tools.review

# What the image installs, with hashes: to be run whenever requirements.txt changes; needs the package index.
lock: setup
	$(BIN)/python -m tools.lock

# Whether a weakness is known of any package of the image; ends with 3 where the service that knows cannot be reached.
audit: setup
	$(BIN)/python -m tools.audit

# A refused library leaves the live edition answering; without one there is nothing to run.
edition: setup
	$(BIN)/python ingest.py || test -s var/editions/current

setup: $(BIN)/.installed

# The packaged model as it was, which only measurements need: the product reads knowledge/encoder.
model: $(MINILM)/model.json

$(BIN)/.installed: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet $(PIP_TORCH) $(TORCH)
	$(BIN)/pip install --quiet -r requirements.txt
	$(BIN)/pip check
	touch $@

$(MINILM)/model.json: tools/export_model.py $(BIN)/.installed
	$(BIN)/python -m tools.export_model $(MINILM)
	touch $@

# The container image, with docker, podman or buildah, whichever works here: docs/deployment.md.
image:
	deploy/image.sh

# Libraries from 1,000 to 20,000 passages: build rate, size, search time, recall. SIZES=1000,100000 takes an hour.
SIZES ?= 1000,20000
scale: setup
	$(BIN)/python -m bench.scale --sizes $(SIZES)

clean:
	rm -rf $(VENV) models .mypy_cache .ruff_cache .pytest_cache
