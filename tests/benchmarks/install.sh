#!/usr/bin/env bash
# Time and size of every way to install, each into an empty folder of its own: bash tests/benchmarks/install.sh [WAY...]
# Ways: pip, uv, pipx, bare (pip without torch and sentence-transformers). What pip and uv keep in their caches is not
# used. Where CPU builds of torch come from is the caller's affair: PIP_EXTRA_INDEX_URL, UV_INDEX, PIP_FIND_LINKS …
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
"$python" -m venv "$work/tools"
"$work/tools/bin/python" -m pip install --quiet --disable-pip-version-check pip wheel hatchling uv pipx 2>/dev/null
"$work/tools/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps "$root" -w "$work" 2>/dev/null
wheel=$(echo "$work"/*.whl)
echo "wheel: $(($(stat -c %s "$wheel") / 1000000)) MB, $("$python" --version)"
cd "$work"

install() {
  case $1 in
    pip) "$python" -m venv pip && pip/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check "$wheel" ;;
    uv) UV_TOOL_DIR=$work/uv UV_TOOL_BIN_DIR=$work/uv/bin tools/bin/uv tool install --quiet --no-cache --python "$python" "$wheel" ;;
    pipx) PIPX_HOME=$work/pipx PIPX_BIN_DIR=$work/pipx/bin PIP_NO_CACHE_DIR=1 tools/bin/pipx install --quiet --python "$(command -v "$python")" "$wheel" >/dev/null ;;
    bare)
      "$python" -m venv bare
      "$python" -c "import re, tomllib; print(*(line for line in tomllib.load(open('$root/pyproject.toml', 'rb'))['project']['dependencies'] if not re.match('torch|sentence-tr', line)), sep='\n')" >requirements.txt
      bare/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check -r requirements.txt
      bare/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps "$wheel"
      ;;
  esac 2> >(grep -v ^WARNING >&2 || true)
}

for way in "${@:-pip}"; do
  begun=$(date +%s)
  install "$way"
  took=$(($(date +%s) - begun))
  command=$(find "$work/$way" -path '*bin/workbench' | head -1)
  mkdir -p "$work/elsewhere-$way"
  (cd "$work/elsewhere-$way" && "$command" --quiet run >summary.txt && "$command" doctor >doctor.txt)
  echo "$way: ${took} s, $(du -sm "$work/$way" | cut -f1) MB; run and doctor work: $(wc -l <"$work/elsewhere-$way/summary.txt") lines"
done
