"""Reads JSON [text, ...] and writes JSON [[event, ...], ...] as the library icalendar understands it."""
import json
import sys
from datetime import timezone

from icalendar import Calendar


def instant(event, name):
    moment = event.decoded(name)
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def read(text):
    calendar = Calendar.from_ical(text)
    events = []
    for event in calendar.walk("vevent"):
        if event.errors:
            raise ValueError(event.errors)
        events.append(
            {
                "uid": str(event["uid"]),
                "sequence": int(event["sequence"]),
                "status": str(event["status"]),
                "start": instant(event, "dtstart"),
                "end": instant(event, "dtend"),
                "summary": str(event.get("summary", "")),
                "description": str(event.get("description", "")),
                "location": str(event.get("location", "")),
            }
        )
    return events


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
