// Polls under messages: when the log says that one is another, the server renders it again for this reader.
const timers = new Map();

/** Ask how the poll of that message stands, in a moment: not everybody at once, and once for many votes. */
export function refresh(item) {
  const message = item.dataset.message;
  if (timers.has(message)) return;
  timers.set(message, setTimeout(ask, Math.random() * 1500, item, message));
}

async function ask(item, message) {
  timers.delete(message);
  const answer = await fetch(`/messages/${message}/poll`, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const rendered = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll]");
  const before = item.querySelector("[data-poll]");
  if (!rendered) return before?.remove();
  for (const input of before?.querySelectorAll("input") ?? []) keep(input, rendered);
  if (before) before.replaceWith(rendered);
  else item.querySelector(".message-foot").before(rendered);
}

/** What the reader has ticked and not sent stays ticked. */
function keep(input, rendered) {
  const same = input.checked !== input.defaultChecked && rendered.querySelector(`input[value="${Number(input.value)}"]`);
  if (same) same.checked = input.checked;
}
