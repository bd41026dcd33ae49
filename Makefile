# omnizip: build, test, measure. `make help` lists what there is.

SHELL := /bin/bash
PREFIX ?= /usr/local
BUILD := .build
SAMPLES := $(BUILD)/samples
MAN := $(BUILD)/man
DEMO := $(BUILD)/demo
PROGRAM := $(BUILD)/release/omnizip
SHARE = $(DESTDIR)$(PREFIX)/share
SCRIPTS := .ci/run $(sort $(wildcard .ci/*.sh Samples/*.sh bench/*.sh bench/*/*.sh pipelines/slurm/*.sbatch))
PYTHON := $(BUILD)/venv/bin/python
# Tests and lint build with the same flags, so that one build serves both. SWIFT_FLAGS= builds without.
SWIFT_FLAGS ?= -Xswiftc -warnings-as-errors
# Relocations in an eighth of the space, 2 MB less in every process; glibc reads them from 2.36 on.
PACKED := $(shell getconf GNU_LIBC_VERSION 2>/dev/null | \
	awk '{ split($$2, v, "."); if (v[1] > 2 || v[2] >= 36) print "-Xlinker -z -Xlinker pack-relative-relocs" }')
# Swift's libraries go into the release program, so that it runs where Swift is not installed (Apple's are the system's).
RELEASE := -c release $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib -Xswiftc -use-ld=lld $(PACKED))
# DEPS=none leaves out the check for packages (for systems that are not Debian).
DEPS ?= check

.DEFAULT_GOAL := help
.PHONY: help deps build debug samples demo test test-client test-models test-ray test-usefulness lint shellcheck bench bench-encoders
.PHONY: bench-usefulness torture torture-short man install clean

help: ## this list
	@printf 'omnizip: folders of video become compressed token bundles\n\n'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## install the Debian packages that are missing (as root) and make the Python environment of the tests
ifneq ($(DEPS),none)
	@.ci/deps.sh
endif

build: deps ## build the release program, .build/release/omnizip
	swift build $(RELEASE) --product omnizip

debug: deps ## build everything for debugging, tests included
	swift build --build-tests $(SWIFT_FLAGS)

samples: deps ## make the sample clips, .build/samples
	@Samples/make-clips.sh $(SAMPLES)

demo: build samples ## build, make the sample clips, compress them, say what was kept and where the files are
	@rm -rf $(DEMO)
	$(PROGRAM) run $(SAMPLES) --output $(DEMO)
	@printf '\nThe bundles (NAME.safetensors, each with its NAME.json) and manifest.jsonl are in %s:\n\n' $(DEMO)
	@ls -gGh $(DEMO)

test: deps samples shellcheck test-client ## every test
	Samples/make-clips.sh --check $(SAMPLES)
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --disable-xctest --skip-build $(SWIFT_FLAGS)
	@$(MAKE) --no-print-directory torture-short PROGRAM=$(BUILD)/debug/omnizip

test-client: samples ## build and run Samples/swift-client, a package that uses the libraries
	swift run --package-path Samples/swift-client --scratch-path $(BUILD)/swift-client \
		swift-client $(BUILD)/swift-client-output $(SAMPLES)/silent.mp4 $(SAMPLES)/speech-object.mp4

test-models: build samples ## feed bundles to real processors and small models of transformers (downloads torch; runs on the CPU)
	@.ci/venv.sh $(BUILD)/models-venv Samples/python/requirements-test.txt
	HF_HUB_OFFLINE=1 OMP_NUM_THREADS=2 OMNIZIP_PROGRAM=$(PROGRAM) OMNIZIP_SAMPLES=$(SAMPLES) \
		$(BUILD)/models-venv/bin/python -m pytest -q -p no:cacheprovider Samples/python/tests $(PYTEST_FLAGS)

test-ray: build samples ## run jobs on Ray, on this machine, with faults of every kind (downloads Ray)
	@.ci/venv.sh $(BUILD)/ray-venv pipelines/ray/requirements-test.txt
	OMNIZIP_PROGRAM=$(PROGRAM) OMNIZIP_SAMPLES=$(SAMPLES) \
		$(BUILD)/ray-venv/bin/python -m pytest -q -p no:cacheprovider pipelines/ray/tests $(PYTEST_FLAGS)

test-usefulness: build ## check the clips, the reader and the tables of bench-usefulness
	@.ci/venv.sh $(BUILD)/usefulness-venv bench/usefulness/requirements.txt
	OMNIZIP_PROGRAM=$(PROGRAM) $(BUILD)/usefulness-venv/bin/python -m pytest -q -p no:cacheprovider \
		bench/usefulness/tests $(PYTEST_FLAGS)

lint: debug shellcheck ## formatting, compiler warnings as errors, shell scripts
	git ls-files -z '*.swift' | xargs -0 swift format lint --strict
	@echo 'lint: clean'

shellcheck: deps ## check the shell scripts
	shellcheck $(SCRIPTS)

# Python with the packages of bench/peers; PEER_PYTHON= leaves that part out.
PEER_PYTHON ?= $(BUILD)/models-venv/bin/python

bench: build ## measure speed and memory on made-up videos against their goals; BENCH_FLAGS="--only kernels --pairs 3"
ifneq ($(DEPS),none)
	@.ci/deps.sh valgrind
endif
ifeq ($(PEER_PYTHON),$(BUILD)/models-venv/bin/python)
	@.ci/venv.sh $(BUILD)/models-venv Samples/python/requirements-test.txt
endif
	swift build $(RELEASE) --product omnizip-bench
	$(PYTHON) bench/bench.py --program $(PROGRAM) --kernels $(BUILD)/release/omnizip-bench \
		--videos $(BUILD)/bench-videos $(if $(PEER_PYTHON),--peer-python $(PEER_PYTHON)) $(BENCH_FLAGS)

bench-encoders: build ## score the encoders on the labelled benchmark; STILLS="a.png b.png ..." adds real pictures
	@.ci/deps.sh sox
	@.ci/venv.sh $(BUILD)/bench-venv bench/encoders/requirements.txt
	$(BUILD)/bench-venv/bin/python bench/encoders/run.py --program $(PROGRAM) $(if $(STILLS),--stills $(STILLS)) \
		$(if $(GUIDANCE),--guidance $(GUIDANCE))

bench-usefulness: build ## train a small network on bundles of every method and test what it still reads; about 21 minutes
	@.ci/venv.sh $(BUILD)/usefulness-venv bench/usefulness/requirements.txt
	$(BUILD)/usefulness-venv/bin/python bench/usefulness/run.py --program $(PROGRAM) --work $(BUILD)/usefulness \
		--json $(BUILD)/usefulness/results.json $(USEFULNESS_FLAGS)

# Swift has no UndefinedBehaviorSanitizer on Linux (its overflows and bounds trap); clang compiles the C shim with it.
SANITIZED := $(BUILD)/asan/debug/omnizip
TORTURE = $(PYTHON) bench/torture/torture.py --workdir $(BUILD)/torture --samples $(SAMPLES) $(TORTURE_FLAGS)

torture: build samples ## kill, starve and mislead a batch; hours; TORTURE_FLAGS="--only kills,faults --seed 7"
	swift build --sanitize=address -Xcc -fsanitize=undefined --scratch-path $(BUILD)/asan --product omnizip
	$(TORTURE) --program $(PROGRAM) --sanitized-program $(SANITIZED) --json $(BUILD)/torture.json

torture-short: samples ## the short form of it, minutes, with the program that PROGRAM names
	$(TORTURE) --program $(PROGRAM) --short

man: deps ## make the manual pages, in .build/man
	swift package --allow-writing-to-package-directory generate-manual --multi-page
	@rm -rf $(MAN) && mkdir -p $(MAN)
	cp $(BUILD)/plugins/GenerateManual/outputs/OmniZipCLI/*.1 $(MAN)

install: man ## install what `make build` built under PREFIX (/usr/local), with manual pages and shell completions
	@test -x $(PROGRAM) || { echo 'install: $(PROGRAM) is missing; run make build first' >&2; exit 1; }
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -d $(SHARE)/man/man1
	install -m 644 $(MAN)/*.1 $(SHARE)/man/man1
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/omnizip
	$(PROGRAM) --generate-completion-script bash > $(SHARE)/bash-completion/completions/omnizip
	$(PROGRAM) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_omnizip
	$(PROGRAM) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/omnizip.fish

clean: ## remove everything that was built or generated, sample clips and Python environment too
	rm -rf $(BUILD) Samples/swift-client/.build bench/results.json
