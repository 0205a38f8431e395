//! Which language a letter is written in, when that can be said at all.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text;

/// Shorter texts are guessed wrong as often as right.
const FEWEST_LETTERS: usize = 40;
/// Enough to know; more only costs time.
const MOST_BYTES: usize = 1_024;

/// ISO 639-1 code of the language, only when the guess is reliable.
pub(crate) fn of(text: &str) -> Option<String> {
    let text = text::beginning(text, MOST_BYTES);
    let letters = text.chars().filter(|c| c.is_alphabetic());
    if letters.take(FEWEST_LETTERS).count() < FEWEST_LETTERS {
        return None;
    }
    by_small_words(text)
        .or_else(|| by_letters(text))
        .map(str::to_string)
}

/// By the threes of letters that stand in it: works for sixty languages, and costs
/// thirty times what counting small words does.
fn by_letters(text: &str) -> Option<&'static str> {
    let guess = whatlang::detect(text).filter(|guess| guess.is_reliable())?;
    two_letters(guess.lang().code())
}

/// The small words without which nobody writes three sentences.
#[rustfmt::skip]
const SMALL_WORDS: &[(&str, &str)] = &[
    ("en", "the and you your have was is are not with this that for it of to from what when please would can my we has but they there will been"),
    ("de", "der die das und ich nicht ist ein eine einen mit für auf den dem von sie wir habe bitte haben noch auch wie mein meine zu es wird aber zum zur bei"),
    ("fr", "le la les des est et je vous nous une un pas pour que qui dans avec mon ma votre sur ce au du ne mais bonjour merci suis cette aux"),
    ("es", "el la los las de que y en un una es no por para con mi su pero se lo como está del al gracias hola me ha he"),
    ("it", "il la le di che e un una non per con mio è sono ho del della grazie buongiorno ma si lo come anche nel gli dei ha"),
    ("pt", "o a os as de que e não um uma para com meu minha por é do da obrigado olá em mas se como foi na no ao"),
    ("nl", "de het een en van is niet dat ik u met voor op mijn zijn we maar ook hebben heb graag wij te er aan nog bij"),
    ("sv", "och att det är jag inte på en för som med har min vi av till ni men hej den ett kan om så"),
    ("da", "og at det er jeg ikke på en for som med har min vi af til men den et kan om så jer hvad"),
    ("nb", "og at det er jeg ikke på en for som med har min vi av til men den et kan om så dere hva"),
    ("pl", "i nie się na w z do jest że to jak mam czy proszę o po za od ale dla był jestem"),
    ("cs", "a je se na v to že ne s jsem do pro prosím ale jak by mi si za od jste"),
    ("fi", "ja on ei että se minun olen mutta kun tai ole voi niin mikä oli vielä ovat"),
    ("tr", "ve bir bu için de da ne mi ile benim çok var ama gibi olarak daha ben"),
    ("hu", "a az és nem egy hogy is van meg de ez azt el már volt csak"),
    ("ro", "și de la nu este în o un pe cu că am să mai din care pentru"),
];

/// Fewer hits say nothing, and a language with more than half of them is too near.
const FEWEST_HITS: usize = 4;

fn by_small_words(text: &str) -> Option<&'static str> {
    static KNOWN: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let mut known = HashMap::new();
        for (bit, (_, words)) in SMALL_WORDS.iter().enumerate() {
            for word in words.split(' ') {
                *known.entry(word).or_default() |= 1 << bit;
            }
        }
        known
    });
    let mut hits = [0usize; SMALL_WORDS.len()];
    let mut count = 0;
    let mut lower = String::new();
    let words = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty());
    for word in words.take(80) {
        count += 1;
        if word.len() > 12 {
            continue;
        }
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        let mut bits = KNOWN.get(lower.as_str()).copied().unwrap_or_default();
        while bits != 0 {
            hits[bits.trailing_zeros() as usize] += 1;
            bits &= bits - 1;
        }
    }
    let best = (0..hits.len()).max_by_key(|n| hits[*n])?;
    let next = (0..hits.len())
        .filter(|n| *n != best)
        .map(|n| hits[n])
        .max()
        .unwrap_or_default();
    let sure = hits[best] >= FEWEST_HITS && hits[best] >= 2 * next && hits[best] * 7 >= count;
    sure.then_some(SMALL_WORDS[best].0)
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

    /// The letters of other projects: where the slow way is sure, the quick way
    /// says the same or nothing.
    #[test]
    fn the_quick_way_agrees_with_the_slow_one() {
        let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
        let folder = std::env::var("HELIOTROPE_SHARED_DATA").unwrap_or_else(|_| beside.to_string());
        let Ok(sources) = std::fs::read_dir(format!("{folder}/mail")) else {
            println!(
                "The mail of other projects is not here (../shared/data): nothing was compared."
            );
            return;
        };
        let files = sources
            .flatten()
            .flat_map(|source| std::fs::read_dir(source.path()).unwrap().flatten());
        let files = files
            .map(|file| file.path())
            .filter(|file| file.extension().is_some_and(|e| e == "eml"));
        let (mut both, mut same, mut quick, mut slow, mut all) = (0, 0, 0, 0, 0);
        for file in files {
            let (letter, _) = crate::read(&std::fs::read(file).unwrap());
            let text = text::beginning(&letter.shown_text, MOST_BYTES);
            all += 1;
            let (small, threes) = (by_small_words(text), by_letters(text));
            quick += usize::from(small.is_some());
            slow += usize::from(threes.is_some());
            if let (Some(small), Some(threes)) = (small, threes) {
                both += 1;
                same += usize::from(small == threes);
            }
        }
        println!(
            "{all} letters: {quick} quickly, {slow} slowly, {both} both ways, of these {same} the same"
        );
        assert!(same * 100 >= both * 99, "{same} of {both}");
    }
}
