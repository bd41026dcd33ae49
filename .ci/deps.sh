#!/usr/bin/env bash
# Checks for what omnizip needs to be built and tested, and installs it where it may.
#
#   deps.sh [PACKAGE...]      also asks for these Debian packages
#
# Debian packages that are missing are installed when root runs this; otherwise the one line to run is printed and the
# exit code is 1. Then .build/venv gets the Python packages of bench/requirements-test.txt. Quick when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PACKAGES=(
    pkg-config libavformat-dev libavcodec-dev libswscale-dev libswresample-dev libavutil-dev libopenblas0-pthread libsqlite3-dev # the program
    ffmpeg espeak-ng fonts-dejavu-core                                                                       # its samples
    python3 python3-venv shellcheck chromium                                                                 # its tests
)

die() {
    printf 'deps: %s\n' "$*" >&2
    exit 1
}

check_swift() {
    command -v swift >/dev/null 2>&1 || die "swift is not on PATH: install Swift 6.2 or later from https://www.swift.org/install"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | sed -n 1p)
    # shellcheck disable=SC2086  # two words: major and minor
    set -- $version
    [ "${1:-0}" -gt 6 ] || { [ "${1:-0}" -eq 6 ] && [ "${2:-0}" -ge 2 ]; } ||
        die "Swift 6.2 or later is needed, this is $(swift --version 2>/dev/null | sed -n 1p)"
}

installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

install_packages() {
    local package missing=()
    command -v dpkg-query >/dev/null 2>&1 ||
        die "this is no Debian system: install the equivalents of ${PACKAGES[*]} $*, then run make with DEPS=none"
    for package in "${PACKAGES[@]}" "$@"; do
        installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        printf 'deps: Debian packages are missing. Run:\n\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n\n' \
            "${missing[*]}" >&2
        exit 1
    fi
    printf 'deps: installing %s\n' "${missing[*]}"
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

check_swift
install_packages "$@"
.ci/venv.sh .build/venv bench/requirements-test.txt
