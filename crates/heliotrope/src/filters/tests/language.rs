//! Reading and printing, by properties.

use proptest::prelude::*;

use crate::filters::rules::{FIELDS, field_at, is_plain, read, suggest};

#[track_caller]
fn prints(text: &str, expected: &str) {
    let read = read(text).unwrap_or_else(|trouble| panic!("{text}: {trouble:?}"));
    assert_eq!(read.to_string(), expected, "{text}");
}

#[test]
fn a_filter_prints_as_it_is_written_here() {
    for (text, expected) in [
        (
            "owner:me turn:us due:<2d tag:refund \"exact words\"",
            "owner:me turn:us due:<2d tag:refund \"exact words\"",
        ),
        ("a tag:x b", "a b tag:x"),
        ("a or b and c", "a or b c"),
        ("(a or b) c", "(a or b) c"),
        ("not (a b)", "-(a b)"),
        ("NOT a", "-a"),
        ("--tag:x", "--tag:x"),
        ("tag:\"e book\"", "tag:\"e book\""),
        ("tag:\"none\" team:\"me\"", "tag:\"none\" team:\"me\""),
        (
            "state:resolved turn:pending assignee:unassigned",
            "state:closed turn:customer owner:none",
        ),
        ("is:mine is:late is:urgent", "owner:me due:late is:urgent"),
        ("fällig:überfällig Tag:X", "due:late tag:X"),
        (
            "due:2d opened:2026-03-01..2026-03-05",
            "due:<2d opened:2026-03-01..2026-03-05",
        ),
        ("12:30 http://x.example/a", "12:30 http://x.example/a"),
        ("* ! \"\" -", ""),
        ("", ""),
    ] {
        prints(text, expected);
    }
}

#[test]
fn what_is_too_much_is_refused_and_not_stacked_up() {
    for text in [
        "(".repeat(400),
        "-".repeat(999) + "a",
        "tag:x ".repeat(60),
        "a".repeat(1_001),
        format!("{}a{}", "(".repeat(60), ")".repeat(60)),
    ] {
        assert!(read(&text).is_err(), "{text}");
    }
}

#[test]
fn every_field_has_one_row_and_no_name_twice() {
    let mut names: Vec<&str> = FIELDS
        .iter()
        .flat_map(|row| row.names.iter().copied())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    for row in &FIELDS {
        assert_eq!(row.field.word(), row.names[0]);
        for value in row.values {
            let text = format!("{}:{value}", row.names[0]);
            assert!(read(&text).is_ok(), "{text}");
        }
        assert!(
            row.names.iter().all(|name| *name == crate::kit::fold(name)),
            "{:?}",
            row.names
        );
    }
}

#[test]
fn plain_words_are_no_filter() {
    for text in [
        "did not arrive",
        "refund or return",
        "order 8841",
        "a and b",
        "",
    ] {
        assert!(is_plain(text), "{text}");
    }
    for text in ["a OR b", "-a", "\"a b\"", "(a)", "tag:x", "a NOT b", "\"a"] {
        assert!(!is_plain(text), "{text}");
    }
}

/// Pieces of which filters are made, well and badly.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("(".to_owned()),
        Just(")".to_owned()),
        Just("or".to_owned()),
        Just("AND".to_owned()),
        Just("not ".to_owned()),
        Just("-".to_owned()),
        Just("\"".to_owned()),
        Just("\"two words\"".to_owned()),
        Just("tag:\"a b\"".to_owned()),
        Just("owner:me".to_owned()),
        Just("due:<2d".to_owned()),
        Just("due:2026-02-30".to_owned()),
        Just("opened:>1w".to_owned()),
        Just("team:none".to_owned()),
        Just("tag:mine".to_owned()),
        Just("person:ines@x.example".to_owned()),
        "[a-zäßİ:<>.#-]{1,8}",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn printing_what_was_read_reads_as_the_same(text in pieces()) {
        if let Ok(one) = read(&text) {
            let printed = one.to_string();
            let again = read(&printed);
            prop_assert_eq!(Ok(one), again, "{:?} prints {:?}", text, printed);
        }
    }

    #[test]
    fn nothing_that_is_typed_panics(text in "\\PC{0,200}", caret in 0usize..220) {
        if let Err(trouble) = read(&text) {
            let long = text.chars().count();
            prop_assert!(trouble.place.at + trouble.place.length <= long, "{:?}", trouble);
        }
        let _ = is_plain(&text);
        let _ = field_at(&text, caret);
        for idea in suggest(&text, caret, &["two words".to_owned()]) {
            prop_assert!(idea.caret <= idea.text.chars().count());
        }
    }
}
