//! Mail from other projects' tests, read and held against what they expect.
//! The material is never part of the project; when it is not there, this says so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use letters::{Auto, Letter, read, reading};
use serde_json::Value;

fn data() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("HELIOTROPE_SHARED_DATA")
        .map_or(beside, PathBuf::from)
        .join("mail");
    folder.is_dir().then_some(folder)
}

/// Right and asked, for each fact, and for each source of reply texts.
#[derive(Default)]
struct Sums(BTreeMap<String, (usize, usize)>);

impl Sums {
    fn count(&mut self, fact: &str, right: bool) {
        let sum = self.0.entry(fact.to_string()).or_default();
        sum.0 += usize::from(right);
        sum.1 += 1;
    }

    fn table(&self) -> String {
        let mut table = String::from("| fact | right | of |\n|---|---|---|\n");
        for (fact, (right, of)) in &self.0 {
            table.push_str(&format!("| {fact} | {right} | {of} |\n"));
        }
        table
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn strings(value: &Value) -> Vec<String> {
    value
        .as_array()
        .map(|list| {
            list.iter()
                .filter_map(|v| v.as_str().map(str::to_string))
                .collect()
        })
        .unwrap_or_default()
}

/// Whether the reading agrees with the expectation in this one fact.
fn agrees(
    key: &str,
    expected: &Value,
    expectation: &Value,
    got: &Value,
    letter: &Letter,
) -> Option<bool> {
    Some(match key {
        "from" | "to" | "cc" => {
            let (mut a, mut b) = (strings(expected), strings(&got[key]));
            a.sort();
            b.sort();
            a == b
        }
        "in_reply_to" | "references" => strings(expected) == strings(&got[key]),
        "subject" | "message_id" | "body_text" | "signature" | "forwarded_text" | "elided_text" => {
            squeeze(expected.as_str().unwrap_or_default())
                == squeeze(got[key].as_str().unwrap_or_default())
        }
        "has_html" | "is_bounce" | "is_auto_reply" | "is_feedback_report" => *expected == got[key],
        "bounce_hard" => expected.as_bool() == Some(got[key].as_bool().unwrap_or(false)),
        "bounce_reason" | "bounce_status" => {
            if expected.is_null() {
                got[key].is_null()
            } else {
                got[key]
                    .as_str()
                    .is_some_and(|word| strings(expected).iter().any(|e| e == word))
            }
        }
        "bounce_recipients" => match expected.as_u64() {
            Some(count) => letter
                .bounce
                .as_ref()
                .is_some_and(|b| b.recipients.len() as u64 == count),
            None => letter
                .bounce
                .as_ref()
                .is_none_or(|b| b.recipients.is_empty()),
        },
        "attachments" => {
            attachments(expected) == attachments(&got[key]) || same_attachments(expected, &got[key])
        }
        "attachment_count" => {
            expected.as_u64() == got["attachments"].as_array().map(|a| a.len() as u64)
        }
        "in_reply_to_first" => expected.as_str() == letter.in_reply_to.first().map(String::as_str),
        "reply_text" => {
            let (wanted, got) = (
                expected.as_str().unwrap_or_default(),
                letter.reply_text.as_str(),
            );
            if expectation["reply_match"] == "exact" {
                wanted.trim() == got.trim()
            } else {
                squeeze(wanted) == squeeze(got)
            }
        }
        "reply_contains" => strings(expected)
            .iter()
            .all(|s| squeeze(&letter.reply_text).contains(&squeeze(s))),
        "reply_not_contains" => strings(expected)
            .iter()
            .all(|s| !squeeze(&letter.reply_text).contains(&squeeze(s))),
        _ => return None,
    })
}

fn attachments(list: &Value) -> Vec<(Option<String>, String)> {
    // Carried letters are attachments for us; the sources do not list them.
    list.as_array()
        .map(|list| {
            list.iter()
                .filter(|a| {
                    !a["content_type"]
                        .as_str()
                        .unwrap_or_default()
                        .starts_with("message/")
                })
                .map(|a| {
                    (
                        a["name"].as_str().map(str::to_string),
                        a["content_type"].as_str().unwrap_or_default().to_string(),
                    )
                })
                .collect()
        })
        .unwrap_or_default()
}

/// Where a size is known it has to be right too.
fn same_attachments(expected: &Value, got: &Value) -> bool {
    let sizes = |list: &Value| -> Vec<Option<u64>> {
        list.as_array()
            .map(|l| l.iter().map(|a| a["size"].as_u64()).collect())
            .unwrap_or_default()
    };
    attachments(expected) == attachments(got)
        && sizes(expected)
            .iter()
            .zip(sizes(got))
            .all(|(e, g)| e.is_none() || *e == g)
}

/// Every word a person sees is in one of the piles.
fn lines_kept(letter: &Letter) -> bool {
    let piles = [Some(&letter.reply_text), letter.elided_text.as_ref()];
    let mut have: BTreeMap<&str, usize> = BTreeMap::new();
    for line in piles.into_iter().flatten().flat_map(|text| text.lines()) {
        *have.entry(line.trim()).or_default() += 1;
    }
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for line in letter
        .shown_text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
    {
        *seen.entry(line).or_default() += 1;
    }
    seen.iter()
        .all(|(line, count)| have.get(line).is_some_and(|h| h == count))
}

/// What the facts alone do not tell.
#[derive(Default)]
struct Marks {
    letters: usize,
    /// Letters of which a shown line is on no pile.
    lost: Vec<String>,
    /// Labelled replies of which words were set aside.
    set_aside: Vec<String>,
    bounces: (usize, usize),
    /// Letters taken for a bounce or for an automatic answer that are none.
    false_bounces: Vec<String>,
    people_taken_for_machines: Vec<String>,
    people: usize,
    slowest: Duration,
}

impl Marks {
    fn count(&mut self, name: &str, expectation: &Value, letter: &Letter, took: Duration) {
        self.letters += 1;
        self.slowest = self.slowest.max(took);
        if !lines_kept(letter) {
            self.lost.push(name.to_string());
        }
        if let Some(reply) = expectation["reply_text"].as_str() {
            let words = |text: &str| -> BTreeSet<String> {
                text.split_whitespace().map(str::to_string).collect()
            };
            if !words(reply).is_subset(&words(&letter.reply_text)) {
                self.set_aside.push(name.to_string());
            }
        }
        let said = |key: &str| expectation[key].as_bool();
        let is_reply = ["reply_text", "reply_contains"]
            .iter()
            .any(|key| !expectation[*key].is_null());
        if said("is_bounce") == Some(true) {
            self.bounces.0 += usize::from(letter.bounce.is_some());
            self.bounces.1 += 1;
        } else if letter.bounce.is_some() && (said("is_bounce") == Some(false) || is_reply) {
            self.false_bounces.push(name.to_string());
        }
        // Where nobody says who wrote, a labelled reply was written by a person.
        let machine = [
            said("is_bounce"),
            said("is_auto_reply"),
            said("is_feedback_report"),
        ]
        .contains(&Some(true));
        if is_reply && !machine {
            self.people += 1;
            if letter.auto == Some(Auto::Reply) {
                self.people_taken_for_machines.push(name.to_string());
            }
        }
    }

    fn table(&self) -> String {
        let list = |names: &[String]| {
            if names.is_empty() {
                "0".to_string()
            } else {
                format!("{} ({})", names.len(), names.join(", "))
            }
        };
        let rows = [
            ("letters", self.letters.to_string()),
            ("letters of which a shown line is lost", list(&self.lost)),
            (
                "labelled replies of which a word is set aside",
                list(&self.set_aside),
            ),
            (
                "bounces found",
                format!("{} of {}", self.bounces.0, self.bounces.1),
            ),
            ("taken for a bounce and none", list(&self.false_bounces)),
            ("letters surely of people", self.people.to_string()),
            (
                "of these taken for an automatic answer",
                list(&self.people_taken_for_machines),
            ),
            (
                "slowest letter, not optimised",
                format!("{} ms", self.slowest.as_millis().max(1)),
            ),
        ];
        let mut table = String::from("| | |\n|---|---|\n");
        for (what, value) in rows {
            table.push_str(&format!("| {what} | {value} |\n"));
        }
        table
    }
}

/// Every letter that is there, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let sources = std::fs::read_dir(folder).unwrap().flatten();
    let within = sources.flat_map(|source| std::fs::read_dir(source.path()).unwrap().flatten());
    let mut files: Vec<PathBuf> = within
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_some_and(|e| e == "eml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the folder is there but holds no mail");
    files
}

#[test]
fn mail_of_other_projects_is_read() {
    let Some(folder) = data() else {
        println!("The mail of other projects is not here (../shared/data): nothing was compared.");
        return;
    };
    let verbose = std::env::var("LETTERS_SHOW").ok();
    let (mut sums, mut marks) = (Sums::default(), Marks::default());
    for file in files(&folder) {
        let raw = std::fs::read(&file).unwrap();
        let expectation: Value =
            serde_json::from_slice(&std::fs::read(file.with_extension("expected.json")).unwrap())
                .unwrap();
        let started = Instant::now();
        let (letter, oddities) = read(&raw);
        let took = started.elapsed();
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        marks.count(&name, &expectation, &letter, took);
        let got = serde_json::to_value(reading(&name, &letter, &oddities)).unwrap();
        let source = name.split('/').next().unwrap_or_default().to_string();
        for (key, expected) in expectation.as_object().unwrap() {
            let Some(right) = agrees(key, expected, &expectation, &got, &letter) else {
                continue;
            };
            sums.count(key, right);
            if key == "reply_text" || key == "reply_contains" {
                sums.count(&format!("{key} of {source}"), right);
            }
            let wanted = verbose
                .as_deref()
                .is_some_and(|v| v == "all" || v.split(',').any(|w| w == key));
            if !right && wanted {
                let (expected, got) = (show(expected), show(&got[key]));
                println!("== {name} {key}\n-- expected\n{expected}\n-- got\n{got}");
            }
        }
    }
    let (table, marks_table) = (sums.table(), marks.table());
    println!("{marks_table}\n{table}");
    assert!(marks.lost.is_empty(), "words were lost in {:?}", marks.lost);
    assert!(marks.false_bounces.is_empty() && marks.people_taken_for_machines.is_empty());
    assert_eq!(marks.bounces.0, marks.bounces.1, "every bounce is found");
    write_docs(&format!("{marks_table}\n{table}"));
}

fn show(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_string)
        .chars()
        .take(1_500)
        .collect()
}

const BEGIN: &str = "<!-- Written by the command above; by hand only outside of these lines. -->\n";
const END: &str = "<!-- End of what is written by a program. -->\n";

/// The figures in docs/mail.md are written by this run and never by hand.
fn write_docs(figures: &str) {
    if std::env::var_os("HELIOTROPE_WRITE_DOCS").is_none() {
        return;
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/mail.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (before, rest) = text
        .split_once(BEGIN)
        .expect("docs/mail.md has the line where figures begin");
    let (_, after) = rest
        .split_once(END)
        .expect("docs/mail.md has the line where figures end");
    std::fs::write(file, format!("{before}{BEGIN}{figures}{END}{after}")).unwrap();
}
