# docker build -t crier .
# docker run -d --name crier -v crier:/data -e CRIER_TELEGRAM__TOKEN=… -e CRIER_SOURCES=https://… crier
# docker run --rm -it -p 127.0.0.1:8080:8080 crier demo
#
# How it is operated: docs/docker.md.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PIP_ONLY_BINARY=:all:
WORKDIR /build

# What is pinned changes rarely: layers of its own. The virtual environment has no pip in it; the builder's fills it.
COPY requirements-image.txt requirements-build.txt ./
RUN python -m venv --without-pip /usr/local/crier \
    && python -m pip --python /usr/local/crier/bin/python install --quiet --no-compile --no-deps --require-hashes -r requirements-image.txt \
    && python -m venv tools \
    && tools/bin/pip install --quiet --no-deps --require-hashes -r requirements-build.txt

COPY . .
# Then without what never runs: the libraries' own tests and type stubs, and the languages Crier does not speak; and
# compiled, so that the read-only image need not (by hash, never checked: layers do not keep times to the second).
RUN tools/bin/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir wheel . \
    && python -m pip --python /usr/local/crier/bin/python install --quiet --no-compile --no-deps --no-index wheel/*.whl \
    && find /usr/local/crier -type d -name tests -prune -exec rm -r {} + \
    && find /usr/local/crier -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.h' \) -delete \
    && find /usr/local/crier -path '*/babel/locale-data/*.dat' \
        ! -name 'root.*' ! -name 'en*' ! -name 'ru*' ! -name 'az*' ! -name 'hy*' ! -name 'tr*' -delete \
    && python -m compileall -q --invalidation-mode unchecked-hash /usr/local/crier/lib


FROM python:3.11-slim
LABEL org.opencontainers.image.title="crier" \
    org.opencontainers.image.description="Reads a news site, keeps every item once, summarises it, and posts it to the chats that asked for it." \
    org.opencontainers.image.licenses="MIT"

RUN groupadd --gid 10001 crier \
    && useradd --uid 10001 --gid crier --no-create-home --home-dir /data --shell /usr/sbin/nologin crier \
    && install --directory --owner=crier --group=crier --mode=0750 /data
COPY --from=build /usr/local/crier /usr/local/crier

ENV PATH=/usr/local/crier/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CRIER_STORAGE__URL=sqlite:////data/crier.db \
    CRIER_WEB__HOST=0.0.0.0 \
    CRIER_WEB__PORT=8080
USER 10001:10001
VOLUME /data
WORKDIR /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-ISc", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['CRIER_WEB__PORT']), timeout=4); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["crier"]
CMD ["run"]
