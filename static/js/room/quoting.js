// A message, or what is selected in it, as a quotation in the text box. Without this the link opens the thread with it.
import { composer } from "./page.js";

function selected(item) {
  const chosen = getSelection();
  const body = item.querySelector("[data-body]");
  if (!chosen.rangeCount || chosen.isCollapsed) return "";
  return body.contains(chosen.anchorNode) && body.contains(chosen.focusNode) ? chosen.toString().trim() : "";
}

/** Put the message of that link into the text box, below what is there. */
export async function quote(link) {
  const words = selected(link.closest("[data-message]"));
  const answer = await fetch(link.href, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.statusText);
  const { text } = await answer.json();
  const head = text.split("\n", 1)[0];
  const lines = words && [head, ">", ...words.split("\n").map((line) => `> ${line}`.trimEnd()), "", ""].join("\n");
  link.closest("details")?.removeAttribute("open");
  const field = composer.elements.body;
  field.value = (field.value.trim() ? `${field.value.trimEnd()}\n\n` : "") + (lines || text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
