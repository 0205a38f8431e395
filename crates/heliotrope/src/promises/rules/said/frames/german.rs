//! "Ich melde mich", "Sie hören von uns", "wir werden Ihnen schreiben".

use super::{action_or_word, is_word_of_ours, of_money};
use crate::promises::Kind;
use crate::promises::rules::said::tokens::Token;

/// `ours`: the clause before spoke of us, so this one may leave us out.
pub fn commitment(t: &[Token], ours: bool) -> Option<Kind> {
    let at = t.iter().position(|t| t.any(&["ich", "wir"]));
    if let Some(at) = at {
        let after = t.get(at + 1).and_then(|verb| deed(verb, t));
        let before = || at.checked_sub(1).and_then(|n| deed(&t[n], t));
        return after.or_else(before);
    }
    if ours {
        let first = t.iter().find(|t| !t.any(&["und", "aber", "dann"]));
        if let Some(kind) = first.and_then(|verb| deed(verb, t)) {
            return Some(kind);
        }
    }
    heard(t)
}

fn has(t: &[Token], words: &[&str]) -> bool {
    t.iter().any(|t| t.any(words))
}

/// "Sie" with a capital is the person; at the beginning nobody can tell, but
/// there the verb decides.
fn you(t: &[Token]) -> bool {
    t.iter()
        .any(|t| t.capital && t.is("sie") || t.any(&["dich", "euch"]))
}

fn to_you(t: &[Token]) -> bool {
    t.iter()
        .any(|t| t.capital && t.is("ihnen") || t.any(&["dir", "euch"]))
}

/// To somebody else: "dem Hersteller", "an den Kollegen".
fn elsewhere(t: &[Token]) -> bool {
    let to = |two: &[Token]| {
        two[0].is("an") && two[1].any(&["den", "die", "das", "unsere", "unseren", "einen", "eine"])
    };
    !to_you(t) && (has(t, &["dem", "einem"]) || t.windows(2).any(to)) || has(t, &["weiter"])
}

fn ends_with(t: &[Token], words: &[&str]) -> bool {
    // A time or an afterthought may stand behind: "Sie an, versprochen".
    t.iter().rev().take(2).any(|t| t.any(words))
}

fn deed(verb: &Token, t: &[Token]) -> Option<Kind> {
    let object = || {
        t.iter()
            .any(|t| t.any(&["den", "das", "die", "der", "dem"]))
    };
    match verb.text.as_str() {
        "melde" | "melden" => has(t, &["mich", "uns"]).then_some(Kind::Update),
        "schreibe" | "schreiben" if ends_with(t, &["gut"]) => Some(Kind::Money),
        "schreibe" | "schreiben" => to_you(t).then_some(Kind::Update),
        "antworte" | "antworten" => (to_you(t) || !object()).then_some(Kind::Update),
        "informiere" | "informieren" | "benachrichtige" | "benachrichtigen" => {
            you(t).then_some(Kind::Update)
        }
        "gebe" | "geben" => (to_you(t) && is_word_of_ours(t)).then_some(Kind::Update),
        "sage" | "sagen" => (to_you(t) && has(t, &["bescheid"])).then_some(Kind::Update),
        "lasse" | "lassen" => (you(t) && has(t, &["wissen"])).then_some(Kind::Update),
        "rufe" | "rufen" => {
            let called =
                you(t) && ends_with(t, &["an", "zurück"]) || ends_with(t, &["zurück"]) && !object();
            called.then_some(Kind::Callback)
        }
        "erstatte" | "erstatten" | "überweise" | "überweisen" => {
            (!elsewhere(t)).then_some(Kind::Money)
        }
        "zahle" | "zahlen" => ends_with(t, &["zurück"]).then_some(Kind::Money),
        "schicke" | "schicken" | "sende" | "senden" | "bringe" | "bringen" | "liefere"
        | "liefern" | "verschicke" | "verschicken" | "versende" | "versenden" => {
            (!elsewhere(t)).then(|| action_or_word(t))
        }
        "repariere" | "reparieren" | "ersetze" | "ersetzen" | "tausche" | "tauschen" => {
            (!elsewhere(t)).then_some(Kind::Action)
        }
        "hole" | "holen" => ends_with(t, &["ab"]).then_some(Kind::Action),
        "werde" | "werden" => will(t),
        _ => None,
    }
}

/// "Ich werde Ihnen bis Freitag schreiben": the deed stands at the end.
fn will(t: &[Token]) -> Option<Kind> {
    let last = t.last()?;
    match last.text.as_str() {
        "melden" => has(t, &["mich", "uns"]).then_some(Kind::Update),
        "schreiben" | "antworten" | "mitteilen" => to_you(t).then_some(Kind::Update),
        "informieren" | "benachrichtigen" => you(t).then_some(Kind::Update),
        "geben" => (to_you(t) && is_word_of_ours(t)).then_some(Kind::Update),
        "anrufen" | "zurückrufen" => you(t).then_some(Kind::Callback),
        "erstatten" | "überweisen" | "zurückzahlen" | "gutschreiben" => {
            (!elsewhere(t)).then_some(Kind::Money)
        }
        "schicken" | "senden" | "verschicken" | "versenden" | "liefern" | "bringen"
        | "zusenden" | "zuschicken" => (!elsewhere(t)).then(|| action_or_word(t)),
        "reparieren" | "austauschen" | "umtauschen" | "ersetzen" | "abholen" => {
            (!elsewhere(t)).then_some(Kind::Action)
        }
        _ => None,
    }
}

/// "Sie hören von uns", "haben Sie eine Antwort von mir".
fn heard(t: &[Token]) -> Option<Kind> {
    let from_us = t
        .windows(2)
        .any(|two| two[0].is("von") && two[1].any(&["mir", "uns"]));
    let ours = from_us || has(t, &["unsere", "meine"]);
    let at = t
        .iter()
        .position(|t| t.any(&["hören", "haben", "bekommen", "erhalten"]))?;
    let beside = |n: Option<usize>| {
        n.and_then(|n| t.get(n))
            .is_some_and(|t| t.is("sie") && t.capital)
    };
    if !(beside(Some(at + 1)) || beside(at.checked_sub(1))) {
        return None;
    }
    match t[at].text.as_str() {
        "hören" if from_us => Some(Kind::Update),
        "hören" => None,
        _ if ours && is_word_of_ours(t) => Some(Kind::Update),
        _ if from_us && of_money(t) => Some(Kind::Money),
        _ => None,
    }
}
