#!/bin/sh
# Fetch the vendored front-end packages again, at the versions below, from the npm registry.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unpack() { # name version
    (cd "$work" && npm pack --silent "$1@$2" >/dev/null && mkdir -p pkg && rm -rf pkg/* && tar xzf ./*.tgz -C pkg --strip-components 1 && rm ./*.tgz)
}

vendor=crm/static/vendor
mkdir -p $vendor tests/browser/vendor

unpack bootstrap 5.3.9
cp "$work/pkg/dist/css/bootstrap.min.css" $vendor/bootstrap.css
sed -i '/sourceMappingURL/d' $vendor/bootstrap.css
cp "$work/pkg/LICENSE" $vendor/bootstrap.LICENSE

unpack htmx.org 4.0.1
cp "$work/pkg/dist/htmx.min.js" $vendor/htmx.js
cp "$work/pkg/LICENSE" $vendor/htmx.LICENSE

unpack bootstrap-icons 1.13.2
cp "$work/pkg/LICENSE" $vendor/bootstrap-icons.LICENSE
python3 - "$work/pkg/icons" $vendor/icons.svg <<'PY'
import pathlib, re, sys
source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
names = sorted(set(re.findall(r'icon\("([a-z0-9-]+)"', "".join(p.read_text() for p in [*pathlib.Path("templates").rglob("*.html"), pathlib.Path("crm/pages.py")]))) | set(re.findall(r'"icon": "([a-z0-9-]+)"', pathlib.Path("crm/pages.py").read_text())) | set(re.findall(r'Entry\("[^"]+", "[^"]+", "([a-z0-9-]+)"', pathlib.Path("crm/pages.py").read_text())))
symbols = []
for name in names:
    svg = (source / f"{name}.svg").read_text()
    box = re.search(r'viewBox="([^"]+)"', svg).group(1)
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S).group(1).strip()
    symbols.append(f'<symbol id="{name}" viewBox="{box}" fill="currentColor">{body}</symbol>')
target.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")
PY

unpack @fontsource-variable/atkinson-hyperlegible-next 5.3.0
cp "$work/pkg/files/atkinson-hyperlegible-next-latin-wght-normal.woff2" $vendor/atkinson.woff2
cp "$work/pkg/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2" $vendor/atkinson-ext.woff2
cp "$work/pkg/LICENSE" $vendor/atkinson.LICENSE

unpack axe-core 4.14.1
cp "$work/pkg/axe.min.js" tests/browser/vendor/axe.js
cp "$work/pkg/LICENSE" tests/browser/vendor/axe.LICENSE
