"""Make the pictures of the README from a running product: `python scripts/pictures.py http://127.0.0.1:8000 FOLDER`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from crm.demo.structures import PASSWORD

SHOTS = (
    ("conseillere@example.org", "/today", "ma-journee.png", 1280),
    ("conseillere@example.org", "/people?q=sarah", "jeunes-telephone.png", 390),
)


def sign_in(page: Page, email: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in")
    page.get_by_label("Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_load_state()


def main(address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(base_url=address, locale="fr-FR", device_scale_factor=1)
        for email, path, name, width in SHOTS:
            page.set_viewport_size({"width": width, "height": 900})
            sign_in(page, email)
            page.goto(path)
            page.screenshot(path=folder / name)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
