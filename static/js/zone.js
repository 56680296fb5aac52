// Tells the site in which time zone this browser is, so that pages before the sign-in show the right hours and joining
// offers the right place, also on the very first page. The profile decides once there is one.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.split("; ").includes(`zone=${zone}`)) {
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}
const field = document.querySelector("select[name=zone]");
if (zone && field?.value === "" && [...field.options].some((option) => option.value === zone)) field.value = zone;
