//! A clock that jumps a day ahead, back to the truth, an hour and a day behind it and
//! back again, while the desk is at work.

use std::time::Duration;

use super::{Clock, Elsewhere, arrivals, doctor, figure, finding, until_all};
use crate::folder::{Folder, letter};
use crate::foreign::Foreign;
use crate::full_disk::Browser;

const SOON: Duration = Duration::from_secs(60);
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A reply to a case leaves once its undo time is over.
fn reply(mara: &Browser, case: usize) {
    let fields = [
        ("kind", "reply"),
        ("text", "It left us today."),
        ("seen_event", "99"),
    ];
    let (status, page) = mara.post(&format!("/cases/{case}/messages"), &fields);
    assert_eq!(status, 303, "{page}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Dovecot, Postfix and root: ./test mail"]
async fn a_clock_that_jumps_loses_doubles_and_forgets_nothing() {
    let mut elsewhere = Elsewhere::start().await;
    let foreign = Foreign::start().await;
    let mut folder = Folder::new();
    let clock = Clock::of(&mut folder);
    let nobody = crate::setup::dns::serve(Vec::new());
    folder.set("HELIOTROPE_DNS__SERVERS", nobody.to_string());
    let mara = [
        "user",
        "add",
        "mara@desk.example",
        "--name",
        "Mara",
        "--role",
        "admin",
    ];
    folder.run(&mara).ended(0);
    let smtp = format!("smtp://127.0.0.1:{}?tls=none", foreign.port);
    elsewhere.add_to(&folder, elsewhere.dovecot.port, 0, Some(&smtp));
    let serving = folder.serve(&[]);
    let mara = Browser::signed_in(&folder, &[], &serving);
    let mut writers = Vec::new();

    for (n, off) in [0, DAY, 0, -HOUR, 0, -DAY, 0].into_iter().enumerate() {
        clock.off_by(off);
        let writer = match off < 0 {
            true => elsewhere.put_ahead(-off),
            false => elsewhere.put_now(),
        };
        // A letter that seems to have waited for a day gets no receipt any more.
        writers.push((writer, if off > 0 { 1 } else { 2 }));
        until_all(&serving, &elsewhere, &format!("{off} seconds off"), SOON);
        let case = n + 1;
        reply(&mara, case);
        // The undo time of this one still runs when the clock jumps.
        let (status, page) = mara.get("/today");
        assert_eq!(status, 200, "nobody is signed out: {page}");
    }
    for (writer, receipt_and_reply) in &writers {
        // What was written ahead of time leaves with the next look, half a
        // minute later at most.
        foreign
            .wait_letters(writer, *receipt_and_reply, 2 * SOON)
            .await;
    }
    for (writer, receipt_and_reply) in &writers {
        let letters = foreign.letters_for(writer).await;
        let ids: std::collections::BTreeSet<_> = letters
            .iter()
            .map(|letter| String::from_utf8_lossy(&letter.raw).into_owned())
            .filter_map(|raw| Some(raw.split_once("Message-ID: ")?.1.lines().next()?.to_owned()))
            .collect();
        assert_eq!(letters.len(), *receipt_and_reply, "to {writer}");
        assert_eq!(ids.len(), letters.len(), "each of them once");
    }
    assert_eq!(figure(&serving, "letters_lost"), 0);
    let well = doctor(&folder);
    assert!(
        finding(&well, "ledger").0 && finding(&well, "integrity").0,
        "{well}"
    );
    elsewhere.agrees_with(&folder);

    // Five letters that agree on the time tell who is wrong.
    clock.off_by(2 * HOUR);
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000");
    for n in 0..5 {
        let mut dated = format!("Date: {date}\n").into_bytes();
        dated.extend(letter(&format!("dated{n}"), super::MAILBOX));
        folder.run_with(&["receive"], &dated).ended(0);
    }
    let report = folder.run(&["doctor", "--network", "--json"]).json();
    let (well, words) = finding(&report, "clock");
    assert!(!well, "{words}");
    assert_eq!(
        words,
        "your clock is 120 minutes ahead of the letters that come. Promises fall due too early: set the clock of this machine"
    );
    clock.off_by(0);
    assert_eq!(arrivals(&serving), elsewhere.letters() + 5);
    assert_eq!(serving.stop().0, Some(0));
}
