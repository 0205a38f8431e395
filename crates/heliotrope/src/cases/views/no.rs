//! The honest no in the write section: the form that finds it, the chips of
//! the letter that says it, and what its draft left open.

use super::write::{Refused, Typed};
use super::{Eye, Sheet};
use crate::answers;
use crate::kit::moments;
use crate::kit::words::{Lang, Words};
use crate::needs::Need;
use crate::t;
use crate::tradeoffs::rules::{LOOK_AGAIN_DAYS, Tradeoff, offered, reason_of, sentences};
use crate::tradeoffs::views::{self, Ask};
use crate::tradeoffs::{No, Why};
use crate::web::icon;
use maud::{Markup, html};

/// The form of a no, when it was asked for.
pub fn ask(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let Some(form) = &sheet.no_form else {
        return html! {};
    };
    let Some(need) = sheet
        .needs
        .iter()
        .find(|n| n.id == form.need && n.is_open())
    else {
        return html! {};
    };
    let hits = answers::rules::found(&form.all, &form.letters, eye.words);
    let letters = !form.letters.trim().is_empty();
    let typed_no = typed.no.as_ref().map(|(_, no)| no);
    let pick = form.pick.or(typed_no.and_then(|no| no.tradeoff));
    let picked = match pick {
        Some(id) => form.all.iter().find(|t| t.id == id),
        None => hits.first().copied().filter(|_| letters),
    };
    let tag = sheet
        .case
        .language
        .as_deref()
        .unwrap_or(&sheet.mailbox.language);
    let spoken = Words::of(Lang::of_tag(tag).unwrap_or_default());
    let zone = moments::zone(&sheet.mailbox.zone);
    let slots = picked.map_or_else(Vec::new, |t| {
        offered(&t.what, eye.now, &zone, form.hours.as_ref(), spoken)
    });
    let no = typed_no
        .cloned()
        .unwrap_or_else(|| filled(picked, form.why, spoken));
    let text = match typed.text.as_str() {
        "" => sheet.reply_draft.as_ref().map_or("", |(_, words, _)| words),
        typed => typed,
    };
    let others = sheet.needs.iter().filter(|n| n.id != need.id);
    let wrong = match (&typed.no, &typed.refused) {
        (Some(_), Some(Refused::Said(words))) => Some(words.as_str()),
        _ => None,
    };
    let shown = Ask {
        case: sheet.case.number,
        need: need.id,
        need_words: &need.words,
        others: others.map(|n| (n.id, n.words.as_str())).collect(),
        letters: &form.letters,
        hits,
        picked,
        no: &no,
        slots: &slots,
        sentences: sentences(text),
        wrong,
    };
    views::ask(&shown, eye.words)
}

/// The fields as a trade-off fills them, else as its kind of reason does. A
/// grave no is looked at again.
fn filled(picked: Option<&Tradeoff>, why: Option<Why>, words: Words) -> No {
    let Some(tradeoff) = picked else {
        return No {
            reason: match why {
                Some(Why::Limit) => t!(words, "goodwill-limit-words"),
                _ => String::new(),
            },
            why,
            ..No::default()
        };
    };
    let what = &tradeoff.what;
    let grave = matches!(
        what.why,
        Why::Law | Why::ThirdPartyDecides | Why::Impossible
    );
    No {
        reason: reason_of(what, words),
        possible: Vec::new(),
        signpost: what.signpost.clone(),
        why: Some(what.why),
        tradeoff: Some(tradeoff.id),
        replaced_by: None,
        look_again: grave.then_some(LOOK_AGAIN_DAYS),
        chosen: false,
    }
}

/// Is there a need to which no could be said, and is not said already?
pub fn may_be_said(sheet: &Sheet) -> bool {
    let said = |need: &Need| sheet.noes_ready.iter().any(|no| no.need == need.id);
    sheet.needs.iter().any(|n| n.is_open() && !said(n))
}

pub fn chips(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    if sheet.noes_ready.is_empty() {
        return html! {};
    }
    let needs: Vec<(i64, &str)> = sheet
        .needs
        .iter()
        .map(|n: &Need| (n.id, n.words.as_str()))
        .collect();
    views::chips(&sheet.noes_ready, &needs, &typed.unsaid, eye.words)
}

/// Under the letter: what is still open in it, and the way to send it so.
pub fn gap(typed: &Typed, eye: Eye<'_>) -> Markup {
    let Some(Refused::Gap { gap }) = &typed.refused else {
        return html! {};
    };
    let words = eye.words;
    html! {
        div.gap role="alert" {
            p.error #gap-error { (icon("circle-alert")) (t!(words, "cases-gap", gap = gap.as_str())) }
            label.tick {
                input type="checkbox" name="gaps" value="keep";
                span { (t!(words, "cases-gap-keep")) }
            }
        }
    }
}
