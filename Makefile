# SPDX-License-Identifier: MIT
# A façade over the CMake presets. `make run` and `make test` need nothing done before them.
.PHONY: all run test check asan tsan release bench install deps test-deps clean
.DEFAULT_GOAL := release

run: deps release
	build/release/agxrace investigate

test: test-deps
	cmake --workflow --preset release
	cmake --workflow --preset asan
	cmake --workflow --preset tsan
	cmake --workflow --preset dev

check: test-deps
	cmake --workflow --preset dev

asan tsan: test-deps
	cmake --workflow --preset $@

release: deps
	cmake --workflow --preset release

bench: release
	build/release/agxrace bench

install: release
	cmake --install build/release

deps:
	@tools/install-dependencies build

test-deps:
	@tools/install-dependencies build test

clean:
	rm -rf build
