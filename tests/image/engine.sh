# Which program builds and runs the image, and how. Sourced by script/image-test with $work, $suite, $uid and $version set.
# shellcheck shell=bash disable=SC2154,SC2034

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi

engine=podman
if command -v docker >/dev/null && docker info >/dev/null 2>&1; then engine=docker; fi

# Containers of these tests: nothing that root could use. Their network is the host's, where the simulator listens on loopback.
confined=(--user "$uid" --read-only --memory=64m --memory-swap=64m
  --cap-drop=all --security-opt=no-new-privileges --ulimit nofile=1024:1024 --ulimit nproc=1024:1024)

install_engine() {
  local missing=() package
  for package in buildah podman runc uidmap debootstrap jq curl; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  echo "installing: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Layers share files where the kernel can stack file systems here; elsewhere each is a whole copy.
storage_driver() {
  local probe driver=vfs
  probe=$(mktemp -d "$work/probe.XXXXXX")
  mkdir "$probe"/{lower,upper,work,merged}
  if mount -t overlay overlay -o "lowerdir=$probe/lower,upperdir=$probe/upper,workdir=$probe/work" "$probe/merged" 2>/dev/null; then
    umount "$probe/merged"
    driver=overlay
  fi
  rm -rf "$probe"
  echo "$driver"
}

if [ "$engine" = podman ]; then
  install_engine
  [ -f "$work/storage-driver" ] || storage_driver >"$work/storage-driver"
  storage=(--root "$work/storage" --runroot "$work/run" --storage-driver "$(cat "$work/storage-driver")")
fi

engine() {
  if [ "$engine" = docker ]; then docker "$@"; else podman "${storage[@]}" --runtime runc --cgroup-manager=cgroupfs "$@"; fi
}

# Docker pulls debian:bookworm-slim itself; podman has nowhere to pull from, so the same is made from Debian's packages.
prepare_base() {
  base=docker.io/library/debian:$suite-slim
  if [ "$engine" = docker ] || engine image exists "$base"; then return; fi
  [ -d "$work/$suite" ] || "${as_root[@]}" debootstrap --variant=minbase "$suite" "$work/$suite.part" >"$work/debootstrap.log"
  [ -d "$work/$suite" ] || mv "$work/$suite.part" "$work/$suite"
  tar -C "$work/$suite" -c . | engine import - "$base" >/dev/null
}

# build_stage STAGE [TAG]: what an earlier call has built is taken from the cache of layers.
build_stage() {
  local stage=$1 tag=${2:-localhost/stage:$1}
  local arguments=(-f Dockerfile.sync --target "$stage" -t "$tag" --build-arg "BASE_IMAGE=$base"
    --build-arg "VERSION=$version" --build-arg "REVISION=$(git rev-parse HEAD)")
  echo "-- stage $stage"
  if [ "$engine" = docker ]; then
    docker build -q "${arguments[@]}" . >"$work/build-$stage.log" 2>&1 || { tail -60 "$work/build-$stage.log"; return 1; }
    return
  fi
  # The compiler's cache of this machine, where there is one, is lent to the build.
  local ccache=${CCACHE_DIR:-$(ccache -k cache_dir 2>/dev/null || echo "$work/ccache")}
  mkdir -p "$ccache"
  nice -n 19 buildah "${storage[@]}" bud --isolation chroot --pull-never --layers -v "$ccache:/ccache" \
    "${arguments[@]}" . >"$work/build-$stage.log" 2>&1 || { tail -60 "$work/build-$stage.log"; return 1; }
}
