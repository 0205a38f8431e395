//! The page, its acts and the banner, at the door of the browser.

use ::store::{args, sql};

use super::{rules, store, worker};
use crate::cases;
use crate::events::{self, Kind};
use crate::fetch;
use crate::kit::At;
use crate::kit::words::{Lang, Words};
use crate::needs;
use crate::outbox::{self, Delivery};
use crate::team::Role;
use crate::testing::{self, Browser, TestDesk};

mod asking;
mod queue;

const NOON: &str = "2026-03-05T11:00:00Z";

/// A reply that settled the case and did not arrive: case and envelope.
async fn lost_letter(desk: &TestDesk, lead: &Browser) -> (i64, i64) {
    let case = desk.case("Ines", "the book").await;
    let sent = lead
        .post(
            &format!("/cases/{case}/messages"),
            &[
                ("kind", "reply"),
                ("text", "It left us today."),
                ("seen_event", "99"),
                ("close", "true"),
            ],
        )
        .await;
    assert_eq!(sent.status, "303 See Other", "{}", sent.words());
    let now = desk.now();
    let envelope = desk
        .write(move |tx| {
            let letters = outbox::store::of_case(tx, case)?;
            let letter = letters
                .iter()
                .find(|l| l.message.is_some())
                .expect("the reply");
            let said = Some("550 5.1.1 No such person here");
            outbox::store::mark(tx, letter.id, Delivery::Failed, said, now)?;
            let row = cases::store::lock(tx, case)?.expect("the case");
            cases::deeds::undelivered(
                tx,
                row,
                letter.message,
                letter.id,
                letter.person,
                "failed",
                now,
            )?;
            Ok(letter.id)
        })
        .await;
    (case, envelope)
}

async fn told(desk: &TestDesk, case: i64) -> Option<String> {
    let needs = desk
        .read(move |tx| Ok(needs::store::of_case(tx, case)?))
        .await;
    needs[0].told_at.and(needs[0].told_how.clone())
}

async fn letter(desk: &TestDesk, case: i64) -> outbox::store::Standing {
    let all = desk
        .read(move |tx| Ok(outbox::store::of_case(tx, case)?))
        .await;
    all.into_iter()
        .find(|l| l.message.is_some())
        .expect("the reply")
}

#[tokio::test]
async fn a_letter_that_came_to_nothing_is_sent_again() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (case, envelope) = lost_letter(&desk, &jo).await;
        let page = jo.get("/settings/health").await.words();
        assert!(page.contains("550 5.1.1 No such person here"), "{page}");
        assert!(
            page.contains("1 letter did not arrive and nobody has seen to it"),
            "{page}"
        );
        assert_eq!(told(&desk, case).await, None);

        let act = format!("/settings/health/letters/{envelope}/again");
        for _ in 0..2 {
            let pressed = jo.post(&act, &[("once", "press-1")]).await;
            assert_eq!(pressed.location(), "/settings/health");
        }
        let letter = letter(&desk, case).await;
        assert_eq!(
            (letter.state, letter.not_before),
            (Delivery::Waiting, desk.now())
        );
        assert_eq!(told(&desk, case).await.as_deref(), Some("message"));
        let row = desk
            .read(move |tx| Ok(cases::store::find(tx, case)?))
            .await
            .expect("the case");
        assert_eq!(
            (row.undelivered_at, row.turn),
            (None, cases::Turn::Customer)
        );
        let events = desk
            .read(move |tx| Ok(events::store::since(tx, case, 0)?))
            .await;
        assert_eq!(
            events.iter().filter(|e| e.kind == Kind::SentAgain).count(),
            1
        );
        let page = jo.get("/settings/health").await.words();
        assert!(page.contains("1 letter is about to leave"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_corrected_address_is_the_persons_own_and_nobody_elses() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (case, envelope) = lost_letter(&desk, &jo).await;
        desk.case("Okafor", "the parcel is wet").await;
        let act = format!("/settings/health/letters/{envelope}/address");
        let send = async |address: &str| jo.post(&act, &[("address", address)]).await;
        let said = send("okafor@customer.example").await;
        assert_eq!(said.status, "422 Unprocessable Entity");
        assert!(
            said.words().contains("belongs to somebody else here"),
            "{}",
            said.words()
        );
        assert_eq!(send("ines").await.status, "422 Unprocessable Entity");
        assert_eq!(
            send(" Ines.Weber@Customer.example ").await.location(),
            "/settings/health"
        );
        let letter = letter(&desk, case).await;
        assert_eq!(
            (letter.address.as_str(), letter.state),
            ("ines.weber@customer.example", Delivery::Waiting)
        );
        let person = letter.person;
        let known = desk
            .read(|tx| {
                Ok(crate::people::store::by_address(
                    tx,
                    "ines.weber@customer.example",
                )?)
            })
            .await;
        assert_eq!(known, person);
    })
    .await;
}

#[tokio::test]
async fn told_by_phone_takes_the_letter_out_of_the_queue() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let (case, envelope) = lost_letter(&desk, &jo).await;
        let act = format!("/settings/health/letters/{envelope}/told");
        assert_eq!(jo.post(&act, &[]).await.location(), "/settings/health");
        assert_eq!(told(&desk, case).await.as_deref(), Some("phone"));
        assert_eq!(letter(&desk, case).await.state, Delivery::Failed);
        let page = jo.get("/settings/health").await.words();
        assert!(!page.contains("550 5.1.1"), "{page}");
        let twice = jo.post(&act, &[]).await;
        assert_eq!(twice.status, "409 Conflict");

        // One that still waits does not leave any more.
        let okafor = desk.case("Okafor", "the parcel is wet").await;
        let text = [
            ("kind", "reply"),
            ("text", "Dry it."),
            ("seen_event", "99"),
            ("close", "true"),
        ];
        jo.post(&format!("/cases/{okafor}/messages"), &text).await;
        let waiting = letter(&desk, okafor).await;
        let act = format!("/settings/health/letters/{}/told", waiting.id);
        assert_eq!(jo.post(&act, &[]).await.location(), "/settings/health");
        assert_eq!(letter(&desk, okafor).await.state, Delivery::TakenBack);
        assert_eq!(told(&desk, okafor).await.as_deref(), Some("phone"));
        let row = desk
            .read(move |tx| Ok(cases::store::find(tx, okafor)?))
            .await
            .expect("the case");
        assert!(row.is_closed(), "what was told and done stays closed");
    })
    .await;
}

/// A mailbox of which sending and fetching both fail.
async fn failing(desk: &TestDesk) {
    let mailbox = desk.mailbox().await;
    let now = desk.now();
    desk.write(move |tx| {
        let mut all = crate::mailboxes::store::all(tx)?;
        let known = all.remove(0);
        let server = crate::mailboxes::Server {
            host: "mail.desk.example".into(),
            port: 993,
            tls: crate::mailboxes::Tls::Tls,
            account: Some("help".into()),
            sealed_password: None,
        };
        let wanted = crate::mailboxes::store::Wanted {
            address: known.address,
            name: known.name,
            signature: known.signature,
            language: known.language,
            zone: known.zone,
            receipt: known.receipt,
            answer_within_min: known.answer_within_min,
            server: known.server,
            imap: Some(crate::mailboxes::Fetching {
                server,
                folders: vec!["INBOX".into()],
                bring: None,
                after: Default::default(),
                since: None,
            }),
        };
        crate::mailboxes::store::change(tx, mailbox, &wanted, now)?;
        fetch::store::take_turn(tx, mailbox, "here", now, now)?;
        let trouble = fetch::Trouble::new("sign-in", "NO 535 Wrong password".to_owned());
        fetch::store::note_trouble(tx, mailbox, &trouble, now, now)?;
        Ok(())
    })
    .await;
    worker::learn(&desk.desk).await.expect("read");
}

#[tokio::test]
async fn a_failing_mailbox_stands_above_every_page_until_it_works_again() {
    testing::each(NOON, async |desk| {
        let ana = desk.sign_in("Ana", Role::Light).await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        failing(&desk).await;
        for page in ["/today", "/people", "/settings/me", "/troubles"] {
            let text = testing::without_tags(&ana.get(page).await.text);
            for part in [
                "Letters to help@desk.example cannot be fetched since 12:00.",
                "mail.desk.example:993 says: NO 535 Wrong password They wait on that server; nothing is lost.",
            ] {
                assert!(text.contains(part), "{page}: {text}");
            }
        }
        let leads = jo.get("/today").await.text;
        assert!(leads.contains("href=\"/settings/health\""), "a lead may look");
        let page = jo.get("/settings/health").await.words();
        assert!(page.contains("Letters for help@desk.example cannot be fetched since 12:00"), "{page}");

        let now = desk.now();
        desk.write(move |tx| {
            let id = crate::mailboxes::store::all(tx)?[0].id;
            Ok(fetch::store::note_done(tx, id, now)?)
        })
        .await;
        worker::learn(&desk.desk).await.expect("read");
        assert!(!ana.get("/today").await.text.contains("cannot be fetched"));
    })
    .await;
}

#[test]
fn every_finding_can_be_said_in_both_languages() {
    let now: At = NOON.parse().expect("a moment");
    let seen = rules::Domain {
        name: "acme.example".into(),
        mx: Err("no answer".into()),
        txt: Ok(vec![]),
        dkim: rules::Keys::Usual(Ok(vec![])),
        dmarc: Ok(vec![]),
        comes_in_at: None,
        goes_out_at: None,
    };
    let mut checks = rules::domain(&seen);
    checks.push(rules::clock(Some(-90)));
    checks.push(rules::outbox(3, Some(At(0)), now));
    checks.push(rules::bounces("help@acme.example", 20, 30));
    checks.push(rules::certificate(None, now));
    for lang in Lang::ALL {
        for check in &checks {
            // A sentence that lacks a fact is a panic in a test.
            let said =
                super::views::sentence(Words::of(lang), check, &jiff::tz::TimeZone::UTC, now);
            assert!(!said.is_empty() && said != check.key);
        }
    }
}

#[tokio::test]
async fn ready_is_who_can_do_the_desks_own_work() {
    testing::each(NOON, async |desk| {
        let visitor = desk.visitor();
        assert_eq!(visitor.get("/readyz").await.text, "ready\n");
        // A mailbox that others keep from working makes nobody unready.
        failing(&desk).await;
        assert_eq!(visitor.get("/readyz").await.text, "ready\n");

        let now = desk.now();
        desk.write(move |tx| {
            let id = crate::mailboxes::store::all(tx)?[0].id;
            Ok(fetch::store::note_done(tx, id, now)?)
        })
        .await;
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let case = desk.case("Ines", "the book").await;
        let text = [
            ("kind", "reply"),
            ("text", "Tomorrow."),
            ("seen_event", "99"),
        ];
        jo.post(&format!("/cases/{case}/messages"), &text).await;
        desk.advance(std::time::Duration::from_secs(20 * 60));
        let reply = visitor.get("/readyz").await;
        assert_eq!(reply.status, "503 Service Unavailable");
        assert!(
            reply
                .text
                .contains("outbox: 2 letters that may leave have not been tried for 15 minutes")
                || reply.text.contains(
                    "outbox: 1 letters that may leave have not been tried for 15 minutes"
                ),
            "{}",
            reply.text
        );
        assert!(
            reply
                .text
                .contains("fetch: nobody has looked for letters of mailbox 1 for 20 minutes"),
            "{}",
            reply.text
        );
    })
    .await;
}

/// The names in a text that begin as ours do, without what Prometheus adds.
fn names(text: &str) -> std::collections::BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let ours = words.filter(|word| word.starts_with("heliotrope_"));
    let bare = |word: &str| {
        let ends = ["_total", "_bucket", "_sum", "_count", "_info"];
        let end = ends.iter().find(|end| word.ends_with(**end));
        end.map_or(word, |end| word.trim_end_matches(end))
            .to_owned()
    };
    ours.map(bare).collect()
}

#[tokio::test]
async fn the_figures_their_document_and_the_alerts_name_the_same() {
    testing::each(NOON, async |desk| {
        failing(&desk).await;
        let now = desk.now();
        desk.write(move |tx| {
            let id = crate::mailboxes::store::all(tx)?[0].id;
            fetch::store::note_done(tx, id, now)?;
            // One of everything that is counted by what it is.
            tx.execute(
                sql!("INSERT INTO server_trouble (mailbox_id, since, at, said) VALUES ($1, $2, $2, 'No')"),
                args![id, now.0],
            )?;
            tx.execute(
                sql!(
                    "INSERT INTO arrival (door, received_at, raw, size, sender, recipient, verdict) VALUES ('smtp', $1, '', 0, '', '', 'screened')"
                ),
                args![now.0],
            )?;
            let letter = outbox::store::New {
                kind: outbox::Kind::Reset,
                case: None,
                message: None,
                person: None,
                mailbox: Some(id),
                address: "jo@desk.example",
                letter_id: "1@desk.example",
                words: "{}",
                not_before: now,
            };
            outbox::store::add(tx, &letter, now)?;
            Ok(())
        })
        .await;
        let visitor = desk.visitor();
        visitor.get("/sign-in").await;
        let text = visitor.get("/metrics").await.text;
        assert!(text.contains("heliotrope_fetch_age_seconds{mailbox=\"1\"} 0\n"), "{text}");
        assert!(text.contains("heliotrope_http_answers_total{class=\"page\",status=\"200\"} 1\n"), "{text}");
        let shown = names(&text);
        let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");
        let read = |name: &str| std::fs::read_to_string(format!("{docs}/{name}")).expect(name);
        assert_eq!(names(&read("watching.md")), shown, "docs/watching.md names every figure and no other");
        let alerts = names(&read("alerts.yml"));
        let unknown: Vec<_> = alerts.difference(&shown).collect();
        assert!(!alerts.is_empty() && unknown.is_empty(), "docs/alerts.yml watches what is not there: {unknown:?}");
    })
    .await;
}

#[tokio::test]
async fn fifty_letters_are_a_page_and_the_page_says_that_there_are_more() {
    testing::each(NOON, async |desk| {
        let jo = desk.sign_in("Jo", Role::Lead).await;
        let mailbox = desk.mailbox().await;
        let now = desk.now();
        desk.write(move |tx| {
            for n in 0..51 {
                let letter = outbox::store::New {
                    kind: outbox::Kind::Reset,
                    case: None,
                    message: None,
                    person: None,
                    mailbox: Some(mailbox),
                    address: &format!("lost{n}@desk.example"),
                    letter_id: &format!("{n}@desk.example"),
                    words: "{}",
                    not_before: now,
                };
                let id = outbox::store::add(tx, &letter, now)?;
                outbox::store::mark(tx, id, Delivery::Failed, Some("550 No"), now)?;
            }
            Ok(())
        })
        .await;
        let first = jo.get("/settings/health").await;
        let words = first.words();
        assert!(
            words.contains("lost0@") && words.contains("lost49@") && !words.contains("lost50@"),
            "{words}"
        );
        assert!(
            words.contains("There are more letters than these. Next page"),
            "{words}"
        );
        let (_, link) = first
            .text
            .split_once("/settings/health?after=50#")
            .expect("a link to go on");
        assert!(link.starts_with("letters-out"));
        let next = jo.get("/settings/health?after=50").await.words();
        assert!(
            next.contains("lost50@") && !next.contains("lost49@"),
            "{next}"
        );
        assert!(
            next.contains("First page") && !next.contains("There are more"),
            "{next}"
        );
    })
    .await;
}
