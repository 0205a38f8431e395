//! What the team sees of letters that do not leave.

use maud::{Markup, html};

use crate::kit::At;
use crate::kit::words::Words;
use crate::outbox::store::Standing;
use crate::t;
use crate::web::{Asker, form_token, icon};

/// One line above the list while letters wait for a person's word.
pub fn paused_bar(paused: i64, words: Words) -> Markup {
    html! {
        @if paused > 0 {
            div.bar.late {
                (icon("hand"))
                p { strong { (t!(words, "mailroom-paused", n = paused)) } " "
                    a href="/paused" { (t!(words, "mailroom-paused-link")) } }
            }
        }
    }
}

/// The page of paused letters; `all` counts those that do not fit on it too.
pub fn paused(paused: &[Standing], all: i64, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    html! {
        div.pane.sheet-page {
            div.broad {
                header.page-head { h1 { (t!(words, "mailroom-paused-title")) } }
                @if paused.is_empty() {
                    p { (t!(words, "mailroom-paused-empty")) }
                } @else {
                    p { (t!(words, "mailroom-paused-why")) }
                    ol.held-up { @for envelope in paused { (one_paused(envelope, asker, now)) } }
                    @if let Some(last) = paused.last() {
                        form.btns.after method="post" action="/paused" {
                            (form_token(&asker.form_token))
                            input type="hidden" name="up_to" value=(last.id);
                            button.btn name="act" value="leave" { (t!(words, "mailroom-paused-all-leave", n = paused.len())) }
                            button.btn name="act" value="has_left" { (t!(words, "mailroom-paused-all-left", n = paused.len())) }
                        }
                    }
                    @if all > paused.len() as i64 {
                        p.quietly { (t!(words, "mailroom-paused-more", n = all - paused.len() as i64)) }
                    }
                }
            }
        }
    }
}

fn one_paused(envelope: &Standing, asker: &Asker, now: At) -> Markup {
    let words = asker.words();
    let id = envelope.id;
    html! {
        li id={ "envelope-" (id) } {
            h2.subject { (t!(words, "mailroom-paused-to")) " " bdi { (envelope.address) } }
            p.quietly {
                @if let Some(case) = envelope.case {
                    a href={ "/cases/" (case) } { (t!(words, "mailroom-paused-case", case = case)) } " · "
                }
                (t!(words, "mailroom-paused-since")) " " (words.time_tag(envelope.not_before, &asker.zone, now))
            }
            form.btns method="post" action={ "/paused/" (id) } {
                (form_token(&asker.form_token))
                button.btn name="act" value="leave" { (icon("send")) (t!(words, "mailroom-paused-leave")) }
                button.btn name="act" value="has_left" { (icon("check")) (t!(words, "mailroom-paused-left")) }
            }
        }
    }
}
