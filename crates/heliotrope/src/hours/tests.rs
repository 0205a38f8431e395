use std::time::Duration;

use jiff::tz::TimeZone;

use super::rules::{Hours, Typed};
use super::store;
use crate::testing;

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
    let due = shop().after(from.parse().unwrap(), Duration::from_secs(minutes * 60));
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
    let due = night.after(from, Duration::from_secs(2 * 3600));
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
    assert!(hours.after(from, Duration::from_secs(31 * 86_400)) > from);
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
