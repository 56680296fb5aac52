// What this browser keeps for the site, as JSON. Other programs of the same browser may have written into it.

/** What is kept under `name`; null when there is nothing, or nothing that can be read. */
export function stored(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}
