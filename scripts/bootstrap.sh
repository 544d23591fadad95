#!/bin/sh
# Make .venv with the locked dependencies. Needs Python 3.11 or newer, and nothing else.
set -eu
cd "$(dirname "$0")/.."
UV_VERSION=0.13.9

python=
for candidate in python3.13 python3.12 python3.11 python3; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed: install python3." >&2
    exit 1
fi

if [ ! -x .venv/bin/uv ]; then
    echo "Making .venv…"
    # Debian and Ubuntu keep ensurepip in a package of its own.
    if ! "$python" -c 'import ensurepip' 2>/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends python3-venv ca-certificates >/dev/null 2>&1 || true
    fi
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION"
    else
        "$python" -m venv --without-pip .venv
        "$python" scripts/fetch_uv.py "$UV_VERSION" .venv
    fi
fi

echo "Installing the locked dependencies…"
unset PIP_FIND_LINKS UV_FIND_LINKS
.venv/bin/uv sync --locked --inexact --quiet --no-python-downloads
