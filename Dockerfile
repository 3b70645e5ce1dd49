# The bot in a container. Build: docker build -t kura-salama . ; run: see README.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements.txt ./
# Serving needs none of the packages that made the model.
RUN python -m venv /venv \
 && sed '/^# making the model/,/^$/d;/^# development/,/^$/d' requirements.txt > serving.txt \
 && /venv/bin/pip install --no-cache-dir --no-deps -r serving.txt

FROM python:3.11-slim
RUN useradd --create-home --uid 10001 kura && mkdir /app && mkdir /app/var /key && chown kura /app/var /key
WORKDIR /app
COPY --from=build /venv /venv
COPY LICENSE NOTICE README.md config.toml ingest.py ./
COPY knowledge knowledge
COPY bot bot
USER kura
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 ANONYMIZED_TELEMETRY=False KURA_KEY_FILE=/key/key
# var: editions and the store; key: the secret key, kept apart from the data it protects.
VOLUME ["/app/var", "/key"]
CMD ["python", "-m", "bot", "run"]
