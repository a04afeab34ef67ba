"""The whole visit in Chromium: with scripts, without htmx, without any script."""

import re

from playwright.sync_api import expect

REFUSAL = "Enter a phone number with its country code, like +44 20 7946 0018."


def test_a_client_signs_in_and_out(window, anna):
    page = window.sign_in(anna)
    expect(page).to_have_url(re.compile("/account$"))
    expect(page.locator("h1")).to_have_text("Account information")
    page.click("text=Sign out")
    expect(page.locator("h1")).to_have_text("Sign out")
    window.save()
    expect(page).to_have_url(re.compile(r"/login\?ok=signed-out"))
    expect(page.locator("#flash")).to_have_text("You are signed out.")
    window.open("/profile")
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fprofile$"))


def test_a_wrong_pair_is_refused_and_a_right_one_leads_on(window, anna):
    page = window.open("/profile/name/edit")
    page.fill("#email", anna.email)
    page.fill("#password", "not the password")
    window.save()
    expect(page.locator(".ca-errors")).to_contain_text("do not belong together")
    expect(page).to_have_title(re.compile("^Error: "))
    assert page.input_value("#email") == anna.email
    assert page.input_value("#password") == ""
    page.fill("#password", anna.password)
    window.save()
    expect(page).to_have_url(re.compile(r"/profile/name/edit\?t="))


def test_a_phone_number_is_refused_then_saved(window, anna):
    page = window.sign_in(anna)
    page.click("text=User settings")
    window.change("phone")
    assert ("/edit" in page.url) != window.in_place
    page.fill("#number", "12 34")
    window.save()
    expect(page.locator(".ca-errors")).to_contain_text(REFUSAL)
    expect(page).to_have_title(re.compile("^Error: "))
    assert page.input_value("#number") == "12 34"
    page.fill("#number", "0044 20 7946 0018")
    window.save()
    expect(page.locator("#flash")).to_have_text("Phone number saved.")
    expect(page.locator("#phone bdi")).to_have_text("+44 20 7946 0018")
    expect(page).to_have_title("User settings – Client area")


def test_cancel_leaves_everything_as_it_was(window, anna):
    page = window.sign_in(anna, "/login?next=/profile")
    window.change("phone")
    page.fill("#number", "+49 30 901820")
    page.click("#phone-cancel")
    expect(page.locator("#phone bdi")).to_have_text("+44 20 7946 0000")
    expect(page.locator("#flash")).to_be_empty()
    expect(page.locator("#phone form")).to_have_count(0)


def test_a_link_in_the_summary_leads_to_the_field(window, anna):
    page = window.sign_in(anna, "/login?next=/profile/phone/edit")
    page.fill("#number", "12 34")
    window.save()
    page.click(".ca-errors a")
    expect(page.locator("#number")).to_be_focused()


def test_a_new_name_shows_all_over_the_page(window, anna):
    page = window.sign_in(anna, "/login?next=/profile")
    window.change("name")
    page.fill("#name input[type=text]", "Ганна <b>Коваль</b>")
    window.save()
    expect(page.locator("#flash")).to_have_text("Name saved.")
    expect(page.locator("#name bdi")).to_have_text("Ганна <b>Коваль</b>")
    expect(page.locator(".ca-who bdi").first).to_have_text("Ганна <b>Коваль</b>")


def test_the_next_page_is_in_the_language_that_was_chosen(window, anna):
    page = window.sign_in(anna, "/login?next=/profile")
    window.change("language")
    page.get_by_label("Deutsch").check()
    window.save()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("h1")).not_to_have_text("User settings")
    window.change("language")
    page.get_by_label("العربية").check()
    window.save()
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    menu, main = page.locator(".ca-menu").bounding_box(), page.locator("main").bounding_box()
    assert menu["x"] > main["x"], "the menu is on the right"


def test_a_time_zone_is_found_in_another_part_of_the_world(window, anna):
    page = window.sign_in(anna, "/login?next=/profile")
    window.change("time-zone")
    page.click("#time-zone a:text-is('Asia')")
    page.select_option("#time_zone", label="Tokyo")
    window.save()
    expect(page.locator("#flash")).to_have_text("Time zone saved.")
    expect(page.locator("#time-zone bdi")).to_have_text("Tokyo")


def test_every_country_can_be_chosen_for_a_national_number(window, anna):
    page = window.sign_in(anna, "/login?next=/profile")
    window.change("phone")
    page.click("text=Show all countries")
    expect(page.locator("#country option")).not_to_have_count(0)
    page.wait_for_function("document.querySelectorAll('#country option').length > 200")
    page.select_option("#country", "JP")
    page.fill("#number", "03-5253-1111")
    window.save()
    expect(page.locator("#phone bdi")).to_have_text("+81 3-5253-1111")


def test_somebody_with_two_seats_switches(window, anna):
    page = window.sign_in(anna)
    page.click("text=Switch account")
    page.click("button:has-text('Second Company')")
    expect(page).to_have_url(re.compile("ok=account-switched"))
    expect(page.locator(".ca-who")).to_contain_text("Second Company")
    expect(page.locator("#flash")).to_have_text("You are now in another account.")
