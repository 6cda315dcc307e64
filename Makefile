# `make book` and `make test` do all the set-up there is. Python packages go into .venv; of the system come only Python
# itself and the libraries WeasyPrint sets pages with. Written for GNU make 3.81 too, which is what macOS has (2006).

.DEFAULT_GOAL := help
.PHONY: help book test lint corpora reading bench clean
.NOTPARALLEL:

VENV   := .venv
PYTHON := $(VENV)/bin/python
# Each names what is installed, and is as old as the installation. Tests need what a book needs, and more.
BOOK   := $(VENV)/.installed-for-books
TESTS  := $(VENV)/.installed-for-tests
PINS   := pyproject.toml constraints.txt

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# docopt has only a setup.py, which the pip of Debian 12 (23.0) would run in the old way, with a warning.
export PIP_USE_PEP517 := 1

# WeasyPrint opens Pango by name, and only Homebrew's own Python looks where Homebrew keeps it: see "Missing Library" in
# WeasyPrint's First Steps. Said before each command and not exported, since macOS takes DYLD_* away from what /bin/sh starts with.
ifeq ($(shell uname -s),Darwin)
LIBRARIES := DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib
endif
RUN := $(LIBRARIES) $(PYTHON)

# A .venv stops working when this folder is moved or Python is upgraded: then what it says of itself is no longer true.
WORKS := import bookbuild, os; assert os.path.samefile(os.path.dirname(bookbuild.__file__), "bookbuild")
$(shell $(PYTHON) -I -c '$(WORKS)' >/dev/null 2>&1 || rm -f $(BOOK) $(TESTS))

help: ## Say what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/    make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s%s\n", $$1, $$2 }'

book: $(BOOK) ## Make the sample book: manuscript/ becomes an EPUB and a PDF in dist/
	@$(RUN) -m bookbuild build

test: $(TESTS) ## Run the tests, and say which were skipped, and why
	@$(RUN) -m pytest -n auto

lint: $(TESTS) ## Look the program over with ruff and mypy
	@$(RUN) -m ruff check
	@$(RUN) -m mypy

corpora: $(TESTS) ## Run the long tests, many of them on the books in ../shared
	@$(RUN) -m pytest -m "corpora or thorough" tests

reading: $(TESTS) ## Read the sample book in a browser; wants chromium and npm
	@$(PYTHON) -m pip install --quiet -c constraints.txt -e '.[test,reading]'
	@PUPPETEER_SKIP_DOWNLOAD=true npm install --prefix .reading epubjs@0.3.93 jszip@3.10.1 --no-audit --no-fund --ignore-scripts
	@$(RUN) -m pytest -n auto tests/test_reading_systems.py

bench: $(TESTS) ## Measure how long books take
	@$(RUN) -m tests.bench

clean: ## Remove what make made: .venv, dist and caches
	rm -rf $(VENV) .reading dist/* dist/.cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find bookbuild tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BOOK): $(PINS)
	@sh -c "$$SYSTEM"
	@echo "Installing what books need into $(VENV), this once: some 100 MB to download"
	@$(PYTHON) -m pip install --quiet -c constraints.txt -e .
	@touch $@

$(TESTS): $(PINS)
	@sh -c "$$SYSTEM"
	@echo "Installing what books and their tests need into $(VENV), this once: some 130 MB to download"
	@$(PYTHON) -m pip install --quiet -c constraints.txt -e '.[test]'
	@touch $(BOOK) $@

# What the system has to bring, and $(VENV). Everything that is missing is asked for at once, in one line.
define SYSTEM
set -eu

python() {  # the first Python that is new enough
	for each in python3 python3.14 python3.13 python3.12 python3.11; do
		if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$each"; return; fi
	done
}

opens() {  # whether a library is there, by any of its names; without a Python to try it with, it is taken to be missing
	test -n "$$python" && $(LIBRARIES) "$$python" -c '
import ctypes, sys
for name in sys.argv[1:]:
    try: ctypes.CDLL(name)
    except OSError: continue
    sys.exit(0)
sys.exit(1)' "$$@"
}

missing() {  # packages, in the words of this package manager
	test -n "$$python" || echo $$for_python
	test -n "$$python" && "$$python" -c 'import ensurepip, venv' 2>/dev/null || echo $${for_venv:+$${python:-python3}-venv}
	opens libpango-1.0.so.0 libpango-1.0.dylib || echo $$for_pango
	opens libpangoft2-1.0.so.0 libpangoft2-1.0.dylib || echo $$for_pangoft2
	opens libharfbuzz-subset.so.0 libharfbuzz-subset.0.dylib || echo $$for_harfbuzz
}

install() {
	case $$manager in
	apt-get)  # the lists of a new machine may be empty, or old
		$$may env DEBIAN_FRONTEND=noninteractive $$line >/dev/null 2>&1 ||
			{ $$may apt-get -q update && $$may env DEBIAN_FRONTEND=noninteractive $$line; } ;;
	*) $$may $$line ;;
	esac
}

manager= line=
for each in apt-get dnf pacman apk brew; do
	if command -v $$each >/dev/null; then manager=$$each; break; fi
done
for_python=python3 for_venv= for_pango=pango for_pangoft2=pango for_harfbuzz=harfbuzz
case $$manager in
apt-get)
	line="apt-get install -y --no-install-recommends"
	for_venv=yes for_pango=libpango-1.0-0 for_pangoft2=libpangoft2-1.0-0 for_harfbuzz=libharfbuzz-subset0 ;;
dnf) line="dnf install -y" ;;
pacman) line="pacman -S --needed --noconfirm" for_python=python ;;
apk) line="apk add" for_harfbuzz=harfbuzz-subset ;;
brew) line="brew install" for_python=python ;;
esac

python=$$(python)
if test -z "$$python" && test "$$manager" != brew && command -v python3 >/dev/null; then
	echo "bookbuild needs Python 3.11 or newer, and here is $$(python3 --version 2>&1): install a newer one beside it, and make again." >&2
	exit 1
fi
packages=$$(echo $$(missing | sort -u))
if test -n "$$packages" && test -z "$$manager"; then
	echo "bookbuild needs Python 3.11 or newer, Pango and HarfBuzz, which it cannot install here: install them, and make again." >&2
	exit 1
elif test -n "$$packages"; then
	line="$$line $$packages" may= ask=
	if test "$$manager" != brew && test "$$(id -u)" != 0; then
		if sudo -n true 2>/dev/null; then may=sudo; elif command -v sudo >/dev/null; then ask="sudo "; else ask="(as root) "; fi
	fi
	if test -n "$$ask"; then
		echo "bookbuild needs $$packages, which only an administrator may install here: type this line, and make again." >&2
		echo "    $$ask$$line" >&2
		exit 1
	fi
	echo "$$may $$line" | sed 's/^ //'
	install
	python=$$(python)
fi
if test -z "$$python"; then
	echo "bookbuild needs Python 3.11 or newer, and none was to be had with \"$$line\": install one, and make again." >&2
	exit 1
fi
$(PYTHON) -m pip --version >/dev/null 2>&1 || "$$python" -m venv --clear $(VENV)
endef
export SYSTEM
