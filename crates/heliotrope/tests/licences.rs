//! What we build from must be free to pass on: every crate's licence is on a
//! list, and whoever asks to be named stands in NOTICE.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// These ask for nothing but that their text travels with the source.
const PLAIN: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// These may be used, and are named in NOTICE.
const NAMED: &[&str] = &["CDLA-Permissive-2.0", "MPL-2.0"];

/// Their crate is plain, what it carries is not ours: named in NOTICE.
const CARRIERS: &[&str] = &["icondata_lu"];

#[test]
fn every_crate_has_a_licence_that_may_be_passed_on() {
    let notice = house_file("NOTICE");
    let mut wrong = Vec::new();
    let packages = packages();
    assert!(packages.len() > 50, "only {} crates?", packages.len());
    for (name, licence) in &packages {
        let plain = holds(licence, &|one| PLAIN.contains(&one));
        let named = holds(licence, &|one| PLAIN.contains(&one) || NAMED.contains(&one));
        if !named {
            wrong.push(format!("{name}: {licence:?} is not on the list"));
        } else if (!plain || CARRIERS.contains(&name.as_str())) && !notice.contains(name.as_str()) {
            wrong.push(format!("{name}: {licence:?} asks to be named in NOTICE"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_browser_checks_use_free_packages_and_name_no_host() {
    let lock: Value =
        serde_json::from_str(&house_file("tests/browser/package-lock.json")).expect("a lock file");
    let packages = lock["packages"].as_object().expect("packages");
    assert!(packages.len() > 1);
    for (name, package) in packages.iter().filter(|(name, _)| !name.is_empty()) {
        let licence = package["license"].as_str().unwrap_or_default();
        let free = holds(licence, &|one| PLAIN.contains(&one) || NAMED.contains(&one));
        assert!(free, "{name}: {licence:?}");
        assert!(
            package.get("resolved").is_none(),
            "{name} names the host it came from"
        );
    }
}

#[test]
fn a_licence_expression_is_read_as_written() {
    let check = |licence: &str, expected: bool| {
        let mit_and_isc = |one: &str| ["MIT", "ISC"].contains(&one);
        assert_eq!(holds(licence, &mit_and_isc), expected, "{licence:?}");
    };
    check("MIT", true);
    check("GPL-3.0", false);
    check("", false);
    check("MIT OR GPL-3.0", true);
    check("GPL-3.0/MIT", true);
    check("MIT AND GPL-3.0", false);
    check("GPL-3.0 AND MIT OR ISC", true);
    check("(MIT OR Apache-2.0) AND GPL-3.0", false);
    check("(GPL-3.0 OR ISC) AND MIT", true);
    check("MIT WITH some-exception", false);
    check("MIT OR", false);
    check("(MIT", false);
}

/// Name and licence of every crate that is built here, on this platform.
fn packages() -> Vec<(String, String)> {
    let rustc = run(Command::new("rustc").arg("-vV"));
    let host = rustc
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .expect("rustc's host");
    let metadata = run(Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--all-features",
            "--locked",
            "--offline",
        ])
        .args(["--filter-platform", host])
        .current_dir(house()));
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo metadata is JSON");
    let list = metadata["packages"].as_array().expect("packages");
    let text = |package: &Value, key: &str| package[key].as_str().unwrap_or_default().to_owned();
    list.iter()
        .map(|package| (text(package, "name"), text(package, "license")))
        .collect()
}

/// Whether this licence expression can be met with the licences `allowed`:
/// every part of an AND, one part of an OR.
fn holds(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let (met, rest) = either(&tokens, allowed);
    met && rest.is_empty()
}

fn either<'a, 'b>(tokens: &'b [&'a str], allowed: &dyn Fn(&str) -> bool) -> (bool, &'b [&'a str]) {
    let (mut met, mut rest) = both(tokens, allowed);
    while rest.first() == Some(&"OR") {
        let (other, after) = both(&rest[1..], allowed);
        // "MIT OR" with nothing behind it is no expression.
        met = (met || other) && after.len() < rest.len() - 1;
        rest = after;
    }
    (met, rest)
}

fn both<'a, 'b>(tokens: &'b [&'a str], allowed: &dyn Fn(&str) -> bool) -> (bool, &'b [&'a str]) {
    let (mut met, mut rest) = one(tokens, allowed);
    while rest.first() == Some(&"AND") {
        let (other, after) = one(&rest[1..], allowed);
        met = met && other;
        rest = after;
    }
    (met, rest)
}

fn one<'a, 'b>(tokens: &'b [&'a str], allowed: &dyn Fn(&str) -> bool) -> (bool, &'b [&'a str]) {
    match tokens {
        ["(", inner @ ..] => {
            let (met, rest) = either(inner, allowed);
            match rest {
                [")", rest @ ..] => (met, rest),
                _ => (false, rest),
            }
        }
        [name, "WITH", exception, rest @ ..] => {
            (allowed(&format!("{name} WITH {exception}")), rest)
        }
        [name, rest @ ..] => (allowed(name), rest),
        [] => (false, tokens),
    }
}

fn run(command: &mut Command) -> String {
    let out = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(
        out.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).expect("UTF-8")
}

fn house() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn house_file(name: &str) -> String {
    std::fs::read_to_string(house().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}
