//! "I will write to you", "you will hear from us", "expect my call".

use super::{action_or_word, is_word_of_ours, of_money, skip};
use crate::promises::Kind;
use crate::promises::rules::said::times::TIME;
use crate::promises::rules::said::tokens::Token;

const ADVERBS: &[&str] = &[
    "also",
    "then",
    "certainly",
    "definitely",
    "gladly",
    "personally",
    "now",
    "again",
    "of",
    "course",
    "surely",
    "both",
    "all",
];

/// `ours`: the clause before spoke of us, so this one may leave us out.
pub fn commitment(t: &[Token], ours: bool) -> Option<Kind> {
    will(t, ours).or_else(|| heard(t)).or_else(|| nominal(t))
}

/// The verb phrase after "I will", "we are going to", "I promise to".
fn will(t: &[Token], ours: bool) -> Option<Kind> {
    for at in 0..t.len() {
        let rest = &t[at + 1..];
        let me = t[at].any(&["i", "we"]);
        let phrase = match rest.first().map(|t| t.text.as_str()) {
            _ if t[at].any(&["i'll", "we'll"]) => Some(rest),
            _ if t[at].any(&["i'm", "we're"]) => going_to(rest),
            Some("will" | "shall") if me => Some(&rest[1..]),
            Some("am" | "are") if me => going_to(&rest[1..]),
            Some("promise") if me => {
                let rest = skip(&rest[1..], &["you"]);
                rest.first().filter(|t| t.is("to")).map(|_| &rest[1..])
            }
            _ => None,
        };
        if let Some(kind) = phrase.and_then(verb) {
            return Some(kind);
        }
        if me || t[at].any(&["i'll", "we'll"]) {
            return None;
        }
    }
    if !ours {
        return None;
    }
    let rest = skip(t, &["and", "but", "so"]);
    let rest = match rest.first() {
        Some(first) if first.any(&["will", "shall"]) => &rest[1..],
        _ => rest,
    };
    verb(rest)
}

fn going_to(t: &[Token]) -> Option<&[Token]> {
    let going = t.first()?.is("going") && t.get(1)?.is("to");
    going.then(|| &t[2..])
}

fn verb(t: &[Token]) -> Option<Kind> {
    let t = skip(t, ADVERBS);
    let (first, rest) = t.split_first()?;
    let next = |n: usize| rest.get(n).map_or("", |t| t.text.as_str());
    // Nobody else is spoken to: nothing follows, or you, or the time.
    let to_you = || {
        let direct = rest.first().is_none_or(|t| {
            t.any(&["you", "back", "again", "to", "with", "as", "straight", "in"]) || t.is(TIME)
        });
        direct && (next(0) != "to" || next(1) == "you")
    };
    match first.text.as_str() {
        "write" | "reply" | "answer" | "respond" | "mail" | "email" | "report" if to_you() => {
            Some(Kind::Update)
        }
        "inform" | "tell" | "update" if next(0) == "you" => Some(Kind::Update),
        "let" if next(0) == "you" && next(1) == "know" => Some(Kind::Update),
        "get" | "come" if next(0) == "back" && next(1) == "to" && next(2) == "you" => {
            Some(Kind::Update)
        }
        "be" | "get" if next(0) == "back" && next(1) == "in" && next(2) == "touch" => {
            Some(Kind::Update)
        }
        "be" | "get" if next(0) == "in" && (next(1) == "touch" || next(1) == "contact") => {
            Some(Kind::Update)
        }
        "call" | "ring" | "phone" if to_you() && next(0) != "to" => Some(Kind::Callback),
        "give" if next(0) == "you" && rest.iter().any(|t| t.any(&["call", "ring"])) => {
            Some(Kind::Callback)
        }
        "give" if next(0) == "you" && is_word_of_ours(rest) => Some(Kind::Update),
        "refund" | "reimburse" | "credit" if !elsewhere(rest) => Some(Kind::Money),
        "pay" if next(0) == "you" || next(0) == "back" => Some(Kind::Money),
        "transfer" | "return" if of_money(rest) && !elsewhere(rest) => Some(Kind::Money),
        "send" | "forward" | "ship" | "post" | "deliver" | "dispatch" | "bring"
            if !elsewhere(rest) && !rest.iter().any(|t| t.is("up")) =>
        {
            Some(action_or_word(rest))
        }
        "repair" | "fix" | "replace" | "exchange" | "collect" | "install" | "restore"
            if !elsewhere(rest) =>
        {
            Some(Kind::Action)
        }
        "pick" if rest.iter().any(|t| t.is("up")) => Some(Kind::Action),
        "have"
            if rest
                .iter()
                .any(|t| t.any(&["ready", "repaired", "fixed", "done", "replaced"])) =>
        {
            Some(Kind::Action)
        }
        "have" if rest.iter().any(|t| t.is("you")) && is_word_of_ours(rest) => Some(Kind::Update),
        _ => None,
    }
}

/// "to the workshop", "on to accounting": not to the person who reads it.
fn elsewhere(t: &[Token]) -> bool {
    t.windows(2)
        .any(|two| two[0].is("to") && !two[1].any(&["you", "your", TIME]))
        || t.last().is_some_and(|t| t.is("to"))
}

/// "You will hear from me", "you'll have our answer".
fn heard(t: &[Token]) -> Option<Kind> {
    let at = t.iter().position(|t| t.any(&["you", "you'll"]))?;
    let rest = match t[at].is("you") {
        true => t
            .get(at + 1)
            .filter(|t| t.any(&["will", "shall"]))
            .map(|_| &t[at + 2..])?,
        false => &t[at + 1..],
    };
    let rest = skip(rest, ADVERBS);
    let (verb, rest) = rest.split_first()?;
    let from_us = rest
        .windows(2)
        .any(|two| two[0].is("from") && two[1].any(&["me", "us"]));
    let ours = rest.iter().any(|t| t.any(&["our", "my"]));
    match verb.text.as_str() {
        "hear" if from_us => Some(Kind::Update),
        "have" | "get" | "receive" if (from_us || ours) && is_word_of_ours(rest) => {
            Some(Kind::Update)
        }
        "have" | "get" | "receive" if from_us && of_money(rest) => Some(Kind::Money),
        _ => None,
    }
}

/// "Next word from us by", "our answer reaches you by", "expect my call".
fn nominal(t: &[Token]) -> Option<Kind> {
    let word = |n: usize| t.get(n).map_or("", |t| t.text.as_str());
    if word(0) == "next"
        && is_word_of_ours(&t[1..2.min(t.len())])
        && word(2) == "from"
        && matches!(word(3), "us" | "me")
    {
        return Some(Kind::Update);
    }
    if matches!(word(0), "our" | "my") && is_word_of_ours(&t[1..2.min(t.len())]) {
        let reaches = word(2) == "reaches" || (word(2) == "will" && word(3) == "reach");
        return reaches.then_some(Kind::Update);
    }
    if word(0) == "expect" && matches!(word(1), "our" | "my") {
        return match word(2) {
            "call" => Some(Kind::Callback),
            "answer" | "reply" | "word" | "message" => Some(Kind::Update),
            _ => None,
        };
    }
    None
}
