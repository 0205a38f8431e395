//! What stands in a letter when it leaves.

use super::*;
use crate::mailroom;
use crate::wordlists::Said;
use std::time::Duration;

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
            peer: None,
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
                said: &Said::of("Re: my secret plan", "Thank you, and tell nobody."),
                elided: None,
                html: None,
                letter_id: Some("hers@elsewhere.example"),
                mark: None,
                oddities: "",
                raw: None,
                way: crate::messages::store::Way::default(),
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
