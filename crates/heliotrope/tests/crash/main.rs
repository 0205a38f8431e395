//! What was acknowledged survives `kill -9` of the real program.
//!
//! `serve` is killed at random moments while letters come in by SMTP, by
//! `receive` and from a Dovecot that we fetch from, replies are written by the
//! API and letters leave for a small server of ours. Who got no answer comes
//! again with the same letter or the same Idempotency-Key, as mail servers and
//! good clients do. In the end every acknowledged word is there once, each in
//! its case; only a letter that left may be doubled, with the same Message-ID,
//! when we died between the other side's 250 and our mark.
//!
//! `HELIOTROPE_TEST_KILLS=200` for a long run; `HELIOTROPE_TEST_SEED` repeats one.

mod desk;
#[path = "../foreign/mod.rs"]
mod foreign;
mod sink;
mod work;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use desk::Desk;
use work::{Door, Elsewhere, Letter, Receive, Reply, Shared, Smtp, Worker};

const KILLS: u64 = 50;
/// So many times as many, where a slow machine is killed before it has worked:
/// what is proven is proven of work, not of deaths.
const LONGEST: u64 = 6;
/// A life ends at some moment of this long.
const LIFE: Duration = Duration::from_millis(700);
/// Until somebody is answered after a start.
const FIRST_ANSWER: Duration = Duration::from_secs(10);
/// Until the next letter of those that lie elsewhere is here, after the last start.
const FETCHING: Duration = Duration::from_secs(60);
/// Until everything that waits has left, after the last start.
const LEAVING: Duration = Duration::from_secs(60);

#[test]
#[ignore = "takes minutes, needs Dovecot and root: ./test mail"]
fn kill_9_loses_and_doubles_nothing_on_sqlite() {
    crash(Desk::new(None));
}

#[test]
#[ignore = "takes minutes, needs Dovecot and root: ./test mail"]
fn kill_9_loses_and_doubles_nothing_on_postgresql() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let Some(database) = runtime.block_on(store::testing::TestDb::postgres(&[])) else {
        println!("PostgreSQL: not run here, ./test runs it");
        return;
    };
    crash(Desk::new(database.postgres_url()));
    // Dropped here, after the last program that uses it has ended.
    drop(database);
}

fn crash(mut desk: Desk) {
    let seed = number("HELIOTROPE_TEST_SEED").unwrap_or_else(now);
    let kills = number("HELIOTROPE_TEST_KILLS").unwrap_or(KILLS);
    println!("{}: HELIOTROPE_TEST_SEED={seed}", desk.engine());
    let mut dice = Dice(seed);
    let shared = Shared::default();
    let mut workers: Vec<Box<dyn Worker>> = vec![
        Box::new(Smtp::new(0)),
        Box::new(Smtp::new(1)),
        Box::new(Receive::new(2)),
        Box::new(Elsewhere::new(3)),
        Box::new(Reply::new(0)),
        Box::new(Reply::new(1)),
    ];
    let mut killed = 0;
    while killed < kills || (!load(&desk, &shared, kills).is_enough() && killed < kills * LONGEST) {
        desk.start();
        desk.doctor(&format!("after {killed} kills"));
        let life = LIFE.mul_f64(dice.below(10_000) as f64 / 10_000.0);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for worker in &mut workers {
                let (desk, shared, stop) = (&desk, &shared, &stop);
                scope.spawn(move || {
                    while !stop.load(Ordering::Relaxed) && worker.step(desk, shared) {
                        std::thread::sleep(Duration::from_millis(3));
                    }
                });
            }
            // A quarter dies while it starts to work, the others at work.
            let before = shared.answers();
            if dice.below(4) > 0 {
                let from = Instant::now();
                while shared.answers() == before && soon(from, FIRST_ANSWER) {}
            }
            std::thread::sleep(life);
            desk.kill();
            // Every second time a `receive` dies with it, at its own moment.
            if dice.below(2) == 0 {
                std::thread::sleep(Duration::from_millis(dice.below(40)));
                shared.kill_receive();
            }
            stop.store(true, Ordering::Relaxed);
        });
        desk.sink.next_life();
        killed += 1;
    }
    let load = load(&desk, &shared, kills);
    assert!(
        load.is_enough(),
        "too little work in {killed} lives: {load:?}"
    );
    desk.start();
    for worker in &mut workers {
        while worker.unanswered() {
            assert!(worker.step(&desk, &shared), "nobody kills it any more");
        }
    }
    check(&desk, &shared, killed);
}

/// What was acknowledged so far, at each door.
#[derive(Debug)]
struct Load {
    smtp: usize,
    receive: usize,
    replies: usize,
    sign_ins: usize,
    kills: u64,
}

impl Load {
    /// Every door was at work, and most lives were long enough to fetch.
    fn is_enough(&self) -> bool {
        self.smtp > 30
            && self.receive > 20
            && self.replies > 30
            && self.sign_ins as u64 > self.kills / 2
    }
}

fn load(desk: &Desk, shared: &Shared, kills: u64) -> Load {
    let letters = shared.letters.lock().unwrap();
    let by = |door| letters.iter().filter(|l| l.door == door).count();
    Load {
        smtp: by(Door::Smtp),
        receive: by(Door::Receive),
        replies: shared.replies.lock().unwrap().len(),
        sign_ins: desk.elsewhere.lock().unwrap().sign_ins().0,
        kills,
    }
}

/// Waits until every letter that lies elsewhere is here; it was never shown to
/// be read there.
fn until_fetched(desk: &Desk, letters: &[Letter]) {
    let began = Instant::now();
    for Letter { id, .. } in letters.iter().filter(|l| l.door == Door::Fetch) {
        let from = Instant::now();
        let path = format!("/api/v1/arrivals?message_id={id}");
        while desk.list(&path).is_empty() {
            assert!(soon(from, FETCHING), "{id} lies elsewhere and is not here");
        }
    }
    println!("all are here after {:.0?}", began.elapsed());
}

/// Everything once, each in its place.
fn check(desk: &Desk, shared: &Shared, kills: u64) {
    let letters = shared.letters.lock().unwrap();
    let replies = shared.replies.lock().unwrap();
    let by = |door| letters.iter().filter(|l| l.door == door).count();
    let sign_ins = desk.elsewhere.lock().unwrap().sign_ins().0;
    until_fetched(desk, &letters);
    assert_eq!(
        desk.elsewhere.lock().unwrap().letters(),
        (by(Door::Fetch), 0),
        "all lie there as they lay"
    );

    let mut messages: HashMap<u64, Vec<Value>> = HashMap::new();
    let mut first: BTreeMap<String, u64> = BTreeMap::new();
    let mut again = 0;
    for letter in letters.iter() {
        let Letter {
            id,
            sender,
            answers,
            door,
            ..
        } = letter;
        let arrivals = desk.list(&format!("/api/v1/arrivals?message_id={id}"));
        let (cases, others): (Vec<_>, Vec<_>) =
            arrivals.iter().partition(|a| a["verdict"] == "case");
        assert_eq!(cases.len(), 1, "{id} was acknowledged: {arrivals:?}");
        assert!(
            others.iter().all(|a| a["verdict"] == "duplicate"),
            "{id}: {arrivals:?}"
        );
        // Who fetches knows how far he came: nobody hands it in again.
        assert!(others.is_empty() || *door != Door::Fetch, "{arrivals:?}");
        again += others.len();
        let case = cases[0]["case"].as_u64().expect("a case");
        match answers {
            None => assert_eq!(
                first.insert(sender.clone(), case),
                None,
                "{sender} wrote first twice"
            ),
            Some(before) => assert_eq!(first.get(sender), Some(&case), "{id} answers {before}"),
        }
        let in_case = messages
            .entry(case)
            .or_insert_with(|| desk.list(&format!("/api/v1/cases/{case}/messages")));
        let found = in_case
            .iter()
            .filter(|m| m["message_id"] == id.as_str())
            .count();
        assert_eq!(found, 1, "{id} in case {case}");
    }
    assert_eq!(
        first.values().collect::<HashSet<_>>().len(),
        first.len(),
        "a case for each"
    );

    let mut expected: HashMap<u64, usize> = first.values().map(|case| (*case, 1)).collect();
    let mut leaving = Vec::new();
    for (case, text) in replies.iter() {
        let found: Vec<_> = messages[case]
            .iter()
            .filter(|m| m["text"] == text.as_str())
            .collect();
        assert_eq!(found.len(), 1, "{text} in case {case}");
        leaving.push(found[0]["message_id"].as_str().expect("its id").to_owned());
        *expected.entry(*case).or_default() += 1;
    }
    let in_cases: usize = messages.values().map(Vec::len).sum();
    assert_eq!(
        in_cases,
        letters.len() + replies.len(),
        "nothing beside what was acknowledged"
    );

    let doctor = desk.wait_until_all_left(LEAVING);
    assert_eq!(doctor["counts"]["cases"], first.len());
    assert_eq!(doctor["counts"]["messages"], in_cases);
    for id in &leaving {
        assert!(desk.sink.times(id) > 0, "the reply {id} never left");
    }
    // One receipt and the replies: another Message-ID would be a double too.
    for (sender, case) in &first {
        assert_eq!(
            desk.sink.letters_to(sender),
            expected[case],
            "letters to {sender}"
        );
    }
    let (taken, doubled) = desk.sink.doubles();
    println!(
        "{}: killed {kills} times; {} letters by SMTP, {} by receive and {} fetched in {sign_ins} sign-ins ({again} \
         were handed in again and known), {} replies; {taken} letters left, {} of them twice, in different lives",
        desk.engine(),
        by(Door::Smtp),
        by(Door::Receive),
        by(Door::Fetch),
        replies.len(),
        doubled.len(),
    );
    for letter in doubled {
        println!("  twice: {letter}");
    }
}

fn number(name: &str) -> Option<u64> {
    let said = std::env::var(name).ok()?;
    Some(said.parse().expect("a number"))
}

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.unwrap().as_micros() as u64
}

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

fn soon(from: Instant, patience: Duration) -> bool {
    if from.elapsed() < patience {
        std::thread::sleep(Duration::from_millis(5));
        return true;
    }
    false
}
