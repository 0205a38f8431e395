//! Which language a letter is written in, when that can be said at all.

/// Shorter texts are guessed wrong as often as right.
const FEWEST_LETTERS: usize = 40;
/// Enough to know; more only costs time.
const MOST_BYTES: usize = 1_024;

/// ISO 639-1 code of the language, only when the guess is reliable.
pub(crate) fn of(text: &str) -> Option<String> {
    let end = (0..=text.len().min(MOST_BYTES))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let text = &text[..end];
    if text
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(FEWEST_LETTERS)
        .count()
        < FEWEST_LETTERS
    {
        return None;
    }
    let guess = whatlang::detect(text).filter(|guess| guess.is_reliable())?;
    two_letters(guess.lang().code()).map(str::to_string)
}

fn two_letters(three: &str) -> Option<&'static str> {
    #[rustfmt::skip]
    const CODES: &[(&str, &str)] = &[
        ("ara", "ar"), ("bel", "be"), ("ben", "bn"), ("bul", "bg"), ("cat", "ca"), ("ces", "cs"), ("cmn", "zh"),
        ("dan", "da"), ("deu", "de"), ("ell", "el"), ("eng", "en"), ("est", "et"), ("fin", "fi"), ("fra", "fr"),
        ("heb", "he"), ("hin", "hi"), ("hrv", "hr"), ("hun", "hu"), ("ind", "id"), ("ita", "it"), ("jpn", "ja"),
        ("kor", "ko"), ("lat", "la"), ("lav", "lv"), ("lit", "lt"), ("mkd", "mk"), ("nld", "nl"), ("nob", "nb"),
        ("pes", "fa"), ("pol", "pl"), ("por", "pt"), ("ron", "ro"), ("rus", "ru"), ("slk", "sk"), ("slv", "sl"),
        ("spa", "es"), ("srp", "sr"), ("swe", "sv"), ("tha", "th"), ("tur", "tr"), ("ukr", "uk"), ("vie", "vi"),
    ];
    CODES
        .iter()
        .find(|(code, _)| *code == three)
        .map(|(_, two)| *two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_reliable_guess_is_told() {
        assert_eq!(of("refund pls"), None);
        assert_eq!(
            of(
                "Ich habe letzte Woche ein Fahrrad bestellt und warte noch immer auf die Lieferung."
            )
            .as_deref(),
            Some("de")
        );
        assert_eq!(of("I ordered a bicycle last week and I am still waiting for the delivery to arrive here.").as_deref(), Some("en"));
    }
}
