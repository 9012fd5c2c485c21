#!/usr/bin/env bash
# Installs what the pictures and some tests need and npm cannot bring, on Debian or Ubuntu, as root:
# Chromium, and a font with Chinese characters. Elsewhere install them by hand and set CHROMIUM.
set -euo pipefail
apt-get update -qq
apt-get install -y -qq chromium fonts-noto-cjk
# A real SMS gateway for the end-to-end tests; nothing of it is started as a service.
apt-get install -y -qq --no-install-recommends kannel kannel-extras
