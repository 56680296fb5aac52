// Forms marked data-keep="name" are held in this browser until they went through.
import { say } from "./status.js";
import { stored } from "./stored.js";

const SENT = "draft-sent";
const place = (form) => `draft:${form.dataset.keep}`;
// What the form was filled with belongs to its draft: restored over a newer state it must not pass for having read that.
const kept = (form) => [...form.elements].filter((item) => item.name === "as_read" || (item.name && !/hidden|password|file|submit|button|fieldset/.test(item.type)));
// Never by position: an answer to “Add lines” or “Show their offices” has other fields in other places.
const sign = (item) => (/checkbox|radio/.test(item.type) ? `${item.name}=${item.value}` : item.name);
const answer = (item) => (/checkbox|radio/.test(item.type) ? item.checked : item.value);
const first = (item) => {
  if (/checkbox|radio/.test(item.type)) return item.defaultChecked;
  return item.options ? ([...item.options].find((option) => option.defaultSelected) ?? item.options[0])?.value : item.defaultValue;
};
const untouched = (form) => kept(form).every((item) => answer(item) === first(item));

/** Sent forms are done when the answer was a redirect to a page that is neither a form with errors nor the sign-in page. */
function settle() {
  const name = sessionStorage.getItem(SENT);
  // A refusal gives the form back to be sent again: what comes of that settles the draft.
  if (!document.querySelector("[data-resend]")) sessionStorage.removeItem(SENT);
  const arrival = performance.getEntriesByType("navigation")[0];
  // A page that must answer without a redirect names the draft that is done.
  for (const done of document.querySelectorAll("[data-done]")) localStorage.removeItem(`draft:${done.dataset.done}`);
  if (name && arrival?.redirectCount && !document.querySelector("#errors, [type=password]")) localStorage.removeItem(name);
}

function restore(form) {
  const begun = stored(place(form));
  const draft = new Map(Array.isArray(begun) ? begun.filter(Array.isArray) : []);
  if (!draft.size || form.querySelector("#errors") || !untouched(form)) return;
  kept(form).forEach((item) => {
    const value = draft.get(sign(item));
    if (value === undefined) return;
    if (typeof value === "boolean") item.checked = value;
    else item.value = added(item, value);
    item.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** A page that begins a text (a quotation) adds to what was kept. */
function added(item, value) {
  const begun = item.dataset.adds === undefined ? "" : item.defaultValue.trim();
  return !begun || value.includes(begun) ? value : `${value.trimEnd()}\n\n${item.defaultValue}`;
}

function save(form, told) {
  if (untouched(form)) return localStorage.removeItem(place(form));
  localStorage.setItem(place(form), JSON.stringify(kept(form).map((item) => [sign(item), answer(item)])));
  const status = form.querySelector("[data-draft]");
  if (!status) return;
  status.textContent = status.dataset.draft;
  if (!told.has(form)) say(status.dataset.draft);
  told.add(form);
}

function keep(form, told) {
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, 600, form, told);
  };
  const now = () => timer && save(form, told);
  restore(form);
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  addEventListener("pagehide", now);
  form.addEventListener("keep", now); // scripts that have to know at once what was begun
  form.addEventListener("submit", (event) => {
    now();
    setTimeout(() => event.defaultPrevented || sessionStorage.setItem(SENT, place(form)));
  });
  // Scripts that send the form themselves say so: form.dispatchEvent(new Event("sent")).
  form.addEventListener("sent", () => {
    clearTimeout(timer);
    timer = 0;
    localStorage.removeItem(place(form));
    const status = form.querySelector("[data-draft]");
    if (status) status.textContent = "";
  });
}

settle();
const told = new Set();
for (const form of document.querySelectorAll("form[data-keep]")) keep(form, told);
