// Calendars that answer invitations, as four programs do, with the parser of Thunderbird and Nextcloud. One JSON object a line in, the
// answer in one line out. Arguments: where ical.js is.
import { createInterface } from "node:readline";

const { default: ICAL } = await import(process.argv[2]);
const kept = ["uid", "sequence", "dtstart", "dtend", "summary", "organizer"];

const programs = {
  google(event, attendee) {
    attendee.setParameter("x-num-guests", "0");
    event.addPropertyWithValue("x-google-conference", "https://meet.example/abc");
    event.addPropertyWithValue("status", "CONFIRMED");
  },
  exchange(event, attendee, email) {
    event.removeAllProperties("organizer");
    attendee.setValue(`MAILTO:${email.toUpperCase()}`);
    event.addPropertyWithValue("x-microsoft-cdo-appt-sequence", "0");
    event.addPropertyWithValue("x-microsoft-cdo-busystatus", "BUSY");
  },
  apple(event, attendee, email) {
    attendee.setParameter("email", email);
    attendee.setValue("urn:uuid:5b4e1b2a-98f3-41d6-a5e6-0c0f0d7b9e11");
    event.addPropertyWithValue("x-calendarserver-attendee-comment", "see you");
  },
  thunderbird(event) {
    event.removeAllProperties("sequence");
    event.addPropertyWithValue("class", "PUBLIC");
  },
};

function answer({ request, email, partstat, now, program }) {
  const invitation = new ICAL.Component(ICAL.parse(request));
  if (invitation.getFirstPropertyValue("method") !== "REQUEST") throw new Error("not an invitation");
  const asked = invitation.getFirstSubcomponent("vevent");
  const own = asked.getAllProperties("attendee").find((each) => each.getFirstValue().toLowerCase() === `mailto:${email}`);
  if (!own) throw new Error(`${email} is not invited`);
  const calendar = new ICAL.Component("vcalendar");
  calendar.addPropertyWithValue("prodid", `-//${program}//EN`);
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("method", "REPLY");
  const event = new ICAL.Component("vevent");
  for (const property of asked.getAllProperties()) {
    if (kept.includes(property.name)) event.addProperty(ICAL.Property.fromString(property.toICALString()));
  }
  event.addPropertyWithValue("dtstamp", ICAL.Time.fromJSDate(new Date(now), true));
  const attendee = event.addProperty(ICAL.Property.fromString(own.toICALString()));
  attendee.removeParameter("rsvp");
  attendee.setParameter("partstat", partstat);
  programs[program](event, attendee, email);
  calendar.addSubcomponent(event);
  return calendar.toString();
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    process.stdout.write(`${JSON.stringify({ reply: answer(JSON.parse(line)) })}\n`);
  } catch (problem) {
    process.stdout.write(`${JSON.stringify({ problem: String(problem) })}\n`);
  }
}
