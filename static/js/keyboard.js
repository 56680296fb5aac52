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

function step(by) {
  const items = [...document.querySelectorAll("[data-list] > *")].filter((item) => item.offsetParent);
  const here = items.findIndex((item) => item.contains(document.activeElement));
  const item = items[here < 0 ? 0 : here + by];
  if (!item) return;
  const target = item.querySelector("a[href], button, summary") ?? item;
  if (target === item) item.tabIndex = -1;
  target.focus();
}

const KEYS = new Map([
  ["/", search],
  ["j", () => step(1)],
  ["k", () => step(-1)],
  ["r", () => document.querySelector("[data-reply]")?.focus()],
  ["?", () => dialog?.showModal()],
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
  button.addEventListener("click", () => dialog.showModal());
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
}
