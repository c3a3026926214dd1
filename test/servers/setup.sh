#!/usr/bin/env bash
# Installs the servers that the tests run privately: Mosquitto, VictoriaMetrics, InfluxDB 1.x, Chromium.
# Nothing to do: ends at once. Missing and not installable: says what to install and fails. Nothing is ever skipped.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"

# command -> Debian package
declare -A packages=([mosquitto]=mosquitto [victoria-metrics]=victoria-metrics [influxd]=influxdb [chromium]=chromium)
# systemd unit of each, kept from running beside the private servers
services="mosquitto victoria-metrics influxdb"

missing_commands() {
  local command
  for command in "${!packages[@]}"; do
    if [ "$command" = chromium ] && { command -v chromium-browser || command -v google-chrome; } >/dev/null; then continue; fi
    command -v "$command" >/dev/null || echo "$command"
  done | sort
}

refuse() {
  echo "setup: $1" >&2
  echo "setup: the tests need these programs on the PATH: $(missing_commands | paste -sd' ')" >&2
  echo "setup: on Debian 12: sudo apt-get install --no-install-recommends $(for c in $(missing_commands); do echo "${packages[$c]}"; done | paste -sd' ')" >&2
  echo "setup: elsewhere: mosquitto >= 2 (mosquitto.org), VictoriaMetrics 1.79 or newer as victoria-metrics, InfluxDB 1.6 to 1.11 as influxd, Chromium" >&2
  exit 1
}

missing=$(missing_commands)
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
  sudo -n true 2>/dev/null || refuse "not root, and sudo asks for a password"
  as_root="sudo -n"
fi
command -v apt-get >/dev/null || refuse "no apt-get on this system"

wanted=()
for command in $missing; do wanted+=("${packages[$command]}"); done
echo "setup: installing ${wanted[*]} with apt-get" >&2

# Debian starts what it installs. Exit code 101 of policy-rc.d forbids it for as long as we install.
policy=/usr/sbin/policy-rc.d
made_policy=""
cleanup() { if [ -n "$made_policy" ]; then $as_root rm -f "$policy"; fi; }
trap cleanup EXIT
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  made_policy=yes
  $as_root chmod 755 "$policy"
fi

apt() { $as_root env DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"; }
apt update >&2 || refuse "apt-get update failed"
apt install -y --no-install-recommends "${wanted[@]}" >&2 || refuse "apt-get install ${wanted[*]} failed"

# Only what was installed just now: a server that its owner runs stays as it is.
for package in "${wanted[@]}"; do
  case " $services " in *" $package "*) ;; *) continue ;; esac
  if [ -d /run/systemd/system ]; then
    $as_root systemctl disable --now "$package" >/dev/null 2>&1 || true
  elif [ -x "/etc/init.d/$package" ]; then
    $as_root "/etc/init.d/$package" stop >/dev/null 2>&1 || true
  fi
done

[ -z "$(missing_commands)" ] || refuse "installed ${wanted[*]}, and still something is missing"
echo "setup: done" >&2
