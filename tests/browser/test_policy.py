"""What the strict policy is for: nothing foreign runs, even if it gets into an answer."""

import pytest
from playwright.sync_api import Error, expect

HOSTILE = """<title>x</title><div class="ca-panel" id="phone"><form action="/profile/phone/edit">
<script>window.harmed = 1</script><img src="/none.png" alt="" onerror="window.harmed = 2">
<a href="javascript:window.harmed=3" id="trap">x</a><p style="color:red">here</p>
<hx-partial data-hx-target="#flash"><script>window.harmed = 4</script></hx-partial></form></div>"""


def test_a_script_in_a_fragment_does_not_run(enter, scripted, anna):
    scripted.expected += ["script-src", "style-src", "status of 404", "javascript:", "violates"]
    page = enter(scripted, anna, "/profile")
    page.route(
        "**/profile/phone/edit",
        lambda route: route.fulfill(status=200, content_type="text/html", body=HOSTILE),
    )
    page.click("#phone-change")
    expect(page.locator("text=here")).to_be_visible()
    page.click("#trap")
    assert page.evaluate("window.harmed") is None
    assert page.evaluate("getComputedStyle(document.querySelector('#phone p')).color") != (
        "rgb(255, 0, 0)"
    )


@pytest.mark.parametrize(
    "act",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
        "document.createElement('script').text = 'window.harmed = 1'",
        "document.createElement('script').src = '/static/x.js'",
        "trustedTypes.createPolicy('mine', {})",
        "trustedTypes.createPolicy('ca-htmx', {})",
    ],
)
def test_text_is_not_made_into_markup_or_code(scripted, act):
    scripted.expected += ["rusted", "ca-htmx"]
    page = scripted.open("/login")
    with pytest.raises(Error, match=r"Trusted|TypeError|policy"):
        page.evaluate(act)


def test_no_site_can_frame_us(scripted, address):
    scripted.expected += ["frame-ancestors", "ERR_BLOCKED_BY_RESPONSE"]
    page = scripted.page
    page.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(
            status=200, content_type="text/html", body=f"<iframe src='{address}/login'></iframe>"
        ),
    )
    page.goto("http://elsewhere.test/")
    frame = page.frames[1]
    assert frame.locator("#email").count() == 0
    scripted.requests.clear()
    page.goto(f"{address}/login")


def test_another_site_cannot_post_for_a_visitor(enter, scripted, anna, address, build):
    scripted.expected.append("status of (400|403)")
    page = enter(scripted, anna, "/profile")
    form = (
        f"<form method='post' action='{address}/profile/phone/edit'>"
        "<input name='number' value='+380441234567'><input type='submit'></form>"
    )
    page.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(status=200, content_type="text/html", body=form),
    )
    page.goto("http://elsewhere.test/")
    page.click("input[type=submit]")
    expect(page.locator("main")).to_be_visible()
    assert "profile.phone_changed" not in build.events()
    scripted.requests.clear()
