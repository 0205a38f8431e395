//! Mail from other projects' tests, read and held against what they expect.
//! The material is never part of the project; when it is not there, this says so.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use letters::{Letter, read, reading};
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

#[test]
fn mail_of_other_projects_is_read() {
    let Some(folder) = data() else {
        println!("The mail of other projects is not here (../shared/data): nothing was compared.");
        return;
    };
    let verbose = std::env::var("LETTERS_SHOW").ok();
    let mut sums = Sums::default();
    let mut files: Vec<PathBuf> = Vec::new();
    for source in std::fs::read_dir(&folder).unwrap().flatten() {
        files.extend(
            std::fs::read_dir(source.path())
                .unwrap()
                .flatten()
                .map(|e| e.path()),
        );
    }
    files.retain(|f| f.extension().is_some_and(|e| e == "eml"));
    files.sort();
    assert!(!files.is_empty(), "the folder is there but holds no mail");
    let mut lost = Vec::new();
    for file in &files {
        let raw = std::fs::read(file).unwrap();
        let expectation: Value =
            serde_json::from_slice(&std::fs::read(file.with_extension("expected.json")).unwrap())
                .unwrap();
        let (letter, oddities) = read(&raw);
        let name = file.strip_prefix(&folder).unwrap().display().to_string();
        let got = serde_json::to_value(reading(&name, &letter, &oddities)).unwrap();
        if !lines_kept(&letter) {
            lost.push(name.clone());
        }
        let source = name.split('/').next().unwrap_or_default().to_string();
        for (key, expected) in expectation.as_object().unwrap() {
            let Some(right) = agrees(key, expected, &expectation, &got, &letter) else {
                continue;
            };
            sums.count(key, right);
            if key == "reply_text" || key == "reply_contains" {
                sums.count(&format!("{key} of {source}"), right);
            }
            if !right
                && verbose
                    .as_deref()
                    .is_some_and(|v| v == "all" || v.split(',').any(|w| w == key))
            {
                println!(
                    "== {name} {key}\n-- expected\n{}\n-- got\n{}",
                    show(expected),
                    show(&got[key])
                );
            }
        }
    }
    let table = sums.table();
    println!("{table}");
    assert!(lost.is_empty(), "words were lost in {lost:?}");
    write_docs(&table, files.len());
}

fn show(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_string)
        .chars()
        .take(1_500)
        .collect()
}

/// The table in docs/mail.md is written by this run and never by hand.
fn write_docs(table: &str, letters: usize) {
    if std::env::var_os("HELIOTROPE_WRITE_DOCS").is_none() {
        return;
    }
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    std::fs::create_dir_all(&docs).unwrap();
    let text = format!(
        "# How well mail is read\n\n\
         This table is written by `HELIOTROPE_WRITE_DOCS=1 cargo test -p letters --test outside`, never by hand.\n\
         It holds our reading of {letters} letters from the test suites of other mail projects against what those\n\
         suites expect. White space counts only in reply texts whose source says so. Nothing is lost in any of\n\
         them: every line shown is in the reply or in the text set aside.\n\n{table}"
    );
    std::fs::write(docs.join("mail.md"), text).unwrap();
}
