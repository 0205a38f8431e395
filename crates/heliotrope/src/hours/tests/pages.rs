//! The settings of opening hours at the door: a browser and a program.

use super::*;

/// A desk with a mailbox, and somebody who may set its hours.
async fn desk() -> (TestDesk, i64, testing::Browser) {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let mailbox = desk.mailbox().await;
    let jo = desk.sign_in("Jo", Role::Lead).await;
    (desk, mailbox, jo)
}

async fn kept(desk: &TestDesk, mailbox: i64) -> Option<Hours> {
    desk.read(move |tx| Ok(store::of_mailbox(tx, mailbox)?))
        .await
}

const OFFICE: &str = "/settings/hours/1";

async fn with_office(jo: &testing::Browser) {
    let fields = [
        ("name", "Office"),
        ("zone", "Europe/Berlin"),
        ("monday", "9-12, 13-17"),
        ("saturday", "10-13"),
        ("mailbox", "1"),
    ];
    let added = jo.post("/settings/hours", &fields).await;
    assert_eq!(added.status, "303 See Other", "{}", added.words());
}

#[tokio::test]
async fn hours_with_their_days_are_kept_for_a_mailbox() {
    let (desk, mailbox, jo) = desk().await;
    let none = jo.get("/settings/hours").await;
    assert!(
        none.words()
            .contains("No opening hours yet: every mailbox is answered around the clock."),
        "{}",
        none.words()
    );
    with_office(&jo).await;
    for day in [
        [
            ("date", "2026-12-24"),
            ("name", "Christmas Eve"),
            ("hours", "9-13"),
        ],
        [
            ("date", "2026-05-01"),
            ("name", "May Day"),
            ("each_year", "on"),
        ],
    ] {
        let added = jo.post("/settings/hours/1/days", &day).await;
        assert_eq!(added.status, "303 See Other", "{}", added.words());
    }
    let page = jo.get(OFFICE).await.words();
    for words in [
        "1 May, each year",
        "May Day",
        "Thu, 24 December 2026",
        "9:00–13:00",
        "closed",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let list = jo.get("/settings/hours").await.words();
    for words in [
        "Mon 9:00–12:00, 13:00–17:00",
        "Sat 10:00–13:00",
        "May Day",
        "help@desk.example",
    ] {
        assert!(list.contains(words), "{words}: {list}");
    }
    let hours = kept(&desk, mailbox).await.unwrap();
    assert_eq!(hours.days.len(), 2);
    let said = desk
        .program_of(jo.agent.unwrap())
        .await
        .get("/api/v1/hours")
        .await
        .value();
    assert_eq!(said["items"][0]["days"][0]["date"], "--05-01");
    assert_eq!(said["items"][0]["week"][5]["hours"], "10:00–13:00");
    assert_eq!(said["items"][0]["mailboxes"][0], "help@desk.example");
    let gone = jo
        .post(
            "/settings/hours/1/days/remove",
            &[("year", "0"), ("month", "5"), ("day", "1")],
        )
        .await;
    assert_eq!(gone.status, "303 See Other");
    assert_eq!(kept(&desk, mailbox).await.unwrap().days.len(), 1);
}

#[tokio::test]
async fn a_calendar_file_is_pasted_or_chosen() {
    let (desk, mailbox, jo) = desk().await;
    with_office(&jo).await;
    let chosen = jo
        .post_files(
            "/settings/hours/1/file",
            &[("pasted", "")],
            &[("file", "days.ics", "text/calendar", FILE.as_bytes())],
        )
        .await;
    assert_eq!(chosen.status, "303 See Other", "{}", chosen.words());
    let said = jo.get("/settings/hours/1?brought=4").await.words();
    assert!(said.contains("4 days were added."), "{said}");
    assert_eq!(kept(&desk, mailbox).await.unwrap().days.len(), 4);
    let wrong = jo
        .post_files(
            "/settings/hours/1/file",
            &[("pasted", "closed on Sundays")],
            &[],
        )
        .await;
    assert_eq!(wrong.status, "422 Unprocessable Entity");
    for words in [
        "This is no calendar file, or a part of it is missing.",
        "closed on Sundays",
    ] {
        assert!(wrong.words().contains(words), "{words}: {}", wrong.words());
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_said_beside_its_field_and_stays_there() {
    let (desk, mailbox, jo) = desk().await;
    let fields = [
        ("name", " "),
        ("zone", "Middle/Earth"),
        ("monday", "nine to five"),
        ("sunday", "1-4"),
    ];
    let wrong = jo.post("/settings/hours", &fields).await;
    assert_eq!(wrong.status, "422 Unprocessable Entity");
    for words in [
        "Give these hours a name of at most 80 characters.",
        "There is no such time zone. Write it like Europe/Berlin.",
        "Write from when to when, earliest first, for example 9:00–17:00.",
    ] {
        assert!(wrong.words().contains(words), "{words}: {}", wrong.words());
    }
    assert!(wrong.text.contains("value=\"nine to five\"") && wrong.text.contains("value=\"1-4\""));
    let closed = jo
        .post("/settings/hours", &[("name", "None"), ("zone", "UTC")])
        .await;
    assert!(
        closed
            .words()
            .contains("Write for at least one day when somebody is here."),
        "{}",
        closed.words()
    );
    with_office(&jo).await;
    let day = jo
        .post(
            "/settings/hours/1/days",
            &[("date", "2026-02-30"), ("name", "")],
        )
        .await;
    assert_eq!(day.status, "422 Unprocessable Entity");
    for words in [
        "Choose a date that exists.",
        "Say what day it is, in at most 80 characters",
    ] {
        assert!(day.words().contains(words), "{words}: {}", day.words());
    }
    let used = jo.post("/settings/hours/1/remove", &[]).await;
    assert_eq!(used.status, "409 Conflict");
    assert!(
        used.words().contains(
            "help@desk.example keeps these hours. Give it others first, then remove these."
        ),
        "{}",
        used.words()
    );
    assert!(kept(&desk, mailbox).await.is_some());
    let gone = jo.get("/settings/hours/7").await;
    assert!(
        gone.words().contains("There are no opening hours 7."),
        "{}",
        gone.words()
    );
}

/// Who changes the hours on the page of a mailbox changes those of that mailbox.
#[tokio::test]
async fn a_mailbox_of_several_that_changes_its_hours_leaves_the_others_theirs() {
    let (desk, mailbox, jo) = desk().await;
    with_office(&jo).await;
    let other = desk
        .write(move |tx| {
            let known = crate::mailboxes::store::find(tx, mailbox)?.unwrap();
            let mut wanted = crate::mailboxes::store::Wanted::from(known);
            wanted.address = "sales@desk.example".into();
            let other = crate::mailboxes::store::add(tx, &wanted, At(0))?;
            store::use_by(tx, other, 1)?;
            store::put_day(tx, 1, &day(2026, 12, 24, &[]))?;
            Ok(other)
        })
        .await;
    let office = kept(&desk, mailbox).await.unwrap();
    let same = office.clone();
    desk.write(move |tx| Ok(store::keep(tx, other, Some(&same))?))
        .await;
    assert_eq!(kept(&desk, other).await, Some(office.clone()));
    desk.write(move |tx| Ok(store::keep(tx, other, Some(&shop()))?))
        .await;
    assert_eq!(kept(&desk, mailbox).await, Some(office.clone()));
    let own = kept(&desk, other).await.unwrap();
    assert_eq!((own.week, own.days), (shop().week, office.days));
}
