# Two stages: dependencies are built and static files collected in the first, the second only runs.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/portal
RUN python -m venv /opt/venv
COPY requirements/run.lock requirements/run.lock
RUN /opt/venv/bin/pip install --require-hashes -r requirements/run.lock
COPY . .
# Static files need no secret and no database; the hashed names are fixed here, once for all containers.
RUN PORTAL_MODE=embedded VAR_DIR=/srv/var /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -f /srv/var/secret-key

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_MODE=production VAR_DIR=/srv/var
RUN useradd --system --uid 10001 --home-dir /srv/portal --shell /usr/sbin/nologin portal
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/portal /srv/portal
COPY --from=build --chown=portal:portal /srv/var /srv/var
# Owned here so that the volumes mounted on them belong to the portal's user.
RUN install -d -o portal -g portal /srv/var /srv/var/media /srv/var/private
WORKDIR /srv/portal
USER portal
EXPOSE 8000
# Liveness only: a database that is away must not make every web container restart.
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
    CMD ["python", "scripts/healthy.py", "http://127.0.0.1:8000/healthz/live"]
CMD ["gunicorn", "--config", "python:portal.gunicorn", "--bind", "0.0.0.0:8000", "portal.wsgi"]
