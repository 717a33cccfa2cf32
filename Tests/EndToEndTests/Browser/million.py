"""A sweep of 10^6 tasks while results arrive: its pages are there at once, and what needs all tasks comes by itself."""

import re
import sys

from session import all_of, browser, check_accessible, check_console, click, text, wait

address = sys.argv[1]


def done(driver):
    """Finished tasks, as they stand on the page."""
    found = re.search(r"([\d\s\u202f\u00a0]+) done", text(driver, ".census"))
    return int(re.sub(r"\D", "", found[1])) if found else 0


with browser() as driver:
    driver.get(address)
    click(driver, "a.name")
    sweep = driver.current_url
    assert re.search(r"1\D?000\D?000", text(driver, ".census")), text(driver, ".census")
    first = wait("results", lambda: done(driver))
    wait("more results, without a reload", lambda: done(driver) > first)

    driver.get(sweep + "/tasks?status=done")
    wait("the first finished tasks", lambda: len(all_of(driver, "#tasks tbody tr")) == 50)
    driver.get(sweep + "/map?x=index&y=probability")
    wait("the map", lambda: all_of(driver, "svg.map path.done"))
    counts = driver.execute_script(
        "return Array.from(document.querySelectorAll('#map table:first-of-type td'), (e) => +e.textContent)")
    assert sum(counts) == 2 * 10**6, counts
    check_accessible(driver)
    driver.get(sweep + "/tasks?sort=m.value&order=down&status=done&page=3")
    wait("a list that all tasks are looked through for", lambda: len(all_of(driver, "#tasks tbody tr")) == 50)

    driver.get(sweep)
    wait("the curve", lambda: driver.execute_script(
        "const i = document.querySelector('#curves img'); return i && i.complete && i.naturalWidth > 0"))
    elements = len(all_of(driver, "*"))
    assert elements < 2000, f"a page of 10^6 tasks has {elements} elements"
    check_console(driver)
