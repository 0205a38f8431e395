//! Whether a sentence binds us, and to what. A sentence is cut into clauses;
//! the commitment and its time stand in one of them.

mod english;
mod german;
mod loose;

use self::loose::{ASKED, ASSURED, CONDITION, COURTESY, FINITE, LOOSE, REPORTED, SPOKEN};
use super::What;
use super::times::TIME;
use super::tokens::Token;
use crate::promises::Kind;

/// Said of ourselves at all?
pub fn first_person(t: &[Token]) -> bool {
    t.iter().any(|t| {
        t.any(&[
            "i", "we", "i'll", "we'll", "i'm", "we're", "me", "us", "my", "our", "ich", "wir",
            "mir", "uns", "unsere", "meine", "unser",
        ])
    })
}

/// "No" in the clause of the commitment.
const NO: &[&str] = &[
    "not", "no", "cannot", "can't", "won't", "don't", "unable", "without", "nicht", "kein",
    "keine", "keinen", "keiner", "keinem", "ohne", "weder",
];

/// Where a new clause begins, whether or not a comma stands in front.
const CUTS: &[&str] = &["and", "but", "so", "und", "aber", "denn", "sondern", "that"];
/// A clause that begins so says what we tell, not what we do.
const SUBORDINATE: &[&str] = &[
    "whether", "who", "which", "when", "where", "why", "how", "what", "because", "since",
    "although", "until", "dass", "daß", "ob", "wer", "was", "wann", "wo", "warum", "wie", "weil",
    "welche", "welcher", "welches", "obwohl", "damit", "die", "der", "das",
];

struct Clause<'a> {
    tokens: &'a [Token],
    subordinate: bool,
    /// It begins the sentence, or stands behind a mark.
    marked: bool,
}

fn clauses(t: &[Token]) -> Vec<Clause<'_>> {
    let mut all: Vec<Clause<'_>> = Vec::new();
    let mut begin = 0;
    let mut comma = true;
    for at in 0..=t.len() {
        let mark = t
            .get(at)
            .is_none_or(|t| t.any(&[",", ";", ":", "–", "—", "-", "(", ")", ".", "!", "…"]));
        let word = !mark && at > begin && t[at].any(CUTS);
        // "die", "der", "das" begin a clause after a comma only.
        let sub = !mark && at > begin && t[at].any(&SUBORDINATE[..SUBORDINATE.len() - 3]);
        if !(mark || word || sub) {
            continue;
        }
        if at > begin {
            let first = &t[begin];
            let article =
                first.any(&["die", "der", "das"]) && (!comma || begin == 0 || first.capital);
            all.push(Clause {
                tokens: &t[begin..at],
                subordinate: first.any(SUBORDINATE) && !article && begin > 0,
                marked: comma || begin == 0,
            });
        }
        comma = mark;
        begin = if mark { at + 1 } else { at };
    }
    all
}

fn has_time(t: &[Token]) -> bool {
    t.iter().any(|t| t.is(TIME))
}

/// What the sentence binds us to.
pub fn bound(t: &[Token]) -> Option<What> {
    if until(t) {
        return Some(What::Until);
    }
    let all = clauses(t);
    if is_loose(t) || all.iter().any(|clause| is_condition(clause)) {
        return None;
    }
    let mut ours = false;
    for (at, clause) in all.iter().enumerate() {
        let kind = (!clause.subordinate)
            .then(|| {
                english::commitment(clause.tokens, ours)
                    .or_else(|| german::commitment(clause.tokens, ours))
            })
            .flatten();
        if let Some(kind) = kind {
            let ours = !clause.tokens[0].is("that") || is_assured(&all[..at]);
            let before = all[..at].iter();
            let plain = !before.clone().any(is_asked)
                && !before.chain([clause]).any(is_spoken)
                && !all.iter().any(is_aside);
            return (ours && plain && timed(&all, at)).then_some(What::Promise(kind));
        }
        // "I have asked the warehouse and will write": the subject goes on.
        ours = match clause.tokens.first() {
            Some(first)
                if first.any(&["and", "und", "but", "aber", "that"])
                    && clause.tokens.len() == 1 =>
            {
                ours
            }
            _ => subject(clause.tokens),
        };
    }
    None
}

/// A word anywhere in it that takes the promise out of the sentence.
fn is_loose(t: &[Token]) -> bool {
    let word = |at: usize| t.get(at).map_or("", |t| t.text.as_str());
    let loose = |at: usize| match word(at) {
        "may" => !t[at].capital || at == 0,
        // "Expect my call on Monday" is a promise; "we expect" is a guess.
        "expect" => at > 0,
        // "I look after it" and "ich frage nach" are no conditions.
        "after" => at > 0 && !word(at - 1).starts_with("look"),
        "nach" => t.get(at + 1).is_some_and(|t| t.capital),
        "case" => at > 0 && word(at - 1) == "in",
        "as" => matches!(word(at + 1), "soon" | "long") && word(at + 2) == "as",
        ":" => t[..at].iter().any(|t| t.any(REPORTED)),
        // "Sydney time", "New Yorker Zeit": not our clock.
        "time" => at > 1 && t[at - 1].capital,
        "zeit" => at > 0 && t[at - 1].capital && !t[at - 1].any(&["ihre", "ihrer"]),
        _ => t[at].any(LOOSE),
    };
    (0..t.len()).any(loose)
}

fn is_condition(clause: &Clause<'_>) -> bool {
    let first = clause.tokens.iter().find(|t| !t.any(CUTS));
    clause.marked && first.is_some_and(|t| t.any(CONDITION))
}

/// "Send us the photo", "Schicken Sie uns das Foto".
fn is_asked(clause: &Clause<'_>) -> bool {
    let rest = skip(clause.tokens, &["and", "und", "but", "aber", "so", "also"]);
    let sie = rest.get(1).is_some_and(|t| t.is("sie") && t.capital);
    clause.marked && (rest.first().is_some_and(|t| t.any(ASKED)) || sie)
}

/// "The note reads I will call", "Mein Chef sagt, ich rufe Sie an".
fn is_spoken(clause: &Clause<'_>) -> bool {
    let before = clause
        .tokens
        .iter()
        .take_while(|t| !t.any(&["i", "we", "i'll", "we'll", "ich", "wir"]));
    before.into_iter().any(|t| t.any(SPOKEN))
}

/// A few words beside the sentence that state nothing: "fingers crossed", "God
/// willing". What they take back is not for us to guess.
fn is_aside(clause: &Clause<'_>) -> bool {
    let said: Vec<&Token> = clause.tokens.iter().filter(|t| !t.is(TIME)).collect();
    let Some(first) = said.first() else {
        return false;
    };
    let name = said.len() == 1 && first.capital;
    let states = said.iter().any(|t| t.any(FINITE));
    clause.marked
        && said.len() <= 3
        && said.len() == clause.tokens.len()
        && !(name || states || first.any(COURTESY) || first.any(CUTS) || clause.subordinate)
}

/// Does what stands in front of "that" give our word?
fn is_assured(before: &[Clause<'_>]) -> bool {
    before
        .last()
        .is_some_and(|clause| clause.tokens.iter().any(|t| t.any(ASSURED)))
}

/// Is the time the commitment's own?
fn timed(all: &[Clause<'_>], at: usize) -> bool {
    let clause = all[at].tokens;
    if clause.iter().any(|t| t.any(NO)) && !later_than(clause) {
        return false;
    }
    if let Some(time) = clause.iter().position(|t| t.is(TIME)) {
        // "I write to you about the delivery on Friday": whose Friday?
        let topic = clause[..time].iter().any(|t| {
            t.any(&[
                "about",
                "regarding",
                "concerning",
                "wegen",
                "bezüglich",
                "betreffend",
                "zu",
                "zum",
                "zur",
                "of",
            ])
        });
        return !topic || binds(&clause[time]);
    }
    // A time that stands alone beside it: "By Monday noon, you will hear".
    let alone = |n: usize| {
        all.get(n)
            .is_some_and(|c| has_time(c.tokens) && c.tokens.len() <= 2 && !c.subordinate)
    };
    let before = at.checked_sub(1).is_some_and(alone);
    before || alone(at + 1)
}

/// The time token spans its own words: "by ..." is a deadline wherever it stands.
fn binds(time: &Token) -> bool {
    time.capital
}

fn later_than(clause: &[Token]) -> bool {
    clause
        .iter()
        .filter(|t| t.any(NO))
        .all(|t| t.is("no") || t.is("not"))
        && clause.iter().any(|t| t.is("later") || t.is("später"))
}

/// Does the clause speak of us: "I have asked", "Wir prüfen"?
fn subject(t: &[Token]) -> bool {
    t.iter()
        .take(4)
        .any(|t| t.any(&["i", "we", "i'll", "we'll", "i'm", "we're", "ich", "wir"]))
}

/// "If I hear nothing by Friday I take this as settled", "Wenn ich bis Freitag
/// nichts von Ihnen höre, betrachte ich das als erledigt".
fn until(t: &[Token]) -> bool {
    let has = |words: &[&str]| t.iter().any(|t| t.any(words));
    let begins = t
        .first()
        .is_some_and(|t| t.any(&["if", "wenn", "falls", "sollte", "sollten"]));
    let silence = has(&["hear", "höre", "hören"]) && has(&["nothing", "nichts"]);
    let end = has(&["settled", "erledigt"])
        && has(&[
            "take",
            "consider",
            "betrachte",
            "betrachten",
            "sehe",
            "sehen",
        ]);
    begins && silence && end && has(&["i", "we", "ich", "wir"]) && has_time(t)
}

/// What follows a verb, past adverbs and the time.
fn skip<'a>(t: &'a [Token], words: &[&str]) -> &'a [Token] {
    let mut rest = t;
    while rest.first().is_some_and(|t| t.any(words) || t.is(TIME)) {
        rest = &rest[1..];
    }
    rest
}

/// Money is what is spoken of.
fn of_money(t: &[Token]) -> bool {
    t.iter().any(|t| {
        t.any(&[
            "money",
            "amount",
            "refund",
            "sum",
            "€",
            "$",
            "£",
            "euro",
            "euros",
            "eur",
            "geld",
            "betrag",
            "summe",
            "gutschrift",
        ])
    })
}

fn is_word_of_ours(t: &[Token]) -> bool {
    t.iter().any(|t| {
        t.any(&[
            "answer",
            "reply",
            "word",
            "news",
            "update",
            "message",
            "decision",
            "response",
            "antwort",
            "nachricht",
            "bescheid",
            "rückmeldung",
            "auskunft",
        ])
    })
}

fn action_or_word(t: &[Token]) -> Kind {
    if is_word_of_ours(t) {
        Kind::Update
    } else {
        Kind::Action
    }
}
