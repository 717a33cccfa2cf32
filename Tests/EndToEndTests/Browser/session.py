"""A headless Chromium that looks at the live page, and what tests of it have in common."""

import contextlib
import sys
import time

from axe_selenium_python import Axe
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

PATIENCE = 60.0


@contextlib.contextmanager
def browser(width=1280, height=1000, dark=False, script=True):
    """A browser with a window of that size; ends with the test."""
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     f"--window-size={max(width, 500)},{height}"]:
        options.add_argument(argument)
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        # A window is 500 pixels wide at least; a phone is not.
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500})
        scheme = "dark" if dark else "light"
        driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        yield driver
    finally:
        driver.quit()


def wait(what, is_there):
    """Asks until the answer is neither nothing nor false, and gives it."""
    end = time.monotonic() + PATIENCE
    while True:
        with contextlib.suppress(Exception):
            if found := is_there():
                return found
        if time.monotonic() > end:
            raise AssertionError(f"this did not come: {what}")
        time.sleep(0.05)


def one(driver, selector):
    return driver.find_element(By.CSS_SELECTOR, selector)


def all_of(driver, selector):
    return driver.find_elements(By.CSS_SELECTOR, selector)


def text(driver, selector="main"):
    """What is read there; in one step, since elements of a live page come and go."""
    return driver.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)


def texts(driver, selector):
    return driver.execute_script(
        "return Array.from(document.querySelectorAll(arguments[0]), (e) => e.innerText.trim())", selector)


def click(driver, selector):
    """Clicks the first of them, again where it was just replaced."""
    wait(f"something to click: {selector}", lambda: one(driver, selector).click() or True)


def check_accessible(driver):
    """No violation of axe-core's rules."""
    axe = Axe(driver)
    axe.inject()
    violations = axe.run()["violations"]
    assert not violations, [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in violations]


def check_console(driver):
    """Nothing that the browser complains about: a blocked script, a broken picture, an error."""
    # The log of a page that could not reach its server for a while says so.
    log = [e for e in driver.get_log("browser") if e["level"] == "SEVERE"]
    assert not log, log


def say(word):
    """Tells the test that a step is done, and waits until it has done its own."""
    print(word, flush=True)
    sys.stdin.readline()
