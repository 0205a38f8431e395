//! Strange bytes, no mailbox, races and failures: whatever comes is kept.

use super::*;
use crate::intake::{Ending, store as rows};
use std::time::Duration;

#[tokio::test]
async fn a_missing_message_id_is_derived_from_the_bytes() {
    each(async |world| {
        let mail = "From: ines@example.org\r\nTo: help@desk.example\r\n\r\nNo id";
        let first = world.help(mail).await;
        let again = world.help(mail).await;
        assert_eq!((again.shown(), again.case), ("duplicate", first.case));
        let other = world.help(format!("{mail} but other words")).await;
        assert_eq!((other.shown(), other.new), ("case", true));
    })
    .await;
}

#[tokio::test]
async fn whatever_comes_is_kept_and_shown_as_far_as_it_can_be() {
    each(async |world| {
        let nested = format!(
            "From: a@example.org\r\nSubject: deep\r\n{}\r\n\r\nwords at the bottom\r\n",
            (0..5000)
                .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
                .collect::<String>()
        );
        let strange: [(&str, Vec<u8>); 7] = [
            ("empty", Vec::new()),
            ("headerless", b"just words, no headers at all".to_vec()),
            ("binary", (0..=255u8).cycle().take(5000).collect()),
            (
                "nul",
                b"From: a@example.org\r\nSubject: a\0b\r\n\r\nwords\0 here".to_vec(),
            ),
            ("no sender", b"Subject: nobody\r\n\r\nwords".to_vec()),
            (
                "long id",
                [
                    &b"From: a@example.org\r\nMessage-ID: <"[..],
                    &vec![b'x'; 9000],
                    b">\r\n\r\nwords",
                ]
                .concat(),
            ),
            ("deep", nested.into_bytes()),
        ];
        for (what, bytes) in strange {
            let verdict = world.help(bytes).await;
            assert_eq!((verdict.shown(), verdict.new), ("case", true), "{what}");
            let messages = world.messages(verdict.case).await;
            assert!(messages[0].raw.is_some(), "{what}");
            if what != "empty" {
                let shown = format!("{} {}", messages[0].words, messages[0].attachments.len());
                assert_ne!(shown, " 0", "{what}");
            }
        }
        let ledger = world.check_ledger().await;
        assert_eq!((ledger.case, ledger.unjudged), (7, 0));
    })
    .await;
}

#[tokio::test]
async fn a_letter_of_50_mib_is_kept_whole() {
    each(async |world| {
        let file = "QUJD".repeat(19).into_bytes();
        let mut mail = b"From: ines@example.org\r\nMessage-ID: <big@x>\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nThe film\r\n--b\r\n\
            Content-Type: video/mp4\r\nContent-Disposition: attachment; filename=film.mp4\r\n\
            Content-Transfer-Encoding: base64\r\n\r\n"
            .to_vec();
        while mail.len() < (50 << 20) - 200 {
            mail.extend_from_slice(&file);
            mail.extend_from_slice(b"\r\n");
        }
        mail.extend_from_slice(b"--b--\r\n");
        let size = mail.len();
        let verdict = world.help(mail).await;
        assert_eq!(verdict.shown(), "case");
        let messages = world.messages(verdict.case).await;
        assert_eq!(
            (
                messages[0].words.trim(),
                messages[0].attachments[0].name.as_str()
            ),
            ("The film", "film.mp4")
        );
        assert!(messages[0].attachments[0].size > 36 << 20);
        let raw = messages[0].raw.clone().unwrap();
        assert_eq!(
            world.read(move |tx| tx.blob(&raw)).await.unwrap().len(),
            size
        );
    })
    .await;
}

#[tokio::test]
async fn without_a_mailbox_a_person_has_to_look() {
    each(async |world| {
        world
            .write(|tx| {
                for id in [1, 2] {
                    tx.execute(
                        ::store::sql!("UPDATE mailbox SET removed_at = 1 WHERE id = $1"),
                        ::store::args![id],
                    )?;
                }
                Ok(())
            })
            .await;
        let verdict = world
            .receive(letter(INES, "q1@x", "", "Anybody?"), &[])
            .await;
        assert_eq!(
            (verdict.shown(), verdict.ending),
            ("needs-person", Some(Ending::NeedsPerson))
        );
        assert_eq!(verdict.reason.as_deref(), Some("no-mailbox"));
        // Once there is a mailbox, a press opens the case with its own time.
        add_mailbox(&world.desk, "late@desk.example", None).await;
        world.desk.clock.advance(Duration::from_secs(3 * 86_400));
        let kept = intake::deeds::keep(&world.desk, &asker(1), verdict.arrival)
            .await
            .unwrap();
        assert_eq!((kept.shown(), kept.new), ("case", true));
        assert_eq!(world.messages(kept.case).await[0].at, NOON);
        assert_eq!(
            world.receipts(kept.case).await,
            0,
            "no receipt three days later"
        );
        let again = intake::deeds::keep(&world.desk, &asker(1), verdict.arrival)
            .await
            .unwrap();
        assert_eq!(again.case, kept.case, "pressed twice, kept once");
        assert_eq!(world.check_ledger().await.case, 1);
    })
    .await;
}

#[tokio::test]
async fn the_mailbox_is_the_envelopes_else_the_letters_else_the_first() {
    each(async |world| {
        let shop = world.help + 1;
        let to_shop = "Delivered-To: shop@desk.example";
        let by_envelope = world
            .receive(letter(INES, "x1@x", "", "One"), &["shop@desk.example"])
            .await;
        let by_header = world
            .receive(letter(INES, "x2@x", to_shop, "Two"), &[])
            .await;
        let blind = "From: ines@example.org\r\nMessage-ID: <x3@x>\r\nTo: undisclosed\r\n\r\nThree";
        let by_nothing = world.receive(blind, &[]).await;
        let mut mailboxes = Vec::new();
        for verdict in [by_envelope, by_header, by_nothing] {
            mailboxes.push(world.case(verdict.case).await.mailbox);
        }
        assert_eq!(mailboxes, [shop, shop, world.help]);
    })
    .await;
}

#[tokio::test]
async fn doors_that_race_for_one_thread_open_one_case() {
    each(async |world| {
        let world = Arc::new(world);
        let mut doors = tokio::task::JoinSet::new();
        for n in 0..32 {
            let world = world.clone();
            // Half of them the same letter, half of them others of the thread.
            let mail = if n % 2 == 0 {
                letter(INES, "race-root@x", "", "The first letter")
            } else {
                letter(
                    INES,
                    &format!("race{n}@x"),
                    "References: <race-root@x>",
                    &format!("Letter {n}"),
                )
            };
            doors.spawn(async move { world.help(mail).await });
        }
        let verdicts = doors.join_all().await;
        assert_eq!(
            verdicts.iter().filter(|v| v.new).count(),
            1,
            "one case was opened"
        );
        assert!(verdicts.iter().all(|v| v.case == verdicts[0].case));
        assert_eq!(
            world.messages(verdicts[0].case).await.len(),
            17,
            "each letter stands there once"
        );
        let ledger = world.check_ledger().await;
        assert_eq!(
            (ledger.arrivals, ledger.case, ledger.duplicate),
            (32, 17, 15)
        );
        assert!(world.person("ines@example.org").await.is_some());
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_judged_is_kept_and_judged_again() {
    each(async |world| {
        // A mailbox that cannot be read makes every judgement fail, but not the keeping.
        set_ports(&world, 70_000).await;
        let kept = world.help(letter(INES, "j1@x", "", "Hello")).await;
        assert_eq!((kept.ending, kept.shown()), (None, "needs-person"));
        let ledger = world.check_ledger().await;
        assert_eq!((ledger.needs_person, ledger.unjudged), (1, 1));
        for minutes in [2, 10, 10] {
            world.desk.clock.advance(Duration::from_secs(minutes * 60));
            intake::deeds::judge_again(&world.desk).await.unwrap();
        }
        let arrival = world
            .read(move |tx| rows::find(tx, kept.arrival))
            .await
            .unwrap();
        assert_eq!(
            (arrival.ending, arrival.reason.as_deref()),
            (Some(Ending::NeedsPerson), Some("not-understood"))
        );
        set_ports(&world, 25).await;
        let second = world.help(letter(INES, "j2@x", "", "Hello")).await;
        assert_eq!(second.shown(), "case");
        let let_in = intake::deeds::keep(&world.desk, &asker(1), kept.arrival)
            .await
            .unwrap();
        assert_eq!((let_in.shown(), let_in.new), ("case", true));
        assert_eq!(world.check_ledger().await.case, 2);
    })
    .await;
}

async fn set_ports(world: &World, port: i64) {
    let sql = ::store::sql!("UPDATE mailbox SET smtp_port = $1");
    world
        .write(move |tx| tx.execute(sql, ::store::args![port]))
        .await;
}
