//! Whether a letter says thank you and nothing else.

/// True only when every word of `text` belongs to a short thank-you.
/// Conservative: a question, a digit, a "but" or any unknown word says no.
pub fn only_thanks(text: &str) -> bool {
    const THANKS: &[&str] = &[
        "thanks", "thank", "thx", "danke", "dank", "merci", "gracias", "grazie", "obrigado",
        "obrigada",
    ];
    const BESIDE: &[&str] = &[
        "you", "so", "very", "much", "a", "lot", "got", "it", "for", "the", "your", "quick",
        "help", "passt", "vielen", "für", "die", "schnelle", "hilfe", "all", "good", "great",
        "perfect", "works", "now",
    ];
    if text.len() > 400 || text.contains('?') {
        return false;
    }
    let lower = text.to_lowercase();
    let mut thanked = false;
    for word in lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
    {
        if THANKS.contains(&word) {
            thanked = true;
        } else if !BESIDE.contains(&word) {
            return false;
        }
    }
    thanked
}
