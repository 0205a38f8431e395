//! Sums of restitution, in a currency that somebody said.

use super::Refused;
use crate::kit::money::{Currency, Money, Wrong};
use crate::kit::words::Lang;

/// A sum in the currency that it names, else in the usual one; none for a thing.
///
/// # Errors
/// What is wrong with it; [`Refused::NoCurrency`] when no currency is known.
pub(super) fn amount(
    typed: &str,
    lang: Lang,
    usual: Option<Currency>,
) -> Result<Option<Money>, Refused> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let known = said_in(typed).or(usual);
    let read = Money::read_some(typed, lang, known.unwrap_or(Currency::EUR));
    match (read, known) {
        (Ok(_), None) => Err(Refused::NoCurrency),
        // How fine a sum may be depends on the currency nobody has said.
        (Err(Wrong::TooFine { .. }), None) => Err(Refused::NoCurrency),
        (read, _) => read.map(Some).map_err(Refused::Amount),
    }
}

/// The currency in which a text speaks of sums: the only one that it names at
/// figures, as "€59", "59 EUR" or "CHF 12". None when it names none, or two.
pub fn said_in(text: &str) -> Option<Currency> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "()[]\"“”„;:!?".contains(c))
        .map(|word| word.trim_matches(['.', ',']))
        .filter(|word| !word.is_empty())
        .collect();
    let figures = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| word.contains(|c: char| c.is_ascii_digit()))
    };
    let mut found = None;
    for (at, word) in words.iter().enumerate() {
        let beside = figures(Some(at)) || figures(at.checked_sub(1)) || figures(Some(at + 1));
        let Some(currency) = named(word).filter(|_| beside) else {
            continue;
        };
        match found {
            Some(known) if known != currency => return None,
            _ => found = Some(currency),
        }
    }
    found
}

/// The currency that a word is, without its figures: by its sign or its code. A
/// code in small letters stands at its figures: "try" is a word.
fn named(word: &str) -> Option<Currency> {
    let bare = word.trim_matches(|c: char| c.is_ascii_digit() || ".,'’-−–+".contains(c));
    let small = bare.len() == word.len() && bare.contains(|c: char| c.is_ascii_lowercase());
    Currency::of_sign(bare).or_else(|| bare.parse().ok().filter(|_| !small))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn says(text: &str, code: Option<&str>) {
        assert_eq!(said_in(text).map(Currency::code), code, "{text}");
    }

    #[test]
    fn the_only_currency_named_at_figures_is_that_of_the_letter() {
        says("€59 went back to you this morning", Some("EUR"));
        says("We pay back 59,00 € today.", Some("EUR"));
        says("12 CHF, by Friday", Some("CHF"));
        says("You paid CHF 12.", Some("CHF"));
        says("15usd", Some("USD"));
        says("€59, which are $64", None);
        says("59 for all of it", None);
        says("we try again", None);
        says("TRY it on Monday, 59 for all", None);
        says("we try 3 times", None);
        says("1.234,50 €.", Some("EUR"));
        says("", None);
    }
}
