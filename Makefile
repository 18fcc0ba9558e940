# Two commands on a fresh machine: `make demo` shows Warden at work, `make test` checks everything.
# Needs: apt-get install -y git make python3-venv
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
ELASTIC_VERSION := 8.19.21
ELASTIC := .cache/elasticsearch/elasticsearch-$(ELASTIC_VERSION).zip

.PHONY: demo test setup browser elastic check soak fuzz docs lock clean

demo: setup
	$(BIN)/warden demo --no-serve

test: setup browser elastic check
	$(BIN)/pytest -n 2 --dist loadgroup -m "not alone and not soak"
	$(BIN)/pytest -m "alone and not soak"

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

setup: $(STAMP)

# The tests drive a real browser; the demo and the product only use one where it is there.
browser: setup
	@$(BIN)/python -m warden.browser >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; }; \
	$(BIN)/python -m warden.browser >/dev/null || { \
	  echo "the tests need a browser: as root apt-get install -y chromium, or set CHROMIUM to a Chromium or Chrome" >&2; \
	  exit 1; }

# The tests run a real Elasticsearch: Elastic's own server, which Maven brings; a second run finds it here.
elastic: $(ELASTIC)

$(ELASTIC):
	@command -v java >/dev/null && command -v mvn >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless maven; } || { \
	  echo "the tests need Java (17 or later) and Maven: as root apt-get install -y default-jre-headless maven" >&2; \
	  exit 1; }
	mvn -q -B dependency:copy -Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$(ELASTIC_VERSION):zip \
	  -DoutputDirectory=$(CURDIR)/.cache/elasticsearch

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(STAMP)

# Long runs that are not part of the suite: kill -9 at 100 moments, 20,000 pages.
soak: setup
	$(BIN)/pytest -m soak -o addopts="-W error" --timeout 3600 tests

# The tests that draw their examples, each time others; ROUNDS of them.
ROUNDS ?= 5
fuzz: setup
	for round in $$(seq $(ROUNDS)); do \
	  HYPOTHESIS_PROFILE=drawn $(BIN)/pytest -q $$(grep -rl "^from hypothesis" --include="test_*.py" tests) || exit 1; \
	done

docs: setup
	$(BIN)/python -m warden.schema docs/reference/records.json
	$(BIN)/python -m warden.reference docs/reference/settings.md

# Renew the lock; needs uv. No address may end up in the file.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --all-extras pyproject.toml -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate pyproject.toml -o requirements/light.txt

clean:
	rm -rf $(VENV) warden-data .mypy_cache .ruff_cache .pytest_cache .hypothesis
