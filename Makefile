# Everything starts here: `make help`.
BIN := .venv/bin

help: ## This list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 12

.venv/installed: pyproject.toml uv.lock scripts/bootstrap.sh
	@sh scripts/bootstrap.sh
	@touch $@

up: .venv/installed ## Start the whole product with its demo story (PORT=8000 VAR=var)
	@exec $(BIN)/crm up --port $(or $(PORT),8000) --var $(or $(VAR),var)

test: .venv/installed ## All tests: unit, integration, worker, guards, faults, browser
	@sh scripts/chromium.sh
	$(BIN)/pytest -n 2 --dist loadfile

check: .venv/installed ## Format, lint, types, import contracts, templates, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/crm db check

bench: .venv/installed ## Figures beside the floor they are compared with (PEOPLE=200000)
	$(BIN)/uv sync --locked --inexact --quiet --no-python-downloads --group bench
	$(BIN)/python -m benchmarks --people $(or $(PEOPLE),200000)

seed: .venv/installed ## Write a demo story into DATABASE_URL (PEOPLE=2000)
	$(BIN)/crm seed --people $(or $(PEOPLE),2000)

format: .venv/installed ## Put the code in its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean: ## Forget the environment and the demo data
	rm -rf .venv var

.PHONY: help up test check bench seed format clean
