# The bot in a container; `make image` builds it and asks it one question. docs/deployment.md says how to run it.
# BASE: any Debian with Python 3.11 as `python3` and its venv.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
WORKDIR /app
COPY requirements.lock ./
# `make lock` writes it: all that serving needs and nothing else, so nothing is resolved, and each archive must have a
# hash that is written there. None of the packages that make the model or that development needs is in it.
# An index of one's own comes as the secret `pip.conf`, which is in no layer.
RUN --mount=type=secret,id=pip.conf,target=/etc/pip.conf python3 -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --no-deps --only-binary=:all: --require-hashes -r requirements.lock \
 && ! /venv/bin/python -c "import torch" 2>/dev/null

FROM ${BASE}
RUN useradd --create-home --uid 10001 kura && mkdir -p /app/var /key /backup && chown kura /app/var /key /backup
WORKDIR /app
COPY --from=build /venv /venv
COPY LICENSE NOTICE README.md config.toml ingest.py ./
COPY knowledge knowledge
COPY bot bot
# Only from inside the container: the health check below asks there. A config.toml of one's own is mounted over it.
RUN sed -i 's/^port = 0 /port = 8080 /' config.toml && /venv/bin/python -m compileall -q bot knowledge ingest.py
USER kura
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ANONYMIZED_TELEMETRY=False \
    KURA_KEY_FILE=/key/key HOME=/app/var
# var: editions, documents and the store; key: the secret key, kept apart from the data that it protects.
VOLUME ["/app/var", "/key"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
