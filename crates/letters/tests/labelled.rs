//! Letters of our own whose reading was written down by hand before any of
//! them was read: `labels.json` in the `unseen` folders of `corpus/`. The
//! figure of the first reading of each set stands in docs/mail.md; what was
//! wrong then has been mended since, or stands in `known.json` with its reason.

use std::collections::BTreeMap;
use std::path::Path;

use letters::{read, reading};
use serde_json::Value;

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// White space does not count; of a file counts what its label names.
fn agrees(expected: &Value, got: &Value) -> bool {
    if let (Some(files), Some(read)) = (expected.as_array(), got.as_array())
        && files.iter().all(Value::is_object)
    {
        let same = |(label, file): (&Value, &Value)| {
            let mut named = label.as_object().into_iter().flatten();
            named.all(|(key, value)| file[key] == *value)
        };
        return files.len() == read.len() && files.iter().zip(read).all(same);
    }
    match (expected.as_str(), got.as_str()) {
        (Some(expected), Some(got)) => squeeze(expected) == squeeze(got),
        _ => expected == got,
    }
}

#[test]
fn letters_labelled_before_they_were_read() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    for (set, fewest) in [
        ("unseen-1", 100),
        ("unseen-2", 70),
        ("unseen-3", 50),
        ("unseen-4", 50),
        ("unseen-5", 34),
    ] {
        let folder = corpus.join(set);
        let json = |name: &str| std::fs::read(folder.join(name)).unwrap();
        let labels: BTreeMap<String, BTreeMap<String, Value>> =
            serde_json::from_slice(&json("labels.json")).unwrap();
        let known: BTreeMap<String, String> = serde_json::from_slice(&json("known.json")).unwrap();
        assert!(labels.len() >= fewest, "{set} has {} letters", labels.len());
        let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut wrong = Vec::new();
        for (name, facts) in &labels {
            let (letter, oddities) = read(&json(&format!("{name}.eml")));
            let got = serde_json::to_value(reading(name, &letter, &oddities)).unwrap();
            for (fact, expected) in facts {
                let right = agrees(expected, &got[fact]);
                let sum = sums.entry(fact).or_default();
                sum.0 += usize::from(right);
                sum.1 += 1;
                if !right {
                    println!(
                        "== {name} {fact}\n-- label\n{expected}\n-- read\n{}",
                        got[fact]
                    );
                    wrong.push(format!("{name} {fact}"));
                }
            }
        }
        println!(
            "{set}: {} letters, right of labelled {sums:?}",
            labels.len()
        );
        let listed: Vec<&String> = known.keys().collect();
        assert_eq!(wrong.iter().collect::<Vec<_>>(), listed, "{set}");
    }
}
