#!/usr/bin/env bash
# Installs what the pictures need and npm cannot bring, on Debian or Ubuntu, as root:
# Chromium, and a font with Chinese characters. Elsewhere install them by hand and set CHROMIUM.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq chromium fonts-noto-cjk
