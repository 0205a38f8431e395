//! When somebody looks again.

use jiff::ToSpan;
use jiff::civil::time;
use jiff::tz::TimeZone;

use crate::kit::At;

/// The morning of the day so many days after `from`.
pub fn due(from: At, days: i64, zone: &TimeZone) -> At {
    let today = from.timestamp().to_zoned(zone.clone()).date();
    let day = today.checked_add(days.days()).unwrap_or(today);
    day.to_datetime(time(9, 0, 0, 0))
        .to_zoned(zone.clone())
        .map_or(from, |at| At::from(at.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_back_begins_with_a_working_morning() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let check = |from: &str, days, expected: &str| {
            assert_eq!(
                due(from.parse().unwrap(), days, &zone).to_string(),
                expected
            );
        };
        check("2026-03-05T11:00:00Z", 14, "2026-03-19T08:00:00Z");
        // Over the change to summer time, and late in the evening.
        check("2026-03-20T23:30:00Z", 14, "2026-04-04T07:00:00Z");
    }
}
