//! Whether a letter says thank you and nothing else.
//!
//! Such a letter makes no work: a closed case stays closed. So the rule is
//! careful. Every word must be known, there must be a word of thanks, and a
//! question, a figure or a "but" says no at once. One unknown word is enough to
//! have a person look.

/// Longer letters say more than thanks.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 40;

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

/// Words after which something else follows.
#[rustfmt::skip]
const BUT: &[&str] = &[
    "but", "however", "although", "though", "still", "not", "never", "except", "unfortunately", "when", "where", "why", "how", "what", "who", "please", "can", "could", "would", "need",
    "aber", "jedoch", "leider", "doch", "nicht", "kein", "keine", "wann", "warum", "wie", "wo", "bitte", "mais", "malheureusement", "pas", "pero", "cuando", "mas", "ma", "però", "non", "maar", "niet", "men", "inte", "ikke", "ale", "nie", "но", "не",
];

/// True when `text` is nothing but thanks: "Thanks, got it!", "Danke, passt!".
pub fn only_thanks(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST || text.contains(['?', '？', '¿']) {
        return false;
    }
    if text.chars().any(|c| c.is_numeric()) || text.contains("http") || text.contains('@') {
        return false;
    }
    let low = text.to_lowercase().replace(['’', '\''], " ");
    let words: Vec<&str> = low
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    if words.len() > MOST_WORDS || words.iter().any(|w| BUT.contains(w)) {
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
            .all(|w| thanks(w) || BESIDE.contains(w) || matches!(*w, "s" | "d" | "m" | "ll" | "re"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: bool) {
        assert_eq!(only_thanks(text), expected, "{text:?}");
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
