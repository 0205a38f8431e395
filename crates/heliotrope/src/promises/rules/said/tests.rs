//! How well times are read: on sentences labelled before any code read them.
//! One half was looked at while this was built, the other was kept aside.

use super::{Here, Said, What, said};
use crate::hours::{Hours, Typed};
use crate::kit::At;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// No chip rather than a wrong one.
const PRECISION_AT_LEAST: f64 = 0.98;

struct Labelled {
    now: At,
    /// "update 2026-03-05 15:00", or "-".
    expected: String,
    sentence: String,
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap()
}

fn local(text: &str) -> At {
    let local = DateTime::strptime("%Y-%m-%d %H:%M", text).unwrap();
    At::from(local.to_zoned(berlin()).unwrap().timestamp())
}

fn labelled(file: &str) -> Vec<Labelled> {
    let line = |line: &str| {
        let (label, sentence) = line.split_once(" | ").unwrap_or_else(|| panic!("{line}"));
        let (now, expected) = match label.strip_prefix('@') {
            Some(label) => (local(&label[..16]), label[17..].to_owned()),
            None => (local("2026-03-05 12:00"), label.to_owned()),
        };
        Labelled {
            now,
            expected,
            sentence: sentence.to_owned(),
        }
    };
    let lines = file
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(line).collect()
}

fn hours() -> Hours {
    Typed::usual().read(&berlin()).unwrap().unwrap()
}

fn read(text: &str, now: At) -> Vec<Said> {
    let (zone, hours) = (berlin(), hours());
    let here = Here {
        now,
        zone: &zone,
        hours: Some(&hours),
    };
    said(text, &here)
}

fn label(found: &[Said]) -> String {
    let one = |said: &Said| {
        let What::Promise(kind) = said.what else {
            return "until".to_owned();
        };
        let due = said.due.timestamp().to_zoned(berlin());
        format!("{} {}", kind.word(), due.strftime("%Y-%m-%d %H:%M"))
    };
    match found {
        [] => "-".to_owned(),
        all => all.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

/// Counted over one file.
#[derive(Debug, Default)]
struct Measured {
    sentences: usize,
    promises: usize,
    found: usize,
    right: usize,
    wrong: Vec<String>,
}

impl Measured {
    fn precision(&self) -> f64 {
        self.right as f64 / self.found as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.promises as f64
    }

    /// A row of the table in docs/promises.md.
    fn row(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} | {} | {:.3} | {:.3} |",
            self.sentences,
            self.promises,
            self.found,
            self.precision(),
            self.recall()
        )
    }
}

fn measure(file: &str) -> Measured {
    let mut all = Measured::default();
    for one in labelled(file) {
        let found = label(&read(&one.sentence, one.now));
        all.sentences += 1;
        all.promises += usize::from(one.expected != "-");
        all.found += usize::from(found != "-");
        if found == one.expected {
            all.right += usize::from(found != "-");
        } else {
            all.wrong.push(format!(
                "{} | {}   read as {found}",
                one.expected, one.sentence
            ));
        }
    }
    all
}

/// The figures of docs/promises.md are those measured here.
#[test]
fn no_chip_rather_than_a_wrong_one() {
    let docs = include_str!("../../../../../../docs/promises.md");
    let sets = [
        ("looked at", include_str!("tests/looked_at.txt")),
        ("kept aside", include_str!("tests/held_out.txt")),
        ("a stranger's", include_str!("tests/stranger.txt")),
        (
            "the stranger's second",
            include_str!("tests/stranger_again.txt"),
        ),
        (
            "the stranger's last",
            include_str!("tests/stranger_last.txt"),
        ),
    ];
    let measured = sets.map(|(name, file)| (name, measure(file)));
    for (name, measured) in &measured {
        println!("{}\n{:#?}", measured.row(name), measured.wrong);
    }
    for (name, measured) in &measured {
        let row = measured.row(name);
        assert!(
            measured.precision() >= PRECISION_AT_LEAST,
            "{:#?}",
            measured.wrong
        );
        assert!(docs.contains(&row), "docs/promises.md does not say: {row}");
    }
}

/// The line that waits is read back as the promise it makes, whatever the day.
#[test]
fn the_line_that_waits_is_read_back() {
    use crate::kit::words::{Lang, Words};
    use crate::promises::{Kind, holding_line, rules::write_again, until_words};
    for day in 1..=28 {
        for clock in ["00:30", "09:00", "16:59", "23:59"] {
            let now = local(&format!("2026-03-{day:02} {clock}"));
            let next = write_again(now, &berlin(), Some(&hours()));
            for lang in Lang::ALL {
                let words = Words::of(lang);
                for answered in [true, false] {
                    let line = holding_line(words, next, "Europe/Berlin", answered);
                    let found = read(&line, now);
                    assert_eq!(found.len(), 1, "{line}");
                    assert_eq!(
                        (found[0].what, found[0].due),
                        (What::Promise(Kind::Update), next),
                        "{line}"
                    );
                }
                for theirs in [None, Some("Europe/Berlin")] {
                    let line = until_words(words, next, "Europe/Berlin", theirs);
                    let found = read(&line, now);
                    assert_eq!(found.len(), 1, "{line}");
                    assert_eq!((found[0].what, found[0].due), (What::Until, next), "{line}");
                }
            }
        }
    }
}

#[test]
fn silence_until_a_day_is_read_from_its_sentence() {
    let now = local("2026-03-05 12:00");
    for text in [
        "If I hear nothing by Friday I take this as settled.",
        "If we hear nothing from you by Friday, we will take this as settled.",
        "Wenn ich bis Freitag nichts von Ihnen höre, betrachte ich das als erledigt.",
    ] {
        let found = read(text, now);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(found[0].what, What::Until);
        assert_eq!(found[0].due, local("2026-03-06 17:00"));
        assert_eq!(found[0].words, text);
    }
    for text in [
        "If I hear nothing by Friday I will write to you.",
        "If I hear nothing I take this as settled.",
        "If I hear nothing by 30 February I take this as settled.",
        "If you hear nothing by Friday, take it as settled.",
    ] {
        assert_eq!(label(&read(text, now)), "-", "{text}");
    }
}

#[test]
fn a_letter_gives_each_sentence_with_its_own_words() {
    let now = local("2026-03-05 12:00");
    let text = "Dear Ines,\n\nthank you for the photo. I will write to you by Friday 15:00. We'll also refund the \
                €34 by Monday!\n\n> I will call you tomorrow.\n\nMaya";
    let found = read(text, now);
    let words: Vec<&str> = found.iter().map(|s| s.words.as_str()).collect();
    assert_eq!(
        words,
        [
            "I will write to you by Friday 15:00.",
            "We'll also refund the €34 by Monday!"
        ]
    );
    let phrases: Vec<&str> = found.iter().map(|s| s.phrase.as_str()).collect();
    assert_eq!(phrases, ["by weekday time", "by weekday"]);
}

/// Whatever is typed is read to its end, and a sentence stands in the text.
#[test]
fn no_text_is_too_strange() {
    let parts = [
        "I will",
        " write to you",
        " by",
        " Friday",
        " 15:00",
        ".",
        "\n",
        "“",
        "”",
        "\"",
        "»",
        "12",
        "31.",
        " May",
        "ß",
        "…",
        "İ",
        "\u{301}",
        "99:99",
        " in",
        " 999",
        " hours",
        " zwei",
        "'",
        "’",
        ">",
        "/",
        "-",
        "2026-02-30",
        " p",
        ".m",
        "0",
    ];
    let mut seed = 7_u64;
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..24 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(parts[usize::try_from(seed >> 33).unwrap() % parts.len()]);
        }
        for one in read(&text, local("2026-03-05 12:00")) {
            assert!(text.contains(&one.words), "{text}");
            assert!(one.due > local("2026-03-05 12:00"));
        }
    }
}
