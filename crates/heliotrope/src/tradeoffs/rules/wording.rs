//! A no in words: the draft of a letter, and what of a letter can be marked.

use jiff::tz::TimeZone;

use super::{No, Wanted, Why, next_slots};
use crate::hours::Hours;
use crate::kit::At;
use crate::kit::words::Words;
use crate::t;

/// Where a link stands for the reader's own page: each letter goes with the
/// link of whom it goes to, so a draft cannot hold one.
pub const OWN_PAGE: &str = "{page}";

/// A text with the reader's own page where [`OWN_PAGE`] stands; without a link
/// the words of that link are left.
pub fn own_page(text: &str, link: Option<&str>) -> String {
    let gap = format!("]({OWN_PAGE})");
    if let Some(link) = link {
        return text.replace(&gap, &format!("]({link})"));
    }
    let mut left = String::with_capacity(text.len());
    let mut parts = text.split(gap.as_str()).peekable();
    while let Some(part) = parts.next() {
        match part.rfind('[').filter(|_| parts.peek().is_some()) {
            Some(open) => {
                left.push_str(&part[..open]);
                left.push_str(&part[open + 1..]);
            }
            None => left.push_str(part),
        }
    }
    left
}

/// The times offered in a no, as ways that can be taken and as links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub way: String,
    pub link: String,
}

/// How many times of the week a no offers.
pub const SLOTS_OFFERED: usize = 2;

/// The next two slots in words, with where each is booked.
pub fn offered(
    what: &Wanted,
    now: At,
    zone: &TimeZone,
    hours: Option<&Hours>,
    words: Words,
) -> Vec<Offered> {
    next_slots(&what.slots, now, zone, hours, SLOTS_OFFERED)
        .into_iter()
        .map(|slot| {
            let at = At::from(slot.timestamp());
            let way = t!(
                words,
                "tradeoffs-slot",
                day = words.day(at, zone, now),
                time = words.time(at, zone)
            );
            let link = match what.slot_link.as_str() {
                "" => OWN_PAGE.to_owned(),
                link => {
                    let name = slot.strftime("%Y-%m-%dT%H:%M").to_string();
                    let name: String =
                        url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
                    link.replace("{slot}", &name)
                }
            };
            Offered { way, link }
        })
        .collect()
}

/// A text as the middle of a sentence: without the stop at its end.
fn unstopped(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// The no as a draft, in the language of the letter: the no in the first line,
/// then why, then what is possible. What is not known yet stands in brackets.
pub fn draft(
    no: &No,
    what: Option<&Wanted>,
    slots: &[Offered],
    need: &str,
    words: Words,
) -> String {
    let link = |slot: &Offered| format!("[{}]({})", slot.way, slot.link);
    let ways: Vec<&str> = no
        .possible
        .iter()
        .map(|way| unstopped(way))
        .filter(|way| slots.iter().all(|slot| slot.way != *way))
        .collect();
    let booked: Vec<String> = slots
        .iter()
        .filter(|slot| no.possible.contains(&slot.way))
        .map(link)
        .collect();
    let ways = match (ways.join(", "), booked.join(", ")) {
        (ways, booked) if booked.is_empty() => ways,
        (ways, booked) if ways.is_empty() => booked,
        (ways, booked) => format!("{ways}: {booked}"),
    };
    let mut sentences = vec![first_line(no, what, need, words)];
    let ours = no.why.is_none_or(Why::is_ours);
    sentences.push(match (ways.as_str(), unstopped(&no.signpost)) {
        ("", "") => t!(words, "tradeoffs-draft-possible-gap"),
        ("", help) => t!(words, "tradeoffs-draft-help", who = help),
        (ways, help) => {
            let ways = match ours {
                true => t!(words, "tradeoffs-draft-possible", ways = ways),
                false => t!(words, "tradeoffs-draft-you-can", ways = ways),
            };
            match help {
                "" => ways,
                help => format!("{ways} {}", t!(words, "tradeoffs-draft-help", who = help)),
            }
        }
    });
    sentences.join(" ")
}

fn first_line(no: &No, what: Option<&Wanted>, need: &str, words: Words) -> String {
    let reason = unstopped(&no.reason);
    let Some(what) = what else {
        return match reason {
            "" => t!(words, "tradeoffs-draft-blank", need = unstopped(need)),
            reason => t!(
                words,
                "tradeoffs-draft-no",
                need = unstopped(need),
                because = reason
            ),
        };
    };
    let bad_at = unstopped(&what.bad_at);
    // Somebody wrote another reason than the trade-off's own.
    if !reason.is_empty() && reason != unstopped(&reason_of(what, words)) {
        return t!(words, "tradeoffs-draft-said", no = bad_at, why = reason);
    }
    match (unstopped(&what.because), unstopped(&what.so_that)) {
        ("", _) => t!(words, "tradeoffs-draft-plain", no = bad_at),
        (because, "") => t!(
            words,
            "tradeoffs-draft-because",
            no = bad_at,
            because = because
        ),
        (because, so_that) => t!(
            words,
            "tradeoffs-draft-so-that",
            no = bad_at,
            because = because,
            so_that = so_that
        ),
    }
}

/// The reason that a trade-off gives: its because and so-that, else the no.
pub fn reason_of(what: &Wanted, words: Words) -> String {
    match (unstopped(&what.because), unstopped(&what.so_that)) {
        ("", _) => unstopped(&what.bad_at).to_owned(),
        (because, "") => because.to_owned(),
        (because, so_that) => t!(
            words,
            "tradeoffs-reason",
            because = because,
            so_that = so_that
        ),
    }
}

/// The sentences of a draft, to choose one from without a script.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with('>')) {
        let mut rest = line.trim();
        while !rest.is_empty() {
            let end = rest
                .match_indices(['.', '!', '?'])
                .map(|(at, mark)| at + mark.len())
                .find(|end| rest[*end..].is_empty() || rest[*end..].starts_with(' '));
            let (sentence, left) = rest.split_at(end.unwrap_or(rest.len()));
            found.push(sentence.trim().to_owned());
            rest = left.trim_start();
        }
    }
    found.retain(|s| s.chars().any(char::is_alphabetic));
    found
}
