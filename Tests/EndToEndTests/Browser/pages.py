"""All pages of a sweep that runs: what they show, at every width, in the dark, by keyboard, without scripts."""

import sys

from selenium.webdriver.common.keys import Keys
from session import all_of, browser, check_accessible, check_console, click, one, text, texts, wait

address = sys.argv[1]
base = address.split("/?")[0]

with browser() as driver:
    driver.get(address)
    assert "token" not in driver.current_url, driver.current_url
    assert "seen" in text(driver, "a.name")
    assert "planned" in text(driver, ".census")
    check_accessible(driver)

    click(driver, "a.name")
    sweep = driver.current_url
    wait("the curve", lambda: driver.execute_script(
        "const i = document.querySelector('#curves img'); return i && i.complete && i.naturalWidth > 0"))
    assert "No intervals" in text(driver, "#curves") and "n = " in text(driver, "#curves"), text(driver, "#curves")
    wait("a running task", lambda: all_of(driver, "#running tbody tr"))
    assert "signal" in text(driver, "#running")
    wait("the failures", lambda: "the probe failed" in text(driver, "#failures"))
    check_accessible(driver)

    driver.get(sweep + "/tasks?sort=p.index&order=down")
    wait("the list", lambda: len(all_of(driver, "#tasks tbody tr")) == 50)
    column = texts(driver, "#tasks thead th").index("index") + 1
    cells = f"#tasks tbody td:nth-child({column})"
    shown = [int(t) for t in texts(driver, cells)]
    assert shown == sorted(shown, reverse=True) and shown[0] == 60, shown
    click(driver, "a[rel=next]")
    wait("the second page", lambda: "page=2" in driver.current_url)
    more = [int(t) for t in texts(driver, cells)]
    assert more[0] <= shown[-1], (shown, more)
    field = one(driver, "#q")
    field.send_keys("index=7", Keys.ENTER)
    wait("what was searched for", lambda: len(all_of(driver, "#tasks tbody tr")) == 2)
    check_accessible(driver)
    driver.get(sweep + "/tasks?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert "No task matches" in text(driver)

    driver.get(sweep + "/map?x=index&y=outcome")
    wait("the map", lambda: all_of(driver, "svg.map path.done"))
    # In words too, for who does not see it: each table has all tasks.
    wait("the counts", lambda: all(
        sum(map(int, driver.execute_script(
            "return Array.from(arguments[0].querySelectorAll('td'), (e) => e.textContent)", table))) == 120
        for table in all_of(driver, "#map table")) and len(all_of(driver, "#map table")) == 2)
    check_accessible(driver)

    driver.get(sweep + "/tasks?status=failed")
    wait("a failed task", lambda: all_of(driver, "#tasks tbody a"))
    click(driver, "#tasks tbody a")
    wait("the task", lambda: "replay" in text(driver))
    assert "It failed" in text(driver) and "Attempt 1" in text(driver, "#attempts")
    check_accessible(driver)
    driver.get(sweep + "/tasks?status=done")
    wait("a finished task", lambda: all_of(driver, "#tasks tbody a"))
    click(driver, "#tasks tbody a")
    wait("the metrics", lambda: all_of(driver, "#metrics .spark"))
    assert "payload" in text(driver, "#artifacts")

    driver.get(base + "/workers")
    assert "1 worker with 2 slots" in text(driver)
    wait("what it holds", lambda: all_of(driver, "#workers td a"))
    check_accessible(driver)

    # By keyboard alone.
    driver.get(base + "/")
    body = one(driver, "body")
    body.send_keys("/")
    assert driver.switch_to.active_element.get_attribute("id") == "q"
    driver.switch_to.active_element.send_keys("seen", Keys.ENTER)
    wait("the search", lambda: "q=seen" in driver.current_url)
    for _ in range(40):
        if driver.switch_to.active_element.text == "seen":
            break
        driver.switch_to.active_element.send_keys(Keys.TAB)
    driver.switch_to.active_element.send_keys(Keys.ENTER)
    wait("the sweep by keyboard", lambda: driver.current_url == sweep)
    check_console(driver)

for width, dark in [(390, False), (390, True), (2560, True)]:
    with browser(width, 844, dark) as driver:
        driver.get(address)
        for page in ["/", sweep[len(base):], sweep[len(base):] + "/tasks", sweep[len(base):] + "/map", "/workers"]:
            driver.get(base + page)
            wait("a heading", lambda: text(driver, "h1"))
            overflow = driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
            assert overflow <= 0, (width, page, overflow)
            check_accessible(driver)
        paper = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert (paper != "rgb(255, 255, 255)") == dark, paper

with browser(script=False) as driver:
    driver.get(address)
    assert "planned" in text(driver, ".census")
    driver.get(sweep)
    wait("the curve without a script", lambda: driver.find_elements("css selector", "#curves img"))
