//! What an apology may hold, when it stops once, and where it is a matter for
//! a named person.

mod sums;

pub use sums::said_in;

use crate::kit::At;
use crate::kit::money::{Currency, Money, Wrong};
use crate::kit::words::Lang;
use std::str::FromStr;
use std::time::Duration;

/// Within this time words for one cause are used up.
pub const USED_UP: Duration = Duration::from_secs(90 * 86_400);

macro_rules! words {
    ($(#[$more:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        $(#[$more])*
        pub enum $name { $($variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];
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

words!(Fault { Ours = "ours", Shared = "shared", NotOurs = "not_ours", Unknown = "unknown" });
// In the order of their keys, `/1` to `/6`.
words!(#[schema(as = ApologyPart)] Part {
    Responsibility = "responsibility",
    Restitution = "restitution",
    Explanation = "explanation",
    Regret = "regret",
    Repentance = "repentance",
    Forgiveness = "forgiveness",
});
words!(Policy { Full = "full", FactsAndHelp = "facts_and_help" });

impl Fault {
    /// The key that chooses it.
    pub fn key(self) -> &'static str {
        match self {
            Fault::Ours => "o",
            Fault::Shared => "s",
            Fault::NotOurs => "n",
            Fault::Unknown => "u",
        }
    }

    /// May the letter take responsibility for it?
    pub fn can_be_ours(self) -> bool {
        self != Fault::NotOurs
    }
}

/// What is put right: given, or offered beside "What would make it right?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    pub given: bool,
    /// None: a thing, not a sum.
    pub amount: Option<Money>,
}

/// What a letter says about a fault, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    pub fault: Fault,
    pub cause: Option<i64>,
    pub parts: Vec<Part>,
    pub repair: Option<Repair>,
    pub change: Option<i64>,
}

/// The same as a form or a program brings it, and as it waits beside a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Typed {
    pub fault: String,
    /// A name, or the first letters of one.
    pub cause: String,
    pub parts: Vec<String>,
    /// "give", "ask" or empty.
    pub repair: String,
    pub amount: String,
    /// The id of a change, "unknown", or empty.
    pub change: String,
    /// Asked once already: send all the same.
    pub anyway: bool,
}

impl Typed {
    /// What an address asks for, above what was marked before it.
    pub fn over(self, kept: Option<Typed>) -> Typed {
        let Some(kept) = kept else { return self };
        let or = |new: String, old: String| if new.is_empty() { old } else { new };
        // A change belongs to its cause.
        let same = self.cause.is_empty() || self.cause == kept.cause;
        Typed {
            fault: or(self.fault, kept.fault),
            cause: or(self.cause, kept.cause),
            parts: if self.parts.is_empty() {
                kept.parts
            } else {
                self.parts
            },
            repair: or(self.repair, kept.repair),
            amount: or(self.amount, kept.amount),
            change: or(self.change, if same { kept.change } else { String::new() }),
            anyway: self.anyway || (same && kept.anyway),
        }
    }
}

/// How the margin stands when a case is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Stands {
    /// As it waits beside the draft.
    #[default]
    AsKept,
    PutAway,
    /// Asked for by an address, above what is kept.
    Asked(Typed),
    /// As a refused form brought it.
    Typed(Typed),
}

impl Stands {
    /// What it shows; none: it is shut.
    pub fn shown(self, kept: Option<Typed>) -> Option<Typed> {
        match self {
            Stands::AsKept => kept,
            Stands::PutAway => None,
            Stands::Asked(asked) => Some(asked.over(kept)),
            Stands::Typed(typed) => Some(typed),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Whose it was is not said.
    NoFault,
    NoSuchPart(String),
    /// What was not ours has no responsibility to take.
    NotOurs,
    /// What changes is neither linked nor said to be unknown.
    NoChange,
    Amount(Wrong),
    /// A sum, and nobody has said in which currency.
    NoCurrency,
}

/// Reads what was typed; the cause is found by the caller. `usual`: the currency
/// of a sum that names none.
///
/// # Errors
/// [`Refused`], in the order in which the margin asks.
pub fn read(
    typed: &Typed,
    cause: Option<i64>,
    lang: Lang,
    usual: Option<Currency>,
) -> Result<Saying, Refused> {
    let fault: Fault = typed.fault.parse().map_err(|_| Refused::NoFault)?;
    let mut parts = Vec::new();
    for word in &typed.parts {
        let part: Part = word
            .parse()
            .map_err(|_| Refused::NoSuchPart(word.clone()))?;
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.sort_unstable();
    if !fault.can_be_ours() && parts.contains(&Part::Responsibility) {
        return Err(Refused::NotOurs);
    }
    let repair = match typed.repair.as_str() {
        "give" | "ask" => Some(Repair {
            given: typed.repair == "give",
            amount: sums::amount(&typed.amount, lang, usual)?,
        }),
        _ => None,
    };
    if repair.is_some() && !parts.contains(&Part::Restitution) {
        parts.push(Part::Restitution);
        parts.sort_unstable();
    }
    let change = match typed.change.as_str() {
        "" if parts.contains(&Part::Repentance) => return Err(Refused::NoChange),
        "" | "unknown" => None,
        id => Some(id.parse().map_err(|_| Refused::NoChange)?),
    };
    Ok(Saying {
        fault,
        cause,
        parts,
        repair,
        change,
    })
}

/// Were words for this cause used up for this person? `last` is when they last
/// read an apology for it.
pub fn used_up(last: Option<At>, now: At) -> Option<At> {
    last.filter(|last| now.since(*last) < USED_UP)
}

/// One line of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub mailbox: i64,
    /// Empty: every country.
    pub country: String,
    pub policy: Policy,
    pub agent: Option<i64>,
}

/// What holds for a letter to this country: its own line before that of every
/// country. `careful`: a letter of the case speaks of an injury or a lawyer.
/// With the policy comes who looks first, when one is named.
pub fn policy(lines: &[Line], country: Option<&str>, careful: bool) -> (Policy, Option<i64>) {
    let own = lines
        .iter()
        .find(|l| country.is_some_and(|c| l.country == c));
    let line = own.or_else(|| lines.iter().find(|l| l.country.is_empty()));
    let named = line.and_then(|l| l.agent);
    match line.map(|l| l.policy) {
        Some(Policy::FactsAndHelp) => (Policy::FactsAndHelp, named),
        _ if careful => (Policy::FactsAndHelp, named),
        _ => (Policy::Full, None),
    }
}

/// The country in which somebody writes, as far as their address says it:
/// `ines@example.de` is DE, `ines@example.com` says nothing.
pub fn country_of(address: &str) -> Option<String> {
    let last = address.rsplit('.').next()?;
    let two = last.len() == 2 && last.chars().all(|c| c.is_ascii_alphabetic());
    two.then(|| code_of_country(last))
}

/// One code for one country, however it is written: addresses end in "uk",
/// everything else says GB.
pub fn code_of_country(written: &str) -> String {
    match written.trim().to_ascii_uppercase() {
        code if code == "UK" => "GB".to_owned(),
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fault: &str, parts: &[&str]) -> Typed {
        Typed {
            fault: fault.into(),
            parts: parts.iter().map(|p| (*p).to_owned()).collect(),
            ..Typed::default()
        }
    }

    #[test]
    fn parts_stand_in_their_order_and_once() {
        let said = read(
            &typed("ours", &["regret", "responsibility", "regret"]),
            None,
            Lang::En,
            None,
        )
        .unwrap();
        assert_eq!(said.parts, [Part::Responsibility, Part::Regret]);
        assert_eq!(
            read(&typed("", &[]), None, Lang::En, None),
            Err(Refused::NoFault)
        );
        assert_eq!(
            read(&typed("ours", &["mood"]), None, Lang::En, None),
            Err(Refused::NoSuchPart("mood".into()))
        );
    }

    #[test]
    fn what_is_not_ours_has_no_responsibility_to_take() {
        assert_eq!(
            read(
                &typed("not_ours", &["responsibility"]),
                None,
                Lang::En,
                None
            ),
            Err(Refused::NotOurs)
        );
        assert!(read(&typed("not_ours", &["restitution"]), None, Lang::En, None).is_ok());
    }

    #[test]
    fn what_changes_is_linked_or_said_to_be_unknown() {
        let with = |change: &str| Typed {
            change: change.into(),
            ..typed("ours", &["repentance"])
        };
        assert_eq!(
            read(&with(""), None, Lang::En, None),
            Err(Refused::NoChange)
        );
        assert_eq!(
            read(&with("unknown"), None, Lang::En, None).unwrap().change,
            None
        );
        assert_eq!(
            read(&with("7"), None, Lang::En, None).unwrap().change,
            Some(7)
        );
        assert_eq!(
            read(&with("soon"), None, Lang::En, None),
            Err(Refused::NoChange)
        );
    }

    #[test]
    fn a_repair_marks_itself_and_counts_in_the_currency_it_names() {
        let with = |amount: &str| Typed {
            repair: "give".into(),
            amount: amount.into(),
            ..typed("ours", &[])
        };
        let in_usual = |amount: &str, usual: Option<Currency>| {
            let said = read(&with(amount), None, Lang::En, usual)?;
            assert_eq!(said.parts, [Part::Restitution]);
            Ok::<_, Refused>(
                said.repair
                    .unwrap()
                    .amount
                    .map(|m| (m.minor, m.currency.code())),
            )
        };
        let said = |amount: &str| in_usual(amount, Some(Currency::EUR));
        assert_eq!(said("59"), Ok(Some((5900, "EUR"))));
        assert_eq!(said("$12.50"), Ok(Some((1250, "USD"))));
        assert_eq!(said("12 CHF"), Ok(Some((1200, "CHF"))));
        assert_eq!(said(""), Ok(None));
        assert_eq!(said("-3"), Err(Refused::Amount(Wrong::Negative)));
        assert_eq!(said("ten"), Err(Refused::Amount(Wrong::NoAmount)));
        // Without a currency anywhere it is asked for, never guessed.
        assert_eq!(in_usual("59", None), Err(Refused::NoCurrency));
        assert_eq!(in_usual("59 CHF", None), Ok(Some((5900, "CHF"))));
        assert_eq!(in_usual("", None), Ok(None));
        assert_eq!(in_usual("-3", None), Err(Refused::Amount(Wrong::Negative)));
        assert_eq!(
            in_usual("59 for all", None),
            Err(Refused::Amount(Wrong::NoAmount))
        );
    }

    #[test]
    fn words_are_used_up_for_ninety_days() {
        let at = |text: &str| -> At { text.parse().unwrap() };
        let last = Some(at("2026-05-03T09:00:00Z"));
        assert_eq!(used_up(last, at("2026-05-20T09:00:00Z")), last);
        assert_eq!(used_up(last, at("2026-08-01T09:00:00Z")), None);
        assert_eq!(used_up(None, at("2026-05-20T09:00:00Z")), None);
    }

    #[test]
    fn the_line_of_a_country_stands_before_that_of_every_country() {
        let line = |country: &str, policy| Line {
            mailbox: 1,
            country: country.into(),
            policy,
            agent: Some(4),
        };
        let lines = [line("", Policy::FactsAndHelp), line("DE", Policy::Full)];
        assert_eq!(
            policy(&lines, Some("US"), false),
            (Policy::FactsAndHelp, Some(4))
        );
        assert_eq!(policy(&lines, Some("DE"), false), (Policy::Full, None));
        assert_eq!(
            policy(&lines, Some("DE"), true),
            (Policy::FactsAndHelp, Some(4))
        );
        assert_eq!(policy(&[], None, false), (Policy::Full, None));
        assert_eq!(policy(&[], None, true), (Policy::FactsAndHelp, None));
        assert_eq!(country_of("ines@shop.example.co.uk").as_deref(), Some("GB"));
        assert_eq!(country_of("ines@example.com"), None);
    }
}
