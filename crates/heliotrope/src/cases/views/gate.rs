//! Why a letter or a closing did not go through: what came in between, what is
//! open or untold, in words and one key away.

use super::super::rules::gap;
use super::write::{Refused, Typed};
use super::{Eye, Sheet};
use crate::kit::words::{Lang, Words};
use crate::messages::Kind;
use crate::needs::Need;
use crate::t;
use crate::web::{icon, once_field};
use maud::{Markup, html};

pub(super) fn refusal(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    match &typed.refused {
        Some(Refused::Stale { event, message }) => held(sheet, typed, *event, *message, eye),
        Some(Refused::Untold {
            open,
            untold,
            replied,
        }) => gate(sheet, open, untold, *replied, eye),
        Some(Refused::Gap { .. } | Refused::Said(_)) | None => html! {},
    }
}

fn held(sheet: &Sheet, typed: &Typed, event: i64, message: Option<i64>, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let newest = message.and_then(|id| sheet.messages.iter().find(|m| m.id == id));
    let form = match typed.kind {
        Kind::Note => "note-form",
        Kind::Call => "call-form",
        Kind::Reply | Kind::Letter => "reply-form",
    };
    html! {
        div.bar.owed.held #held {
            (icon("clock"))
            p {
                strong { @match newest {
                    Some(m) => (t!(words, "cases-held-by", name = m.author_name.as_str())),
                    None => (t!(words, "cases-held")),
                } } " " (t!(words, "cases-held-safe"))
            }
            div.btns {
                @if let Some(m) = newest { a.btn href={ "#m" (m.id) } { (t!(words, "cases-held-read")) } }
                button.btn.quiet type="button" data-act="change" { (t!(words, "cases-held-change")) }
                button.btn.quiet form=(form) name="as_is" value=(event) { (t!(words, "cases-held-send")) }
            }
        }
    }
}

/// One question, each line one key. What is open is met and told by the same
/// press, because that is what the agent just said.
fn gate(sheet: &Sheet, open: &[Need], untold: &[Need], replied: bool, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let name = sheet.person.shown();
    let needs: Vec<&Need> = open.iter().chain(untold).collect();
    let asks = sheet.case.person;
    // A letter, or a call, to who asks settles nothing of anybody else's.
    let theirs: Vec<&Need> = needs
        .iter()
        .filter(|n| n.is_of(asks, asks))
        .copied()
        .collect();
    let others = theirs.len() < needs.len();
    let count = theirs.len();
    let (key, list) = gap(open, untold);
    let title = words.with(key, vec![("needs", list.into())]);
    let press = |key: &str, field: &str, value: &str, said: Markup| {
        html! { li {
            form method="post" action={ (sheet.path()) "/closing#write" } {
                (eye.token()) (once_field())
                button data-key=(key) name=(field) value=(value) { kbd { (key) } span { (said) } }
            }
        } }
    };
    html! {
        section.gate #gate aria-labelledby="gate-title" tabindex="-1" {
            h2 #gate-title { (icon("circle-alert")) bdi { (title) } }
            ul {
                @if replied && others {
                    li { button data-key="Enter" form="reply-form" name="close" value="theirs" {
                        kbd { "Enter" } span { (t!(words, "cases-gate-send-only")) }
                    } }
                } @else if replied {
                    li { button data-key="Enter" form="reply-form" name="close" value="all" {
                        kbd { "Enter" } span { (t!(words, "cases-gate-all-met", n = count)) }
                    } }
                    // One of several: its number ticks the chip below the letter.
                    @for (n, need) in (1..=9).zip(needs.iter()).filter(|_| count > 1) {
                        li { label data-key=(n) for={ "settles-" (need.id) } {
                            kbd { (n) } span { bdi { (need.words) } " · " (t!(words, "cases-chip-met")) }
                        } }
                    }
                } @else {
                    li { a href="#reply" data-key="Enter" { kbd { "Enter" } span { (t!(words, "cases-gate-write")) } } }
                    @if !open.is_empty() {
                        (press("m", "how", "met", html! { (t!(words, "cases-gate-met", n = open.len())) }))
                    }
                    @if !theirs.is_empty() {
                        (press("b", "how", "brief", html! {
                            (t!(words, "cases-gate-send")) " " q dir="auto" { (brief(sheet, &theirs)) }
                        }))
                        (press("p", "how", "phone", html! { (t!(words, "cases-gate-phone", name = name)) }))
                    } @else {
                        (press("p", "how", "phone", html! { (t!(words, "cases-gate-phone-others")) }))
                    }
                    @if others {
                        li { a href={ (sheet.path()) "/people" } data-key="l" { kbd { "l" }
                            span { (t!(words, "cases-gate-others")) } } }
                    }
                    (press("o", "exemption", "nothing_to_tell", html! { (t!(words, "cases-gate-nothing")) }))
                    (press("u", "exemption", "unreachable", html! { (t!(words, "cases-gate-unreachable", name = name)) }))
                    (press("s", "exemption", "spam", html! { (t!(words, "cases-gate-spam")) }))
                }
                @if let Some(first) = open.first() {
                    li { a.say-no href={ (sheet.path()) "?no=" (first.id) "#no-ask" } data-key="d" { kbd { "d" }
                        span { (t!(words, "cases-gate-decline")) } } }
                    li { a href="#next-word" data-key="w" { kbd { "w" } span { (t!(words, "cases-gate-promise")) } } }
                }
            }
        }
    }
}

/// The shortest letter that tells: the sentences that whoever settled them
/// left, and for the others the usual one, in the language of the person.
pub fn brief(sheet: &Sheet, needs: &[&Need]) -> String {
    let mut said: Vec<String> = needs.iter().filter_map(|n| n.says.clone()).collect();
    let others = needs.iter().filter(|n| n.says.is_none());
    let others: Vec<&str> = others.map(|n| n.words.as_str()).collect();
    if others.is_empty() {
        return said.join(" ");
    }
    let needs = others.join(", ");
    let tag = sheet
        .case
        .language
        .as_deref()
        .unwrap_or(&sheet.mailbox.language);
    let words = Words::of(Lang::of_tag(tag).unwrap_or_default());
    said.push(t!(words, "cases-gate-brief", needs = needs));
    said.join(" ")
}
