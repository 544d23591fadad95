#!/bin/sh
# Install what the browser tests need, where it is missing and we may: Debian's Chromium, and a library of Playwright's.
PATH="$PATH:/usr/sbin:/sbin" # where ldconfig is, outside the path of a Debian user
ready() {
    command -v chromium >/dev/null && ldconfig -p 2>/dev/null | grep -q libatomic.so.1
}
ready && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests…"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium libatomic1 >/dev/null 2>&1
fi
ready || echo "No Chromium here and no way to install it: the browser tests will be skipped."
