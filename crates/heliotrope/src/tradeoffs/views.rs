//! What a no looks like: the form that finds it (V4), its chip in the send bar,
//! and what the person it was said to reads. The map and its pages stand below.

pub mod form;
pub mod map;
pub mod public;

use super::rules::{LOOK_AGAIN_DAYS, No, Offered, Tradeoff, Why};
use super::store::{Ready, Said};
use crate::kit::words::Words;
use crate::t;
use crate::web::icon;
use maud::{Markup, html};

/// Everything the form of a no shows.
pub struct Ask<'a> {
    pub case: i64,
    pub need: i64,
    pub need_words: &'a str,
    /// Other needs of the case: one may take this one's place.
    pub others: Vec<(i64, &'a str)>,
    /// What was typed into the search, and what it found.
    pub letters: &'a str,
    pub hits: Vec<&'a Tradeoff>,
    pub picked: Option<&'a Tradeoff>,
    /// The fields as they stand.
    pub no: &'a No,
    /// Call-back times that the trade-off offers now.
    pub slots: &'a [Offered],
    /// The sentences of the letter as it stands: one may be the reason.
    pub sentences: Vec<String>,
    pub wrong: Option<&'a str>,
}

/// V4. It stands inside the reply form, so that what is typed there goes along
/// with every press; its first button is what Enter does.
pub fn ask(ask: &Ask<'_>, words: Words) -> Markup {
    let path = format!("/cases/{}/needs/{}/no", ask.case, ask.need);
    html! {
        section.no-ask #no-ask aria-labelledby="no-title" data-src={ "/cases/" (ask.case) "?no=" (ask.need) } {
            header {
                h2 #no-title { (icon("circle-minus")) bdi { (t!(words, "tradeoffs-ask", need = ask.need_words)) } }
                a.btn.quiet.icon-only href={ "/cases/" (ask.case) "#write" } data-no-close {
                    (icon("x")) span.said { (t!(words, "tradeoffs-ask-leave")) }
                }
            }
            div.field {
                label.said for="no-q" { (t!(words, "tradeoffs-find")) }
                input.input #no-q name="no_q" value=(ask.letters) autocomplete="off" autofocus
                    placeholder=(t!(words, "tradeoffs-find")) aria-describedby="no-hint";
                p.said #no-hint { (t!(words, "tradeoffs-find-help")) }
            }
            (found(ask, words))
            @if let Some(wrong) = ask.wrong { p.error #no-error role="alert" { (icon("circle-alert")) (wrong) } }
            div.btns {
                button.btn #no-put formaction=(path) name="no_act" value="draft" data-then="#reply" {
                    (icon("square-pen")) (t!(words, "tradeoffs-put")) " " kbd { "⏎" }
                }
                button.btn.quiet formaction=(path) name="no_act" value="mark" data-then="#reply" {
                    (t!(words, "tradeoffs-says-already"))
                }
                button.btn.quiet formaction=(path) name="no_act" value="now" { (t!(words, "tradeoffs-no-letter")) }
                button.btn.quiet formaction=(path) name="no_act" value="blank" data-then="#reply" {
                    (t!(words, "tradeoffs-outline"))
                }
            }
        }
    }
}

/// What the letters found, and the fields filled from it: one part, so that a
/// script can fetch it anew at every letter.
fn found(ask: &Ask<'_>, words: Words) -> Markup {
    let picked = ask.picked.map(|t| t.id);
    html! {
        div #no-found {
            p.said #no-count role="status" { (t!(words, "tradeoffs-found", n = ask.hits.len() as i64)) }
            input type="hidden" name="no_for" value=(ask.letters);
            input type="hidden" name="no_tradeoff" value=(picked.map(|id| id.to_string()).unwrap_or_default());
            @if ask.hits.is_empty() {
                p.quietly {
                    @if ask.letters.trim().is_empty() { (t!(words, "tradeoffs-ask-none")) }
                    @else { (t!(words, "tradeoffs-ask-nothing", letters = ask.letters)) }
                    " " a href="/tradeoffs/new" { (t!(words, "tradeoffs-write-one")) }
                }
            } @else {
                ul.no-hits {
                    @for hit in &ask.hits {
                        li data-key={ "t" (hit.id) } {
                            a href={ "/cases/" (ask.case) "?no=" (ask.need) "&pick=" (hit.id) "#no-ask" }
                                aria-current=[(picked == Some(hit.id)).then_some("true")] {
                                strong dir="auto" { (hit.what.title) }
                                @if hit.what.bad_at != hit.what.title { " " span dir="auto" { (hit.what.bad_at) } }
                            }
                        }
                    }
                }
            }
            (fields(ask, words))
        }
    }
}

fn fields(ask: &Ask<'_>, words: Words) -> Markup {
    let no = ask.no;
    let offered = ask
        .picked
        .map(|t| t.what.instead.clone())
        .unwrap_or_default();
    let offered: Vec<String> = offered
        .into_iter()
        .chain(ask.slots.iter().map(|slot| slot.way.clone()))
        .collect();
    let own: Vec<&str> = no
        .possible
        .iter()
        .filter(|way| !offered.contains(way))
        .map(String::as_str)
        .collect();
    html! {
        div.fields-2 {
            div.field {
                label for="no-reason" { (t!(words, "tradeoffs-because")) }
                textarea.area #no-reason name="no_reason" rows="2" maxlength="500" dir="auto" { "\n" (no.reason) }
                (from_letter("no_reason_from", t!(words, "tradeoffs-reason-from"), ask, words))
                button.btn.quiet.scripted type="button" data-no-take="#no-reason" { (t!(words, "tradeoffs-take")) }
            }
            div.field {
                span.label #no-ways { (t!(words, "tradeoffs-possible")) }
                @if !offered.is_empty() {
                    input type="hidden" name="no_ways" value="shown";
                    div.stack role="group" aria-labelledby="no-ways" {
                        @for way in &offered {
                            label.tick {
                                input type="checkbox" name="no_way" value=(way)
                                    checked[!no.chosen && no.possible.is_empty() || no.possible.contains(way)];
                                span dir="auto" { (way) }
                            }
                        }
                    }
                }
                textarea.area #no-more name="no_more" rows="1" maxlength="1000" dir="auto"
                    aria-label=(t!(words, "tradeoffs-possible-more"))
                    placeholder=(t!(words, "tradeoffs-possible-more")) { "\n" (own.join("\n")) }
                (from_letter("no_possible_from", t!(words, "tradeoffs-possible-from"), ask, words))
                button.btn.quiet.scripted type="button" data-no-take="#no-more" { (t!(words, "tradeoffs-take")) }
            }
        }
        div.fields-3 {
            div.field {
                label for="no-signpost" { (t!(words, "tradeoffs-signpost")) }
                input.input #no-signpost name="no_signpost" value=(no.signpost) maxlength="500" dir="auto";
            }
            div.field {
                label for="no-why" { (t!(words, "tradeoffs-why")) }
                select.select #no-why name="no_why" {
                    option value="" selected[no.why.is_none()] { (t!(words, "tradeoffs-why-none")) }
                    @for why in Why::ALL {
                        option value=(why.word()) selected[no.why == Some(why)] { (why.said(words)) }
                    }
                }
            }
            @if !ask.others.is_empty() {
                div.field {
                    label for="no-replaced" { (t!(words, "tradeoffs-replaced")) }
                    select.select #no-replaced name="no_replaced" {
                        option value="" { (t!(words, "tradeoffs-replaced-none")) }
                        @for (id, need) in &ask.others {
                            option value=(id) selected[no.replaced_by == Some(*id)] { (need) }
                        }
                    }
                }
            }
            div.field {
                label for="no-look" { (t!(words, "tradeoffs-look")) }
                select.select #no-look name="no_look" {
                    option value="" selected[no.look_again.is_none()] { (t!(words, "tradeoffs-look-not")) }
                    @for days in [LOOK_AGAIN_DAYS, 30, 90] {
                        option value=(days) selected[no.look_again == Some(days)] {
                            (t!(words, "tradeoffs-look-in", n = days))
                        }
                    }
                }
            }
        }
    }
}

/// A sentence of the letter as it stands: nothing is written twice.
fn from_letter(name: &str, label: String, ask: &Ask<'_>, words: Words) -> Markup {
    html! {
        @if !ask.sentences.is_empty() {
            select.select.from-letter name=(name) aria-label=(label) {
                option value="" { (t!(words, "tradeoffs-from-letter")) }
                @for sentence in &ask.sentences { option value=(sentence) { (sentence) } }
            }
        }
    }
}

/// The noes that this letter says, each with a box: an unticked one is not said.
/// `unsaid`: those that were unticked.
pub fn chips(ready: &[Ready], needs: &[(i64, &str)], unsaid: &[i64], words: Words) -> Markup {
    html! {
        @if !ready.is_empty() {
            fieldset.chips.noes {
                legend.said { (t!(words, "tradeoffs-letter-says")) }
                @for no in ready {
                    @let need = needs.iter().find(|(id, _)| *id == no.need).map_or("", |(_, words)| words);
                    @let id = format!("no-{}", no.need);
                    input type="hidden" name="no_shown" value=(no.need);
                    input.said type="checkbox" name="says_no" value=(no.need) id=(id)
                        checked[!unsaid.contains(&no.need)];
                    label for=(id) title=(no.no.reason) {
                        span.is-open { (icon("circle")) } span.is-met { (icon("circle-minus")) }
                        span.text dir="auto" { (need) }
                        span.is-met { (t!(words, "tradeoffs-chip")) }
                        span.is-open { (t!(words, "tradeoffs-chip-off")) }
                    }
                }
            }
        }
    }
}

/// The reason of a no that stands, in the panel beside the case.
pub fn panel(said: &[Said], need: i64, words: Words) -> Markup {
    html! {
        @if let Some(said) = said.iter().find(|said| said.need == need) {
            span.state.why dir="auto" {
                (t!(words, "tradeoffs-panel-because", because = said.reason.as_str()))
                @if !said.taken.is_empty() { " · " (t!(words, "tradeoffs-panel-taken")) }
            }
        }
    }
}

/// The customer's part: the true reason, and what is possible, each with one
/// press. `lang`: the hidden field that keeps the page's language.
pub fn theirs(said: &[Said], need: i64, token: &str, lang: &Markup, words: Words) -> Markup {
    let Some(said) = said.iter().find(|said| said.need == need) else {
        return html! {};
    };
    html! {
        @if !said.reason.is_empty() {
            span.why dir="auto" { (t!(words, "tradeoffs-their-because", because = said.reason.as_str())) }
        }
        @if !said.possible.is_empty() {
            div.ways {
                span.why { (t!(words, "tradeoffs-their-possible")) }
                ul {
                    @for (way, text) in (0_i64..).zip(&said.possible) {
                        li {
                            span dir="auto" { (text) }
                            @if said.taken.contains(&way) {
                                span.pill.met { (icon("check")) (t!(words, "tradeoffs-their-taken")) }
                            } @else {
                                form method="post" action={ "/c/" (token) "/take" } {
                                    (lang)
                                    input type="hidden" name="need" value=(need);
                                    input type="hidden" name="way" value=(way);
                                    button.btn type="submit" {
                                        (icon("check")) (t!(words, "tradeoffs-their-take")) span.said { ": " (text) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        @if !said.signpost.is_empty() {
            span.why dir="auto" { (t!(words, "tradeoffs-their-help", who = said.signpost.as_str())) }
        }
    }
}
