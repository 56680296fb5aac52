// Forms: text areas that grow where CSS cannot let them (base.css), no second submit, errors in view.
const grow = (area) => {
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
};
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => event.target.matches("textarea[data-grow]") && grow(event.target));
  for (const area of document.querySelectorAll("textarea[data-grow]")) if (area.value) grow(area);
}

const sent = new Set();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  // After the browser has read the form: a disabled button would not be sent with it.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of sent) form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  sent.clear();
});

document.getElementById("errors")?.focus();
