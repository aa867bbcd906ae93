# Short names for what contributors do. Everything also works without make.
PYTHON = python3
PREPARED = $(shell $(PYTHON) -c "import run; print(run.python_of(run.home_of_environment()))")

.PHONY: help test test-postgresql check deep bench screenshots catalogue lock upgrade format demo documents pictures

help:             ## this list
	@grep -E '^[a-z-]+: .*##' Makefile | sed -E 's/: +##/:/; s/:/\t/' | expand -t 18

test:             ## everything from nothing to the suite's verdict, on SQLite
	$(PYTHON) run.py test

test-postgresql:  ## the tests marked both_engines, on PostgreSQL
	$(PYTHON) run.py test --version >/dev/null && $(PREPARED) .ci/postgresql.py

check:            ## the whole check, as before a merge
	.ci/run

deep:             ## what is too long for the check; writes docs/deep.md
	$(PYTHON) run.py test --version >/dev/null && $(PREPARED) .ci/deep.py

bench:            ## the benchmark table, as ratios
	$(PYTHON) run.py test --version >/dev/null && PYTHONPATH=src:. $(PREPARED) -m bench

screenshots:      ## pictures of the main pages, for looking at
	$(PYTHON) run.py test --version >/dev/null && PYTHONPATH=src:. $(PREPARED) -m tests.browser.screenshots

documents:        ## the pages of docs/reference that are printed from the code
	$(PYTHON) run.py test --version >/dev/null && PYTHONPATH=src:. $(PREPARED) -m tests.house.documents

pictures:         ## the pictures of the guide and of the README
	$(PYTHON) run.py test --version >/dev/null && PYTHONPATH=src:. $(PREPARED) -m tests.browser.guide

catalogue:        ## bring the English catalogue up to date, and compile it
	$(PYTHON) run.py test --version >/dev/null && PYTHONPATH=src $(PREPARED) .ci/catalogue.py

lock:             ## write both locks and the pins; versions stay
	$(PYTHON) .ci/lock.py

upgrade:          ## the same with the newest versions
	$(PYTHON) .ci/lock.py --upgrade

format:           ## put the code into its form
	$(PREPARED) -m ruff check --fix . ; $(PREPARED) -m ruff format .

demo:             ## the example city
	$(PYTHON) run.py demo
