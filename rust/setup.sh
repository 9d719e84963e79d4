#!/usr/bin/env bash
# Makes a Rust toolchain that compiles to wasm32-unknown-unknown, and says which of three ways it took:
#   1. the Rust in use has the target already                            nothing to do
#   2. rustup can add it                                                 `rustup target add`
#   3. Debian without it: Debian's own rustc, and its standard library   apt-get, one build of std, about two minutes
#      built once from Debian's package of the sources
# Safe to run again: what is there is left alone. `rust/setup.sh --check` only looks (exit 0: ready).
set -euo pipefail

target=wasm32-unknown-unknown
debian_lib=/usr/lib/rustlib/$target/lib
stamp=$debian_lib/.fedzk-built-with
debian_packages=(rustc-web cargo-web rust-web-src lld-22)

say() { printf '  %s\n' "$*"; }
die() { printf '  %s\n' "$@" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# A target is ready when its folder holds a compiled `test`: the last of the standard library's crates, and tests need it.
has_target() { # rustc [arguments]
  local lib
  lib=$("$@" --print target-libdir --target "$target" 2>/dev/null) || return 1
  compgen -G "$lib/libtest-*.rlib" >/dev/null
}
debian_ready() {
  [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && have wasm-ld-22 && has_target /usr/bin/rustc &&
    [ "$(cat "$stamp" 2>/dev/null)" = "$(/usr/bin/rustc --version)" ] &&
    { ! have rustup || rustup run wasm rustc --version >/dev/null 2>&1; }
}
ready() { { have rustc && has_target rustc; } || debian_ready; }

if ready; then
  [ "${1:-}" = --check ] || say "$target is there"
  exit 0
fi
[ "${1:-}" != --check ] || exit 1

if have rustup && rustup target add "$target" >/dev/null 2>&1 && has_target rustc; then
  say "rustup added $target"
  exit 0
fi

remedy="Install Rust with rustup (https://rustup.rs), then: rustup target add $target"
[ -r /etc/debian_version ] && have apt-get || die "no Rust that compiles to $target, and this is not Debian." "$remedy"
[ "$(id -u)" = 0 ] || die "no Rust that compiles to $target; rustup could not add it." "$remedy" \
  "or run this once as root, and it installs Debian's packages: sudo rust/setup.sh"

say "installing ${debian_packages[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
work=$(mktemp -d)
trap 'rm -rf "$log" "$work"' EXIT
{ apt-get update && apt-get install -y --no-install-recommends "${debian_packages[@]}"; } >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  die "apt-get could not install ${debian_packages[*]}." "$remedy"
}

# The standard library and `test`, once, in an empty crate. No LTO profile here: its rlibs would then hold bitcode only;
# embed-bitcode gives both, and a linker older than the compiler's LLVM can't read them, hence lld-22. The path of
# cargo's home is mapped away: it would come with panic messages into every module.
say "building the standard library for $target"
mkdir -p "$work/src"
printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n[lib]\ncrate-type = ["rlib"]\n' >"$work/Cargo.toml"
: >"$work/src/lib.rs"
(
  cd "$work"
  unset RUSTUP_TOOLCHAIN CARGO_TARGET_DIR
  remap="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=/rust/deps"
  RUSTFLAGS="-Cembed-bitcode=yes $remap" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo build --release \
    -Zbuild-std=std,panic_abort,test --target "$target" >"$log" 2>&1
) || {
  tail -n 20 "$log" >&2
  die "the standard library did not build." "$remedy"
}
rm -f "$work/target/$target/release/deps/libempty"*
rm -rf "$debian_lib"
mkdir -p "$debian_lib"
cp "$work/target/$target/release/deps/"lib*.rlib "$debian_lib/"
/usr/bin/rustc --version >"$stamp"
if have rustup; then rustup toolchain link wasm /usr; fi
debian_ready || die "the toolchain was built but does not answer; please report this with the output above."
say "built with $(/usr/bin/rustc --version)"
