//! Above the draft: replies that colleagues left for an agent to send. And the
//! box in which who sends none writes one.

use super::write::{error_of, words_of};
use super::{Eye, Sheet, Typed};
use crate::events::{Event, Kind as Happening};
use crate::kit::words::Words;
use crate::messages::Kind;
use crate::proposals::Proposal;
use crate::t;
use crate::web::{Role, icon, once_field};
use maud::{Markup, PreEscaped, html};

pub fn happened(event: &Event, name: String, words: Words) -> (&'static str, String) {
    match event.kind {
        Happening::Proposed => ("reply", t!(words, "cases-did-propose", name = name)),
        _ => ("undo-2", t!(words, "cases-did-take-proposal", name = name)),
    }
}

/// Who wrote a letter that an agent sent for them.
pub fn drafted_by(sheet: &Sheet, message: i64, words: Words) -> Markup {
    let one = sheet
        .proposals
        .iter()
        .find(|it| it.message == Some(message));
    html! {
        @if let Some(one) = one {
            span { (t!(words, "cases-drafted-by", name = sheet.agent_name(one.agent))) }
        }
    }
}

pub fn waiting(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let live = sheet.proposals.iter().filter(|it| it.ended.is_none());
    html! {
        div #proposals data-part=(sheet.part()) data-src=(sheet.path()) {
            @for (n, one) in live.enumerate() { (bar(sheet, one, n == 0, eye)) }
        }
    }
}

fn bar(sheet: &Sheet, one: &Proposal, first: bool, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let mine = one.agent == eye.asker.agent;
    let sends = eye.asker.role >= Role::Agent;
    let form = format!("proposal-{}", one.id);
    let path = format!("{}/proposals/{}#write", sheet.path(), one.id);
    let back = sheet.filled.form(&form);
    html! {
        form.bar.owed.proposal id=(form) method="post" data-send=[sends.then_some("reply")]
            action=(path) {
            (eye.token()) (once_field())
            input type="hidden" id={ (form) "-seen" } name="seen_event" value=(sheet.case.last_event);
            (icon("reply"))
            div.line {
                p { @if mine { (t!(words, "cases-proposal-yours")) }
                    @else { (t!(words, "cases-proposal", name = sheet.agent_name(one.agent))) }
                    " " (eye.when(one.made_at)) }
                // As it will leave.
                div.words.rich dir="auto" { (PreEscaped(letters::markdown_html(&one.words))) }
                (back.error("act"))
            }
            div.btns {
                @if sends {
                    button.btn.primary id=[first.then_some("proposal-send")] name="act" value="send" {
                        (icon("send")) (t!(words, "cases-send")) @if first { " " kbd { "y" } }
                    }
                    button.btn name="act" value="close" { (t!(words, "cases-send-close")) }
                }
                @if sends || mine {
                    // It sends nothing, and nobody is told that it did.
                    button.btn.quiet formaction=(path) name="act" value="take" {
                        @if mine { (t!(words, "cases-proposal-back")) } @else { (t!(words, "cases-proposal-take")) }
                    }
                }
            }
        }
    }
}

/// Who sends no reply writes one as it should leave.
pub fn form(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let number = sheet.case.number;
    let name = sheet.person.shown();
    let own = (typed.kind == Kind::Reply).then_some(typed.text.as_str());
    let (text, version) = words_of(sheet.reply_draft.as_ref(), own);
    let error = error_of(typed, Kind::Reply);
    html! {
        form.writing.reply-form #reply-form method="post" action={ (sheet.path()) "/proposals#write" } data-send="proposal" {
            (eye.token()) (once_field())
            input type="hidden" name="drafted" value="1";
            input type="hidden" name="seen_event" value=(sheet.case.last_event);
            p.to { span { (icon("reply")) " " (t!(words, "cases-proposal-help")) } }
            label.said for="reply" { (t!(words, "cases-reply-to", name = name)) }
            textarea.area #reply name="text" rows="4" dir="auto" placeholder=(t!(words, "cases-write-to", name = name))
                data-draft={ (number) ":reply" } data-version=(version) data-url={ (sheet.path()) "/draft" }
                aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "reply-error")] { "\n" (text) }
            @if let Some(error) = error { p.error #reply-error { (icon("circle-alert")) (error) } }
            div.send-bar { div.btns {
                button.btn.primary #propose { (t!(words, "cases-propose")) " " kbd { "Ctrl ⏎" } }
            } }
        }
    }
}
