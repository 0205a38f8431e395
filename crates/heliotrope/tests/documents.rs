//! The documents of the house stay true: what they point at exists.

use std::path::{Path, PathBuf};

/// The documents at the top and in docs/, with their text.
fn documents() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for folder in [house(), house().join("docs")] {
        for entry in std::fs::read_dir(&folder).expect("a folder of the house") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|e| e == "md") {
                let text = std::fs::read_to_string(&path).expect("a document");
                found.push((path, text));
            }
        }
    }
    assert!(found.len() >= 8, "only {} documents?", found.len());
    found
}

#[test]
fn every_link_to_a_file_leads_somewhere() {
    let mut broken = Vec::new();
    for (path, text) in documents() {
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = target.split('#').next().unwrap_or_default();
            let elsewhere = target.contains("://") || file.is_empty();
            if !elsewhere && !path.with_file_name("").join(file).exists() {
                broken.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_test_that_practices_names_exists() {
    let text = std::fs::read_to_string(house().join("docs/practices.md")).expect("practices.md");
    let names: Vec<&str> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| {
            name.contains('_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
        .collect();
    assert!(names.len() >= 4, "{names:?}");
    let mut sources = String::new();
    read_all(&house().join("crates"), &mut sources);
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !sources.contains(&format!("fn {name}(")))
        .collect();
    assert!(missing.is_empty(), "no test of this name: {missing:?}");
}

/// The faults of the page: the first cell of each row, and its last.
fn rows_of(page: &str) -> Vec<(&str, &str)> {
    let rows = page.lines().filter(|l| l.starts_with("| "));
    let cells = rows.map(|l| l.trim_matches(['|', ' ']).split(" | ").collect::<Vec<_>>());
    let cells = cells.filter(|row| row[0] != "fault");
    let ends = cells.map(|row| {
        assert_eq!(row.len(), 4, "a fault, two answers and its tests: {row:?}");
        (row[0], row[3])
    });
    ends.collect()
}

/// What a row names in its ticks.
fn named(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[test]
fn every_fault_of_the_page_is_held_by_tests_that_exist() {
    let page = std::fs::read_to_string(house().join("docs/faults.md")).expect("faults.md");
    let mut sources = String::new();
    read_all(&house().join("crates"), &mut sources);
    let rows = rows_of(&page);
    assert!(rows.len() > 25, "{} rows", rows.len());
    for (fault, tests) in rows {
        assert!(named(tests).count() > 0, "{fault}: held by nothing");
        for name in named(tests) {
            // Between the mark of a test and its name stand only other marks.
            let (before, _) = sources
                .split_once(&format!("fn {name}("))
                .unwrap_or_else(|| panic!("{fault}: no test is called {name}"));
            let marks = before.rsplit("\n\n").next().unwrap_or_default();
            assert!(
                marks.contains("#[test]") || marks.contains("#[tokio::test"),
                "{fault}: {name} is no test"
            );
        }
    }
}

/// The names of the kinds in an `enum` of the tests.
fn kinds(file: &str, name: &str) -> Vec<String> {
    let source = std::fs::read_to_string(house().join("crates/heliotrope").join(file));
    let source = source.unwrap_or_else(|e| panic!("{file}: {e}"));
    let (_, rest) = source
        .split_once(&format!("pub enum {name} {{\n"))
        .unwrap_or_else(|| panic!("{file}: no {name}"));
    let (body, _) = rest.split_once("\n}").expect("its end");
    let lines = body.lines().map(str::trim);
    let kinds = lines.filter(|l| l.starts_with(char::is_uppercase));
    kinds
        .map(|l| l.split(['(', ',', ' ']).next().unwrap_or(l).to_owned())
        .collect()
}

#[test]
fn every_fault_that_the_tests_can_make_stands_on_the_page() {
    let page = std::fs::read_to_string(house().join("docs/faults.md")).expect("faults.md");
    let mut made: Vec<&str> = rows_of(&page)
        .into_iter()
        .flat_map(|(f, _)| named(f))
        .collect();
    made.sort_unstable();
    made.dedup();
    let mut known = kinds("tests/foreign/proxy.rs", "Fault");
    known.extend(kinds("src/mailroom/tests/other.rs", "Does"));
    known.sort_unstable();
    assert!(known.len() >= 9, "{known:?}");
    assert_eq!(made, known, "the page, and what the tests can make");
}

/// A scenario that has a test stands on the page.
#[test]
fn practices_names_every_test_of_a_scenario() {
    let page = std::fs::read_to_string(house().join("docs/practices.md")).expect("practices.md");
    let mut sources = String::new();
    read_all(&house().join("crates"), &mut sources);
    let names = sources.split("fn s").skip(1).filter_map(|rest| {
        let name = rest.split('(').next()?;
        let mut parts = name.split('_');
        let mut number = || parts.next()?.parse::<u32>().ok();
        (number().is_some() && number().is_some()).then(|| format!("s{name}"))
    });
    let names: Vec<String> = names.collect();
    assert!(names.len() >= 6, "{names:?}");
    let missing: Vec<_> = names
        .iter()
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/practices.md does not name {missing:?}"
    );
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    let text = std::fs::read_to_string(house().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    assert!(text.lines().count() < 200, "{} lines", text.lines().count());
}

#[test]
fn every_folder_of_the_product_stands_on_the_map() {
    let map = std::fs::read_to_string(house().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    let mut missing = Vec::new();
    for entry in std::fs::read_dir(house().join("crates/heliotrope/src")).expect("src") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() && !map.contains(&format!("| `{name}` |")) {
            missing.push(name);
        }
    }
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md does not know {missing:?}"
    );
}

fn read_all(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            *into += &std::fs::read_to_string(&path).expect("a source");
        }
    }
}

fn house() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
