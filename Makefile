# Needs Python 3.11 or newer and a package registry; everything else is installed into .venv and .local.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python

# The first Python that is new enough; set PYTHON to choose another one.
FIND_PYTHON = for p in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; exit 0; }; done

.PHONY: help
help: ## Show what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: setup
setup: ## Make or refresh the environments (every other target does this by itself)
	@python=`$(FIND_PYTHON)`; \
	if [ -z "$$python" ]; then \
		echo "setup: needs Python 3.11 or newer: neither python3 nor python3.11 to python3.14 is one; set PYTHON=/path/to/python" >&2; \
		exit 1; \
	fi; \
	exec "$$python" local/bootstrap.py

.PHONY: run
run: setup ## Start everything, play a day of orders, keep serving (ONCE=1: end after it; ORDERS=file.jsonl: your orders)
	@exec $(PY) -m local.stack run

.PHONY: up
up: setup ## Start the local stack in the background, or deploy what changed
	@exec $(PY) -m local.stack up

.PHONY: down
down: setup ## Stop the local stack
	@exec $(PY) -m local.stack down

.PHONY: status
status: setup ## Say whether the local stack is up
	@exec $(PY) -m local.stack status

.PHONY: ops
ops: setup ## Operator commands on the local stack (OPS="redrive shop-orders --dry-run"; on AWS: python -m ops --stage <stage>)
	@exec $(PY) -m ops --local $(or $(OPS),queues)

.PHONY: check
check: setup ## Quick loop: format, lint, types, imports, tests without the stack
	@exec $(PY) -m local.checks quick

.PHONY: test
test: setup ## Everything: the quick loop, contract tests, end-to-end tests on a deployed local stack
	@exec $(PY) -m local.checks all

.PHONY: simulate
simulate: setup ## Play random days on the real handlers with faults everywhere (SEEDS=20000, FROM=0: how many, from where)
	@$(PY) -m tests.simulation --seeds $(or $(SEEDS),5000) --from $(or $(FROM),0)

.PHONY: counts
counts: setup ## Count anew what every use case calls, and what that costs (writes bench/counts.json and docs/costs.md)
	@ORDERPAY_REWRITE_COUNTS=1 $(PY) -m pytest tests/functional/handlers/test_counts.py
	@$(PY) -m bench.costs

.PHONY: contracts
contracts: setup ## Write what others program against anew: event schemas, docs/events.md, the OpenAPI document
	@$(PY) -m contracts --write

.PHONY: costs
costs: setup ## Write docs/costs.md anew from counts, prices and assumptions
	@$(PY) -m bench.costs

.PHONY: bench
bench: setup ## Measure everything against its budget and write docs/performance.md (some minutes; alone on the machine)
	@exec $(PY) -m bench $(BENCH)

.PHONY: load
load: setup ## Drive a mixed day on the local stack and check the books (ORDERS=2000, SECONDS=3600, PROCESSES=2, WRITE=1: docs)
	@exec $(PY) -m bench.load --orders $(or $(ORDERS),2000) --seconds $(or $(SECONDS),3600) \
		--processes $(or $(PROCESSES),2) $(if $(WRITE),--write)

.PHONY: drills
drills: setup ## Play the fault drills on the local stack and check the books (ONLY=flood: one; WRITE=1: docs/drills.md)
	@exec $(PY) -m bench.drills $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write)

.PHONY: reads
reads: setup ## Count what reads take at 1,000 and at 200,000 orders of one merchant (ORDERS=: how many)
	@ORDERPAY_FLAT=$(or $(ORDERS),200000) $(PY) -m pytest -q -s tests/functional/handlers/test_flat_reads.py

.PHONY: format
format: setup ## Format the sources and mend what lint can mend
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

.PHONY: synth
synth: setup ## Synthesize the CDK app for AWS into cdk.out
	@$(PY) -m infra_cdk.build_packages
	@CDK_OUTDIR=cdk.out $(PY) -m infra_cdk.app

# What a deployment is told beyond its stage: CONTEXT="mail_sender=pay@shop.example alarm_topic_arn=arn:…"
RELEASE_OF = --stage "$(STAGE)" --context $(CONTEXT)

.PHONY: diff
diff: setup ## Show what a deployment to AWS would change (STAGE=dev, staging or prod; CONTEXT="name=value …")
	@exec $(PY) -m local.release diff $(RELEASE_OF)

.PHONY: deploy
deploy: setup ## Show what would change on AWS, ask, deploy it (STAGE, CONTEXT as for diff; YES=1: do not ask)
	@exec $(PY) -m local.release deploy $(if $(YES),--yes) $(RELEASE_OF)

.PHONY: smoke
smoke: setup ## Try out a deployment by its API (STAGE=…, or local; or ORDERPAY_URL and ORDERPAY_OPERATOR_KEY)
	@exec $(PY) -m local.release smoke --stage "$(STAGE)"

.PHONY: budgets
budgets: setup ## Measure what the functions import as packaged, and write the new budgets (after a deliberate change)
	@$(PY) -m infra_cdk.packaging.budgets --write

COMPILE = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header

.PHONY: audit
audit: setup ## Ask for known vulnerabilities of all that is locked (wants an index that knows of them: SERVICE=osv; not in test)
	@exec $(PY) -m local.supply_chain audit $(SERVICE)

.PHONY: sbom
sbom: setup ## List all that is locked as CycloneDX documents under .local/sbom
	@exec $(PY) -m local.supply_chain sbom

.PHONY: requirements
requirements: setup ## Compile the lock files anew
	@UV_SYSTEM_CERTS=1 $(COMPILE) requirements/runtime.in --output-file requirements/runtime.txt
	@UV_SYSTEM_CERTS=1 $(COMPILE) requirements/dev.in --output-file requirements/dev.txt
	@UV_SYSTEM_CERTS=1 $(COMPILE) requirements/emulator.in --output-file requirements/emulator.txt
	@UV_SYSTEM_CERTS=1 $(COMPILE) requirements/bench-runtime.in --output-file requirements/bench-runtime.txt
	@UV_SYSTEM_CERTS=1 $(COMPILE) requirements/bench-clients.in --output-file requirements/bench-clients.txt
	@UV_SYSTEM_CERTS=1 $(COMPILE) requirements/audit.in --output-file requirements/audit.txt

.PHONY: clean
clean: ## Stop the stack and remove what was built (the environments stay; remove .venv and .local for a bare tree)
	@if [ -x $(PY) ]; then $(PY) -m local.stack down; fi
	@rm -rf cdk.out .local/cdk.out .local/e2e .local/sbom .local/browser .local/chromium .local/layers .local/packages .local/pointers .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -not -path './.local/*' -prune -exec rm -rf {} +
