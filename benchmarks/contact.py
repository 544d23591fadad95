"""A contact noted in a real browser, by keyboard alone, from the person's page back to it: the machine's part of the
ninety seconds. What a counsellor thinks and types comes on top."""

import re
import shutil
import statistics
import time
from typing import Any

from playwright.sync_api import Page, sync_playwright

from crm.demo.structures import PASSWORD

REPEAT = 9
TYPED = {
    "type": "Entretien t",
    "summary": "Fait le point sur ses recherches, veut visiter le CFA du bâtiment.",
    "next_step": "Appeler le CFA",
    "next_step_on": "12152090",
    "minutes": "20",
}
"""By field. The day as a browser in English takes it; a type is chosen by its first letters."""


def note(page: Page, person: str) -> float:
    """Seconds from the person's page to the same page with the contact on it."""
    page.goto(person)
    began = time.perf_counter()
    page.locator("main a[href$='/contacts/new']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/contacts/new*")
    for name, words in TYPED.items():
        for _ in range(60):
            if page.evaluate("document.activeElement.name") == name:
                break
            page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.get_by_text("Le contact est noté").wait_for()
    return time.perf_counter() - began


def measure(url: str) -> list[dict[str, Any]]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        return [{"action": "a contact in a browser: no Chromium here"}]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(base_url=url, locale="en-US", timezone_id="Europe/Paris")
        page.goto("/sign-in")
        page.get_by_label("Adresse e-mail").fill("conseillere@example.org")
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/today")
        page.goto("/people?q=martin")
        person = re.findall(r'href="(/people/[0-9a-f-]{36})', page.content())[0]
        times = [note(page, person) for _ in range(REPEAT)]
        browser.close()
    return [
        {"action": "a contact in a browser, by keyboard", "p50_s": statistics.median(times), "longest_s": max(times)}
    ]
