//! "On Monday Ann <ann@example.org> wrote:", in the shapes and languages of
//! many mail programs, also when it was wrapped over several lines.

use std::borrow::Cow;

use super::lines;
use super::tables::{LEADS, VERBS};

/// How sure we are that a line introduces a quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intro {
    /// Also without quoted lines below it.
    Sure,
    /// Only when quoted lines follow.
    Perhaps,
}

/// More lines than this no program wraps it over.
const MOST_LINES: usize = 4;
const LONGEST: usize = 500;

/// Whether an introduction ends in line `last`: the line where it begins.
pub(super) fn ending_at(
    lines: &[&str],
    last: usize,
    usable: impl Fn(usize) -> bool,
) -> Option<(usize, Intro)> {
    if !may_end(&bare(lines[last])) {
        return None;
    }
    let mut joined = String::new();
    let mut best = None;
    for first in (last.saturating_sub(MOST_LINES - 1)..=last).rev() {
        let line = bare(lines[first]);
        let line = line.as_ref();
        if !usable(first) || line.is_empty() || joined.len() + line.len() > LONGEST {
            break;
        }
        joined = if joined.is_empty() {
            line.to_string()
        } else {
            format!("{line} {joined}")
        };
        // Unbalanced so far: the line above has the beginning of the address.
        let lacking = best.is_some_and(|(known, _)| {
            let known: &str = &lines[known..=last].join(" ");
            cut_off(known, None) || known.trim_start().starts_with('<')
        });
        match judge(&joined) {
            Some(intro) if best.is_none() => best = Some((first, intro)),
            Some(Intro::Sure) if begins_well(&joined) || lacking => {
                best = Some((first, Intro::Sure))
            }
            Some(Intro::Perhaps) if lacking => best = Some((first, Intro::Perhaps)),
            _ => {}
        }
        let above = first.checked_sub(1).map(|n| lines[n]);
        if matches!(best, Some((known, Intro::Sure)) if known == first) && !cut_off(&joined, above)
        {
            return best;
        }
    }
    best
}

/// The line without its edges and without the marks that say from which side a
/// script is read.
fn bare(line: &str) -> Cow<'_, str> {
    let side = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line = line.trim();
    if line.contains(side) {
        Cow::Owned(line.replace(side, "").trim().to_string())
    } else {
        Cow::Borrowed(line)
    }
}

fn may_end(line: &str) -> bool {
    let end = line.trim_end_matches(['*', ' ', '\u{a0}']);
    end.ends_with([':', '：'])
        || line.ends_with("--")
            && (line.starts_with("--") || line.contains('@') && line.ends_with("----"))
        || since_midnight(line)
}

/// "2016-03-03 17:21 GMT+01:00 Some One": one program's line without a verb.
fn since_midnight(line: &str) -> bool {
    let line = line.trim_start_matches(['>', ' ']);
    let shape: String = line
        .chars()
        .take(20)
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    shape.starts_with("0000-00-00 00:00 GMT") || shape.starts_with("0000-00-00 0:00 GMT")
}

fn judge(text: &str) -> Option<Intro> {
    if since_midnight(text) {
        return Some(Intro::Sure);
    }
    let low = text.to_lowercase();
    if let Some(rest) = one_sided(text) {
        return judge(rest);
    }
    if text.starts_with("--") {
        // ---- On Tue, 22 Dec 2015 ... wrote ----
        let verb = VERBS.iter().any(|(verb, _)| low.contains(verb));
        return (verb && text.ends_with("--") && dated(&low)).then_some(Intro::Sure);
    }
    let low = low
        .trim_end_matches(['*', ' ', '\u{a0}', ':', '：'])
        .trim_end();
    let addressed = low.contains('@');
    let dated = dated(low);
    // A link is no sender.
    if low.contains("http://") && !low.contains('<')
        || low.contains("https://") && !low.contains('<')
    {
        return None;
    }
    let Some((before, after, name_follows)) = around_verb(low) else {
        let timed = has_time(low)
            && addressed
            && (low.starts_with(|c: char| c.is_ascii_digit()) || starts_well(low));
        // "* Ann Field [2024-02-05 09:41]": a whole day and a time, and few words.
        let moment = lines::is_moment(low) && dated && low.split_whitespace().count() <= 8;
        return if timed {
            Some(Intro::Sure)
        } else if addressed && low.len() < 160 || moment && low.len() < 80 {
            Some(Intro::Perhaps)
        } else {
            None
        };
    };
    let words_after = after.split_whitespace().count();
    let tail_ok = words_after == 0
        || name_follows && words_after <= 12
        || words_after <= 14 && (after.contains('@') || dated && self::dated(after));
    let begins = begins_well(low);
    let named = addressed && (before.contains('@') || words_after == 0);
    if tail_ok && (begins && (dated || addressed) || named || dated && self::dated(after)) {
        Some(Intro::Sure)
    } else if low.len() < 200 && (words_after <= 6) {
        Some(Intro::Perhaps)
    } else {
        None
    }
}

/// The text before and after the verb, and whether a name may follow it.
fn around_verb(low: &str) -> Option<(&str, &str, bool)> {
    let mut found: Option<(usize, usize, bool)> = None;
    for (verb, name_follows) in VERBS {
        let Some(at) = low.rfind(verb) else { continue };
        let end = at + verb.len();
        let wide = !verb.is_ascii() && verb.chars().all(|c| !c.is_alphabetic() || c > '\u{2e7f}');
        let apart = wide
            || !low[..at]
                .chars()
                .next_back()
                .is_some_and(char::is_alphanumeric)
                && !low[end..].chars().next().is_some_and(char::is_alphanumeric);
        if apart && found.is_none_or(|(_, known, _)| end > known) {
            found = Some((at, end, *name_follows));
        }
    }
    found.map(|(at, end, name_follows)| (&low[..at], &low[end..], name_follows))
}

/// "--- Ann <ann@example.org> wrote:" without its dashes, which stand on one
/// side alone.
fn one_sided(text: &str) -> Option<&str> {
    let rest = text
        .strip_prefix("--")?
        .trim_start_matches('-')
        .trim_start();
    (!rest.is_empty() && !text.ends_with("--")).then_some(rest)
}

/// Whether the older letter goes on in the line that introduces it: "On Monday
/// at 10:00, Ann<ann@example.org> wrote:   Hello".
pub(super) fn opens(line: &str) -> bool {
    let line = line.trim();
    if !line.contains('@') || line.len() > LONGEST * 4 {
        return false;
    }
    let Some(at) = line
        .find(">")
        .and_then(|lt| Some(lt + line[lt..].find(':')?))
    else {
        return false;
    };
    let (intro, rest) = line.split_at(at + 1);
    // A program leaves several blanks there; a person who tells of it leaves one.
    let apart = rest.chars().take(2).all(char::is_whitespace) && !rest.trim().is_empty();
    let low = intro.to_lowercase();
    apart
        && intro.len() <= LONGEST
        && around_verb(&low).is_some_and(|(_, after, _)| after.trim() == ":")
        && starts_well(intro)
        && has_year(&low)
        && has_time(&low)
        && judge(intro) == Some(Intro::Sure)
}

fn begins_well(text: &str) -> bool {
    starts_well(text) || text.starts_with(|c: char| c.is_ascii_digit())
}

fn starts_well(text: &str) -> bool {
    let low = text.to_lowercase();
    let first: String = low.chars().take_while(|c| c.is_alphabetic()).collect();
    LEADS.contains(&first.as_str()) || low.starts_with("w dniu")
}

/// Whether the line is cut off: it lacks the "<" of its ">", or the line above
/// it begins like an introduction and does not end like a sentence.
fn cut_off(text: &str, above: Option<&str>) -> bool {
    if text.matches('>').count() > text.matches('<').count() {
        return true;
    }
    let Some(above) = above.map(str::trim).filter(|line| !line.is_empty()) else {
        return false;
    };
    let ended = above.ends_with(['.', '!', '?', ':', ';', ')']);
    // The name stands above its address.
    if text.starts_with('<') && !ended && above.len() < 100 {
        return true;
    }
    // The day stands in a line of its own above who wrote.
    let day_alone = above.starts_with(|c: char| c.is_ascii_digit())
        && above.chars().count() < 50
        && lines::is_moment(above)
        && dated(&above.to_lowercase());
    if day_alone && !dated(&text.to_lowercase()) && around_verb(&text.to_lowercase()).is_some() {
        return !ended;
    }
    starts_well(above)
        && dated(&above.to_lowercase())
        && !ended
        && !(starts_well(text) && dated(&text.to_lowercase()))
}

fn has_time(low: &str) -> bool {
    let bytes = low.as_bytes();
    bytes.windows(4).any(|w| {
        w[0].is_ascii_digit()
            && matches!(w[1], b':' | b'.')
            && w[2].is_ascii_digit()
            && w[3].is_ascii_digit()
    })
}

/// A time, a year or a day and month in figures.
fn dated(low: &str) -> bool {
    let bytes = low.as_bytes();
    let day = bytes.windows(3).any(|w| {
        w[0].is_ascii_digit() && matches!(w[1], b'/' | b'.' | b'-') && w[2].is_ascii_digit()
    });
    has_year(low) || day || has_time(low)
}

fn has_year(low: &str) -> bool {
    low.as_bytes().windows(4).any(|w| {
        (w.starts_with(b"19") || w.starts_with(b"20")) && w[2..].iter().all(u8::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Intro>) {
        let lines: Vec<&str> = text.lines().collect();
        let found = ending_at(&lines, lines.len() - 1, |_| true);
        assert_eq!(found.map(|(_, sure)| sure), expected, "{text:?}");
        if expected.is_some() {
            assert_eq!(found.unwrap().0, 0, "begins in the first line: {text:?}");
        }
    }

    #[test]
    fn the_programs_of_many_countries_are_known() {
        for line in [
            "On Mon, Apr 2, 2012 at 6:26 PM, Megan One <megan@example.com> wrote:",
            "On Apr 3, 2012, at 4:19 PM, bob wrote:",
            "Am 13.12.2017 um 21:11 schrieb Jana Feld <jana@example.com>:",
            "Jana Feld <jana@example.com> schrieb am Fr., 28.\nApr. 2017 um 11:53 Uhr:",
            "Le 2016-11-16 02:22, Luc Petit a écrit :",
            "Le lun. 4 janv. 2021 à 10:00, Luc Petit <luc@example.com> a écrit :",
            "El lun, 4 ene 2021 a las 10:00, Ana (<ana@example.com>) escribió:",
            "Il giorno lun 4 gen 2021 alle ore 10:00 Ugo <ugo@example.com> ha scritto:",
            "Em seg., 4 de jan. de 2021 às 10:00, Rui <rui@example.com> escreveu:",
            "Op ma 4 jan. 2021 om 10:00 schreef Joost <joost@example.com>:",
            "Dnia 14 lip 2015 o godz. 00:25 Ola <ola@example.com> napisał(a):",
            "W dniu 2021-01-04 10:00, Ola pisze:",
            "Den mån 4 jan. 2021 kl 10:00 skrev Bo <bo@example.com>:",
            "tir. 18. apr. 2017 kl. 13:09 skrev Kari <kari@example.com>:",
            "ma 4. tammik. 2021 klo 10.00 Aino (aino@example.com) kirjoitti:",
            "po 4. 1. 2021 v 10:00 odesílatel Eva <eva@example.com> napsal:",
            "вт, 5 янв. 2021 г. в 10:00, Олег <oleg@example.com>:",
            "26.06.2014, 14:41, \"Oleg\" <oleg@example.com>:",
            "2021年1月4日(月) 10:00 Yuki <yuki@example.com>:",
            "At 6/16/2016 08:32 PM, you wrote:",
            "Some One <one@example.com> wrote:",
            "---- On Tue, 22 Dec 2015 14:17:36 +0530 Sam<sam@example.com> wrote ----",
            "2016-03-03 17:21 GMT+01:00 Some One",
            "--- Some One <one@example.com> wrote:",
            "5. Februar 2024 um 09:41 Uhr\nJana Feld <jana@example.com> schrieb:",
            "On Mon, Aug 19, 2013 at 2:36 AM, SomeOne via List <\nlist@example.com> wrote:",
            "On Mon, Feb 1, 2016 at 6:32 PM, Jana Feld <jana@example.com>\nwrote:",
        ] {
            check(line, Some(Intro::Sure));
        }
    }

    #[test]
    fn an_introduction_may_go_on_in_its_line() {
        assert!(opens(
            "  On Mon, 5 Feb 2024 at 9:41, Ann<ann@example.org> wrote:   Is it?"
        ));
        assert!(!opens(
            "On Monday Ann <ann@example.org> wrote: come at once"
        ));
        assert!(!opens(
            "Ask Ann <ann@example.org>: she wrote at 9:41 on 5.2.2024"
        ));
    }

    #[test]
    fn a_person_who_tells_what_was_written_is_not_cut_off() {
        assert!(!opens(
            "On 5 Feb 2024 at 9:41 Ann <ann@example.org> wrote: come"
        ));
        assert!(!opens(
            "On Monday at 9:41 Ann <ann@example.org> wrote:  come"
        ));
    }

    #[test]
    fn a_sentence_with_a_colon_is_no_introduction() {
        check(
            "figured it out, I wrote one of my own:",
            Some(Intro::Perhaps),
        );
        check("These are the numbers:", None);
        check("The order of 12.03.2024 had three parts:", None);
        check(
            "On Monday I wrote at 10:30 to the shop and they said the following things to me:",
            Some(Intro::Perhaps),
        );
    }
}
