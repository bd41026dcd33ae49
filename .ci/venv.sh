#!/usr/bin/env bash
# Makes a Python virtual environment with pinned packages; does nothing if it is there and up to date.
#
#   venv.sh FOLDER REQUIREMENTS
set -euo pipefail

die() {
    printf 'venv: %s\n' "$*" >&2
    exit 1
}

[ $# -eq 2 ] || die "usage: venv.sh FOLDER REQUIREMENTS"
wanted=$(
    cat "$2"
    python3 --version
)
if [ -x "$1/bin/python" ] && [ "$(cat "$1/.made-from" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
printf 'venv: making %s\n' "$1"
python3 -m venv --clear "$1" || die "python3 could not make $1 (Debian package python3-venv)"
"$1/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --requirement "$2" ||
    die "pip could not install the packages of $2 into $1"
printf '%s\n' "$wanted" >"$1/.made-from"
