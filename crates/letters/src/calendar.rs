//! An invitation as one line that a person can read.
//!
//! Our own few lines of iCalendar (RFC 5545), because a stranger chooses the
//! input: each line is looked at once, whatever is nested in what.

/// Longer ones are calendars, not invitations.
const LONGEST: usize = 256 * 1024;

/// What an invitation says, as far as its line tells it.
#[derive(Default)]
struct Event {
    method: String,
    summary: Option<String>,
    start: Option<(String, String)>,
    end: Option<(String, String)>,
    place: Option<String>,
    organizer: Option<String>,
    /// ACCEPTED, DECLINED, TENTATIVE: what the one who answers says.
    answer: Option<String>,
}

/// `📅 Service visit · 2026-01-12 10:00 - 11:00 Europe/Berlin · Main Street 5 · ann@example.org`
///
/// A tick in front is a yes to an invitation, a cross a no or a cancelled one.
pub(crate) fn line(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return None;
    }
    let event = event(text)?;
    let mark = match (event.method.as_str(), event.answer.as_deref()) {
        ("CANCEL" | "DECLINECOUNTER", _) | ("REPLY", Some("DECLINED")) => "✗ 📅",
        ("REPLY", Some("ACCEPTED")) => "✓ 📅",
        ("REPLY" | "COUNTER", _) => "? 📅",
        _ => "📅",
    };
    let when = when(event.start, event.end);
    let facts: Vec<String> = [event.summary, when, event.place, event.organizer]
        .into_iter()
        .flatten()
        .filter(|fact| !fact.is_empty())
        .collect();
    let facts: String = facts.join(" · ").chars().take(500).collect();
    (!facts.is_empty()).then(|| format!("{mark} {facts}"))
}

/// The first event of a calendar.
fn event(text: &str) -> Option<Event> {
    let mut event = Event::default();
    // How deep we are, and where the event began.
    let (mut depth, mut inside) = (0usize, None);
    for line in unfolded(text) {
        let (head, value) = head_and_value(&line)?;
        let (name, params) = head.split_once(';').unwrap_or((head, ""));
        let param = |wanted: &str| {
            let mut all = params.split(';').filter_map(|p| p.split_once('='));
            let (_, value) = all.find(|(key, _)| key.eq_ignore_ascii_case(wanted))?;
            Some(value.trim_matches('"').to_string())
        };
        let moment = || Some((spell(value)?, zone(value, param("TZID"))));
        match name.to_ascii_uppercase().as_str() {
            "BEGIN" => {
                depth += 1;
                if depth == 1 && !value.eq_ignore_ascii_case("VCALENDAR") {
                    return None;
                }
                if inside.is_none() && matches!(value, "VEVENT" | "VTODO") {
                    inside = Some(depth);
                }
            }
            "END" if inside == Some(depth) => return Some(event),
            "END" => depth = depth.saturating_sub(1),
            "METHOD" if depth == 1 => event.method = value.to_ascii_uppercase(),
            // An alarm inside the event has words of its own.
            _ if inside != Some(depth) => {}
            "SUMMARY" => event.summary = Some(unescaped(value)),
            "LOCATION" => event.place = Some(unescaped(value)),
            "DTSTART" | "DUE" => event.start = moment(),
            "DTEND" => event.end = moment(),
            "ORGANIZER" => event.organizer = Some(address(value)),
            "ATTENDEE" if event.answer.is_none() => {
                event.answer = param("PARTSTAT").map(|a| a.to_ascii_uppercase())
            }
            _ => {}
        }
    }
    None
}

/// The lines of the calendar, each in one piece.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(open)) => open.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => lines.push(line.trim_end().to_string()),
        }
    }
    lines
}

/// `NAME;PARAM="a:b"` and the value; a colon in quotation marks is no end.
fn head_and_value(line: &str) -> Option<(&str, &str)> {
    let mut quoted = false;
    let colon = line.find(|c| {
        quoted ^= c == '"';
        c == ':' && !quoted
    })?;
    Some((&line[..colon], line[colon + 1..].trim()))
}

fn unescaped(value: &str) -> String {
    let words = value
        .replace("\\n", " ")
        .replace("\\N", " ")
        .replace("\\,", ",")
        .replace("\\;", ";")
        .replace("\\\\", "\\");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn address(value: &str) -> String {
    let scheme = value
        .get(..7)
        .is_some_and(|head| head.eq_ignore_ascii_case("mailto:"));
    if scheme {
        value[7..].to_lowercase()
    } else {
        unescaped(value)
    }
}

fn zone(value: &str, named: Option<String>) -> String {
    let utc = || {
        if value.ends_with('Z') {
            "UTC".to_string()
        } else {
            String::new()
        }
    };
    named.unwrap_or_else(utc)
}

/// From when to when, and in which zone.
fn when(start: Option<(String, String)>, end: Option<(String, String)>) -> Option<String> {
    let (start, zone) = start?;
    let until = match end.map(|(end, _)| end).filter(|end| *end != start) {
        Some(end) if end.get(..10) == start.get(..10) => {
            format!(" - {}", end.get(11..).unwrap_or_default())
        }
        Some(end) => format!(" - {end}"),
        None => String::new(),
    };
    Some(format!("{start}{until} {zone}").trim().to_string())
}

/// `20260112T100000Z` as `2026-01-12 10:00`.
fn spell(value: &str) -> Option<String> {
    let figures = |from: usize, to: usize| {
        let piece = value.get(from..to)?;
        piece.bytes().all(|b| b.is_ascii_digit()).then_some(piece)
    };
    let day = format!("{}-{}-{}", figures(0, 4)?, figures(4, 6)?, figures(6, 8)?);
    if value.as_bytes().get(8) != Some(&b'T') {
        return Some(day);
    }
    Some(format!("{day} {}:{}", figures(9, 11)?, figures(11, 13)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, event: &str, expected: &str) {
        let text = format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}BEGIN:VEVENT\r\nUID:1\r\n{event}END:VEVENT\r\nEND:VCALENDAR\r\n"
        );
        assert_eq!(line(&text).as_deref(), Some(expected));
    }

    #[test]
    fn an_invitation_is_a_line() {
        check(
            "METHOD:REQUEST\r\n",
            "SUMMARY:Service visit\\, brakes\r\nDTSTART;TZID=Europe/Berlin:20260112T100000\r\nDTEND;TZID=Europe/Berlin:20260112T110000\r\nLOCATION:Main Str\r\n eet 5\r\nORGANIZER;CN=Ann:mailto:ann@example.org\r\n",
            "📅 Service visit, brakes · 2026-01-12 10:00 - 11:00 Europe/Berlin · Main Street 5 · ann@example.org",
        );
        check(
            "METHOD:CANCEL\r\n",
            "SUMMARY:Visit\r\nDTSTART:20260112T100000Z\r\n",
            "✗ 📅 Visit · 2026-01-12 10:00 UTC",
        );
        check(
            "METHOD:REPLY\r\n",
            "SUMMARY:Visit\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:bo@example.org\r\nDTSTART;VALUE=DATE:20260112\r\n",
            "✓ 📅 Visit · 2026-01-12",
        );
    }

    #[test]
    fn what_is_no_calendar_is_no_line() {
        assert_eq!(line("BEGIN:VCALENDAR"), None);
        assert_eq!(
            line("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"),
            None
        );
        assert_eq!(line("hello"), None);
    }
}
