#!/bin/sh
# Makes .venv and installs a lock file into it, where that isn't done yet: install.sh base|dev
set -eu
umask 022
cd "$(dirname "$0")/.."
lock="requirements/$1.txt"
stamp=".venv/$1.lock"

fail() {
    echo "nexus: $1" >&2
    exit 1
}

usable() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        usable "$PYTHON" || fail "$PYTHON isn't a Python 3.11 or newer that can make virtual environments."
        echo "$PYTHON"
        return
    fi
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if usable "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>/dev/null || echo none)
    fail "Python 3.11 or newer with its venv module is needed, $found was found: name another with PYTHON=..."
}

if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$(find_python)
    [ -w . ] || fail "$PWD can't be written, and .venv belongs there."
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

if ! cmp -s "$lock" "$stamp"; then
    echo "Installing $lock (a minute or so, the first time)"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
        --require-hashes --requirement "$lock"
    # A machine may forbid Python to write bytecode on the way; without it every start takes seconds longer.
    .venv/bin/python -m compileall -qq -j 0 .venv/lib || true
    cp "$lock" "$stamp"
fi
