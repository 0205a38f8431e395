//! Letters of people, by the ten thousand: hardly one may be taken for a
//! machine's, and hardly one may wait because of what the filter learned.
//! The sentences are those of real customers, from other projects; they stand
//! beside the checkout, and when they do not, only our own are tried.

use super::sieve::arrive;
use super::*;
use crate::intake::rules::{Incoming, read_letter};
use crate::messages::Mark;
use crate::testing::{self, TestDesk};
use std::fmt::Write;

const AT: &str = "2026-03-05T11:00:00Z";
/// Of so many letters of people one may be misjudged, and one may wait.
const ONE_IN: usize = 1_000;
/// The letters that people judge before the filter is measured, of each kind.
const PRESSES: usize = 100;

/// What the mail programs, lists and servers of people write on their letters.
#[rustfmt::skip]
const CLIENTS: &[(&str, &str)] = &[
    ("a phone", "X-Mailer: iPhone Mail (21F90)\r\nMime-Version: 1.0 (1.0)"),
    ("Thunderbird", "User-Agent: Mozilla Thunderbird\r\nContent-Language: en-US"),
    ("Outlook that wants no automatic answers", "X-Mailer: Microsoft Outlook 16.0\r\nThread-Index: AdoQ1\r\nX-Auto-Response-Suppress: DR, OOF, AutoReply"),
    ("Exchange that wants no answers at all", "X-MS-Has-Attach:\r\nX-Auto-Response-Suppress: All\r\nAuto-Submitted: no"),
    ("Exchange, in answer to us", "X-Auto-Response-Suppress: All\r\nIn-Reply-To: <ours@desk.example>\r\nReferences: <ours@desk.example>"),
    ("a mailing list", "Precedence: list\r\nList-Id: <all.customer.example>\r\nList-Unsubscribe: <mailto:leave@customer.example>\r\nErrors-To: bounces@customer.example"),
    ("a group with bulk precedence", "Precedence: bulk\r\nX-Google-Group-Id: 4711\r\nList-Post: <mailto:group@customer.example>"),
    ("junk precedence", "Precedence: junk"),
    ("a machine that says it did not answer", "X-Autoreply: no\r\nX-Auto-Reply: none"),
    ("a form of another site", "X-Mailer: PHPMailer 6.9.1\r\nX-Priority: 3\r\nPrecedence: bulk"),
    ("a relay with its stamps", "X-Spam-Status: No, score=-1.9\r\nX-Loop: customer.example\r\nDelivered-To: help@desk.example"),
    ("an old subject", "In-Reply-To: <ours@desk.example>\r\nSubject: Re: Automatic reply: your order"),
];

/// What people say who are away, or whose own letters came back.
#[rustfmt::skip]
const SPOKEN: &[&str] = &[
    "I am out of the office next week, can you deliver on Tuesday?",
    "Out of the office next week, can you deliver on Tuesday?",
    "Out of office chairs again? I ordered four.",
    "On vacation until Monday, please call my neighbour when the parcel comes.",
    "Vacation rental 4711: the key does not fit",
    "Vacation booking charged twice",
    "Away from home in May, can the delivery wait?",
    "Auto: Kratzer an der Tür nach der Lieferung",
    "Urlaub stornieren, Buchung 4711",
    "Ich bin im Urlaub, bitte liefern Sie erst am 14. Mai",
    "My wife is away, can you deliver on Tuesday?",
    "Abwesend am Dienstag, geht auch Mittwoch?",
    "Nicht im Büro zugestellt, obwohl vereinbart",
    "Absent du bureau mardi, livrez-vous mercredi ?",
    "Ausente el martes, ¿pueden venir el miércoles?",
    "Fuori sede fino a lunedì, potete aspettare?",
    "Afwezig op dinsdag, kan het woensdag?",
    "Your automatic reply says two days, and it has been nine.",
    "Auto reply of your shop is in the wrong language",
    "My letter to sales@desk.example came back: 550 5.1.1 user unknown. Is that address right?",
    "Undelivered parcel returned to sender, what now?",
    "Delivery failed twice, nobody rang. Please try again.",
    "Mailer daemon says your mailbox is full, so I write here",
    "Read: the manual, twice. The lamp still flickers.",
    "This is an automated world, but I would like to speak to a person.",
    "Do not reply to my old address, please use this one.",
];

/// Every sentence of that data; its name is told where it is missing.
fn lines(file: &str) -> Vec<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var("HELIOTROPE_SHARED_DATA").unwrap_or_else(|_| beside.to_owned());
    let Ok(text) = std::fs::read_to_string(format!("{folder}/{file}")) else {
        eprintln!("the shared {file} is not here: only our own sentences were tried");
        return Vec::new();
    };
    let sentence = |line: &str| {
        line.split('\t')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let found: Vec<String> = text
        .lines()
        .map(sentence)
        .filter(|s| !s.is_empty())
        .collect();
    assert!(!found.is_empty(), "{file} is empty");
    found
}

fn customers() -> Vec<String> {
    ["banking77", "clinc150", "nlupp-banking", "nlupp-hotels"]
        .iter()
        .flat_map(|name| lines(&format!("intents/{name}/train.tsv")))
        .collect()
}

fn chatter() -> Vec<String> {
    ["goemotions/train-slice.tsv", "vader-tweets/train.tsv"]
        .iter()
        .flat_map(|name| lines(&format!("emotions/{name}")))
        .collect()
}

/// The sentence as a letter that this program wrote. Its first words are the subject.
fn written(n: usize, client: &str, words: &str) -> Vec<u8> {
    let mut head = format!(
        "Return-Path: <person{n}@customer.example>\r\nFrom: Person {n} <person{n}@customer.example>\r\n\
         To: help@desk.example\r\nMessage-ID: <person{n}@customer.example>\r\nDate: Thu, 5 Mar 2026 10:00:00 +0000\r\n"
    );
    if !client.contains("Subject:") {
        let subject: String = words.chars().take(70).collect();
        let _ = write!(head, "Subject: {subject}\r\n");
    }
    format!("{head}{client}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n")
        .into_bytes()
}

/// The letters that are taken for a machine's, each with what it was taken for.
fn misjudged(sentences: &[String], clients: impl Fn(usize) -> usize + Sync) -> Vec<String> {
    let cores = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(4);
    let size = sentences.len().div_ceil(cores).max(1);
    let clients = &clients;
    std::thread::scope(|scope| {
        let parts: Vec<_> = sentences.chunks(size).enumerate().collect();
        let running: Vec<_> = parts
            .into_iter()
            .map(|(part, chunk)| {
                scope.spawn(move || {
                    let mut wrong = Vec::new();
                    for (at, words) in chunk.iter().enumerate() {
                        let n = part * size + at;
                        let (client, head) = CLIENTS[clients(n)];
                        let mark =
                            read_letter(&written(n, head, words), "person@customer.example").mark;
                        if !matches!(mark, None | Some(Mark::List)) {
                            wrong.push(format!("{mark:?}, {client}: {words}"));
                        }
                    }
                    wrong
                })
            })
            .collect();
        running
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    })
}

#[test]
fn people_are_hardly_ever_taken_for_machines() {
    let away: Vec<String> = SPOKEN
        .iter()
        .flat_map(|words| std::iter::repeat_n((*words).to_owned(), CLIENTS.len()))
        .collect();
    let wrong_away = misjudged(&away, |n| n % CLIENTS.len());
    assert!(wrong_away.is_empty(), "{wrong_away:#?}");
    let sentences: Vec<String> = customers().into_iter().chain(chatter()).collect();
    if sentences.is_empty() {
        return;
    }
    let wrong = misjudged(&sentences, |n| (n * 7 + n / CLIENTS.len()) % CLIENTS.len());
    assert!(
        wrong.len() * ONE_IN <= sentences.len(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        sentences.len()
    );
    figures(
        "machines",
        &[
            (
                "letters made of what people said, with the headers of people".into(),
                sentences.len().to_string(),
            ),
            (
                "of these taken for a machine's or for a bounce".into(),
                wrong.len().to_string(),
            ),
            (
                "letters of people who speak of being away, or of a bounce".into(),
                away.len().to_string(),
            ),
            (
                "of these taken for a machine's or for a bounce".into(),
                wrong_away.len().to_string(),
            ),
        ],
    );
}

/// Letters that nobody wanted: a beginning, a lure and an end of each kind. They
/// speak of cards, accounts and payments, as the customers of a bank do.
#[rustfmt::skip]
const LURES: [[&str; 8]; 3] = [
    [
        "Dear account holder, we noticed unusual activity on your bank card and had to limit it.",
        "Congratulations, your email address was selected for a payment of 850,000 dollars.",
        "Hello dear, I am the widow of a banker and want to transfer his money to you.",
        "Attention: your mailbox storage is full and incoming messages are suspended.",
        "Hi, I visited your website and saw that it does not rank on the first page.",
        "Our factory offers the best price for LED lamps, steel pipes and custom boxes.",
        "Earn money from home with our proven crypto investment platform, no risk at all.",
        "You have an unpaid invoice; legal steps begin unless the transfer arrives today.",
    ],
    [
        "Click the secure link below to verify your identity and restore your account within 24 hours.",
        "Send your full name, phone number, bank account and a copy of your passport to our agent.",
        "We guarantee ten thousand visitors every month with our premium backlinks package.",
        "Reply now to claim your exclusive discount, this limited offer expires tonight.",
        "Confirm your password and card number through the attached form to avoid suspension.",
        "Join thousands of happy investors who double their deposit every single week.",
        "A small processing fee is required before the funds can be released to you.",
        "Kindly send your requirements and we will quote our lowest wholesale price.",
    ],
    [
        "Best regards, Security Verification Department",
        "Yours in trust, Barrister James Cole",
        "Unsubscribe by replying with the word remove in the subject",
        "Act fast, only a few places are left, guaranteed",
        "Sincerely, your dedicated account manager for growth",
        "Waiting for your urgent and confidential response",
        "Kind regards, export sales manager, factory direct",
        "This offer is exclusive to you, click here to subscribe",
    ],
];

fn unwanted(n: usize) -> String {
    let [begin, lure, end] = &LURES;
    // Steps without a common factor: no two of the 512 are the same.
    let n = (n * 197) % 512;
    format!(
        "{} {} {} Reference {n}.",
        begin[n % 8],
        lure[n / 8 % 8],
        end[n / 64]
    )
}

/// 100 letters that somebody lets go as spam, and 100 that are answered.
async fn taught(desk: &TestDesk, wanted: &[String], let_go: &[String]) {
    let robin = desk.program().await;
    for (n, (asked, lure)) in wanted.iter().zip(let_go).enumerate() {
        let from = format!("offer{n}@offer.example");
        let came = arrive(desk, &from, &format!("offer{n}@x"), lure).await;
        let path = format!(
            "/api/v1/cases/{}/closing",
            came.case
                .unwrap_or_else(|| panic!("{lure}: {}", came.shown()))
        );
        let spam = serde_json::json!({ "exemption": "spam" });
        assert_eq!(robin.post_json(&path, spam).await.status, "201 Created");
        let from = format!("asker{n}@customer.example");
        let came = arrive(desk, &from, &format!("ask{n}@x"), asked).await;
        let path = format!(
            "/api/v1/cases/{}/messages",
            came.case
                .unwrap_or_else(|| panic!("{asked}: {}", came.shown()))
        );
        let said = serde_json::json!({ "kind": "reply", "text": "We see to it.", "close": true });
        assert_eq!(robin.post_json(&path, said).await.status, "201 Created");
    }
    while intake::deeds::learn(&desk.desk, true).await.unwrap() > 0 {}
    assert!(desk.desk.sieve.now().is_some(), "the filter speaks");
}

/// Those of them that would wait for a person, if strangers wrote them.
fn waits(desk: &Desk, sentences: &[String]) -> Vec<String> {
    let held = |words: &&String| {
        let incoming = Incoming {
            subject: words.chars().take(70).collect(),
            words: (*words).clone(),
            ..Incoming::default()
        };
        intake::deeds::unwanted(desk, &incoming)
    };
    sentences.iter().filter(held).cloned().collect()
}

/// Sentences from all through the data, which people judge; and all others, which
/// are measured.
fn split(customers: &[String]) -> (Vec<String>, Vec<String>) {
    let step = customers.len() / PRESSES;
    let judged = |n: usize| n.is_multiple_of(step) && n / step < PRESSES;
    let (lessons, rest): (Vec<_>, Vec<_>) =
        customers.iter().enumerate().partition(|(n, _)| judged(*n));
    assert_eq!(lessons.len(), PRESSES);
    let words = |some: Vec<(usize, &String)>| some.into_iter().map(|(_, w)| w.clone()).collect();
    (words(lessons), words(rest))
}

#[tokio::test]
async fn after_two_hundred_presses_hardly_a_person_waits() {
    let customers = customers();
    if customers.is_empty() {
        return;
    }
    let (lessons, rest) = split(&customers);
    let lures: Vec<String> = (0..512).map(unwanted).collect();
    let chatter = chatter();
    let (comments, others) = chatter.split_at(PRESSES);
    let mut rows = Vec::new();
    for (kind, let_go, unseen) in [
        ("offers and swindles", &lures[..PRESSES], &lures[PRESSES..]),
        ("short comments of people", comments, others),
    ] {
        let (lessons, rest) = (&lessons, &rest);
        let counts = std::cell::Cell::new((0, 0));
        testing::each(AT, async |desk| {
            desk.mailbox().await;
            taught(&desk, lessons, let_go).await;
            let people = waits(&desk.desk, rest);
            assert!(
                people.len() * ONE_IN <= rest.len(),
                "{kind}: {} of {}: {people:#?}",
                people.len(),
                rest.len()
            );
            counts.set((people.len(), waits(&desk.desk, unseen).len()));
        })
        .await;
        let (people, found) = counts.get();
        if kind == "offers and swindles" {
            assert!(
                found * 2 > unseen.len(),
                "{found} of {}: it learned nothing",
                unseen.len()
            );
        }
        rows.push((
            format!(
                "customers who wait after {} presses, 100 of them on {kind}",
                2 * PRESSES
            ),
            format!("{people} of {}", rest.len()),
        ));
        rows.push((
            format!("{kind} that wait and had not been judged"),
            format!("{found} of {}", unseen.len()),
        ));
    }
    figures("waiting", &rows);
}

/// Writes these rows into docs/mail.md when asked to, and never by hand.
fn figures(block: &str, rows: &[(String, String)]) {
    let mut table = String::from("| | |\n|---|---|\n");
    for (what, value) in rows {
        let _ = writeln!(table, "| {what} | {value} |");
    }
    println!("{table}");
    if std::env::var_os("HELIOTROPE_WRITE_DOCS").is_none() {
        return;
    }
    // Both tests write into one file.
    static WRITING: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _alone = WRITING.lock().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mail.md");
    let text = std::fs::read_to_string(file).unwrap();
    let begin = format!("<!-- Written by the command above: {block}. -->\n");
    let end = format!("<!-- End of {block}. -->\n");
    let (before, rest) = text
        .split_once(&begin)
        .expect("docs/mail.md has the line where these figures begin");
    let (_, after) = rest
        .split_once(&end)
        .expect("docs/mail.md has the line where these figures end");
    std::fs::write(file, format!("{before}{begin}{table}{end}{after}")).unwrap();
}
