// A message, or what is selected in it, as a quotation in the text box. Without this the link opens the thread with it.
import { composer } from "./page.js";

const SIGN = /^(\s*)([#>*+-])/; // what would make another kind of block of a line

/** The selected part in Markdown: code as a fenced block. Of code together with text only the whole message is quoted. */
function selected(item) {
  const chosen = getSelection();
  const body = item.querySelector("[data-body]");
  if (!chosen.rangeCount || chosen.isCollapsed) return "";
  if (!body.contains(chosen.anchorNode) || !body.contains(chosen.focusNode)) return "";
  const range = chosen.getRangeAt(0);
  const code = [...body.querySelectorAll("pre")].filter((block) => range.intersectsNode(block));
  const words = chosen.toString().replace(/^\n+|\s+$/g, "");
  if (!code.length) return words.split("\n").map((line) => line.replace(SIGN, "$1\\$2")).join("\n").trim();
  if (!code[0].contains(range.commonAncestorContainer)) return "";
  const fence = "`".repeat(Math.max(3, ...(words.match(/`+/g) ?? []).map((ticks) => ticks.length + 1)));
  return `${fence}\n${words}\n${fence}`;
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
