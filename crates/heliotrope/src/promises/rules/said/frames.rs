//! Whether a sentence binds us, and to what. A sentence is cut into clauses;
//! the commitment and its time stand in one of them.

mod english;
mod german;

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

/// A condition, a hope, a habit or somebody else's word: the whole sentence
/// binds nobody.
const LOOSE: &[&str] = &[
    "if",
    "unless",
    "provided",
    "providing",
    "depending",
    "otherwise",
    "perhaps",
    "maybe",
    "probably",
    "possibly",
    "hopefully",
    "hope",
    "try",
    "trying",
    "aim",
    "should",
    "could",
    "might",
    "would",
    "can",
    "usually",
    "normally",
    "typically",
    "generally",
    "nobody",
    "never",
    "once",
    "said",
    "says",
    "told",
    "promised",
    "agreed",
    "assuming",
    "whenever",
    "wenn",
    "falls",
    "sofern",
    "sobald",
    "nachdem",
    "soweit",
    "vielleicht",
    "möglicherweise",
    "wahrscheinlich",
    "voraussichtlich",
    "hoffentlich",
    "hoffe",
    "hoffen",
    "versuche",
    "versuchen",
    "könnte",
    "könnten",
    "kann",
    "können",
    "würde",
    "würden",
    "sollte",
    "sollten",
    "soll",
    "sollen",
    "möchte",
    "möchten",
    "dürfte",
    "dürften",
    "normalerweise",
    "gewöhnlich",
    "üblicherweise",
    "regel",
    "nie",
    "niemals",
    "niemand",
    "gesagt",
    "sagte",
    "sagten",
    "versprochen",
    "versprach",
    "schrieben",
    "angeblich",
    "laut",
];

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
    let modal_may = |at: usize| t[at].is("may") && !t[at].capital || t[at].is("may") && at == 0;
    if t.iter().any(|t| t.any(LOOSE)) || (0..t.len()).any(modal_may) || as_soon_as(t) {
        return None;
    }
    let all = clauses(t);
    let mut ours = false;
    for (at, clause) in all.iter().enumerate() {
        let kind = (!clause.subordinate)
            .then(|| {
                english::commitment(clause.tokens, ours)
                    .or_else(|| german::commitment(clause.tokens, ours))
            })
            .flatten();
        if let Some(kind) = kind {
            return timed(&all, at).then_some(What::Promise(kind));
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

fn as_soon_as(t: &[Token]) -> bool {
    t.windows(2).any(|two| two[0].is("soon") && two[1].is("as"))
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
