//! Bad weeks at the real door: `serve` fetches from a real server while disks
//! fill, clocks jump, passwords expire and nodes die. When it is over, the
//! mailbox there and the ledger here are compared letter by letter.

// `./test` runs them: it has every feature.
#[cfg(feature = "test-clock")]
mod clock;
mod disk;
mod many;
mod nodes;
#[cfg(feature = "test-clock")]
mod password;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::folder::{Folder, Serving};
use crate::foreign::imap::Dovecot;
use crate::foreign::{PASSWORD, USER};

pub const MAILBOX: &str = "help@desk.example";

/// A letter that lies on the other server.
struct Put {
    raw: Vec<u8>,
    /// When that server took it in, in seconds.
    came: RangeInclusive<i64>,
}

/// The mailbox on the other server, and everything that ever came to it.
pub struct Elsewhere {
    pub dovecot: Dovecot,
    put: BTreeMap<String, Put>,
}

impl Elsewhere {
    pub async fn start() -> Elsewhere {
        Elsewhere {
            dovecot: Dovecot::start().await,
            put: BTreeMap::new(),
        }
    }

    /// The next letter, from somebody who has not written before, comes there
    /// at `when`. Gives the writer's address.
    pub fn put(&mut self, when: SystemTime, text: &str) -> String {
        let n = self.put.len();
        let (id, from) = (format!("l{n}@c.example"), format!("writer{n}@c.example"));
        let text = text.replace('\n', "\r\n");
        let raw = format!(
            "Message-ID: <{id}>\r\nFrom: Writer {n} <{from}>\r\nTo: {MAILBOX}\r\nSubject: Question {n}\r\n\r\n\
             Where is it? {n}\r\n{text}\r\n"
        );
        let raw = raw.into_bytes();
        self.dovecot.put_at(&raw, when);
        let came = seconds(when);
        let came = came..=came;
        self.put.insert(id, Put { raw, came });
        from
    }

    /// A letter comes now, while the clock of the desk is so many seconds
    /// behind: it is never from the future.
    #[cfg(feature = "test-clock")]
    pub fn put_ahead(&mut self, behind: i64) -> String {
        let from = self.put_now();
        let last = format!("l{}@c.example", self.put.len() - 1);
        let put = self.put.get_mut(&last).expect("it was put");
        let came = put.came.start() - behind;
        put.came = came..=came + 60;
        from
    }

    pub fn put_now(&mut self) -> String {
        self.put(SystemTime::now(), "")
    }

    /// The desk fetches its letters there, from now on or with the last
    /// `bring` that lie there; they leave by `smtp`.
    pub fn add_to(&self, folder: &Folder, port: u16, bring: usize, smtp: Option<&str>) {
        let imap = format!(
            "imap://{}@127.0.0.1:{port}?tls=none",
            USER.replace('@', "%40")
        );
        let bring = bring.to_string();
        let mut line = vec!["mailbox", "add", MAILBOX, "--imap", &imap];
        if bring != "0" {
            line.extend(["--bring", &bring]);
        }
        if let Some(smtp) = smtp {
            line.extend(["--smtp", smtp]);
        }
        folder
            .run_with(&line, format!("{PASSWORD}\n").as_bytes())
            .ended(0);
    }

    pub fn letters(&self) -> usize {
        self.put.len()
    }

    /// Mailbox and ledger, to the last letter: each is here once, with every
    /// byte and its own time, in a case of its own; nothing else is here, and
    /// there everything lies as it did.
    pub fn agrees_with(&self, folder: &Folder) {
        let out = format!("export-{}", seconds(SystemTime::now()));
        folder.run(&["export", "everything", &out]).ended(0);
        let out = folder.path().join(out);
        let messages: BTreeMap<i64, Value> = rows(&out, "message")
            .into_iter()
            .map(|row| (row["id"].as_i64().expect("a number"), row))
            .collect();
        let arrivals = rows(&out, "arrival");
        let mut cases = BTreeMap::new();
        for arrival in &arrivals {
            let id = arrival["letter_id"].as_str().expect("an id");
            let put = self
                .put
                .get(id)
                .unwrap_or_else(|| panic!("nobody wrote {id}"));
            assert_eq!(arrival["verdict"], "case", "{arrival}");
            let case = arrival["case_number"].as_i64().expect("a case");
            let before = cases.insert(id.to_owned(), case);
            assert_eq!(before, None, "{id} is here twice");
            let raw = arrival["raw"].as_str().expect("a digest");
            let file = out
                .join("letters")
                .join(&raw[..2])
                .join(format!("{raw}.eml"));
            assert!(
                std::fs::read(file).expect("its bytes") == put.raw,
                "{id} is another letter"
            );
            let message = &messages[&arrival["message_id"].as_i64().expect("a message")];
            assert_eq!(message["letter_id"], id);
            for time in [&arrival["received_at"], &message["at"]] {
                let time = time.as_i64().expect("a time") / 1_000_000;
                assert!(
                    put.came.contains(&time),
                    "{id} came at {time}: {:?}",
                    put.came
                );
            }
        }
        let missing: Vec<_> = self
            .put
            .keys()
            .filter(|id| !cases.contains_key(*id))
            .collect();
        assert!(missing.is_empty(), "not here: {missing:?}");
        let numbers: std::collections::BTreeSet<_> = cases.values().collect();
        assert_eq!(numbers.len(), self.put.len(), "each in a case of its own");
        assert_eq!(rows(&out, "cases").len(), self.put.len());
        assert_eq!(
            self.dovecot.letters(),
            (self.put.len(), 0),
            "as it lay there"
        );
        std::fs::remove_dir_all(out).expect("removed");
    }
}

fn rows(export: &std::path::Path, table: &str) -> Vec<Value> {
    let text =
        std::fs::read_to_string(export.join(format!("rows/{table}.jsonl"))).expect("its rows");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn seconds(when: SystemTime) -> i64 {
    let since = when.duration_since(UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_secs()).expect("a few")
}

/// What the doctor says; he may find something.
pub fn doctor(folder: &Folder) -> Value {
    folder.run(&["doctor", "--json"]).json()
}

/// The doctor's sentence about `name`, and whether that is well.
pub fn finding(report: &Value, name: &str) -> (bool, String) {
    let checks = report["checks"].as_array().expect("checks");
    let found = checks.iter().find(|check| check["name"] == name);
    let found = found.unwrap_or_else(|| panic!("nothing about {name}: {report}"));
    let said = found["detail"].as_str().expect("a sentence").to_owned();
    (found["ok"] == true, said)
}

/// A figure of `/metrics`, over all its labels.
pub fn figure(serving: &Serving, name: &str) -> usize {
    let text = serving.get("/metrics");
    let begins = [
        format!("heliotrope_{name} "),
        format!("heliotrope_{name}{{"),
    ];
    let lines = text
        .lines()
        .filter(|line| begins.iter().any(|b| line.starts_with(b)));
    lines
        .map(|line| {
            line.rsplit(' ')
                .next()
                .expect("a figure")
                .parse::<usize>()
                .expect("a number")
        })
        .sum()
}

pub fn arrivals(serving: &Serving) -> usize {
    figure(serving, "arrivals")
}

/// Waits until it is so.
#[track_caller]
pub fn until<T: std::fmt::Debug>(
    what: &str,
    patience: Duration,
    mut look: impl FnMut() -> (bool, T),
) {
    let began = Instant::now();
    loop {
        let (is_so, seen) = look();
        if is_so {
            return;
        }
        assert!(began.elapsed() < patience, "{what}: {seen:?}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// Waits until every letter is here.
#[track_caller]
pub fn until_all(serving: &Serving, elsewhere: &Elsewhere, what: &str, patience: Duration) {
    until(what, patience, || {
        let here = arrivals(serving);
        (here >= elsewhere.letters(), (here, elsewhere.letters()))
    });
}

/// The clock of the machine, as every program in the folder sees it. Timers go
/// on as they do when somebody sets a clock.
#[cfg(feature = "test-clock")]
pub struct Clock(std::path::PathBuf);

#[cfg(feature = "test-clock")]
impl Clock {
    pub fn of(folder: &mut Folder) -> Clock {
        let clock = Clock(folder.path().join("clock"));
        clock.off_by(0);
        folder.set("DESK_TEST_CLOCK", clock.0.display().to_string());
        clock
    }

    /// From now on, so many seconds ahead of the true time.
    pub fn off_by(&self, seconds: i64) {
        let new = self.0.with_extension("new");
        std::fs::write(&new, seconds.to_string()).expect("written");
        std::fs::rename(new, &self.0).expect("in place");
    }
}
