//! A line that is cut, delayed, split and corrupted, a server that restarts
//! and counts anew: afterwards every letter is here once.

use std::collections::BTreeMap;

use super::*;
use crate::testing::foreign::proxy::{Fault, Proxy};

/// A small generator with a seed, so that a failure can be run again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % sides
    }

    /// Corruption only where encryption finds it out: nothing else could.
    fn fault(&mut self, encrypted: bool) -> Fault {
        let at = match self.roll(3) {
            0 => self.roll(400),
            1 => self.roll(3_000),
            _ => self.roll(30_000),
        };
        match self.roll(if encrypted { 6 } else { 5 }) {
            0 | 1 => Fault::CutHeard(at),
            2 => Fault::CutSaid(self.roll(600)),
            3 => Fault::Stall(at, Duration::from_millis(self.roll(60))),
            4 => Fault::Drip(1 + self.roll(40) as usize),
            _ => Fault::Corrupt(at),
        }
    }
}

/// Waits until the ledger holds every letter as a case, pressing "fetch now"
/// all the while: the pauses between tries are for the sake of servers. A length
/// that was spoilt on the way makes both sides wait for what never comes, until
/// we have heard nothing for a minute; that may happen in more runs than one.
async fn until_all(desk: &TestDesk, mailbox: i64, letters: i64, what: &str) {
    let until = Instant::now() + 4 * PATIENCE;
    loop {
        let ledger = ledger(desk).await;
        if ledger.case >= letters {
            return;
        }
        let state = state(desk).await;
        assert!(
            Instant::now() < until,
            "{what}: {ledger:?} of {letters}; {state:?}"
        );
        now(&desk.desk, mailbox);
        tokio::time::sleep(Duration::from_millis(15)).await;
    }
}

/// Message-IDs that are not in exactly one case, and their number of cases.
async fn not_once(desk: &TestDesk, letters: i64) -> Vec<String> {
    let found = desk
        .read(|tx| Ok(intake::store::list(tx, None, i64::MAX, i64::MAX)?))
        .await;
    let mut cases: BTreeMap<String, i64> = (0..letters)
        .map(|n| (format!("l{n}@c.example"), 0))
        .collect();
    for arrival in found {
        if arrival.ending == Some(intake::Ending::Case) {
            *cases.entry(arrival.letter_id.unwrap()).or_default() += 1;
        }
    }
    let wrong = cases.into_iter().filter(|(_, n)| *n != 1);
    wrong.map(|(id, n)| format!("{id} {n} times")).collect()
}

async fn storm(desk: &TestDesk, encrypted: bool, runs: u64, seed: u64) {
    let mut dice = Dice(seed);
    let mut dovecot = Dovecot::start().await;
    server::trust(&std::fs::read(&dovecot.certificate).unwrap());
    let proxy = Proxy::to(if encrypted {
        dovecot.tls_port
    } else {
        dovecot.port
    })
    .await;
    let mut fetching = fetching(desk, proxy.port, PASSWORD);
    if encrypted {
        fetching.server.host = "localhost".to_owned();
        fetching.server.tls = Tls::Tls;
    }
    let before = ledger(desk).await;
    let first = before.case;
    let mailbox = fetch_from(desk, fetching).await;
    let running = start(desk.desk.clone());
    let mut letters = first;
    for run in 0..runs {
        let what = format!("seed {seed}, run {run}, encrypted: {encrypted}");
        proxy.next(
            (0..dice.roll(4))
                .map(|_| dice.fault(encrypted))
                .collect::<Vec<_>>(),
        );
        if dice.roll(2) == 0 {
            proxy.cut();
        }
        for _ in 0..1 + dice.roll(4) {
            let text = "Where is it?\r\n".repeat(dice.roll(300) as usize);
            let from = format!("writer{letters}@c.example");
            let id = format!("l{letters}@c.example");
            dovecot.put(&letter(&id, &from, &format!("Question {letters}"), &text));
            letters += 1;
            if dice.roll(6) == 0 {
                proxy.cut();
            }
        }
        match dice.roll(25) {
            0 => {
                dovecot.stop();
                dovecot.go_on();
            }
            1 => dovecot.renumber(),
            _ => {}
        }
        until_all(desk, mailbox, letters, &what).await;
    }
    // What is still under way may only end as a duplicate.
    proxy.next([]);
    tokio::time::sleep(Duration::from_millis(300)).await;
    running.stop().await;
    let all = ledger(desk).await;
    assert_eq!(all.case, letters, "seed {seed}: {all:?}");
    assert!(
        all.sums_up() && all.needs_person == 0 && all.screened == 0,
        "{all:?}"
    );
    assert_eq!(not_once(desk, letters).await, [""; 0], "seed {seed}");
    let cases = desk
        .count(::store::sql!("SELECT COUNT(*) FROM cases"))
        .await;
    assert_eq!(cases, letters, "seed {seed}");
    assert_eq!(
        dovecot.letters(),
        (usize::try_from(letters - first).unwrap(), 0)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn two_hundred_runs_on_a_bad_line_lose_nothing_and_double_nothing() {
    testing::each(AT, async |desk| {
        let seed = u64::from_le_bytes(crate::kit::random::bytes()) | 1;
        println!("seed {seed}");
        storm(&desk, false, 120, seed).await;
        storm(&desk, true, 80, seed).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_line_may_be_cut_at_every_byte() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        let proxy = Proxy::to(dovecot.port).await;
        let mailbox = fetch_from(&desk, fetching(&desk, proxy.port, PASSWORD)).await;
        let running = start(desk.desk.clone());
        let mut letters = 0;
        let put = |dovecot: &mut Dovecot, letters: &mut i64| {
            let from = format!("writer{letters}@c.example");
            dovecot.put(&letter(
                &format!("l{letters}@c.example"),
                &from,
                "Question",
                "How?",
            ));
            *letters += 1;
        };
        // How much is said from the greeting to the letter.
        put(&mut dovecot, &mut letters);
        until_all(&desk, mailbox, letters, "a clean line").await;
        until(&desk, "done", |s| s.last_fetched_at.is_some()).await;
        proxy.cut();
        tokio::time::sleep(Duration::from_millis(50)).await;
        let whole = *proxy.heard().iter().max().unwrap();
        assert!((400..4_000).contains(&whole), "{whole} bytes");
        // Every byte on one engine, and every ninth on the other.
        let step = match desk.desk.db.engine() {
            ::store::Engine::Sqlite => 1,
            ::store::Engine::Postgres => 9,
        };
        for at in (0..whole).step_by(step) {
            proxy.next([Fault::CutHeard(at)]);
            put(&mut dovecot, &mut letters);
            proxy.cut();
            until_all(&desk, mailbox, letters, &format!("cut at byte {at}")).await;
        }
        running.stop().await;
        let all = ledger(&desk).await;
        assert_eq!((all.arrivals, all.case), (letters, letters), "{all:?}");
        assert_eq!(not_once(&desk, letters).await, [""; 0]);
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn a_handshake_in_which_both_sides_wait_is_given_up() {
    testing::each(AT, async |desk| {
        let mut dovecot = Dovecot::start().await;
        server::trust(&std::fs::read(&dovecot.certificate).unwrap());
        let proxy = Proxy::to(dovecot.tls_port).await;
        let mut fetching = fetching(&desk, proxy.port, PASSWORD);
        fetching.server.host = "localhost".to_owned();
        fetching.server.tls = Tls::Tls;
        let mailbox = fetch_from(&desk, fetching).await;
        let running = start(desk.desk.clone());
        until(&desk, "first look", |s| s.last_fetched_at.is_some()).await;
        // The length of the server's first words: far more than ever comes.
        proxy.next([Fault::Corrupt(3)]);
        proxy.cut();
        let from = "Ines <ines@c.example>";
        dovecot.put(&letter("l0@c.example", from, "Lost key", "I lost my key."));
        until_all(&desk, mailbox, 1, "after a handshake without end").await;
        assert!(proxy.is_spent());
        running.stop().await;
    })
    .await;
}

#[tokio::test]
#[ignore = "needs Dovecot and root: ./test mail"]
async fn trying_a_server_on_a_line_that_is_cut_at_every_byte_ends_in_words() {
    let dovecot = Dovecot::start().await;
    let proxy = Proxy::to(dovecot.port).await;
    let source = Source {
        host: "127.0.0.1".to_owned(),
        port: proxy.port,
        ..source(&dovecot, Tls::None, PASSWORD)
    };
    try_sign_in(&source).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let whole = proxy.heard()[0];
    let mut well = 0;
    for at in 0..whole {
        proxy.next([Fault::CutHeard(at)]);
        match try_sign_in(&source).await {
            // Only the goodbye was cut.
            Ok(_) => well += 1,
            Err(trouble) => assert!(
                ["cut", "protocol", "bye", "unreachable"].contains(&trouble.code),
                "at byte {at}: {trouble}"
            ),
        }
    }
    assert!(well < 200, "{well} of {whole}");
}
