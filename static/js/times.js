// "20 minutes ago" stays true while the page is open; older than a day, the server's words stay.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en");
function refresh() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const minutes = Math.round((Date.parse(time.dateTime) - Date.now()) / 60000);
    const size = Math.abs(minutes);
    if (size < 1440) time.textContent = size < 60 ? words.format(minutes, "minute") : words.format(Math.round(minutes / 60), "hour");
  }
}
setInterval(() => document.hidden || refresh(), 60000);
