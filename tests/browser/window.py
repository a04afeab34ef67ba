"""One browser window: what a person does in it, and what it complained about."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

WATCH = """
window.seen = {violations: [], flash: [], shift: 0, moved: [], busy: [], log: [], twice: []};
addEventListener('securitypolicyviolation',
  (e) => seen.violations.push(`${e.violatedDirective}: ${e.blockedURI}`));
new PerformanceObserver((list) => {
  for (const {hadRecentInput, sources, value} of list.getEntries()) if (!hadRecentInput) {
    seen.shift += value;
    for (const {node, previousRect: was, currentRect: is} of sources)
      seen.moved.push(`${node && (node.id || node.className || node.nodeName)}: ` +
        `${was.x},${was.y} ${was.width}x${was.height} to ${is.x},${is.y} ${is.width}x${is.height}`);
  }
}).observe({type: 'layout-shift', buffered: true});
addEventListener('DOMContentLoaded', () => {
  const flash = document.getElementById('flash');
  if (!flash) return;
  const note = () => {
    const words = flash.textContent.trim();
    seen.flash.push(words);
    if (words) seen.log.push(`says: ${words}`);
  };
  new MutationObserver(note).observe(flash, {childList: true, subtree: true, characterData: true});
  new MutationObserver((all) => all.forEach((one) =>
    seen.busy.push(`${one.target.id}: ${one.target.getAttribute('aria-busy')}`)))
    .observe(document.body, {attributeFilter: ['aria-busy'], subtree: true});
});
addEventListener('htmx:before:request', ({detail: {ctx: {request}}}) =>
  seen.log.push(`asks: ${request.method} ${new URL(request.action, location).pathname}`));
addEventListener('htmx:after:swap', () => {
  const all = [...document.querySelectorAll('[id]')].map((e) => e.id);
  seen.twice.push(...all.filter((id, n) => all.indexOf(id) !== n));
  seen.log.push('swapped');
});
"""
REFUSED = r"Failed to load resource: the server responded with a status of 422"
ABORTED = r"Failed to load resource: net::ERR_FAILED"
BLOCKED = {"no htmx": "**/htmx-*", "no files": "**/*.js"}


class Window:
    """A window of its own context; ``mode`` says how much of our JavaScript arrives."""

    def __init__(self, context: BrowserContext, mode: str) -> None:
        self.context = context
        self.mode = mode
        self.expected = [REFUSED]
        self.complaints: list[str] = []
        self.requests: list[Request] = []
        self.answers: list[Response] = []
        context.set_default_timeout(10_000)
        if mode != "no scripts":
            context.add_init_script(WATCH)
        if mode in BLOCKED:
            context.route(BLOCKED[mode], lambda route: route.abort())
            self.expected.append(ABORTED)
        self.page: Page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_answer)

    # ---- what a person does

    def open(self, path: str) -> Page:
        """Type an address."""
        self.page.goto(path)
        return self.page

    def sign_in(self, someone: object, path: str = "/login") -> Page:
        """Sign in by the form; ``path`` may carry where to go."""
        self.open(path)
        self.page.fill("#email", someone.email)  # type: ignore[attr-defined]
        self.page.fill("#password", someone.password)  # type: ignore[attr-defined]
        self.save()
        expect(self.page.locator(".ca-menu")).to_be_visible()
        return self.page

    def save(self) -> None:
        """Press the button of the form in the main part."""
        self.page.click("main input[type=submit]")
        self.page.wait_for_load_state()  # a click returns while the next page begins

    def change(self, panel: str) -> None:
        """Press a panel's Change link and see its form."""
        self.page.click(f"#{panel}-change")
        expect(self.page.locator(f"#{panel} form").first).to_be_visible()

    def forge(self) -> None:
        """Spoil the form's token, as if it came from a page of another session."""
        spoil = "all => all.forEach((field) => { field.value = 'c3BvaWxlZA=='; })"
        self.page.locator("[name=csrf_token]").evaluate_all(spoil)

    def sent(self, method: str, end: str) -> list[Request]:
        """Requests of a kind so far."""
        return [
            request
            for request in self.requests
            if request.method == method and urlsplit(request.url).path.endswith(end)
        ]

    # ---- what it noticed

    @property
    def in_place(self) -> bool:
        """Whether panels change in place here."""
        return self.mode == "scripts"

    def seen(self, what: str) -> object:
        """What the watching script noted on this page."""
        return self.page.evaluate(f"seen.{what}")

    def focused(self) -> str:
        """The id of the focused element, or its classes, or its name."""
        return self.page.evaluate("(e => e.id || e.className || e.tagName)(document.activeElement)")

    def wait_for(self, condition: Callable[[Page], object] | str) -> None:
        """Wait until an expression is true in the page."""
        self.page.wait_for_function(condition)

    def problems(self) -> list[str]:
        """Everything that should not have happened."""
        found = [line for line in self.complaints if not self._is_expected(line)]
        home = urlsplit(self.page.url).netloc
        for request in self.requests:
            parts = urlsplit(request.url)
            if parts.scheme.startswith("http") and parts.netloc != home:
                found.append(f"asked a third party: {request.url}")
        if self.mode != "no scripts" and not self.page.is_closed():
            found += self.page.evaluate("window.seen ? seen.violations : []")
            twice = self.page.evaluate("window.seen ? seen.twice : []")
            found += [f"two elements named {name} after a swap" for name in twice]
        found += [
            f"{answer.status} {answer.url}" for answer in self.answers if answer.status >= 500
        ]
        return [line for line in found if not self._is_expected(line)]

    def _note_request(self, request: Request) -> None:
        self.requests.append(request)

    def _note_answer(self, answer: Response) -> None:
        self.answers.append(answer)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _is_expected(self, line: str) -> bool:
        return any(re.search(pattern, line) for pattern in self.expected)
