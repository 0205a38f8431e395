//! A letter that is taken: what it holds, when it leaves, and only once.

use std::time::Duration;

use super::other::{Does, Other};
use super::*;
use crate::mailroom;
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
async fn where_plus_addresses_survive_a_case_is_answered_to_its_own() {
    each(|w| async move {
        let (case, mailbox) = (w.case, w.mailbox);
        w.write(move |tx, _| Ok(mailboxes::store::keeps_plus_addresses(tx, mailbox, true)?))
            .await;
        let mailroom = mailroom::start(w.desk.clone());
        w.reply(words("It is on its way.")).await;
        let got = w.other.wait(1).await;
        let letter = got[0].letter();
        assert_eq!(letter.from[0].address, HELP);
        let to = letter.reply_to[0].clone();
        assert_eq!(to.name.as_deref(), Some("Lindfors Press"));
        let (local, domain) = to.address.split_once('@').unwrap();
        let token = local.strip_prefix("help+").expect("a plus-address");
        assert_eq!((token.len(), domain), (26, "desk.example"));
        // It answers letters and opens no page.
        let link = token.to_owned();
        let page = w.write(move |tx, _| Ok(cases::store::by_link(tx, &link)?)).await;
        assert_eq!(page, None);

        // Somebody new, from another program that drops all references: the
        // address alone leads to the case.
        let raw = format!(
            "From: stranger@elsewhere.example\r\nTo: {}\r\nSubject: x\r\nMessage-ID: <s@x>\r\n\r\nHello\r\n",
            to.address
        );
        let arrived = crate::intake::deeds::Arrived {
            door: crate::intake::Door::Receive,
            bytes: raw.into_bytes(),
            sender: "stranger@elsewhere.example".into(),
            recipients: vec![to.address.clone()],
        };
        let verdict = crate::intake::receive(&w.desk, arrived).await.unwrap();
        assert_eq!((verdict.case, verdict.new), (Some(case), false));
        w.nothing_waits().await;
        mailroom.stop().await;
    })
    .await;
}

fn got_id(raw: &[u8]) -> Option<String> {
    letters::read(raw).0.message_id
}

#[tokio::test]
async fn the_letter_says_what_was_promised_and_how_several_needs_stand() {
    each(|w| async move {
        let (case, maya) = (w.case, w.maya());
        w.write(move |tx, now| {
            let paper = deeds::add_need(tx, &maya, case, &deeds::Wanted::typed("on paper"), now)?;
            let no = crate::needs::Settling {
                state: crate::needs::State::Declined,
                reason: Some("we sell files only".into()),
                possible: Some("a file for the printer".into()),
                signpost: None,
            };
            deeds::settle_need(tx, &maya, case, paper, &no, now)
        })
        .await;
        let mailroom = mailroom::start(w.desk.clone());
        let next_word = Some(next_word("You hear from us by Friday noon.", w.desk.now()));
        w.reply(Reply {
            next_word,
            ..words("We look for it.")
        })
        .await;
        let (text, html) = w.other.wait(1).await[0].parts();
        for part in [&text, &html] {
            assert!(part.contains("You hear from us by Friday noon."), "{part}");
            assert!(part.contains("Working on it: Paid, no link"), "{part}");
            assert!(
                part.contains("We cannot: on paper. What we can: a file for the printer. Not yet?"),
                "{part}"
            );
            // The way to that need on their own page; what is open has none.
            assert_eq!(part.matches("#n").count(), 1, "{part}");
        }
        mailroom.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_letter_names_the_zone_of_the_times_in_it() {
    each(|w| async move {
        let mailroom = mailroom::start(w.desk.clone());
        let said = "I will write to you by Monday noon.";
        let promised = deeds::Promised {
            kind: crate::promises::Kind::Update,
            due: w.desk.now().plus(Duration::from_secs(4 * 86_400)),
            words: said.to_owned(),
        };
        w.reply(Reply {
            promised: vec![promised],
            ..words(said)
        })
        .await;
        let (text, html) = w.other.wait(1).await[0].parts();
        for part in [&text, &html] {
            assert_eq!(part.matches(said).count(), 1, "{part}");
            assert!(part.contains("Times in this letter are CET."), "{part}");
        }
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
async fn no_line_of_a_header_comes_from_a_subject_or_a_name() {
    each(|w| async move {
        let mailbox = w.mailbox;
        let break_out = "x\r\nBcc: all@customers.example\r\n\r\n<script>";
        let (case, _) = w
            .write(move |tx, now| {
                arrives(
                    tx,
                    mailbox,
                    "eve@customers.example",
                    break_out,
                    break_out,
                    now,
                )
            })
            .await;
        let mailroom = mailroom::start(w.desk.clone());
        w.reply_in(case, words("Hello.")).await;
        let got = &w.other.wait(1).await[0];
        let letter = got.letter();
        let head = String::from_utf8_lossy(&got.raw);
        let head = head.split("\r\n\r\n").next().unwrap();
        assert!(
            !head.lines().any(|l| l.to_lowercase().starts_with("bcc")),
            "{head}"
        );
        assert_eq!(got.to, "eve@customers.example");
        assert!(
            letter
                .subject
                .unwrap()
                .contains("Bcc: all@customers.example")
        );
        assert!(letter.body_text.unwrap().starts_with("Hello."));
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

#[tokio::test]
async fn a_slow_server_holds_only_its_own_letters_and_a_stop_waits_for_them() {
    each(|w| async move {
        let (quick, _listening) = Other::start();
        let port = quick.port;
        let slow_ones: Vec<i64> = {
            let mut cases = Vec::new();
            for n in 0..6 {
                let address = format!("slow{n}@customers.example");
                w.other
                    .script(&address, &[Does::Thinks(Duration::from_secs(2))]);
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
        assert!(
            began.elapsed() < Duration::from_millis(1500),
            "after {:?}",
            began.elapsed()
        );

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
        let until = Instant::now() + Duration::from_secs(10);
        while w.case().await.place != cases::Place::Ours {
            assert!(Instant::now() < until);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(w.desk.now() >= due);
        workers.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_letter_to_somebody_aside_quotes_nobody() {
    each(|w| async move {
        let case = w.case;
        let lena = w
            .write(move |tx, now| {
                let (lena, _) = people::store::meet(tx, "lena@elsewhere.example", "Lena", now)?;
                cases::store::give_role(tx, case, lena, cases::Part::Affected, now)?;
                Ok(lena)
            })
            .await;
        let mailroom = mailroom::start(w.desk.clone());
        let reply = Reply {
            tells: vec![(lena, "Your plan was set back to Basic.".into())],
            ..words("We look into it: [your page]({page}).")
        };
        let message = w.reply(reply).await;
        let got = w.other.wait(2).await;
        w.until(message, Delivery::Accepted).await;
        let letters: Vec<_> = got
            .iter()
            .map(|got| (got.letter(), got.parts().0))
            .collect();
        let (hers, her_text) = letters
            .iter()
            .find(|(l, _)| l.to[0].address == "lena@elsewhere.example")
            .expect("a letter to her alone");
        let (his, his_text) = letters
            .iter()
            .find(|(l, _)| l.to[0].address == INES)
            .expect("the reply");
        assert!(hers.cc.is_empty() && his.cc.is_empty());
        assert_eq!(
            hers.subject.as_deref(),
            Some("A change that concerns you, from Lindfors Press")
        );
        assert!(hers.in_reply_to.is_empty() && hers.references.is_empty());
        assert!(
            her_text.contains("Your plan was set back to Basic."),
            "{her_text}"
        );
        for secret in ["Ines", "no link", "look into it", INES] {
            assert!(!her_text.contains(secret), "{secret}: {her_text}");
        }
        assert!(
            !his_text.contains("Basic") && !his_text.contains("lena@"),
            "{his_text}"
        );
        // Where a draft says "your page" stands the reader's own.
        let own = |text: &str| {
            let link = text
                .lines()
                .find(|l| l.starts_with("http://127.0.0.1:4354/c/"));
            link.unwrap_or_else(|| panic!("{text}")).to_owned()
        };
        assert_ne!(own(her_text), own(his_text));
        assert!(
            his_text.contains(&format!("[your page]({})", own(his_text))),
            "{his_text}"
        );
        // What she answers is not answered to him, nor does his thread know it.
        w.write(move |tx, now| {
            let case = cases::store::lock(tx, case)?.unwrap();
            let letter = deeds::Letter {
                person: lena,
                sender: "lena@elsewhere.example",
                reply_to: None,
                subject: "Re: my secret plan",
                words: "Thank you, and tell nobody.",
                elided: None,
                html: None,
                letter_id: Some("hers@elsewhere.example"),
                mark: None,
                oddities: "",
                raw: None,
                answers: None,
                files: &[],
                copies: &[],
                language: None,
            };
            deeds::letter(tx, case, &letter, now, now)?;
            Ok(())
        })
        .await;
        w.reply(words("It is done.")).await;
        let got = w.other.wait(3).await;
        let last = got[2].letter();
        assert_eq!(last.to[0].address, INES);
        assert_eq!(last.subject.as_deref(), Some("Re: Paid, no link"));
        assert!(
            !last
                .references
                .contains(&"hers@elsewhere.example".to_owned())
        );
        assert!(!last.references.contains(hers.message_id.as_ref().unwrap()));
        mailroom.stop().await;
    })
    .await;
}
