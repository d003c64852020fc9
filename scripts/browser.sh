#!/bin/sh
# Makes sure of a Chromium for the browser tests: an installed one, or Debian's package when run as root.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; then exit 0; fi
fi

echo "make: the browser tests need Chromium or Chrome on PATH; on Debian: apt-get install chromium" >&2
exit 1
