//! One table holds every key: what the scripts and the pages act on stands in
//! it, and the document shows all of it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::kit::words::{Lang, Words};
use crate::web::keys::{GROUPS, presses};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

const HEAD: &str = "# Keys

Every key of the workspace. `?` opens the same list on any page, `Ctrl K` finds each act by its
name, and `/keys` is a page to print. Single letters act outside text fields only; the sheet has a
switch that turns them off on this device, and `Settings`, `Me` one that does so everywhere. On a
Mac, Ctrl is also the Command key. Nothing needs a key: each of them presses what is on the page.
";

/// `docs/keys.md` as the table says it.
fn document() -> String {
    let words = Words::of(Lang::En);
    let mut text = HEAD.to_owned();
    for group in &GROUPS {
        let title = words.say(group.title);
        let _ = write!(text, "\n## {title}\n\n| Key | What it does |\n|---|---|\n");
        for key in group.keys {
            let all: Vec<String> = match key.keys.split('|').count() {
                2 => key
                    .keys
                    .split('|')
                    .map(|way| presses(way).join(" "))
                    .collect(),
                _ => vec![presses(key.keys).join(" ")],
            };
            let ways: Vec<String> = all.iter().map(|way| format!("`{way}`")).collect();
            let _ = writeln!(text, "| {} | {} |", ways.join(" or "), words.say(key.label));
        }
    }
    text
}

#[test]
fn the_document_shows_every_key() {
    let there = read(&here("../../docs/keys.md"));
    let wanted = document();
    assert!(
        there == wanted,
        "docs/keys.md differs from the table of keys; it should be:\n{wanted}"
    );
}

/// What stands between `before` and the next quote.
fn named<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    let after = text.split(before).skip(1);
    after.filter_map(|rest| rest.split('"').next())
}

#[test]
fn every_key_that_something_acts_on_is_in_the_table() {
    let ways = GROUPS.iter().flat_map(|group| group.keys);
    let known: BTreeSet<&str> = ways
        .flat_map(|key| key.keys.split(['|', ' ', '+']))
        .collect();
    let mut seen = 0;
    let mut missing = Vec::new();
    let mut look = |key: &str, place: &str| {
        seen += 1;
        if !known.contains(key) {
            missing.push(format!("{key} in {place}"));
        }
    };
    for file in std::fs::read_dir(here("assets/js")).unwrap() {
        let path = file.unwrap().path();
        let text = read(&path);
        for before in [
            "event.key === \"",
            "event.key !== \"",
            "event.code === \"",
            "event.code !== \"",
        ] {
            named(&text, before).for_each(|key| look(key, &path.display().to_string()));
        }
    }
    for source in crate::arrows::sources() {
        let text = source.without_comments();
        for before in ["data-key=\"", "press(\"", "kbd { \""] {
            // A hint may name several presses: "Ctrl ⇧ ⏎".
            let keys =
                named(&text, before).filter(|key| key.chars().count() == 1 || *key == "Enter");
            keys.for_each(|key| {
                if !key.contains(['⏎', '/']) {
                    look(key, &source.path.to_string());
                }
            });
        }
    }
    for fault in crate::apologies::rules::Fault::ALL {
        look(fault.key(), "the margin of an apology");
    }
    assert!(
        seen > 30,
        "only {seen} keys were found: what is looked for has changed"
    );
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_deed_of_the_table_is_one_the_script_can_do() {
    let script = read(&here("assets/js/keys.js"));
    let start = script.find("const DEEDS = {").expect("the deeds");
    let deeds = script[start..].split("};").next().unwrap_or_default();
    for key in GROUPS.iter().flat_map(|group| group.keys) {
        let does = key.does;
        let there = deeds.contains(&format!("\n  {does}: "))
            || deeds.contains(&format!("\n  \"{does}\": "));
        assert!(does.is_empty() || there, "nothing does {does:?} in keys.js");
    }
}
