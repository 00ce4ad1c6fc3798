# The front door: each target sets up what it needs, then calls Meson or a script.
# SPDX-License-Identifier: ISC
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 60
export FUZZ_SECONDS
export PYTHONDONTWRITEBYTECODE = 1

.PHONY: all demo check failures bench sim soak differential fuzz lint coverage interop install uninstall clean help

all: ## builds build/verbale
	@scripts/setup
	@scripts/tree build

demo: all ## builds, then plays a whole negotiation
	@scripts/demo

check: ## builds twice (plain, sanitizers) and runs every test
	@scripts/setup build postgres
	@scripts/check

failures: all ## lets each allocation, read, write of every verb fail (for hours)
	@VERBALE_FAILURES=all tests/cli/failing.sh

bench: ## measures: a table, and build/bench.json
	@scripts/bench

sim: ## SIM_TABLES (10000) random negotiations with crashes, some 20 minutes
	@scripts/setup
	@scripts/sim

soak: ## servers under load and faults for SOAK_SECONDS (600)
	@scripts/setup build postgres
	@scripts/soak

differential: all ## both verifiers over the corpus, every mutant, 100000 records (an hour)
	@cd js && npm ci --silent --no-fund --no-audit && node test/differential/differential.js

fuzz: ## runs every fuzz harness for FUZZ_SECONDS (60)
	@scripts/setup build fuzz
	@fuzz/run.sh

lint: ## static checks of code, scripts, manual and spelling
	@scripts/setup build lint
	@scripts/lint

coverage: ## lines and branches that the tests reach, by room
	@scripts/setup build coverage
	@scripts/coverage

interop: all ## works with the tools of others, and with the second verifier
	@scripts/setup interop
	@scripts/interop

install: ## installs program, library, headers, manual under PREFIX (and DESTDIR)
	@scripts/setup
	@scripts/tree build-install -- --prefix=$(PREFIX) --buildtype=release -Dtests=false
	@DESTDIR="$(DESTDIR)" meson install -C build-install --no-rebuild

uninstall: ## removes what the last `make install` installed
	@ninja -C build-install uninstall

clean: ## removes everything that was built
	rm -rf build build-* demo

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | expand -t 12
