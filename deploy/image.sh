#!/usr/bin/env bash
# Builds the image with docker, podman or buildah, whichever works here; asks it one question; prints size and times.
#   BASE            the image to build on (default: the one in the Dockerfile; with buildah: one made by debootstrap)
#   PIP_CONF        a pip.conf with package indexes of one's own; it stays out of the image
#   BUILD_OPTIONS   more options of the build, for example "--volume /wheels:/wheels:ro" with buildah
#   DEBIAN          where debootstrap fetches Debian from
set -euo pipefail
cd "$(dirname "$0")/.."
image=${IMAGE:-kura-salama}
question="what time do polling stations open?"
read -r -a options <<<"${BUILD_OPTIONS:-}"
[ -z "${PIP_CONF:-}" ] || options+=(--secret "id=pip.conf,src=$PIP_CONF")
[ -z "${BASE:-}" ] || options+=(--build-arg "BASE=$BASE")

# A first `ask` on an empty var builds the first edition; the second is what a person waits for after a restart.
inside='
set -e
python -c "import os; assert os.getuid() == 10001"
python -c "import importlib.util as i; assert i.find_spec(\"torch\") is None, \"torch is in the image\""
first=$(date +%s.%N); python -m bot ask "$0"; second=$(date +%s.%N); python -m bot ask "$0" >/dev/null; third=$(date +%s.%N)
echo "first edition and answer: $(python -c "print(round($second - $first, 1))") s"
echo "first answer after a restart: $(python -c "print(round($third - $second, 1))") s"
'

works() { command -v "$1" >/dev/null && "$1" info >/dev/null 2>&1; }

with_engine() {
  "$1" build -t "$image" "${options[@]}" .
  built=$(date +%s)
  "$1" run --rm --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
    --tmpfs /app/var:uid=10001 --tmpfs /key:uid=10001,mode=700 "$image" sh -c "$inside" "$question"
  size=$("$1" image inspect --format '{{.Size}}' "$image")
}

with_buildah() {
  export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot BUILDAH_FORMAT=docker
  if [ -z "${BASE:-}" ]; then
    buildah inspect --type image localhost/kura-base >/dev/null 2>&1 || make_base
    options+=(--build-arg BASE=localhost/kura-base)
  fi
  buildah bud --layers -t "$image" "${options[@]}" .
  built=$(date +%s)
  container=$(buildah from --pull-never "$image")
  trap 'buildah rm "$container" >/dev/null' EXIT
  buildah run --user kura "$container" -- sh -c "$inside" "$question"
  # Without an engine the root is not mounted read-only; nothing outside the volumes may have been written all the same.
  buildah run --user root "$container" -- sh -c \
    'found=$(find / -xdev -user kura -newer /app/config.toml ! -path "/app/var*" ! -path "/key*" ! -path "/tmp*" ! -path "/proc/*" ! -path "/dev/*" -type f); [ -z "$found" ] || { echo "written outside the volumes: $found"; exit 1; }'
  size=$(du -sb "$(buildah mount "$container")" --exclude=app/var | cut -f1)
}

make_base() {
  command -v debootstrap >/dev/null || { echo "No docker, no podman, and no debootstrap for buildah: apt-get install debootstrap" >&2; exit 1; }
  root=$(mktemp -d)
  debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$root" ${DEBIAN:-} >/dev/null
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
  base=$(buildah from scratch)
  buildah copy --quiet "$base" "$root" / >/dev/null
  buildah config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --cmd /bin/bash "$base"
  buildah commit --quiet "$base" localhost/kura-base >/dev/null
  buildah rm "$base" >/dev/null
  rm -rf "$root"
}

started=$(date +%s)
if works docker; then tool=docker; with_engine docker
elif works podman; then tool=podman; with_engine podman
elif command -v buildah >/dev/null; then tool=buildah; with_buildah
else echo "Neither docker nor podman works here, and there is no buildah: apt-get install buildah debootstrap" >&2; exit 1
fi
echo "built with $tool in $((built - started)) s, $((size / 1000000)) MB"
