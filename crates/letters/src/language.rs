//! Which language a letter is written in, when that can be said at all.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text;

/// Shorter texts are guessed wrong as often as right by their letters.
const FEWEST_LETTERS: usize = 40;
/// Small words tell more: "Guten Tag, wo ist mein Paket?"
const FEWEST_FOR_WORDS: usize = 16;
/// Enough to know; more only costs time.
const MOST_BYTES: usize = 1_024;

/// ISO 639-1 code of the language, only when the guess is reliable.
pub(crate) fn of(text: &str) -> Option<String> {
    let text = text::beginning(text, MOST_BYTES);
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let letters = letters.take(FEWEST_LETTERS).count();
    if letters < FEWEST_FOR_WORDS {
        return None;
    }
    let long_enough = || (letters == FEWEST_LETTERS).then_some(text);
    by_small_words(text)
        .or_else(|| long_enough().and_then(by_letters))
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
    ("en", "the and you your have was is are not with this that for it of to from what when please would can my we has but they there will been hello hi where how why order thanks thank don i am me"),
    ("de", "der die das und ich nicht ist ein eine einen mit für auf den dem von sie wir habe bitte haben noch auch wie mein meine zu es wird aber zum zur bei guten tag hallo wo wann warum nichts kein keine danke dank bekommen um bis nach sehr geehrte im am mir ihnen ihr ihre"),
    ("fr", "le la les des est et je vous nous une un pas pour que qui dans avec mon ma votre sur ce au du ne mais bonjour merci suis cette aux où quand bonsoir j ai mes vos notre nos par été commande colis"),
    ("es", "el la los las de que y en un una es no por para con mi su pero se lo como está del al gracias hola me ha he buenos buenas días tardes dónde cuándo mis sus yo usted ustedes pedido porque"),
    ("it", "il la le di che e un una non per con mio è sono ho del della grazie buongiorno ma si lo come anche nel gli dei ha dove quando buonasera mia vostro i suo ordine pacco"),
    ("pt", "o a os as de que e não um uma para com meu minha por é do da obrigado olá em mas se como foi na no ao bom dia boa tarde onde quando encomenda você está"),
    ("nl", "de het een en van is niet dat ik u met voor op mijn zijn we maar ook hebben heb graag wij te er aan nog bij hallo waar wanneer goedendag dag mij bestelling pakket geen"),
    ("sv", "och att det är jag inte på en för som med har min vi av till ni men hej den ett kan om så var när mitt tack"),
    ("da", "og at det er jeg ikke på en for som med har min vi af til men den et kan om så jer hvad hvor hvornår tak mit"),
    ("nb", "og at det er jeg ikke på en for som med har min vi av til men den et kan om så dere hva hvor takk mitt når"),
    ("pl", "i nie się na w z do jest że to jak mam czy proszę o po za od ale dla był jestem gdzie kiedy moja moje witam przesyłka zamówienie"),
    ("cs", "a je se na v to že ne s jsem do pro prosím ale jak by mi si za od jste kde kdy můj moje dobrý den děkuji"),
    ("fi", "ja on ei että se minun olen mutta kun tai ole voi niin mikä oli vielä ovat missä milloin kiitos hei"),
    ("tr", "ve bir bu için de da ne mi ile benim çok var ama gibi olarak daha ben nerede merhaba siparişim nasıl"),
    ("hu", "a az és nem egy hogy is van meg de ez azt el már volt csak hol mikor köszönöm jó napot"),
    ("ro", "și de la nu este în o un pe cu că am să mai din care pentru unde când bună ziua mulțumesc"),
];

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
    // In a long text a few hits may be chance, in a short one a language with a
    // third of them is too near.
    let long = hits[best] >= 4 && hits[best] >= 2 * next && hits[best] * 7 >= count;
    let short = hits[best] >= 3 && hits[best] >= 3 * next && hits[best] * 2 >= count;
    let sure = long || short;
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
    use std::time::{Duration, Instant};

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

    #[test]
    fn short_letters_speak_by_their_small_words() {
        for (text, language) in [
            ("Guten Tag, wo ist mein Paket?", Some("de")),
            (
                "Guten Tag, ich habe zweimal bezahlt und nichts bekommen. Bitte um Antwort bis Freitag.",
                Some("de"),
            ),
            ("Hello, where is my parcel?", Some("en")),
            ("Bonjour, où est mon colis ?", Some("fr")),
            ("Buenos días, ¿dónde está mi pedido?", Some("es")),
            ("Buongiorno, dove è il mio pacco?", Some("it")),
            ("Bom dia, onde está a minha encomenda?", Some("pt")),
            ("Dag, waar is mijn pakket en wanneer komt het?", Some("nl")),
            ("Dzień dobry, gdzie jest moja przesyłka?", Some("pl")),
            ("Order 4711, 2 pieces, blue", None),
            ("Ines Brandt, Hauptstrasse 5", None),
        ] {
            assert_eq!(of(text).as_deref(), language, "{text}");
        }
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
        let (mut first, mut always) = (Duration::ZERO, Duration::ZERO);
        for file in files {
            let (letter, _) = crate::read(&std::fs::read(file).unwrap());
            let text = text::beginning(&letter.shown_text, MOST_BYTES);
            all += 1;
            let began = Instant::now();
            of(text);
            first += began.elapsed();
            let began = Instant::now();
            by_letters(text);
            always += began.elapsed();
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
        println!("all of them took {first:?}, by their letters alone {always:?}");
        assert!(same * 100 >= both * 99, "{same} of {both}");
    }
}
