"""Takes the pictures of docs/page.md. Usage: page_pictures.py ADDRESS FOLDER"""

import base64
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Tests/EndToEndTests/Browser"))
from session import browser, click, wait  # noqa: E402

address, folder = sys.argv[1], pathlib.Path(sys.argv[2])


def shoot(driver, name, height):
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    picture = driver.execute_cdp_cmd("Page.captureScreenshot", {
        "captureBeyondViewport": True,
        "clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], height), "scale": 1}})
    (folder / name).write_bytes(base64.b64decode(picture["data"]))


def is_drawn(driver):
    return driver.execute_script(
        "const i = document.querySelectorAll('#curves img'); return i.length && [...i].every((i) => i.naturalWidth)")


with browser(1280, 900) as driver:
    driver.get(address)
    click(driver, "a.name")
    wait("the curves", lambda: is_drawn(driver))
    shoot(driver, "page-sweep.png", 1100)
    sweep = driver.current_url
with browser(390, 844, dark=True) as driver:
    driver.get(address)
    driver.get(sweep)
    wait("the curves", lambda: is_drawn(driver))
    shoot(driver, "page-phone.png", 1000)
