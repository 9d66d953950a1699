# The workbench for a user without rights: everything but neural encoders, training (torch) and Parquet (170 MB).
#
#   docker build -t alignment-workbench .
#   docker run --rm -v "$PWD:/corpus" --user "$(id -u):$(id -g)" alignment-workbench run
#   docker run --rm -v "$PWD:/corpus" -p 127.0.0.1:8000:8000 -e WORKBENCH_TOKEN=at-least-12-characters alignment-workbench
#
# Without a command it serves the review app on port 8000: open http://127.0.0.1:8000/?token=TOKEN.

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/workbench
COPY constraints.txt ./
# pip cannot leave a requirement out, so the others are listed for it.
COPY pyproject.toml ./
RUN python -c "import re, tomllib; \
wanted = tomllib.load(open('pyproject.toml', 'rb'))['project']; \
extras = [line for name in ('data', 'documents', 'figures') for line in wanted['optional-dependencies'][name]]; \
print(*(line for line in wanted['dependencies'] + extras if not re.match('torch|sentence-transformers|pyarrow', line)), sep='\n')" \
    > requirements.txt \
 && /opt/workbench/bin/pip install --no-cache-dir -c constraints.txt -r requirements.txt
COPY README.md LICENSE ./
COPY models models
COPY db db
COPY seeds seeds
COPY workbench workbench
RUN /opt/workbench/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
COPY --from=build /opt/workbench /opt/workbench
ENV PATH=/opt/workbench/bin:$PATH LANG=C.UTF-8 HOME=/tmp XDG_STATE_HOME=/tmp/state
RUN useradd --uid 10001 --no-create-home workbench && mkdir /corpus && chown workbench /corpus
USER workbench
WORKDIR /corpus
VOLUME /corpus
EXPOSE 8000
ENTRYPOINT ["workbench"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
