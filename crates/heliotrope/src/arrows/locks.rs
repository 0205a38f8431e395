//! No lock refuses without the list of what is missing, and no lock goes
//! untried at both doors.

use std::collections::BTreeSet;

use super::{none, product_sources, sources};

/// The locks with the codes by which they refuse.
const LOCKS: [(&str, &[&str]); 5] = [
    ("L1", &["open", "promised", "untold"]),
    ("L2", &["no-reason", "no-way-on"]),
    (
        "L3",
        &[
            "late",
            "no-promise",
            "no-time",
            "not-said",
            "not-told",
            "past",
            "promised",
            "until-not-said",
        ],
    ),
    ("L4", &["never-charged"]),
    ("L6", &["not-held"]),
];

const CALL: &str = "Problem::lock(";

/// What stands inside the bracket that is open.
fn inside(rest: &str) -> &str {
    let mut depth = 1;
    for (at, c) in rest.char_indices() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth == 0 {
            return &rest[..at];
        }
    }
    rest
}

/// Each refusal of a lock in a source: where it stands, with the names of its
/// code and its sentence where they are given above it.
fn refusals(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(CALL) {
        let begins = at + CALL.len();
        let call = inside(&code[begins..]);
        let named = call.contains("code,") && call.contains("key,");
        let from = match code[..at].rfind("let (code, key") {
            Some(above) if named => above,
            _ => at,
        };
        found.push(&code[from..begins + call.len()]);
    }
    found
}

fn literals(text: &str) -> Vec<&str> {
    text.split('"').skip(1).step_by(2).collect()
}

/// The keys of the catalogue, as the sentences of refusals.
fn is_sentence(literal: &str) -> bool {
    static KEYS: std::sync::LazyLock<BTreeSet<String>> = std::sync::LazyLock::new(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en");
        let files = std::fs::read_dir(folder).unwrap();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let keys = |text: String| {
            let keys = text.lines().filter_map(|line| line.split_once(" ="));
            keys.map(|(key, _)| key.to_owned()).collect::<Vec<_>>()
        };
        texts.flat_map(keys).collect()
    });
    KEYS.contains(literal)
}

#[test]
fn no_lock_refuses_without_the_list_of_what_is_missing() {
    let (mut codes, mut sentences) = (BTreeSet::new(), BTreeSet::new());
    let mut wrong = Vec::new();
    let sources = product_sources().into_iter();
    let code: Vec<(String, String)> = sources
        .filter(|source| source.folder() != "arrows")
        .map(|source| (source.path.clone(), source.product()))
        .collect();
    for (path, code) in &code {
        for refusal in refusals(code) {
            let (keys, names): (Vec<&str>, Vec<&str>) =
                literals(refusal).into_iter().partition(|l| is_sentence(l));
            if names.is_empty() || refusal.contains("&[]") {
                wrong.push(format!("{path}: {refusal}"));
            }
            codes.extend(names);
            sentences.extend(keys);
        }
    }
    let known: BTreeSet<&str> = LOCKS
        .iter()
        .flat_map(|(_, codes)| *codes)
        .copied()
        .collect();
    assert_eq!(codes, known, "each refusal of a lock stands in the table");
    assert!(sentences.contains("promises-late"), "{sentences:?}");
    // The sentence of a lock is said by no refusal that has no list. A rule
    // refuses nothing by itself.
    for (path, code) in code.iter().filter(|(path, _)| !path.contains("rules")) {
        let beside = refusals(code);
        for sentence in &sentences {
            let quoted = format!("\"{sentence}\"");
            let with_list: usize = beside.iter().map(|r| r.matches(&quoted).count()).sum();
            if code.matches(&quoted).count() > with_list {
                wrong.push(format!("{path}: {sentence} without its list"));
            }
        }
    }
    none(&wrong);
}

#[test]
fn every_lock_is_tried_at_both_doors() {
    let tests: String = sources()
        .into_iter()
        .filter(|source| source.path.starts_with("inbox/tests/locks"))
        .map(|source| source.text)
        .collect();
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/practices.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    let mut wrong = Vec::new();
    for (lock, codes) in LOCKS {
        let untried = codes
            .iter()
            .filter(|c| !tests.contains(&format!("\"{c}\"")));
        wrong.extend(untried.map(|code| format!("{lock}: {code} is not tried")));
        if !docs.contains(&format!("| {lock} ")) && !docs.contains(&format!("| {lock}: ")) {
            wrong.push(format!("{lock} is not in docs/practices.md"));
        }
    }
    none(&wrong);
}

#[test]
fn a_refusal_is_read_with_the_names_above_it() {
    let code = "let (code, key) = (\"late\", \"promises-late\");\n\
                return Err(Problem::lock(of(1), code, key, &[Missing::Kept]).arg(\"a\", b));\n\
                Problem::refuse(x, \"other\", \"y\"); Problem::lock(\"open\", key, &missing)";
    let found: Vec<Vec<&str>> = refusals(code).into_iter().map(literals).collect();
    assert_eq!(found, [vec!["late", "promises-late"], vec!["open"]]);
}
