//! What a cause may be called, and what the letter of a mended one says.

use crate::kit::{At, fold};
use std::str::FromStr;

/// The longest name, in characters: it stands in lists and menus.
pub const LONGEST: usize = 80;
/// Of what changes: one sentence, for a list.
pub const LONGEST_CHANGE: usize = 300;
/// What is typed with fewer letters is looked up and never made.
const WHOLE_NAME: usize = 4;
/// What stands for the matter of each reader.
pub const MATTER: &str = "{matter}";
/// How much of a matter a letter repeats, in characters.
const MATTER_LENGTH: usize = 120;

macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($variant),* }

        impl $name {
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                match word { $($word => Ok($name::$variant),)* _ => Err(format!("no such word: {word}")) }
            }
        }
    };
}

// A change is asked for, then planned; it ends done or dropped.
words!(ChangeState { Asked = "asked", Planned = "planned", Done = "done", Dropped = "dropped" });
words!(NewsEnd { Done = "done", TakenBack = "taken_back", Stopped = "stopped" });
// Joined: the same person read it in another case of theirs. NoText: nobody has
// written the letter in their language yet.
words!(Told {
    Sent = "sent", Joined = "joined", NoAddress = "no_address", NoServer = "no_server", NoText = "no_text",
    Waits = "waits", GivenBack = "given_back",
});
// What a cause asks for: somebody who looks after it; what changes and by when;
// somebody who does what is planned; what became of a change whose day is past.
words!(Asks { Owner = "owner", Change = "change", Doer = "doer", Overdue = "overdue" });

/// What is asked about one change, if anything. `done_by_somebody`: its owner
/// works here.
pub fn asks_of_change(
    state: ChangeState,
    done_by_somebody: bool,
    due: Option<At>,
    now: At,
) -> Option<Asks> {
    match state {
        ChangeState::Asked => Some(Asks::Change),
        ChangeState::Planned if due.is_some_and(|due| due < now) => Some(Asks::Overdue),
        ChangeState::Planned if !done_by_somebody => Some(Asks::Doer),
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongName {
    Empty,
    TooLong,
    /// It names somebody who works here.
    Person(String),
}

/// The name of a cause as it is kept.
///
/// # Errors
/// [`WrongName::Person`] when it holds the name of one of `team`.
pub fn name<'a>(typed: &str, team: impl Iterator<Item = &'a str>) -> Result<String, WrongName> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(WrongName::Empty);
    }
    if name.chars().count() > LONGEST {
        return Err(WrongName::TooLong);
    }
    let said: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).collect();
    for person in team {
        // As it is written: "Will" is a colleague, "will not print" is a thing.
        let is_named = |part: &str| part.chars().count() > 2 && said.contains(&part);
        if person.split_whitespace().any(is_named) || fold(&name).contains(&fold(person)) {
            return Err(WrongName::Person(person.to_owned()));
        }
    }
    Ok(name)
}

/// What a press with these letters means, among the names that fit.
#[derive(Debug, PartialEq, Eq)]
pub enum Meant {
    This(i64),
    New,
    /// More than one begins so.
    Several,
    /// None does, and it is too short for a name.
    TooShort,
}

pub fn meant(typed: &str, fitting: &[(i64, String)]) -> Meant {
    let wanted = fold(typed.trim());
    if let Some((id, _)) = fitting.iter().find(|(_, name)| fold(name) == wanted) {
        return Meant::This(*id);
    }
    match fitting {
        [(id, _)] => Meant::This(*id),
        [] if wanted.chars().count() >= WHOLE_NAME => Meant::New,
        [] => Meant::TooShort,
        _ => Meant::Several,
    }
}

#[derive(Debug, PartialEq, Eq)]
pub enum WrongNews {
    Empty,
    NoMatter,
    /// Something in brackets is still to be written.
    Unfilled(String),
}

/// The letter to everybody in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// `de`: the first part of a tag.
    pub language: String,
    pub words: String,
}

/// The first part of a language tag: people who write `de-AT` read German.
pub fn primary(tag: &str) -> String {
    let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
    first.to_ascii_lowercase()
}

/// How many people read each language, most first.
pub fn by_language(tags: &[(String, i64)]) -> Vec<(String, i64)> {
    let mut all: Vec<(String, i64)> = Vec::new();
    for (tag, people) in tags {
        let language = primary(tag);
        match all.iter_mut().find(|(known, _)| *known == language) {
            Some((_, n)) => *n += people,
            None => all.push((language, *people)),
        }
    }
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    all
}

/// May this letter go to everybody?
pub fn check_news(words: &str) -> Result<(), WrongNews> {
    if words.trim().is_empty() {
        return Err(WrongNews::Empty);
    }
    if let Some(gap) = gap(words) {
        return Err(WrongNews::Unfilled(gap.to_owned()));
    }
    if !words.contains(MATTER) {
        return Err(WrongNews::NoMatter);
    }
    Ok(())
}

/// The first `[...]` that is no link.
fn gap(words: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(open) = words[from..].find('[').map(|at| from + at) {
        let close = open + words[open..].find(']')?;
        let next = words[close + 1..].chars().next();
        if close > open + 1 && !matches!(next, Some('(')) {
            return Some(&words[open..=close]);
        }
        from = close + 1;
    }
    None
}

/// The letter as one person reads it.
pub fn filled(words: &str, matters: &[String]) -> String {
    words.replace(MATTER, &matters.join(", "))
}

/// The words of a need as they stand in a letter of ours: one short line, and
/// nothing in it that a reader could press, because whoever forges a sender
/// must not have a link delivered by us.
pub fn matter(need: &str, german: bool) -> String {
    let link = |word: &&str| word.contains("://") || word.starts_with("www.");
    let line = need
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty())
        .unwrap_or_default();
    let clean: String = line
        .split_whitespace()
        .filter(|word| !link(word))
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !"[]<>*_`\\#|".contains(*c))
        .take(MATTER_LENGTH)
        .collect();
    let clean = clean.trim();
    match german {
        true => format!("„{clean}“"),
        false => format!("“{clean}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(typed: &str, expected: Result<&str, WrongName>) {
        let team = ["Jonas Wirth", "Will Okoro"].into_iter();
        assert_eq!(name(typed, team), expected.map(str::to_owned), "{typed}");
    }

    #[test]
    fn a_cause_is_a_thing_and_no_person() {
        check_name("  no link  on payment page ", Ok("no link on payment page"));
        check_name("will not print", Ok("will not print"));
        check_name("Jonas forgot", Err(WrongName::Person("Jonas Wirth".into())));
        check_name(
            "because of jonas wirth",
            Err(WrongName::Person("Jonas Wirth".into())),
        );
        check_name(" ", Err(WrongName::Empty));
        check_name(&"x".repeat(81), Err(WrongName::TooLong));
    }

    #[test]
    fn two_or_three_letters_mean_the_one_that_begins_so() {
        let known = |names: &[&str]| -> Vec<(i64, String)> {
            (1..).zip(names.iter().map(|n| (*n).to_owned())).collect()
        };
        assert_eq!(meant("dou", &known(&["double charge"])), Meant::This(1));
        assert_eq!(
            meant("no", &known(&["no link", "no light"])),
            Meant::Several
        );
        assert_eq!(
            meant("No Link", &known(&["no light", "no link"])),
            Meant::This(2)
        );
        assert_eq!(meant("late courier", &[]), Meant::New);
        assert_eq!(meant("lat", &[]), Meant::TooShort);
    }

    #[test]
    fn a_letter_to_everybody_names_the_matter_of_each() {
        assert_eq!(
            check_news("You wrote about {matter}. It is mended."),
            Ok(())
        );
        assert_eq!(check_news(" "), Err(WrongNews::Empty));
        assert_eq!(check_news("It is mended."), Err(WrongNews::NoMatter));
        assert_eq!(
            check_news("About {matter}: [what changed]"),
            Err(WrongNews::Unfilled("[what changed]".into()))
        );
        assert_eq!(check_news("{matter} [here](https://desk.example)"), Ok(()));
        let matters = ["“order 8841”".to_owned()];
        assert_eq!(
            filled("You wrote about {matter}.", &matters),
            "You wrote about “order 8841”."
        );
    }

    #[test]
    fn who_writes_a_kind_of_german_reads_german() {
        let tags = [("en", 3), ("de-AT", 2), ("de", 4), ("fr_FR", 1)];
        let tags = tags.map(|(tag, n)| (tag.to_owned(), n));
        let expected = [("de", 6), ("en", 3), ("fr", 1)];
        assert_eq!(
            by_language(&tags),
            expected.map(|(tag, n)| (tag.to_owned(), n))
        );
    }

    #[test]
    fn a_change_asks_until_somebody_does_it_in_time() {
        let asks = |state, somebody, due: Option<i64>| {
            asks_of_change(state, somebody, due.map(At), At(10))
        };
        assert_eq!(asks(ChangeState::Asked, true, None), Some(Asks::Change));
        assert_eq!(asks(ChangeState::Planned, true, Some(20)), None);
        assert_eq!(
            asks(ChangeState::Planned, false, Some(20)),
            Some(Asks::Doer)
        );
        assert_eq!(
            asks(ChangeState::Planned, true, Some(5)),
            Some(Asks::Overdue)
        );
        assert_eq!(asks(ChangeState::Done, false, Some(5)), None);
    }

    #[test]
    fn a_matter_is_one_line_that_nobody_can_press() {
        assert_eq!(matter("\n  Order 8841\nplease", false), "“Order 8841”");
        assert_eq!(
            matter("see [x](https://a.example) *now*", false),
            "“see now”"
        );
        assert_eq!(matter("Bestellung 8841", true), "„Bestellung 8841“");
        assert_eq!(matter(&"x".repeat(500), false).chars().count(), 122);
    }
}
