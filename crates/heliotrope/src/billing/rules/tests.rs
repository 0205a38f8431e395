//! What is agreed, billed and refused, by small checks.

use super::*;
use crate::kit::words::Lang;
use proptest::prelude::*;

fn entry(kind: Kind, minutes: i64, at: i64) -> Entry {
    Entry {
        id: 0,
        kind,
        minutes,
        note: String::new(),
        at: At(at),
    }
}

fn quote(version: i64, minutes: i64, pieces: i64, accepted_at: Option<i64>) -> Quote {
    Quote {
        id: version,
        version,
        currency: Currency::EUR,
        rate: 8500,
        lines: vec![
            Line {
                words: "on the machine".into(),
                what: What::Work { minutes },
            },
            Line {
                words: "spring".into(),
                what: What::Part { pieces, each: 1250 },
            },
        ],
        made_at: At(0),
        accepted: accepted_at.map(|_| true),
        answered_at: accepted_at.map(At),
    }
}

fn said(lines: &[Invoiced]) -> String {
    lines
        .iter()
        .map(|l| format!("{} {} {}", l.word(), l.minutes().unwrap_or(0), l.amount()))
        .collect::<Vec<_>>()
        .join(", ")
}

#[test]
fn research_is_given_and_only_what_was_agreed_and_done_is_billed() {
    let entries = [entry(Kind::Research, 190, 10), entry(Kind::Direct, 75, 20)];
    let agreed = [quote(1, 60, 2, Some(15))];
    let of = |quotes: &[Quote], from, to| said(&invoice(&entries, quotes, At(from), At(to)));
    assert_eq!(
        of(&agreed, 0, 30),
        "work 60 8500, part 0 2500, not_agreed 15 0, research 190 0"
    );
    assert_eq!(
        of(&[quote(1, 60, 2, None)], 0, 30),
        "not_agreed 75 0, research 190 0"
    );
    assert_eq!(of(&agreed, 30, 40), "");
}

#[test]
fn a_changed_quote_bills_what_is_new_and_corrects_what_was() {
    let entries = [entry(Kind::Direct, 120, 5)];
    let quotes = [quote(1, 60, 2, Some(10)), quote(2, 90, 1, Some(20))];
    let of = |from, to| said(&invoice(&entries, &quotes, At(from), At(to)));
    assert_eq!(of(0, 15), "work 60 8500, part 0 2500, not_agreed 60 0");
    assert_eq!(of(15, 30), "work 30 4250, part 0 -1250");
    assert_eq!(of(0, 30), "work 90 12750, part 0 1250, not_agreed 30 0");
}

#[test]
fn minutes_are_read_as_people_write_them() {
    for (text, expected) in [
        ("90", Some(90)),
        ("1:30", Some(90)),
        ("1 h 30", Some(90)),
        ("1h30min", Some(90)),
        ("1,5 h", Some(90)),
        ("1.25h", Some(75)),
        ("2 hours", Some(120)),
        ("20 min", Some(20)),
        ("1:75", None),
        ("-5", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(minutes(text), expected, "{text}");
    }
    assert_eq!(span(190, Words::of(Lang::En)), "3 h 10 min");
}

#[test]
fn a_cell_is_never_a_formula() {
    assert_eq!(cell("=1+1"), "'=1+1");
    assert_eq!(cell(" @sum(a1)"), "' @sum(a1)");
    assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
    assert_eq!(cell("spring"), "spring");
}

#[test]
fn what_cannot_be_quoted_is_named() {
    let part = |pieces, each| Line {
        words: "spring".into(),
        what: What::Part { pieces, each },
    };
    let work = Line {
        words: "work".into(),
        what: What::Work { minutes: 60 },
    };
    let check = |lines: &[Line]| check_lines(lines, 8500, Currency::EUR);
    assert_eq!(check(&[work.clone(), part(2, 100)]), Ok(()));
    assert_eq!(check(&[]), Err(Refused::NoLines));
    assert_eq!(check(&[work.clone(), work]), Err(Refused::TwoWorks));
    assert_eq!(check(&[part(0, 100)]), Err(Refused::Pieces));
    assert_eq!(check(&[part(1, -1)]), Err(Refused::Pieces));
    assert_eq!(check(&[part(100_000, i64::MAX / 2)]), Err(Refused::TooMuch));
    assert_eq!(check_entry(0, ""), Err(Refused::Minutes));
}

proptest! {
    #[test]
    fn however_the_months_are_cut_the_sum_is_the_same(
        minutes in proptest::collection::vec(1_i64..200, 0..6),
        agreed in proptest::collection::vec((1_i64..300, 1_i64..5, 0_i64..100), 0..4),
        cut in 0_i64..100,
    ) {
        let entries: Vec<Entry> = (0..).zip(&minutes).map(|(at, m)| entry(Kind::Direct, *m, at * 17)).collect();
        let mut agreed = agreed;
        agreed.sort_by_key(|(_, _, at)| *at);
        let quotes: Vec<Quote> =
            (1..).zip(&agreed).map(|(v, (m, p, at))| quote(v, *m, *p, Some(*at))).collect();
        let sum = |from, to| -> i64 {
            invoice(&entries, &quotes, At(from), At(to)).iter().map(Invoiced::amount).sum()
        };
        prop_assert_eq!(sum(-1, cut) + sum(cut, 200), sum(-1, 200));
    }
}
