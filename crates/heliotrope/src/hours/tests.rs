use std::time::Duration;

use jiff::tz::TimeZone;

use proptest::prelude::*;

use super::rules::{Day, EACH_YEAR, Hours, Span, Typed, TypedDay, Unread, days_of_file};
use super::store;
use crate::kit::At;
use crate::testing::{self, TestDesk};
use crate::web::Role;

mod api;
mod pages;

const NINE_THERE: &str = "2026-03-05T08:00:00Z";

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn shop() -> Hours {
    let typed = Typed {
        wednesday: "9-12".into(),
        saturday: "10:00–13:00".into(),
        ..Typed::usual()
    };
    typed.read(&berlin()).unwrap().unwrap()
}

#[track_caller]
fn check(from: &str, minutes: u64, expected: &str) {
    let due = shop().add_business(from.parse().unwrap(), Duration::from_secs(minutes * 60));
    let shown = due.timestamp().to_zoned(berlin());
    assert_eq!(shown.strftime("%a %F %H:%M").to_string(), expected);
}

#[test]
fn four_hours_are_four_hours_in_which_somebody_is_here() {
    // Thursday, 5 March 2026, 12:00 in Berlin.
    check("2026-03-05T11:00:00Z", 4 * 60, "Thu 2026-03-05 16:00");
    check("2026-03-05T11:00:00Z", 5 * 60, "Thu 2026-03-05 17:00");
    check("2026-03-05T11:00:00Z", 5 * 60 + 1, "Fri 2026-03-06 09:01");
    // Before we open and after we close.
    check("2026-03-05T03:00:00Z", 60, "Thu 2026-03-05 10:00");
    check("2026-03-05T20:00:00Z", 60, "Fri 2026-03-06 10:00");
    // Friday afternoon: Saturday's three hours count, Sunday is off.
    check("2026-03-06T15:00:00Z", 4 * 60, "Sat 2026-03-07 13:00");
    check("2026-03-06T15:00:00Z", 5 * 60, "Mon 2026-03-09 10:00");
    // Wednesday is short.
    check("2026-03-04T10:30:00Z", 60, "Thu 2026-03-05 09:30");
}

#[test]
fn hours_follow_the_clock_on_the_wall_through_its_changes() {
    // The clocks go forward on Sunday, 29 March 2026: Saturday 12:30 is +1, Monday +2.
    check("2026-03-28T11:30:00Z", 60, "Mon 2026-03-30 09:30");
    let night = Typed {
        sunday: "1-4".into(),
        ..Typed::default()
    };
    let night = night.read(&berlin()).unwrap().unwrap();
    let from = "2026-03-28T12:00:00Z".parse().unwrap();
    // That night has two hours between one and four.
    let due = night.add_business(from, Duration::from_secs(2 * 3600));
    assert_eq!(due.to_string(), "2026-03-29T02:00:00Z");
}

#[track_caller]
fn reads(text: &str, expected: &str) {
    let typed = Typed {
        monday: text.into(),
        ..Typed::default()
    };
    let shown = match typed.read(&TimeZone::UTC) {
        Ok(hours) => Typed::of(hours.as_ref()).monday,
        Err(days) => format!("cannot be read: {}", days.join(" ")),
    };
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn hours_are_read_as_people_write_them() {
    reads("9-17", "9:00–17:00");
    reads("09.00 – 12.30; 13.30-17", "9:00–12:30, 13:30–17:00");
    reads("13-17, 9-12", "9:00–12:00, 13:00–17:00");
    reads("0-24", "0:00–24:00");
    reads("", "");
    for wrong in [
        "17-9",
        "9",
        "9-25",
        "9-12, 11-17",
        "nine to five",
        "9:75-10",
        "9-9",
    ] {
        reads(wrong, "cannot be read: monday");
    }
}

#[test]
fn nothing_typed_means_around_the_clock() {
    assert_eq!(Typed::default().read(&berlin()), Ok(None));
}

#[test]
fn who_is_almost_never_here_still_gives_a_date() {
    let typed = Typed {
        monday: "9:00-9:01".into(),
        ..Typed::default()
    };
    let hours = typed.read(&berlin()).unwrap().unwrap();
    let from = "2026-03-05T11:00:00Z".parse().unwrap();
    assert!(hours.add_business(from, Duration::from_secs(31 * 86_400)) > from);
}

fn day(year: i16, month: i8, day: i8, spans: &[(u16, u16)]) -> Day {
    let span = |(opens, closes): &(u16, u16)| Span {
        opens: *opens,
        closes: *closes,
    };
    Day {
        year,
        month,
        day,
        name: "A day".into(),
        spans: spans.iter().map(span).collect(),
    }
}

/// 9 to 17 on workdays, closed on New Year's Day of each year, 9 to 13 on
/// Christmas Eve, but closed on that of 2026, open on one Sunday.
fn office() -> Hours {
    Hours {
        days: vec![
            day(EACH_YEAR, 1, 1, &[]),
            day(EACH_YEAR, 12, 24, &[(540, 780)]),
            day(2026, 12, 24, &[]),
            day(2026, 11, 29, &[(600, 720)]),
            day(EACH_YEAR, 2, 29, &[]),
        ],
        ..Typed::usual().read(&berlin()).unwrap().unwrap()
    }
}

#[track_caller]
fn office_check(from: &str, minutes: u64, expected: &str) {
    let due = office().add_business(from.parse().unwrap(), Duration::from_secs(minutes * 60));
    let shown = due.timestamp().to_zoned(berlin());
    assert_eq!(shown.strftime("%a %F %H:%M").to_string(), expected);
}

#[test]
fn a_day_of_its_own_goes_before_its_day_of_the_week() {
    // Christmas Eve 2025 closes at 13:00; the next day is an ordinary one here.
    office_check("2025-12-24T11:00:00Z", 120, "Thu 2025-12-25 10:00");
    // That of 2026 is closed, as its own year says.
    office_check("2026-12-23T15:30:00Z", 60, "Fri 2026-12-25 09:30");
    office_check("2025-12-31T15:30:00Z", 60, "Fri 2026-01-02 09:30");
    // One Sunday on which we are here.
    office_check("2026-11-27T16:00:00Z", 60, "Sun 2026-11-29 11:00");
    // 29 February is there every fourth year; the others have none.
    office_check("2028-02-28T15:30:00Z", 60, "Wed 2028-03-01 09:30");
    office_check("2027-02-26T15:30:00Z", 60, "Mon 2027-03-01 09:30");
}

#[test]
fn a_day_closes_with_its_last_span() {
    let at = |text: &str| -> At { text.parse().unwrap() };
    for (when, closes) in [
        ("2026-03-05T07:59:00Z", "2026-03-05T16:00:00Z"),
        ("2026-03-05T16:00:00Z", "2026-03-05T16:00:00Z"),
        ("2025-12-24T11:00:00Z", "2025-12-24T12:00:00Z"),
        ("2026-12-24T11:00:00Z", "none"),
        ("2026-03-07T11:00:00Z", "none"),
    ] {
        let closing = office().closes_on_day_of(at(when));
        let closing = closing.map_or("none".into(), |at| at.to_string());
        assert_eq!(closing, closes, "{when}");
    }
}

#[test]
fn a_week_without_any_opening_is_passed_over_and_a_life_without_one_counts_all_hours() {
    let mut closed = office();
    closed.days = (21..=31).map(|d| day(2026, 12, d, &[])).collect();
    let from: At = "2026-12-18T15:30:00Z".parse().unwrap();
    let due = closed.add_business(from, Duration::from_secs(3600));
    assert_eq!(due.to_string(), "2027-01-01T08:30:00Z");
    assert_eq!(
        closed.business_between(from, due),
        Duration::from_secs(3600)
    );
    let never = Hours {
        week: Default::default(),
        days: vec![day(2026, 12, 24, &[])],
        zone: berlin(),
    };
    let due = never.add_business(from, Duration::from_secs(3600));
    assert_eq!(due.since(from), Duration::from_secs(3600));
}

#[test]
fn hours_may_go_to_midnight_and_on_after_it() {
    let night = Typed {
        friday: "18-24".into(),
        saturday: "0-2".into(),
        ..Typed::default()
    };
    let night = night.read(&berlin()).unwrap().unwrap();
    let from: At = "2026-03-06T22:30:00Z".parse().unwrap();
    let due = night.add_business(from, Duration::from_secs(3600));
    assert_eq!(due.to_string(), "2026-03-06T23:30:00Z");
    assert_eq!(night.business_between(from, due), Duration::from_secs(3600));
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let spans = proptest::collection::vec(0_u16..=1440, 0..6).prop_map(|mut times| {
        times.sort_unstable();
        times.dedup();
        times
            .chunks_exact(2)
            .map(|two| Span {
                opens: two[0],
                closes: two[1],
            })
            .collect::<Vec<_>>()
    });
    let week = proptest::collection::vec(spans.clone(), 7);
    let days = proptest::collection::vec((1_i8..=12, 1_i8..=28, spans, any::<bool>()), 0..8);
    let zones = prop::sample::select(vec![
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "UTC",
    ]);
    (week, days, zones).prop_map(|(week, days, zone)| Hours {
        zone: TimeZone::get(zone).unwrap(),
        week: week.try_into().unwrap(),
        days: days
            .into_iter()
            .map(|(month, date, spans, each)| Day {
                spans,
                ..day(if each { EACH_YEAR } else { 2026 }, month, date, &[])
            })
            .collect(),
    })
}

/// The clock jumps from 2:00 to 3:00: until 2:01 is until 3:00, and from 3:00 on
/// is open once.
#[test]
fn what_a_change_of_the_clock_leaves_out_is_open_once() {
    let sunday = [(0, 121), (180, 376)].map(|(opens, closes)| Span { opens, closes });
    let hours = Hours {
        zone: berlin(),
        week: std::array::from_fn(|day| {
            if day == 6 {
                sunday.to_vec()
            } else {
                Vec::new()
            }
        }),
        days: Vec::new(),
    };
    let at = |text: &str| text.parse::<At>().unwrap();
    let (from, to) = (at("2026-03-28T23:00:00Z"), at("2026-03-29T22:00:00Z"));
    let open = Duration::from_secs((120 + 196) * 60);
    assert_eq!(hours.business_between(from, to), open);
    assert_eq!(hours.add_business(from, open), at("2026-03-29T04:16:00Z"));
}

proptest! {
    /// Through both changes of the clock, holidays and nights.
    #[test]
    fn work_that_is_added_lies_between(hours in any_hours(), start in 0_i64..525_600, minutes in 0_u64..20_000) {
        // A calendar that is almost never open is counted around the clock in the end.
        prop_assume!(hours.week.iter().flatten().map(|s| i64::from(s.closes - s.opens)).sum::<i64>() > 300);
        let from = At(1_767_225_600_000_000 + start * 60_000_000);
        let work = Duration::from_secs(minutes * 60);
        let due = hours.add_business(from, work);
        prop_assert!(due >= from);
        prop_assert_eq!(hours.business_between(from, due), work);
        // Nothing is open twice: halves add up.
        let middle = At(i64::midpoint(from.0, due.0));
        prop_assert_eq!(hours.business_between(from, middle) + hours.business_between(middle, due), work);
    }
}

#[track_caller]
fn typed(date: &str, name: &str, hours: &str, expected: &str) {
    let typed = TypedDay {
        date: date.into(),
        name: name.into(),
        hours: hours.into(),
        ..TypedDay::default()
    };
    let shown = match typed.read() {
        Ok(day) => format!(
            "{}-{}-{} {} {}",
            day.year,
            day.month,
            day.day,
            day.name,
            day.hours()
        ),
        Err(wrong) => wrong
            .iter()
            .map(|w| w.field())
            .collect::<Vec<_>>()
            .join(" "),
    };
    assert_eq!(shown.trim_end(), expected);
}

#[test]
fn a_day_is_read_as_people_type_it() {
    typed(
        "2026-12-24",
        " Christmas Eve ",
        "9-13",
        "2026-12-24 Christmas Eve 9:00–13:00",
    );
    typed("2028-02-29", "Leap day", "", "2028-2-29 Leap day");
    typed("2026-02-30", "No day", "", "date");
    typed("24.12.2026", "", "17-9", "date name hours");
}

const FILE: &str = "\u{feff}BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Invented//EN\r\n\
    BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260102\r\nSUMMARY:New Year\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\\, bo\r\n th days\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20201003\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Unity\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261126\r\nRRULE:FREQ=YEARLY;BYDAY=4TH\r\nSUMMARY:Thanksgiving\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART:20261201T090000Z\r\nSUMMARY:A meeting\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nDTSTART:20261202T000000\r\nSTATUS:CANCELLED\r\nSUMMARY:Called off\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

#[test]
fn a_calendar_file_gives_its_whole_days_to_come() {
    let today = jiff::civil::date(2026, 3, 5);
    let days = days_of_file(FILE, today).unwrap();
    let shown: Vec<String> = days
        .iter()
        .map(|d| format!("{:04}-{:02}-{:02} {}", d.year, d.month, d.day, d.name))
        .collect();
    assert_eq!(
        shown,
        [
            "0000-10-03 Unity",
            "2026-11-26 Thanksgiving",
            "2026-12-25 Christmas, both days",
            "2026-12-26 Christmas, both days"
        ]
    );
    assert!(days.iter().all(|d| d.spans.is_empty()));
}

#[track_caller]
fn unread(text: &str, expected: Unread) {
    assert_eq!(
        days_of_file(text, jiff::civil::date(2026, 3, 5)),
        Err(expected),
        "{}",
        text.len()
    );
}

#[test]
fn a_file_that_is_no_calendar_is_named() {
    unread("", Unread::NoCalendar);
    unread("Dear Ines, ...", Unread::NoCalendar);
    unread(&FILE[..FILE.len() - 30], Unread::NoCalendar);
    unread(&"BEGIN:VEVENT\n".repeat(9_000), Unread::NoCalendar);
    unread(&"x".repeat(300_000), Unread::TooLarge);
    unread(
        "BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n",
        Unread::NoDays,
    );
    let mut many = String::from("BEGIN:VCALENDAR\n");
    for year in 2027..2047 {
        let event = |month: u32| {
            format!(
                "BEGIN:VEVENT\nDTSTART:{year}{month:02}01\nDTEND:{year}{month:02}04\nEND:VEVENT\n"
            )
        };
        many.extend((1..=12).map(event));
    }
    unread(&(many + "END:VCALENDAR\n"), Unread::TooMany);
}

#[tokio::test]
async fn a_mailbox_keeps_its_hours_until_they_are_given_up() {
    testing::each("2026-03-05T11:00:00Z", async |desk| {
        let mailbox = desk.mailbox().await;
        let read = async || {
            desk.read(move |tx| Ok(store::of_mailbox(tx, mailbox)?))
                .await
        };
        assert_eq!(read().await, None);
        desk.write(move |tx| Ok(store::keep(tx, mailbox, Some(&shop()))?))
            .await;
        assert_eq!(read().await, Some(shop()));
        let less = Typed::usual().read(&TimeZone::UTC).unwrap().unwrap();
        let given = less.clone();
        desk.write(move |tx| Ok(store::keep(tx, mailbox, Some(&given))?))
            .await;
        assert_eq!(read().await, Some(less));
        desk.write(move |tx| Ok(store::keep(tx, mailbox, None)?))
            .await;
        assert_eq!(read().await, None);
    })
    .await;
}
