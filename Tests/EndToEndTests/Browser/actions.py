"""Commands given on the page: what will happen is said first, and what happened after."""

import sys

from session import browser, check_accessible, check_console, click, one, text, wait

address = sys.argv[1]

with browser() as driver:
    driver.get(address)
    click(driver, "a.name")
    sweep = driver.current_url

    def give(word, consequence):
        click(driver, f".actions a.action[href*='do={word.lower()}']")
        wait("the question", lambda: consequence in text(driver))
        check_accessible(driver)
        click(driver, "form.confirm button")
        wait("the outcome", lambda: driver.find_elements("css selector", "#outcome"))
        driver.get(sweep)

    give("Pause", "No more tasks of held are handed out")
    wait("the pause", lambda: text(driver, "#head .state") == "paused")
    give("Resume", "can be handed out again")
    wait("the resumption", lambda: text(driver, "#head .state") == "active")
    field = one(driver, "#priority")
    field.clear()
    field.send_keys("7")
    click(driver, ".actions form button")
    wait("the question about the priority", lambda: "gets priority 7 instead of 0" in text(driver))
    click(driver, "form.confirm button")
    wait("the outcome", lambda: driver.find_elements("css selector", "#outcome"))
    driver.get(sweep)
    wait("the priority", lambda: "Priority 7." in text(driver))
    give("Cancel", "are stopped")
    wait("the cancellation", lambda: "cancelled" in text(driver, "#head .state"))
    check_console(driver)
