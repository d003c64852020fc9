#!/bin/sh
# Style, types, the order of the rooms, migrations, and Django's own checks under production settings.
#   scripts/lint.sh .venv/bin
# Runs every check, names those that fail, and then fails.
set -u
bin=$1
failed=""

check() {
  name=$1
  shift
  echo "--- $name"
  "$@" || failed="$failed $name"
}

under_production_settings() {
  # `check` opens no connection: the addresses only have to be there.
  env -u PORTAL_DEBUG PORTAL_MODE=production \
    SECRET_KEY="$("$bin/python" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DATABASE_URL=postgres://portal:unused@127.0.0.1:1/portal REDIS_URL=redis://127.0.0.1:1 \
    EMAIL_URL=smtp+tls://user:unused@127.0.0.1:1 DEFAULT_FROM_EMAIL="Resilient Cities <portal@example.org>" \
    ALLOWED_HOSTS=cities.example.org SITE_URL=https://cities.example.org \
    "$bin/python" manage.py check --deploy --fail-level WARNING
}

check "ruff" "$bin/ruff" check --quiet .
check "ruff-format" "$bin/ruff" format --check --quiet .
check "djlint" "$bin/djlint" --lint --quiet templates
check "mypy" "$bin/mypy"
check "import-linter" "$bin/lint-imports" --no-cache
check "missing-migrations" "$bin/python" manage.py makemigrations --check --dry-run
check "deploy" under_production_settings

if [ -n "$failed" ]; then
  echo "lint failed:$failed" >&2
  exit 1
fi
echo "lint passed"
