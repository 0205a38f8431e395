//! Whether a letter says thank you and nothing else.
//!
//! Such a letter makes no work: a closed case stays closed. So the rule is
//! careful. Every word must be known, there must be a word of thanks, and a
//! question, a figure or a "but" says no at once. One unknown word is enough to
//! have a person look. A greeting by name at the beginning and the writer's own
//! name at the end are no such words.

use crate::Address;

/// Longer letters say more than thanks.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 40;
/// A greeting names at most so many: "Dear Ms Lindqvist".
const MOST_GREETED: usize = 3;

/// Words of thanks, or that all is well.
#[rustfmt::skip]
const THANKS: &[&str] = &[
    "thanks", "thank", "thx", "thankyou", "ty", "tysm", "cheers", "appreciated", "appreciate", "grateful",
    "danke", "dank", "dankeschön", "merci", "bedankt", "dankjewel", "dankuwel", "gracias", "grazie", "obrigado", "obrigada",
    "tack", "takk", "tak", "kiitos", "dziękuję", "dziekuje", "dzięki", "děkuji", "díky", "ďakujem", "спасибо", "благодарю",
    "дякую", "teşekkürler", "teşekkür", "köszönöm", "mulțumesc", "hvala", "ευχαριστώ", "ありがとう", "谢谢", "謝謝",
];

/// Words that may stand beside them.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    // English
    "you", "u", "so", "very", "much", "many", "a", "lot", "lots", "again", "ever", "million", "got", "it", "i", "we", "ve", "have", "received",
    "for", "the", "your", "yours", "quick", "fast", "prompt", "speedy", "swift", "kind", "great", "good", "help", "helping", "reply", "answer", "response", "support", "service",
    "work", "job", "assistance", "effort", "time", "patience", "and", "all", "is", "are", "well", "perfect", "wonderful", "awesome", "excellent", "brilliant", "super", "lovely",
    "works", "worked", "working", "fine", "now", "that", "this", "that's", "thats", "solved", "fixed", "sorted", "did", "arrived", "everything", "ok", "okay", "yes", "hi", "hello", "hey", "dear", "team",
    "best", "kind", "regards", "wishes", "warm", "have", "nice", "day", "weekend", "evening", "sincerely", "bye", "of", "to", "my", "me", "us", "really", "truly", "indeed", "just", "trick", "cool", "amazing", "fantastic", "problem", "appreciate", "appreciated", "grateful", "am", "was", "be", "happy", "glad", "guys", "everyone", "both", "in", "advance",
    // German
    "vielen", "lieben", "herzlichen", "besten", "tausend", "schön", "schon", "sehr", "ihnen", "euch", "dir", "für", "fuer", "die", "das", "den", "der", "dem", "ihre", "ihren", "eure", "deine", "schnelle", "schnellen", "rasche", "tolle", "gute", "prompte", "freundliche", "nette", "nochmals", "nochmal", "noch", "mal",
    "hilfe", "antwort", "rückmeldung", "unterstützung", "bearbeitung", "info", "auskunft", "mühe", "service", "passt", "klappt", "funktioniert", "geht", "läuft", "jetzt", "nun", "alles", "gut", "prima", "klasse", "perfekt", "bestens", "wunderbar", "in", "ordnung", "ist", "hat", "geklappt", "angekommen", "erhalten", "bekommen", "habe", "ich", "wir", "haben",
    "es", "und", "so", "super", "toll", "top", "hallo", "guten", "tag", "morgen", "liebe", "lieber", "grüße", "gruß", "viele", "freundlichen", "freundliche", "grüßen", "mfg", "lg", "vg", "beste", "schönen", "schönes", "wochenende", "abend", "ihr", "sie", "damen", "herren", "geehrte", "voraus", "im",
    // French
    "beaucoup", "bien", "à", "vous", "tous", "pour", "votre", "vos", "la", "le", "les", "l", "aide", "réponse", "rapide", "rapidité", "mille", "fois", "c", "est", "parfait", "super", "bonjour", "cordialement", "bonne", "journée", "soirée", "tout", "bon", "va", "marche", "fonctionne", "maintenant", "reçu", "ai", "j", "et", "encore", "très", "toi",
    // Spanish, Portuguese, Italian
    "muchas", "mil", "por", "su", "tu", "ayuda", "respuesta", "rápida", "todo", "perfecto", "bien", "ya", "funciona", "recibido", "hola", "saludos", "un", "saludo", "y", "buen", "día", "muy", "amable", "muito", "pela", "pelo", "ajuda", "resposta", "tudo", "certo", "perfeito", "recebido", "olá", "bom", "dia", "atenciosamente",
    "mille", "tante", "molte", "per", "il", "lo", "vostro", "vostra", "aiuto", "risposta", "rapida", "tutto", "bene", "perfetto", "ricevuto", "ciao", "saluti", "cordiali", "buongiorno", "buona", "giornata", "e", "ora", "ok",
    // Dutch and the north
    "je", "jullie", "u", "wel", "hartelijk", "heel", "erg", "voor", "de", "het", "snelle", "hulp", "reactie", "antwoord", "alles", "goed", "werkt", "nu", "met", "vriendelijke", "groet", "groeten", "hoi", "ontvangen", "is", "en",
    "så", "mycket", "för", "hjälpen", "svaret", "snabba", "allt", "bra", "fungerar", "nu", "hej", "mvh", "hälsningar", "mange", "tusen", "hjelpen", "hjælpen", "svar", "alt", "fint", "virker", "fungerer", "nå", "hilsen", "venlig", "med", "vennlig", "på", "forhånd", "det", "paljon", "avusta", "nopeasta", "toimii", "nyt", "hyvin", "kaikki", "terveisin",
    // Polish, Czech, Russian
    "bardzo", "za", "pomoc", "szybką", "odpowiedź", "wszystko", "działa", "pozdrawiam", "serdecznie", "dobrze", "mockrát", "moc", "vše", "funguje", "rychlou", "odpověď", "pozdravem", "s", "большое", "огромное", "за", "помощь", "быстрый", "ответ", "всё", "все", "работает", "отлично", "вам", "хорошо", "здравствуйте", "получил", "получила",
];

/// How letters end, beside the words above.
#[rustfmt::skip]
const SIGN_OFF: &[&str] = &[
    "rgds", "br", "care", "take", "faithfully", "respectfully", "cordially", "warmly", "love", "x", "xx", "xxx",
    "mit", "herzlich", "herzliche", "herzlichst", "liebe", "lieben", "hochachtungsvoll", "bis", "bald", "tschüss", "ciao", "servus", "schöne", "euer", "eure", "ihre",
    "cdlt", "bien", "amicalement", "salutations", "sincères", "meilleures", "respectueusement", "bisous", "bises", "bientôt",
    "atentamente", "atte", "cordial", "cordialmente", "abrazo", "abrazos", "besos", "afectuosamente",
    "abraço", "abraços", "beijos", "cumprimentos", "cordialmente", "distinti", "abbraccio", "cordialità",
    "mvg", "gr", "grt", "grtz", "groetjes", "vriendelijke", "hartelijke", "liefs", "doei", "hoogachtend",
    "hälsning", "vänliga", "vänlig", "bästa", "kram", "hilsner", "venlige", "vennlige", "klem", "bedste", "beste", "ystävällisin",
    "pozdrowienia", "poważaniem", "z", "pozdravy", "pozdravom", "уважением", "с",
];

/// Words that open a greeting by name.
#[rustfmt::skip]
const GREETING: &[&str] = &[
    "hi", "hello", "hey", "dear", "hallo", "liebe", "lieber", "guten", "tag", "moin", "servus", "grüezi", "geehrte", "geehrter", "sehr",
    "bonjour", "bonsoir", "salut", "cher", "chère", "hola", "estimado", "estimada", "olá", "caro", "cara", "prezado", "prezada",
    "ciao", "buongiorno", "gentile", "beste", "hoi", "dag", "geachte", "hej", "hei", "kære", "kjære", "cześć", "dzień", "dobry", "ahoj",
    "здравствуйте", "привет",
];

/// Words after which something else follows.
#[rustfmt::skip]
const BUT: &[&str] = &[
    "but", "however", "although", "though", "still", "not", "never", "except", "unfortunately", "when", "where", "why", "how", "what", "who", "please", "can", "could", "would", "need",
    "aber", "jedoch", "leider", "doch", "nicht", "kein", "keine", "wann", "warum", "wie", "wo", "bitte", "mais", "malheureusement", "pas", "pero", "cuando", "mas", "ma", "però", "non", "maar", "niet", "men", "inte", "ikke", "ale", "nie", "но", "не",
];

/// True when `text` is nothing but thanks: "Thanks, got it!", "Danke, passt!".
/// `writer`: who signs it, if that is known.
pub fn only_thanks(text: &str, writer: Option<&Address>) -> bool {
    let text = without_greeting(without_name(text.trim(), writer));
    if text.is_empty() || text.len() > LONGEST || text.contains(['?', '？', '¿']) {
        return false;
    }
    if text.chars().any(|c| c.is_numeric()) || text.contains("http") || text.contains('@') {
        return false;
    }
    let low = text.to_lowercase().replace(['’', '\''], " ");
    let words: Vec<&str> = words(&low).collect();
    if words.len() > MOST_WORDS || words.iter().any(|w| says_no(w)) {
        return false;
    }
    // Scripts without spaces are known by their beginning.
    let thanks = |word: &str| {
        THANKS.contains(&word)
            || ["ありがとう", "谢谢", "謝謝"]
                .iter()
                .any(|t| word.starts_with(t) && word.chars().count() < 14)
    };
    words.iter().any(|w| thanks(w))
        && words
            .iter()
            .all(|w| thanks(w) || known(w) || matches!(*w, "s" | "d" | "m" | "ll" | "re"))
}

fn known(word: &str) -> bool {
    BESIDE.contains(&word) || SIGN_OFF.contains(&word)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
}

/// Ends a part of a letter: behind it a name may stand alone.
fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | ',' | '.' | '!' | ';' | '–' | '—' | '…')
}

/// The text without the writer's own name at its end, as `From` writes it, in
/// full or in part, or its initials. Only where the name stands by itself.
fn without_name<'a>(text: &'a str, writer: Option<&Address>) -> &'a str {
    let Some(writer) = writer else { return text };
    let local = writer.address.split('@').next().unwrap_or_default();
    let names: Vec<String> = words(writer.name.as_deref().unwrap_or_default())
        .chain(local.split(|c: char| !c.is_alphabetic()))
        .filter(|w| w.chars().nth(1).is_some())
        .map(str::to_lowercase)
        .collect();
    let is_theirs = |word: &str| {
        let word = word.to_lowercase();
        let initial = word.chars().nth(1).is_none();
        names
            .iter()
            .any(|name| *name == word || initial && name.starts_with(&word))
    };
    let closed = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let Some(at) = closed.rfind(is_end) else {
        return text;
    };
    let last = &closed[at..];
    if words(last).next().is_some() && words(last).all(is_theirs) {
        closed[..at].trim_end()
    } else {
        text
    }
}

/// The text without "Hi Maya," at its beginning: a greeting, a few words with
/// capitals, and an end.
fn without_greeting(text: &str) -> &str {
    let Some(at) = text.find(['\n', ',', '!']) else {
        return text;
    };
    let greets = |w: &&str| GREETING.contains(&w.to_lowercase().as_str());
    let mut opening = words(&text[..at]).peekable();
    if opening.next_if(greets).is_none() {
        return text;
    }
    let mut named = 0;
    for word in opening.skip_while(greets) {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let letters = word.chars().all(char::is_alphabetic);
        if !capital || !letters || says_no(&word.to_lowercase()) {
            return text;
        }
        named += 1;
    }
    if named > MOST_GREETED {
        return text;
    }
    text[at..].trim_start_matches(|c: char| !c.is_alphanumeric())
}

fn says_no(word: &str) -> bool {
    BUT.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(only_thanks(text, None), expected, "{text:?}");
    }

    /// Written by Anna Berg, a.berg@example.org.
    #[track_caller]
    fn signed(text: &str, expected: bool) {
        let anna = Address {
            address: "a.berg@example.org".into(),
            name: Some("Anna Berg".into()),
        };
        assert_eq!(only_thanks(text, Some(&anna)), expected, "{text:?}");
    }

    #[test]
    fn the_writers_name_and_a_sign_off_are_no_words_of_the_letter() {
        for thanks in [
            "Thanks!\nAnna",
            "Thanks, Anna",
            "Hi Maya,\n\nthanks a lot for your help!\n\nBest regards,\nAnna Berg",
            "Thank you so much\n- A.",
            "Danke!\n\nLiebe Grüße\nAnna",
            "Sehr geehrte Frau Lindqvist,\n\nvielen Dank, es hat geklappt.\n\nMit freundlichen Grüßen\nAnna Berg",
            "Bonjour Maya,\nmerci beaucoup !\n\nBien à vous,\nAnna",
            "Hola Maya:\nmuchas gracias, todo bien.\nUn abrazo\nAnna",
            "Beste Maya,\n\nHartelijk dank!\n\nGroetjes,\nAnna",
            "Tack så mycket!\nVänliga hälsningar\nAnna",
            "Grazie mille!\nDistinti saluti,\nAnna Berg",
        ] {
            signed(thanks, true);
        }
        // Somebody else's name, or hers inside a sentence: a person looks.
        signed("Thanks!\nJonas", false);
        signed("Thank you. AB", false);
        signed("Thanks for Anna", false);
        signed("Thanks!\nAnna has not got it", false);
        signed("Anna", false);
        signed("Hi Maya,\nAnna", false);
        signed("Hi Please Refund, thanks", false);
        signed("Hello my order is late, thanks\nAnna", false);
        signed("Thanks!\nAnna\n+49 30 1234567", false);
        check("Thanks!\nAnna", false);
    }

    #[test]
    fn thanks_and_nothing_else() {
        check("Thanks, got it!", true);
        check("Danke, passt!", true);
        check("Vielen Dank für die schnelle Hilfe", true);
        check(
            "Thank you so much for your quick reply!\n\nBest regards",
            true,
        );
        check("Merci beaucoup, c'est parfait", true);
        check("Muchas gracias", true);
        check("Hartelijk dank voor de snelle reactie", true);
        check("Tack så mycket!", true);
        check("Dziękuję bardzo", true);
        check("Большое спасибо за помощь", true);
        check("ありがとうございます", true);
        check("👍 thanks", true);
    }

    #[test]
    fn anything_else_is_for_a_person() {
        check("Thanks, but it still fails", false);
        check("Danke. Und wann kommt der Rest?", false);
        check("Thanks! My order number is 4711", false);
        check("Thanks for nothing", false);
        check("No thanks, cancel it", false);
        check("Danke, leider geht es nicht", false);
        check("ok", false);
        check("", false);
        check("Thank you. The second wheel is bent.", false);
        check("Danke im Voraus, die Kette fehlt", false);
    }
}
