"""A page that stays open while its sweep runs, its coordinator dies and comes back, and its key is revoked."""

import sys

from session import browser, click, one, say, text, texts, wait

address = sys.argv[1]
base = address.split("/?")[0]


def done(driver):
    words = texts(driver, "#head .census li")
    return next(int(w.split()[0]) for w in words if w.endswith("done"))


with browser() as driver:
    driver.get(address)
    click(driver, "a.name")
    # A mark that loading the page anew would take away.
    driver.execute_script("window.mark = 1")
    first = done(driver)
    wait("the census without loading", lambda: done(driver) > first)
    source = wait("the curve", lambda: one(driver, "#curves img").get_attribute("src"))
    wait("the curve as it grows", lambda: one(driver, "#curves img").get_attribute("src") != source)
    click(driver, "#failures summary")

    say("kill the coordinator")
    wait("that it is gone", lambda: "does not answer" in text(driver, "#state"))
    before = done(driver)
    assert before > first, "what was known is shown on"
    say("start it again")
    wait("that it is back", lambda: text(driver, "#state") == "")
    wait("the rest", lambda: done(driver) > before)
    assert driver.execute_script("return window.mark") == 1
    assert one(driver, "#failures details").get_attribute("open") is not None, "what the reader opened stays open"

    say("let it end")
    wait("the end", lambda: "finished" in text(driver, "#head .state"))
    assert driver.execute_script("return window.mark") == 1
    shown = texts(driver, "#head .census li")
    assert shown[0].startswith("120") and any(w.startswith("60") and "done" in w for w in shown), shown

    # What is drawn and counted apart comes to its end too, though nothing changes any more.
    wait("all failures", lambda: text(driver, "#failures summary").startswith("60 "))
    wait("the whole curve", lambda: "not finished" not in text(driver, "#curves") and "60 failed" in text(driver, "#curves"))

    say("revoke the key")
    wait("that the key is refused", lambda: "does not answer" in text(driver, "#state"))
    driver.get(base + "/sweeps/ffffffffffff")
    assert "there is no sweep" in text(driver) or "comes by itself" in text(driver)
