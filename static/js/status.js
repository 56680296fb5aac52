/** Say a sentence to those who hear the page, politely. */
export function say(text) {
  const region = document.getElementById("status");
  if (region) region.textContent = text;
}
