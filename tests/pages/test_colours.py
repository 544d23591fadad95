"""Every ink is read on every ground it stands on, by day and by night: the contrasts of WCAG 2.2 AA."""

import re

import pytest

from crm import pages

TONES = ("good", "info", "warning", "bad", "neutral")
READ = [
    *(("ink", ground) for ground in ("ground", "surface", "sunken", "accent-soft")),
    *(("ink-2", ground) for ground in ("ground", "surface", "sunken", "accent-soft")),
    *(("accent", ground) for ground in ("ground", "surface")),
    *(("accent-strong", ground) for ground in ("surface", "accent-soft")),
    *(("on-accent", ground) for ground in ("accent", "accent-strong")),
    *((tone, ground) for tone in TONES for ground in (f"{tone}-bg", "surface", "ground")),
]
SEEN = [("edge", "surface"), ("edge", "ground"), ("accent", "ground"), ("accent", "surface")]


def colours(theme):
    block = re.search(rf'\[data-bs-theme="{theme}"\] \{{(.*?)\}}', (pages.STATIC / "app.css").read_text(), re.DOTALL)
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{3,6});", block[1]))


def luminance(colour):
    digits = colour if len(colour) == 6 else "".join(digit * 2 for digit in colour)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_read(theme):
    colour = colours(theme)
    assert not [pair for pair in READ if contrast(colour[pair[0]], colour[pair[1]]) < 4.5]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_and_focus_are_seen(theme):
    colour = colours(theme)
    assert not [pair for pair in SEEN if contrast(colour[pair[0]], colour[pair[1]]) < 3]


def test_black_and_white_are_as_far_as_can_be():
    assert contrast("000", "ffffff") == pytest.approx(21)
