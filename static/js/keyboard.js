// "/" search, "j" "k" next and previous in [data-list], "r" reply, "?" help. Single keys can be switched off (WCAG 2.1.4).
const OFF = "keys-off";
const dialog = document.getElementById("keys");
const button = document.querySelector("[data-keys]");
const box = dialog?.querySelector("[data-keys-on]");
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

function search() {
  const input = document.querySelector("input[type=search]");
  if (input) input.focus();
  else document.querySelector("[data-search]")?.click();
}

const isShown = (element) => element.getClientRects().length > 0;

/** To the next or the previous part of the lists; at first to the one in view. A message takes the focus itself. */
function step(by) {
  const items = [...document.querySelectorAll("[data-list] > :not([data-new])")].filter(isShown);
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const first = Math.max(0, items.findIndex((item) => item.getBoundingClientRect().bottom > 0));
  const item = items[here < 0 ? first : here + by];
  if (!item) return;
  const target = item.querySelector("article[tabindex]") ?? [...item.querySelectorAll("a[href], button, summary")].find(isShown) ?? item;
  if (target === item) item.tabIndex = -1;
  target.focus();
}

// The help names what works on this page.
const WORKS = {
  "/": () => document.querySelector("input[type=search], [data-search]"),
  j: () => document.querySelector("[data-list] > *"),
  r: () => [...document.querySelectorAll("[data-reply]")].some(isShown),
};
function help() {
  for (const part of dialog.querySelectorAll("[data-for]")) part.hidden = !WORKS[part.dataset.for]();
  dialog.showModal();
}

const KEYS = new Map([
  ["/", search],
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ["r", () => document.querySelector("[data-reply]")?.focus()],
  ["?", () => dialog && help()],
]);

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target) || document.querySelector("dialog[open]") || localStorage.getItem(OFF)) return;
  const act = KEYS.get(event.key);
  if (!act) return;
  event.preventDefault();
  act();
});

if (button && dialog) {
  button.hidden = false;
  button.addEventListener("click", help);
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
