#!/bin/sh
# Makes the virtual environment and installs a lock file into it, with one clear line for what is missing.
#   scripts/environment.sh create VENV
#   scripts/environment.sh install VENV LOCKFILE
set -eu
# The database server runs as another user when root starts it, and must be able to read its programs.
umask 022

stop() {
  echo "make: $1" >&2
  exit 1
}

suitable() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1
}

create() {
  for python in "${PYTHON_FOR_VENV:-python3}" python3.13 python3.12 python3.11; do
    if suitable "$python"; then
      echo "Making the virtual environment in $1 with $("$python" --version)"
      rm -rf "$1"
      "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "this Python cannot make virtual environments; on Debian: apt-get install python3-venv"
      "$python" -m venv "$1" || { rm -rf "$1"; stop "the virtual environment $1 could not be made"; }
      return
    fi
  done
  stop "Python 3.11, 3.12 or 3.13 is needed, and none is on PATH"
}

install() {
  # A creation that was interrupted leaves an environment without pip.
  "$1/bin/python" -m pip --version >/dev/null 2>&1 || create "$1"
  echo "Installing $2"
  "$1/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$2" ||
    stop "$2 could not be installed; is there a network? Run the same command again to go on"
}

case "$1" in
  create) create "$2" ;;
  install) install "$2" "$3" ;;
esac
