"""Commands given on the page: what will happen is said first, and what happened after."""

import sys

from session import browser, check_accessible, check_console, one, text, wait

address = sys.argv[1]

with browser() as driver:
    driver.get(address)
    one(driver, "a.name").click()
    sweep = driver.current_url

    def give(word, consequence):
        link = next(a for a in driver.find_elements("css selector", ".actions a.action") if a.text == word)
        link.click()
        wait("the question", lambda: consequence in text(driver))
        check_accessible(driver)
        one(driver, "form.confirm button").click()
        wait("the outcome", lambda: driver.find_elements("css selector", "#outcome"))
        driver.get(sweep)

    give("Pause", "No more tasks of held are handed out")
    wait("the pause", lambda: text(driver, "#head .state") == "paused")
    give("Resume", "can be handed out again")
    wait("the resumption", lambda: text(driver, "#head .state") == "active")
    field = one(driver, "#priority")
    field.clear()
    field.send_keys("7")
    one(driver, ".actions form button").click()
    wait("the question about the priority", lambda: "gets priority 7 instead of 0" in text(driver))
    one(driver, "form.confirm button").click()
    wait("the outcome", lambda: driver.find_elements("css selector", "#outcome"))
    driver.get(sweep)
    wait("the priority", lambda: "Priority 7." in text(driver))
    give("Cancel", "are stopped")
    wait("the cancellation", lambda: "cancelled" in text(driver, "#head .state"))
    check_console(driver)
