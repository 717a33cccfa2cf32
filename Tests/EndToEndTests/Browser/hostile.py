"""Names, reasons, logs and pictures of a program that wants to run a script in the page, or to forge it."""

import sys

from session import all_of, browser, check_console, click, one, text, wait

address = sys.argv[1]
base = address.split("/?")[0]

with browser() as driver:
    driver.get(address)
    click(driver, "a.name")
    sweep = driver.current_url
    wait("the failures", lambda: "<script>" in text(driver, "#failures"))
    pages = [base + "/", sweep, sweep + "/tasks", sweep + "/map"]
    driver.get(sweep + "/tasks?status=failed")
    pages.append(wait("a failed task", lambda: one(driver, "#tasks tbody a")).get_attribute("href"))
    driver.get(sweep + "/tasks?status=done")
    pages.append(wait("a finished task", lambda: one(driver, "#tasks tbody a")).get_attribute("href"))
    for page in pages:
        driver.get(page)
        wait("a heading", lambda: text(driver, "h1"))
        assert driver.execute_script("return window.forged") is None, page
        assert not all_of(driver, "main script, main iframe, main object, main [onerror], main [onload]"), page
        assert driver.title.endswith("percolate"), driver.title
    # The last page has its file, as a download.
    link = wait("the file", lambda: one(driver, "#artifacts a"))
    answer = driver.execute_async_script(
        "const done = arguments[1]; fetch(arguments[0]).then(a => done([a.status, a.headers.get('Content-Disposition'), "
        "a.headers.get('Content-Type'), a.headers.get('X-Content-Type-Options')]))", link.get_attribute("href"))
    assert answer[0] == 200 and answer[1].startswith("attachment") and answer[2] == "application/octet-stream", answer
    assert answer[3] == "nosniff", answer
    check_console(driver)
