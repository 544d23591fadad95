"""Fetch uv's wheel from PyPI where Python has neither pip nor ensurepip: `python fetch_uv.py VERSION FOLDER`."""

import hashlib
import io
import json
import os
import platform
import sys
import urllib.request
import zipfile
from pathlib import Path

INDEX = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple").rstrip("/")
JSON = "application/vnd.pypi.simple.v1+json"


def main(version: str, folder: Path) -> None:
    request = urllib.request.Request(f"{INDEX}/uv/", headers={"Accept": JSON})
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    ending = f"manylinux_2_17_{platform.machine()}.manylinux2014_{platform.machine()}.whl"
    wheel = next(f for f in files if f["filename"].startswith(f"uv-{version}-") and f["filename"].endswith(ending))
    with urllib.request.urlopen(wheel["url"], timeout=300) as answer:
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != wheel["hashes"]["sha256"]:
        sys.exit("The uv that was downloaded is damaged: run this again.")
    target = folder / "bin/uv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(n for n in archive.namelist() if n.endswith("/scripts/uv"))
        target.write_bytes(archive.read(name))
    target.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
