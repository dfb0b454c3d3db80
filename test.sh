#!/usr/bin/env bash
# Passes the tests on a fresh machine: checks the SDK, installs with apt what the full suite needs where it may, runs
# dotnet test and names what was skipped. Further arguments go to dotnet test:
#   ./test.sh --filter FullyQualifiedName~Packaging
#   REQUIRE_ALL=1 ./test.sh            a skipped test is a failure
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export PATH=$PATH:/usr/sbin      # where Debian keeps servers; not everybody's PATH has it
results=TestResults

# One of these commands | Debian packages that bring it | what is skipped without it
needs=(
  "cc|gcc libc6-dev|the load generator of the benchmarks (docs/benchmarks.md)"
  "pg_lsclusters|postgresql|every test on PostgreSQL"
  "nginx|nginx|what goes through the documented nginx.conf"
  "haproxy|haproxy|what goes through the documented haproxy.cfg"
  "chromium-headless-shell chromium|chromium-headless-shell fonts-liberation|every test of the dashboard in a browser"
)

check_sdk() {
  if command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.0\.'; then
    return
  fi
  cat >&2 <<'MESSAGE'
The .NET SDK 10.0 is missing. Get it in one of these ways, then run ./test.sh again:
  - https://dotnet.microsoft.com/download/dotnet/10.0 (all systems)
  - sudo apt-get install dotnet-sdk-10.0 (Ubuntu 24.04 and later; Debian with the Microsoft package feed)
  - curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0   (and put ~/.dotnet on the PATH)
MESSAGE
  exit 1
}

# How apt-get can be run without asking anybody; nothing when it cannot.
apt_get() {
  command -v apt-get >/dev/null || return 1
  if [[ $(id -u) == 0 ]]; then
    echo "apt-get"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    echo "sudo -n apt-get"
  else
    return 1
  fi
}

has_one_of() {
  command -v "$@" >/dev/null
}

# shellcheck disable=SC2086 # commands and packages are words
install_needs() {
  local need commands packages purpose missing=() apt
  for need in "${needs[@]}"; do
    IFS='|' read -r commands packages purpose <<<"$need"
    has_one_of $commands || missing+=("$packages")
  done
  if [[ ${#missing[@]} == 0 ]]; then
    return
  fi

  if apt=$(apt_get); then
    echo "Installing ${missing[*]}"
    { $apt update -qq && DEBIAN_FRONTEND=noninteractive $apt install -y -qq --no-install-recommends ${missing[*]}; } </dev/null \
      || echo "apt-get could not install ${missing[*]}" >&2
  fi

  for need in "${needs[@]}"; do
    IFS='|' read -r commands packages purpose <<<"$need"
    has_one_of $commands || echo "Skipped: $purpose needs '${commands// /\' or \'}' (Debian: $packages)"
  done
}

skipped_tests() {
  find "$results" -name '*.trx' -exec grep -ohE '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*>' {} + 2>/dev/null \
    | sed -E 's/.* testName="([^"]*)".*/\1/; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort -u || true
}

check_sdk
install_needs
rm -rf "$results"

status=0
dotnet test CentralSystem.Tests --configuration Release --results-directory "$results" --logger "trx;LogFilePrefix=tests" "$@" </dev/null || status=$?

# By themselves: they wait for pages by the second.
dotnet test CentralSystem.BrowserTests --configuration Release --results-directory "$results" --logger "trx;LogFilePrefix=browser" "$@" </dev/null || status=$?

# What touches the database again, on a PostgreSQL that the tests start and throw away.
on_postgres=$(printf '|FullyQualifiedName~CentralSystem.Tests.%s.' Access Api Campaigns ChargePoints Commands Crash Events Files IdTags Journal LocalLists \
  Reservations Storage Transactions Webhooks)
on_postgres=${on_postgres:1}
if [[ $* == *--filter* ]]; then
  : # Somebody asked for certain tests.
elif compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; then
  echo "The tests that touch the database, on PostgreSQL"
  TEST_DATABASE=postgres dotnet test CentralSystem.Tests --configuration Release --results-directory "$results" --logger "trx;LogFilePrefix=postgres" \
    "$@" --filter "($on_postgres)&Database!=Sqlite&Database!=Postgres" </dev/null || status=$?
else
  echo "Skipped: the tests on PostgreSQL (Debian: postgresql)"
  [[ ${REQUIRE_ALL:-0} != 1 ]] || status=1
fi

skipped=$(skipped_tests)
if [[ -n $skipped ]]; then
  printf 'Skipped tests:\n%s\n' "$skipped"
  if [[ ${REQUIRE_ALL:-0} == 1 ]]; then
    echo "REQUIRE_ALL=1: a skipped test is a failure" >&2
    [[ $status != 0 ]] || status=1
  fi
fi
exit "$status"
