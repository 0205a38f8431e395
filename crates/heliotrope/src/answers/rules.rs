//! What a few letters find, and which gaps a draft still has.

use crate::kit::fold;
use crate::kit::words::Words;
use crate::tradeoffs::Tradeoff;
use std::ops::Range;

/// How many answers a search shows.
pub const SHOWN: usize = 8;

/// The trade-offs that these letters mean, the nearest first; all of them in
/// their own order for no letters. What we are good at is no reason for a no.
pub fn found<'a>(all: &'a [Tradeoff], letters: &str, words: Words) -> Vec<&'a Tradeoff> {
    let weak = all.iter().filter(|t| t.what.is_weak());
    let wanted = fold(letters);
    let wanted: Vec<&str> = wanted.split_whitespace().collect();
    let mut found: Vec<(usize, &Tradeoff)> = weak
        .filter_map(|t| Some((nearness(t, &wanted, words)?, t)))
        .collect();
    found.sort_by_key(|(far, t)| (*far, t.place, t.id));
    found.truncate(SHOWN);
    found.into_iter().map(|(_, t)| t).collect()
}

/// 0 for its title, 1 for its kind, 2 for what it says; none: not meant.
fn nearness(tradeoff: &Tradeoff, wanted: &[&str], words: Words) -> Option<usize> {
    let what = &tradeoff.what;
    let texts = [
        what.title.clone(),
        what.why.said(words),
        format!(
            "{} {} {}",
            what.bad_at,
            what.because,
            what.instead.join(" ")
        ),
    ];
    let mut here = String::new();
    texts.iter().position(|text| {
        here.push_str(&fold(text));
        here.push(' ');
        let parts: Vec<&str> = here
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect();
        wanted
            .iter()
            .all(|letters| parts.iter().any(|part| part.starts_with(letters)))
    })
}

/// Where a text has gaps: words in square brackets, as our drafts leave them.
/// A link's words, a quotation, a mark such as `[1]`, `[x]` or `[sic]` and
/// words in capitals such as `[EXTERNAL]` are none.
pub fn unfilled(text: &str) -> Vec<Range<usize>> {
    let mut gaps = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find('[').map(|at| from + at) {
        from = open + 1;
        let Some(end) = text[from..].find([']', '[', '\n']).map(|at| from + at) else {
            break;
        };
        let after = &text[end..];
        let line = text[..open].rsplit('\n').next().unwrap_or_default();
        let quoted = line.trim_start().starts_with('>');
        let link = after.starts_with("](") || after.starts_with("][") || after.starts_with("]:");
        if after.starts_with(']') && !quoted && !link && is_gap(&text[from..end]) {
            gaps.push(open..end + 1);
        }
    }
    gaps
}

fn is_gap(inside: &str) -> bool {
    let letters = inside.chars().filter(|c| c.is_alphabetic()).count();
    let said = |c: char| c.is_alphanumeric() || " ,.'’-–…/:?".contains(c);
    letters >= 3
        && inside.chars().all(said)
        && inside.chars().any(char::is_lowercase)
        && inside.trim() != "sic"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::At;
    use crate::kit::words::Lang;
    use crate::tradeoffs::rules::Typed;

    #[track_caller]
    fn gaps(text: &str, expected: &[&str]) {
        let found: Vec<&str> = unfilled(text).into_iter().map(|gap| &text[gap]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_gap_is_what_a_draft_left_open() {
        gaps(
            "No: on paper. Because: [the true reason]. We can: [what is possible].",
            &["[the true reason]", "[what is possible]"],
        );
        gaps("Dear [name],", &["[name]"]);
        gaps(
            "See [our page](https://desk.example) and [1], [x], [ ].",
            &[],
        );
        gaps("He wrote \"their [sic] fault\" and [EXTERNAL]", &[]);
        gaps("> Dear [name],\nThank you.", &[]);
        gaps("array[index + 1] = [half open\nnext]", &[]);
        gaps("[[was wir können]]", &["[was wir können]"]);
    }

    fn tradeoff(id: i64, title: &str, why: &str, decided: &str) -> Tradeoff {
        let typed = Typed {
            title: title.into(),
            why: why.into(),
            because: "we sleep".into(),
            so_that: "mornings are good".into(),
            instead: "a promise for 8:30".into(),
            owner: "1".into(),
            review_on: "2027-03-05".into(),
            decided: decided.into(),
            ..Typed::default()
        };
        Tradeoff {
            id,
            what: typed.read("2026-03-05".parse().unwrap()).unwrap(),
            owner_name: String::new(),
            place: id,
            version: 1,
            made_at: At(0),
            dropped_at: None,
        }
    }

    #[test]
    fn two_letters_find_an_answer() {
        let all = [
            tradeoff(1, "Sunday service", "tradeoff", "1"),
            tradeoff(2, "Another person has to act", "third_party_decides", "1"),
            tradeoff(3, "Keeps its word", "tradeoff", "5"),
            tradeoff(4, "Prüfung am Sonntag", "law", "2"),
        ];
        let check = |letters: &str, expected: &[i64]| {
            let found: Vec<i64> = found(&all, letters, Words::of(Lang::En))
                .iter()
                .map(|t| t.id)
                .collect();
            assert_eq!(found, expected, "{letters}");
        };
        check("su", &[1]);
        check("th", &[2, 4]);
        check("thi", &[2]);
        check("prufung", &[4]);
        check("so", &[4, 1]);
        check("morn", &[]);
        check("8", &[1, 2, 4]);
        check("keeps", &[]);
        check("", &[1, 2, 4]);
    }
}
