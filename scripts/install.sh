#!/bin/sh
# Installs runprofileserver for one user, with its checksum checked:
#   curl -fsSL https://github.com/@REPOSITORY@/releases/latest/download/install.sh | sh
# RUNPROFILESERVER_INSTALL is the folder (default ~/.local/bin), RUNPROFILESERVER_BASE_URL a mirror of the release.
# scripts/release_assets.ts fills in what is between the at signs.
set -eu

version='@VERSION@'
base_url=${RUNPROFILESERVER_BASE_URL:-https://github.com/@REPOSITORY@/releases/download/v$version}
folder=${RUNPROFILESERVER_INSTALL:-${HOME:?}/.local/bin}

fail() {
  echo "error: $1" >&2
  echo "  hint: $2" >&2
  exit 1
}

# The target of this machine, as in the names of the files.
target() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) echo x86_64-unknown-linux-gnu ;;
    Linux-aarch64 | Linux-arm64) echo aarch64-unknown-linux-gnu ;;
    Darwin-x86_64) echo x86_64-apple-darwin ;;
    Darwin-arm64) echo aarch64-apple-darwin ;;
    MINGW* | MSYS* | CYGWIN*)
      fail "Windows has no installer" "Download runprofileserver-$version-x86_64-pc-windows-msvc.exe from $base_url"
      ;;
    *)
      fail "There is no executable for $(uname -s) on $(uname -m)" "Run it from source: npx deno run -A main.ts"
      ;;
  esac
}

download() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --retry 3 -o "$2" "$1"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$1"
  else
    fail "Cannot download: neither curl nor wget is there" "Install one of them"
  fi || fail "Cannot download $1" "Is the network there? A mirror goes into RUNPROFILESERVER_BASE_URL"
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

# In a function, so that a download of this script that breaks off does nothing.
main() {
  name=runprofileserver-$version-$(target).gz
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  echo "Downloading $base_url/$name"
  download "$base_url/$name" "$work/$name"
  download "$base_url/SHA256SUMS" "$work/SHA256SUMS"
  expected=$(grep " \*\{0,1\}$name\$" "$work/SHA256SUMS" | cut -d ' ' -f 1)
  if [ "$(sha256 "$work/$name")" != "$expected" ]; then
    fail "$name has not the checksum that SHA256SUMS says" "Try again; if it stays so, tell the maintainers"
  fi
  gzip -dc "$work/$name" >"$work/runprofileserver"
  chmod 755 "$work/runprofileserver"
  # Before it replaces one that works.
  "$work/runprofileserver" --version >/dev/null || fail "The executable does not run here" "Run it from source"
  mkdir -p "$folder"
  # Copied beside its place first: the temp folder may be another file system, where mv is not atomic.
  cp "$work/runprofileserver" "$folder/.runprofileserver.new"
  mv -f "$folder/.runprofileserver.new" "$folder/runprofileserver"
  echo "Installed $("$folder/runprofileserver" --version) as $folder/runprofileserver"
  case :$PATH: in
    *:"$folder":*) ;;
    *) echo "$folder is not on PATH; add to your shell's start file: export PATH=\"$folder:\$PATH\"" ;;
  esac
}

main
