//! A letter that is taken: what it holds, when it leaves, and only once.

use std::time::Duration;

use super::other::{Does, Other};
use super::*;
use crate::mailroom::{self, left};
use crate::messages::store::NewFile;

#[tokio::test]
async fn s1_1_one_envelope_for_each_person_with_their_own_link() {
    each(|w| async move {
        let case = w.case;
        w.write(move |tx, now| {
            let (jonas, _) =
                people::store::meet(tx, "jonas@elsewhere.example", "Jonas Ebner", now)?;
            cases::store::join(tx, case, jonas, "cc", now)?;
            Ok(())
        })
        .await;
        let mailroom = mailroom::start(w.desk.clone());
        let reply = Reply {
            close: true,
            ..words("You find it under **Settings**.")
        };
        let message = w.reply(reply).await;
        let got = w.other.wait(2).await;
        let envelopes = w.until(message, Delivery::Accepted).await;
        assert_eq!(
            envelopes[0].said.as_deref(),
            Some("250 2.0.0 Ok: queued as 7A1")
        );
        assert!(w.case().await.is_closed());

        let mut links = Vec::new();
        for got in &got {
            let letter = got.letter();
            let shown = |all: &[letters::Address]| {
                all.iter()
                    .map(|a| format!("{} <{}>", a.name.clone().unwrap_or_default(), a.address))
                    .collect::<Vec<_>>()
            };
            assert_eq!(got.from, HELP);
            assert_eq!(shown(&letter.from), ["Lindfors Press <help@desk.example>"]);
            assert_eq!(shown(&letter.to), ["Ines Ebner <ines@customers.example>"]);
            assert_eq!(shown(&letter.cc), ["Jonas Ebner <jonas@elsewhere.example>"]);
            assert_eq!(letter.subject.as_deref(), Some("Re: Paid, no link"));
            let first = format!("first-{}@customers.example", w.ines);
            assert_eq!(
                (letter.in_reply_to, letter.references),
                (vec![first.clone()], vec![first])
            );
            assert_eq!(letter.message_id, got_id(&got.raw));
            assert!(letter.auto.is_none());
            let (text, html) = got.parts();
            assert!(
                text.contains("You find it under **Settings**.")
                    && text.contains("Maya and the team"),
                "{text}"
            );
            assert!(
                html.contains("<strong>Settings</strong>") && html.contains("lang=\"en\""),
                "{html}"
            );
            assert!(
                text.contains(&format!("Your page for case {}", w.case)),
                "{text}"
            );
            let link = text
                .lines()
                .find(|l| l.starts_with("http://127.0.0.1:4354/c/"))
                .unwrap()
                .to_owned();
            assert!(html.contains(&format!("href=\"{link}\"")), "{html}");
            links.push(link);
        }
        assert_eq!(got_id(&got[0].raw), got_id(&got[1].raw));
        assert_ne!(links[0], links[1]);
        for (got, link) in got.iter().zip(&links) {
            let token = link.rsplit('/').next().unwrap().to_owned();
            let (case, person) = w
                .write(move |tx, _| Ok(cases::store::by_link(tx, &token)?.unwrap()))
                .await;
            let to = envelopes.iter().find(|e| e.address == got.to).unwrap();
            assert_eq!((case, Some(person)), (w.case, to.person));
        }
        w.nothing_waits().await;
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_letter_taken_back_in_time_never_leaves_and_a_late_undo_is_refused() {
    each(|w| async move {
        let mailroom = mailroom::start(w.desk.clone());
        let (case, maya) = (w.case, w.maya());
        let kept = w
            .reply(Reply {
                undo_seconds: 20,
                close: true,
                ..words("Too early")
            })
            .await;
        let undo = maya.clone();
        let draft = w
            .write(move |tx, now| deeds::take_back(tx, &undo, case, kept, now))
            .await;
        assert_eq!(draft, "Too early");
        assert!(!w.case().await.is_closed());

        let left = w
            .reply(Reply {
                undo_seconds: 1,
                ..words("On time")
            })
            .await;
        w.until(left, Delivery::Accepted).await;
        let now = w.desk.now();
        let late = w
            .desk
            .db
            .write(move |tx| deeds::take_back(tx, &maya, case, left, now))
            .await;
        assert_eq!(late.err().map(|p| p.code), Some("left"));
        let got = w.other.got();
        assert_eq!(got.len(), 1);
        assert!(got[0].parts().0.starts_with("On time"));
        assert_eq!(w.envelopes(kept).await[0].state, Delivery::TakenBack);
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn files_travel_with_the_letter_and_large_ones_stand_on_the_page() {
    each(|w| async move {
        let file = async |name: &str, size: usize| NewFile {
            name: name.into(),
            content_type: "application/pdf".into(),
            content_id: None,
            inline: false,
            blob: w.desk.db.prepare_blob(vec![7; size]).await.unwrap(),
        };
        let mailroom = mailroom::start(w.desk.clone());
        let small = vec![file("bill.pdf", 1000).await];
        w.reply(Reply {
            files: small,
            ..words("Here.")
        })
        .await;
        let carried = w.other.wait(1).await[0].letter();
        assert_eq!(carried.attachments.len(), 1);
        assert_eq!(carried.attachments[0].name.as_deref(), Some("bill.pdf"));
        assert_eq!(carried.attachments[0].bytes, vec![7; 1000]);

        let large = vec![file("book.pdf", 90_000).await];
        w.reply(Reply {
            files: large,
            ..words("And here.")
        })
        .await;
        let linked = &w.other.wait(2).await[1];
        assert_eq!(linked.letter().attachments.len(), 0);
        let (text, _) = linked.parts();
        assert!(
            text.contains("too large for a letter. You find them on your page: book.pdf"),
            "{text}"
        );
        mailroom.stop().await;
    })
    .await;
}

/// How long a slow server thinks about each letter.
const SLOWNESS: Duration = Duration::from_secs(4);

#[tokio::test]
async fn a_slow_server_holds_only_its_own_letters_and_a_stop_waits_for_them() {
    each(|w| async move {
        let (quick, _listening) = Other::start();
        let port = quick.port;
        let slow_ones: Vec<i64> = {
            let mut cases = Vec::new();
            for n in 0..6 {
                let address = format!("slow{n}@customers.example");
                w.other.script(&address, &[Does::Thinks(SLOWNESS)]);
                let mailbox = w.mailbox;
                cases.push(
                    w.write(move |tx, now| arrives(tx, mailbox, &address, "Slow", "Hello", now))
                        .await
                        .0,
                );
            }
            cases
        };
        let (hurry, _) = w
            .write(move |tx, now| {
                let mailbox = mailbox(tx, "shop@desk.example", server_at(port), now)?;
                arrives(
                    tx,
                    mailbox,
                    "hurry@customers.example",
                    "Hurry",
                    "Hello",
                    now,
                )
            })
            .await;
        let mailroom = mailroom::start(w.desk.clone());
        let mut slow = Vec::new();
        for case in slow_ones {
            slow.push(w.reply_in(case, words("Slowly.")).await);
        }
        let began = Instant::now();
        w.reply_in(hurry, words("At once.")).await;
        quick.wait(1).await;
        assert!(began.elapsed() < SLOWNESS, "after {:?}", began.elapsed());

        let under_way = w.other.came().len();
        assert!(under_way >= 1);
        mailroom.stop().await;
        let mut accepted = 0;
        for message in slow {
            accepted += usize::from(w.envelopes(message).await[0].state == Delivery::Accepted);
        }
        // What was under way has its answer; the others wait for the next start.
        assert_eq!(accepted, w.other.got().len());
        assert_eq!(w.other.got().len(), w.other.came().len());
    })
    .await;
}

#[tokio::test]
async fn two_nodes_never_send_one_envelope_twice() {
    let Some(test) = ::store::testing::TestDb::postgres(app::MIGRATIONS).await else {
        eprintln!("PostgreSQL: not run here, ./test runs it");
        return;
    };
    let w = World::new(test.db.clone()).await;
    let data = tempfile::tempdir().unwrap();
    let options = ::store::Options {
        url: test.postgres_url().unwrap(),
        data: data.path().to_owned(),
        migrations: app::MIGRATIONS,
        readers: 4,
    };
    let second = desk_on(Db::open(options).await.unwrap(), &data);
    let nodes = [
        mailroom::start(w.desk.clone()),
        mailroom::start(second.clone()),
    ];
    let mut sent = Vec::new();
    for n in 0..60 {
        sent.push(w.reply(words(&format!("Number {n}."))).await);
    }
    for message in sent {
        w.until(message, Delivery::Accepted).await;
    }
    for node in nodes {
        node.stop().await;
    }
    let mut ids: Vec<_> = w.other.came().iter().map(|got| got_id(&got.raw)).collect();
    assert_eq!(ids.len(), 60);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 60);
    second.db.close().await;
}

/// The workers of a running desk together: send-and-close parks a case that
/// owes a word, and the clock brings it back when the word is due.
#[tokio::test]
async fn a_parked_case_comes_back_by_itself_when_its_promise_is_due() {
    each(|w| async move {
        let workers = app::start(&w.desk).unwrap();
        let due = w.desk.now().plus(Duration::from_millis(1500));
        let next_word = Some(NextWord { due, words: None });
        let message = w
            .reply(Reply {
                next_word,
                close: true,
                ..words("Soon.")
            })
            .await;
        assert_eq!(w.case().await.place, cases::Place::Later);
        w.until(message, Delivery::Accepted).await;
        let until = Instant::now() + PATIENCE;
        while w.case().await.place != cases::Place::Ours {
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(w.desk.now() >= due);
        workers.stop().await;
    })
    .await;
}

fn got_id(raw: &[u8]) -> Option<String> {
    letters::read(raw).0.message_id
}

#[tokio::test]
async fn what_left_just_before_a_death_is_marked_and_does_not_leave_again() {
    each(|w| async move {
        left::mark_all(&w.desk).await.unwrap();
        let (gone, tried) = (
            w.reply(words("It left.")).await,
            w.reply(words("It waits.")).await,
        );
        // Dropped without a word: the death came between the 250 and the mark.
        drop(left::note(&w.desk, &waiting(&w, gone).await));
        let earlier = outbox::store::Envelope {
            attempts: 7,
            ..waiting(&w, tried).await
        };
        drop(left::note(&w.desk, &earlier));
        let folder = w.desk.config.data.join("left");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2);

        let mailroom = mailroom::start(w.desk.clone());
        let envelopes = w.until(gone, Delivery::Accepted).await;
        assert_eq!(envelopes[0].said, None, "nobody heard the sentence");
        w.until(tried, Delivery::Accepted).await;
        mailroom.stop().await;
        let got = w.other.wait(1).await;
        assert_eq!(got.len(), 1);
        assert!(got[0].parts().0.contains("It waits."));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
        w.nothing_waits().await;
    })
    .await;
}

/// The envelope of a letter to one person.
async fn waiting(w: &World, message: i64) -> outbox::store::Envelope {
    let id = w.envelopes(message).await[0].id;
    w.write(move |tx, _| Ok(outbox::store::not_arrived(tx, id)?.unwrap()))
        .await
}
