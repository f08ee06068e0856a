# `make demo` and `make test` work on a fresh machine with Python 3.11+, git and make.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
READY := msgreview/shipped/patterns.msgpack

# Neighbours share what a file makes for all its tests, so each worker starts with one part of the files. Many tests start a process:
# what Python compiles for the first is there for the next, whatever the environment says.
# They wait for what they have started: with three workers two cores are busy seven eighths of the time.
WORKERS ?= 3
SUITE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -q -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := demo
.PHONY: demo vscode test test-long coverage format types layers unit server others languagetool pictures bench bench-editor bench-serve bench-history constraints

# Most of what is installed is never imported: Python compiles what is, the first time.
$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' -c constraints.txt
	$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check -c constraints.txt --group dev -e '.[all]'
	touch $@

# What is worked out of the patterns of the rubrics, so that the first run of all finds it.
$(READY): $(STAMP) $(wildcard rubrics/*.yaml)
	$(BIN)/python -m msgreview.rubric.ready

# The day is fixed, so that the demonstration shows the same in every year.
demo: $(READY)
	@echo 'The red findings in twelve drafts:'
	@$(BIN)/msgreview lint messages/drafts --level red --format concise --exit-zero --as-of 2026-11-23
	@echo; echo 'One of them in full:'
	@$(BIN)/msgreview lint messages/drafts/who-has-it-before.yaml --exit-zero --as-of 2026-11-23
	@echo 'All that is found in them: $(BIN)/msgreview lint messages/drafts'

# mypy takes half a minute of one processor the first time: meanwhile the tests begin.
test: format layers
	@$(MAKE) --no-print-directory -j 2 types unit

format: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

layers: $(STAMP)
	$(BIN)/lint-imports

unit: $(READY) server
	$(SUITE)

# The same tests, with the share of the code that they run: below `fail_under` of pyproject.toml it fails. It takes twice as long,
# less from Python 3.14 on, which counts branches itself.
coverage: format types layers server
	$(SUITE) --cov --cov-report=term

# The tests of a real LanguageTool server are left out where it cannot be had, and say how to get it.
server:
	@if command -v java >/dev/null && command -v mvn >/dev/null; then $(MAKE) --no-print-directory languagetool || true; fi

# What hangs on Python itself, with every other version that this machine has: the same answers as with the one of .venv.
SAME := tests/test_same_answer.py tests/test_matcher.py tests/test_cli_lint.py tests/test_cli_check.py tests/test_cli_review.py
others: $(STAMP)
	@found="$$($(BIN)/python tests/pythons.py)"; \
	test -n "$$found" || echo "No other Python from 3.11 to 3.14 is on this machine: nothing to compare with."; \
	for python in $$found; do \
	  at=build/$$($$python -c 'import sys; print("python3.%d" % sys.version_info[1])'); \
	  test -x $$at/bin/pytest || { $$python -m venv $$at && \
	    $$at/bin/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' -c constraints.txt && \
	    $$at/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group dev -e '.[all]'; } && \
	  echo "$$at:" && MSGREVIEW_SAME_AS=$(CURDIR)/$(BIN)/python $$at/bin/python -m pytest -q -n 2 -p no:cacheprovider $(SAME) || exit 1; \
	done

# The same tests with larger counts: more examples of every property, more kills, larger repositories. It takes an hour or more.
test-long: format types layers server
	MSGREVIEW_TEST_SCALE=20 $(SUITE)

# LanguageTool for the tests, through Maven (about 90 MB, once). They start it themselves, on a port of this machine.
LANGUAGETOOL := build/languagetool/LanguageTool-6.6
languagetool: $(LANGUAGETOOL)/languagetool-server.jar

$(LANGUAGETOOL)/languagetool-server.jar: tests/languagetool/pom.xml
	rm -rf $(LANGUAGETOOL)
	mvn -q -B -f tests/languagetool/pom.xml -Daether.connector.connectTimeout=10000 -Daether.connector.requestTimeout=60000 \
	  dependency:copy-dependencies -DincludeScope=runtime -Dmdep.stripVersion=true -DoutputDirectory=$(CURDIR)/$(LANGUAGETOOL)/libs
	mv $(LANGUAGETOOL)/libs/languagetool-server.jar $@
	touch $@

# The pictures of the README and of docs/architecture.md, the help texts of docs/commands.md and the pages of docs/rules.
pictures: $(STAMP)
	$(BIN)/python docs/pictures.py
	$(BIN)/python docs/commands.py
	$(BIN)/python docs/rulebook.py
	$(BIN)/python docs/imports.py

# The extension for Visual Studio Code, as editors/vscode/msgreview.vsix; its tools come from npm.
vscode:
	cd editors/vscode && npm install --no-package-lock --no-audit --no-fund && npm run package

# GENERATOR OUT N writes N messages twice, as OUT/yaml and OUT/txt; the peer comes from npm.
GENERATOR ?= ../shared/bench/gen.py
bench: $(READY)
	$(BIN)/python benchmarks/lint.py $(GENERATOR)

# Keystroke to diagnostics in a catalogue of 2,500 messages, as a client of the language server sees it.
bench-editor: $(READY)
	rm -rf build/editor && $(BIN)/python $(GENERATOR) build/editor 2500
	$(BIN)/msgreview lint build/editor/yaml --exit-zero --format concise >/dev/null
	$(BIN)/python benchmarks/editor.py build/editor/yaml

# The first page and a search of `msgreview serve`, with 2,500 messages.
bench-serve: $(READY)
	rm -rf build/serve && $(BIN)/python $(GENERATOR) build/serve 2500
	$(BIN)/python benchmarks/serve.py build/serve/yaml

# REPOSITORIES FOLDER FILES COMMITS makes a git repository with messages below messages/.
REPOSITORIES ?= ../shared/bench/genrepo.py
bench-history: $(READY)
	$(BIN)/python benchmarks/history.py $(REPOSITORIES)

constraints:
	rm -rf .venv && $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --group dev -e '.[all]'
	{ sed -n 1p constraints.txt; $(BIN)/python -m pip freeze --all --exclude-editable | sort -f; } > constraints.new
	mv constraints.new constraints.txt
