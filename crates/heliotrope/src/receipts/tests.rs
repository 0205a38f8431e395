use std::time::Duration;

use jiff::tz::TimeZone;

use super::rules::{self, Pace};
use super::{Word, store, worker};
use crate::cases::deeds::{self, Reply};
use crate::hours::{self, Hours, Typed};
use crate::kit::At;
use crate::testing::{self, TestDesk};
use crate::web::Role;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn office() -> Hours {
    Typed::usual().read(&berlin()).unwrap().unwrap()
}

#[track_caller]
fn pace_of(minutes: &[u64], expected: Option<(i64, i64, i64)>) {
    let took = minutes
        .iter()
        .map(|m| Duration::from_secs(m * 60))
        .collect();
    let shown = rules::pace(took).map(|p| (p.answers, p.nearly_all_min, p.usual_min));
    assert_eq!(shown, expected, "{minutes:?}");
}

#[test]
fn so_many_of_a_hundred_really_took_no_longer() {
    let hundred: Vec<u64> = (1..=100).rev().collect();
    pace_of(&hundred, Some((100, 95, 80)));
    let twenty: Vec<u64> = (1..=20).collect();
    pace_of(&twenty, Some((20, 19, 16)));
    pace_of(&twenty[..19], None);
    pace_of(&[], None);
    // One that took a month moves neither of them.
    let mut one_late = vec![30; 39];
    one_late.push(43_200);
    pace_of(&one_late, Some((40, 30, 30)));
}

#[track_caller]
fn says(chosen: Option<i64>, pace: Option<(i64, i64)>, due: &str, usually: &str) {
    let pace = pace.map(|(nearly_all_min, usual_min)| Pace {
        answers: 20,
        nearly_all_min,
        usual_min,
    });
    // Thursday, 5 March 2026, 12:10 in Berlin.
    let now: At = "2026-03-05T11:10:00Z".parse().unwrap();
    let word = rules::word(chosen, pace.as_ref(), Some(&office()), &berlin(), now);
    let shown = |at: Option<At>| {
        at.map_or("-".to_owned(), |at| {
            at.timestamp()
                .to_zoned(berlin())
                .strftime("%a %H:%M")
                .to_string()
        })
    };
    assert_eq!(
        (shown(word.due).as_str(), shown(word.usually_by).as_str()),
        (due, usually)
    );
}

#[test]
fn the_house_promises_what_it_keeps_and_its_habit_says_something_better() {
    // Too few answers: the time of the set-up, in our hours, and no habit.
    says(Some(240), None, "Thu 16:10", "-");
    // 95 of 100 within 2 h 50, four of five within 1 h 40: quarters, then halves.
    says(Some(240), Some((170, 100)), "Thu 15:10", "Thu 14:00");
    // Slower than was chosen: the truth, over the night.
    says(Some(60), Some((400, 300)), "Fri 10:55", "Fri 09:30");
    says(Some(240), Some((1, 1)), "Thu 12:25", "-");
    // Not better than the promise: nothing.
    says(Some(240), Some((100, 100)), "Thu 13:55", "-");
    // A house that gives no date may still have a habit.
    says(None, Some((170, 100)), "-", "Thu 14:00");
    says(None, None, "-", "-");
}

/// So many letters came and were answered half an hour later.
async fn answered(desk: &TestDesk, agent: i64, letters: usize) {
    for _ in 0..letters {
        let number = desk.case("Ines", "the download link I paid for").await;
        desk.advance(Duration::from_secs(30 * 60));
        let now = desk.now();
        let me = desk.asker(agent).await;
        desk.write(move |tx| {
            let reply = Reply {
                words: "Here it is.".into(),
                close: true,
                ..Reply::default()
            };
            deeds::reply(tx, &me, number, &reply, now)
        })
        .await;
    }
}

#[tokio::test]
async fn the_pace_is_learned_once_an_hour_from_first_answers_alone() {
    testing::each("2026-03-02T08:00:00Z", async |desk| {
        let mailbox = desk.mailbox().await;
        desk.write(move |tx| Ok(hours::store::keep(tx, mailbox, Some(&office()))?))
            .await;
        let maya = desk.agent("Maya", Role::Agent).await;
        let pace = async || {
            let long_ago = desk.now().minus(rules::KNOWN_FOR);
            desk.read(move |tx| Ok(store::pace(tx, mailbox, long_ago)?))
                .await
        };
        answered(&desk, maya, 10).await;
        worker::learn(&desk.desk).await.unwrap();
        assert_eq!(pace().await, None);
        // From 14:00 on, over the night: only the hours of the office count.
        answered(&desk, maya, 10).await;
        worker::learn(&desk.desk).await.unwrap();
        assert_eq!(pace().await.map(|p| p.answers), Some(20));
        // Not before an hour has passed.
        answered(&desk, maya, 1).await;
        worker::learn(&desk.desk).await.unwrap();
        assert_eq!(pace().await.map(|p| p.answers), Some(20));
        desk.advance(Duration::from_secs(3600));
        worker::learn(&desk.desk).await.unwrap();
        let learned = pace().await.unwrap();
        assert_eq!(
            (learned.answers, learned.nearly_all_min, learned.usual_min),
            (21, 30, 30)
        );
        // A second answer in a case says nothing about first ones, and two weeks are over in the end.
        desk.advance(Duration::from_secs(15 * 86_400));
        worker::learn(&desk.desk).await.unwrap();
        assert_eq!(pace().await, None);
    })
    .await;
}

#[tokio::test]
async fn a_pace_that_nobody_learned_again_is_forgotten() {
    let desk = TestDesk::at("2026-03-05T11:00:00Z").await;
    let id = desk.mailbox().await;
    let mailbox = desk
        .read(move |tx| Ok(crate::mailboxes::store::find(tx, id)?.unwrap()))
        .await;
    let learned = desk.now();
    desk.write(move |tx| {
        let pace = Pace {
            answers: 30,
            nearly_all_min: 60,
            usual_min: 30,
        };
        Ok(store::keep(tx, id, Some(&pace), learned)?)
    })
    .await;
    let word = async || {
        let (now, mailbox) = (desk.now(), mailbox.clone());
        desk.read(move |tx| Ok(super::word(tx, &mailbox, now)?))
            .await
    };
    assert_eq!(
        word().await.usually_by,
        Some("2026-03-05T11:30:00Z".parse().unwrap())
    );
    desk.advance(Duration::from_secs(3 * 86_400));
    assert_eq!(word().await, Word::default());
}
