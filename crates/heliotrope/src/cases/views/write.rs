//! The write section: reply and note as plain forms, the held reply, the
//! close gate and the undo bar.

use super::gate::refusal;
use super::{Eye, Sheet, call, no, people, proposal};
use crate::kit::At;
use crate::kit::money::Money;
use crate::messages::Kind;
use crate::needs::Need;
use crate::plans;
use crate::promises;
use crate::t;
use crate::tradeoffs::No;
use crate::web::{Filled, Role, icon, once_field};
use jiff::ToSpan;
use jiff::civil::Weekday;
use maud::{Markup, html};

/// What was typed into a form that was refused, and why it was: it comes back
/// filled in.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The box it was typed into.
    pub kind: Kind,
    pub text: String,
    pub settles: Vec<i64>,
    /// How a call went, with whom and when, as it was typed.
    pub call: CallTyped,
    pub next_word: String,
    pub next_word_at: String,
    pub refused: Option<Refused>,
    /// The margin of an apology is open.
    pub apology: Option<crate::apologies::Typed>,
    /// So much goodwill is more than is left.
    pub over: Option<Money>,
    /// The form of a no, for the need it is about.
    pub no: Option<(i64, No)>,
    /// Needs whose waiting no is not to be said after all.
    pub unsaid: Vec<i64>,
    /// Who is told what was changed, in a letter of their own.
    pub tells: Vec<i64>,
    pub tell_text: String,
    /// A form beside the conversation that was refused.
    pub filled: Filled,
}

/// What stands above the words of a call.
#[derive(Debug, Clone, Default)]
pub struct CallTyped {
    pub rang: String,
    pub with: String,
    pub at: String,
}

#[derive(Debug, Clone)]
pub enum Refused {
    /// Words came in between: the newest event and the message that brought it.
    Stale { event: i64, message: Option<i64> },
    /// The close gate: what is open or untold. `replied` when a letter was to
    /// close the case, so that its words can tell.
    Untold {
        open: Vec<Need>,
        untold: Vec<Need>,
        replied: bool,
    },
    /// Words in brackets that nobody filled in.
    Gap { gap: String },
    /// Any other refusal, worded.
    Said(String),
}

/// A local time as `<input type=datetime-local>` writes it.
pub const LOCAL_TIME: &str = "%Y-%m-%dT%H:%M";

pub fn write(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let light = eye.asker.role < Role::Agent;
    html! {
        section.write #write aria-label=(t!(words, "cases-write")) {
            (refusal(sheet, typed, eye))
            (super::apology::above_draft(sheet, eye))
            (proposal::waiting(sheet, eye))
            // Who has a reply to send needs no line that says there is none.
            @if sheet.proposals.iter().all(|it| it.ended.is_some()) { (holding(sheet, eye)) }
            @let note = typed.kind == Kind::Note || (light && typed.text.is_empty());
            fieldset.tabs {
                legend.said { (t!(words, "cases-write-what")) }
                input.said type="radio" name="write" #write-reply checked[!typed.kind.stays_inside() && !note];
                label for="write-reply" { (icon("reply")) (t!(words, "cases-reply")) }
                input.said type="radio" name="write" #write-note checked[note];
                label for="write-note" { (icon("sticky-note")) (t!(words, "cases-note")) }
                @if !light {
                    input.said type="radio" name="write" #write-call checked[typed.kind == Kind::Call];
                    label for="write-call" { (icon("phone")) (t!(words, "cases-call")) }
                }
                output.kept #kept { (kept(sheet, eye)) }
            }
            @if light { (proposal::form(sheet, typed, eye)) } @else { (reply_form(sheet, typed, eye)) }
            (note_form(sheet, typed, eye))
            @if !light { (call::form(sheet, typed, eye)) }
        }
    }
}

fn holding(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let due = promises::views::needs_line(&sheet.live, eye.now);
    match (&sheet.holding, due) {
        (Some(line), Some(promise)) if eye.asker.role >= Role::Agent => {
            let (path, seen) = (sheet.path(), sheet.case.last_event);
            promises::views::holding_line(
                promise,
                line,
                &path,
                seen,
                once_field(),
                sheet.promise_eye(eye),
            )
        }
        _ => html! {},
    }
}

fn kept(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    html! {
        @if let Some((_, _, at)) = &sheet.reply_draft { (t!(eye.words, "cases-draft-kept")) " " (eye.when(*at)) }
    }
}

/// The draft as it stands, or what was typed into the form that was refused.
pub(super) fn words_of<'a>(
    draft: Option<&'a (i64, String, At)>,
    typed: Option<&'a str>,
) -> (&'a str, i64) {
    let (kept, version) = draft.map_or(("", 0), |(version, words, _)| (words.as_str(), *version));
    (typed.filter(|t| !t.is_empty()).unwrap_or(kept), version)
}

pub(super) fn error_of(typed: &Typed, kind: Kind) -> Option<&str> {
    match &typed.refused {
        Some(Refused::Said(words)) if typed.kind == kind => Some(words),
        _ => None,
    }
}

/// The first gap, for the script that puts the caret there.
fn gap_of(typed: &Typed) -> Option<&str> {
    match &typed.refused {
        Some(Refused::Gap { gap }) => Some(gap),
        _ => None,
    }
}

fn reply_form(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let number = sheet.case.number;
    let name = sheet.person.shown();
    let (text, version) = words_of(
        sheet.reply_draft.as_ref(),
        (typed.kind == Kind::Reply).then_some(typed.text.as_str()),
    );
    let error = error_of(typed, Kind::Reply);
    html! {
        form.writing.reply-form #reply-form method="post" action={ (sheet.path()) "/messages#write" } data-send="reply" {
            (eye.token()) (once_field())
            input type="hidden" name="kind" value="reply";
            input type="hidden" name="drafted" value="1";
            input type="hidden" name="seen_event" value=(sheet.case.last_event);
            input type="hidden" name="then" value="next";
            (no::ask(sheet, typed, eye))
            p.to {
                span dir="auto" { (t!(words, "cases-to", name = name)) }
                span { (t!(words, "cases-from", address = sheet.mailbox.address.as_str())) }
                @for address in sheet.in_copy() { span { (t!(words, "cases-copy", address = address)) } }
            }
            @if sheet.mailbox.server.is_none() && !sheet.default_server {
                p.error { (icon("circle-alert"))
                    (t!(words, "cases-no-sending-server", mailbox = sheet.mailbox.address.as_str())) }
            }
            label.said for="reply" { (t!(words, "cases-reply-to", name = name)) }
            textarea.area #reply name="text" rows="4" dir="auto" placeholder=(t!(words, "cases-write-to", name = name))
                data-draft={ (number) ":reply" } data-version=(version) data-url={ (sheet.path()) "/draft" }
                aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "reply-error")]
                data-gap=[gap_of(typed)] {
                // A parser drops the first line break inside a textarea.
                "\n" (text)
            }
            @if let Some(error) = error { p.error #reply-error { (icon("circle-alert")) (error) } }
            (super::apology::hints(sheet, eye))
            (super::slash::slash(sheet, eye))
            (promises::views::chips(words))
            (no::gap(typed, eye))
            (people::tell(sheet, typed, eye))
            div.send-bar {
                (chips(sheet, typed, eye))
                (no::chips(sheet, typed, eye))
                (next_word(sheet, typed, eye))
                div.btns {
                    button.btn.primary #send name="close" value="false" {
                        (icon("send")) (t!(words, "cases-send")) " " kbd { "Ctrl ⏎" }
                    }
                    button.btn #send-close name="close" value="true" {
                        (t!(words, "cases-send-close")) " " kbd { "Ctrl ⇧ ⏎" }
                    }
                    @if sheet.no_form.is_none() && no::may_be_said(sheet) {
                        button.btn.quiet #say-no formaction={ (sheet.path()) "/no" } {
                            (t!(words, "cases-say-no")) }
                    }
                }
            }
        }
    }
}

/// One chip for each need that is still open or untold; none for the single
/// implied need: a plain question costs nothing here.
fn chips(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let said = |n: &&Need| sheet.noes_ready.iter().any(|no| no.need == n.id);
    let left: Vec<&Need> = sheet
        .needs
        .iter()
        .filter(|n| n.is_owed() && !said(n) && n.is_of(sheet.case.person, sheet.case.person))
        .collect();
    if left.len() < 2 {
        return html! {};
    }
    html! {
        fieldset.chips {
            legend.said { (t!(words, "cases-reply-meets")) }
            @for need in left {
                @let id = format!("settles-{}", need.id);
                input.said type="checkbox" name="settles" value=(need.id) id=(id)
                    checked[typed.settles.contains(&need.id)];
                label for=(id) {
                    span.is-open { (icon("circle")) } span.is-met { (icon("check")) }
                    span.text dir="auto" { (need.words) }
                    span.is-met { @if need.is_open() { (t!(words, "cases-chip-met")) }
                        @else { (t!(words, "cases-chip-told")) } }
                }
            }
        }
    }
}

fn next_word(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let no_plan = no_plan_until(sheet, eye);
    let (chosen, at) = match (&no_plan, typed.next_word.as_str()) {
        (Some(until), "") => ("at", until.as_str()),
        (None, "") => ("none", typed.next_word_at.as_str()),
        (_, chosen) => (chosen, typed.next_word_at.as_str()),
    };
    html! {
        div.next-word {
            label for="next-word" { (t!(words, "cases-next-word")) }
            select.select #next-word name="next_word" {
                option value="none" selected[chosen == "none"] { (t!(words, "cases-next-word-none")) }
                @if let Some(first) = sheet.live.first().filter(|p| p.due > eye.now) {
                    option value="keep" selected[chosen == "keep"] {
                        (t!(words, "cases-next-word-keep", when = words.when(first.due, &eye.asker.zone, eye.now)))
                    }
                }
                @for (value, at) in offers(eye) {
                    option value=(value) selected[chosen == value] { (words.when(at, &eye.asker.zone, eye.now)) }
                }
                option value="at" selected[chosen == "at"] { (t!(words, "cases-next-word-at")) }
                option value="until" selected[chosen == "until"] { (t!(words, "promises-until-choice")) }
            }
            span.at {
                label.said for="next-word-at" { (t!(words, "cases-day-and-time")) }
                input.input type="datetime-local" #next-word-at name="next_word_at" value=(at);
            }
        }
    }
}

/// The draft says "no plan yet" and by when: that is its next word.
fn no_plan_until(sheet: &Sheet, eye: Eye<'_>) -> Option<String> {
    let until = sheet.plan.as_ref()?.none_until.filter(|at| *at > eye.now)?;
    let (_, draft, _) = sheet.reply_draft.as_ref()?;
    plans::rules::no_plan_line(draft)?;
    let local = until.timestamp().to_zoned(eye.asker.zone.clone());
    Some(local.strftime(LOCAL_TIME).to_string())
}

/// The times people promise most: later today, tomorrow noon, the day after,
/// next Monday morning. Local times of the agent, with the moments they are.
pub(super) fn offers(eye: Eye<'_>) -> Vec<(String, At)> {
    let zone = &eye.asker.zone;
    let now = eye.now.timestamp().to_zoned(zone.clone());
    let today = now.date();
    let mut days = Vec::new();
    if now.hour() < 16 {
        days.push(today.at(17, 0, 0, 0));
    }
    for ahead in 1..=2 {
        days.extend(today.checked_add(ahead.days()).map(|d| d.at(12, 0, 0, 0)));
    }
    let monday = today
        .nth_weekday(1, Weekday::Monday)
        .ok()
        .filter(|m| Some(*m) != today.tomorrow().ok());
    days.extend(monday.map(|d| d.at(9, 0, 0, 0)));
    days.into_iter()
        .filter_map(|local| {
            let moment = local.to_zoned(zone.clone()).ok()?.timestamp();
            Some((local.strftime(LOCAL_TIME).to_string(), At::from(moment)))
        })
        .collect()
}

fn note_form(sheet: &Sheet, typed: &Typed, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let number = sheet.case.number;
    let (text, version) = words_of(
        sheet.note_draft.as_ref(),
        (typed.kind == Kind::Note).then_some(typed.text.as_str()),
    );
    let error = error_of(typed, Kind::Note);
    html! {
        form.writing.note-form #note-form method="post" action={ (sheet.path()) "/messages#write" } data-send="note" {
            (eye.token()) (once_field())
            input type="hidden" name="kind" value="note";
            input type="hidden" name="drafted" value="1";
            input type="hidden" name="seen_event" value=(sheet.case.last_event);
            input type="hidden" name="then" value="stay";
            p.to { span { (icon("lock")) " " (t!(words, "cases-note-only-team"))
                @if !sheet.alone() { " " (t!(words, "cases-note-mention")) } } }
            label.said for="note" { (t!(words, "cases-note")) }
            textarea.area #note name="text" rows="4" dir="auto" placeholder=(t!(words, "cases-note-write"))
                data-draft={ (number) ":note" } data-version=(version) data-url={ (sheet.path()) "/draft" }
                aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| "note-error")] { "\n" (text) }
            @if let Some(error) = error { p.error #note-error { (icon("circle-alert")) (error) } }
            div.send-bar { div.btns {
                button.btn.primary #keep-note { (t!(words, "cases-note-keep")) " " kbd { "Ctrl ⏎" } }
            } }
        }
    }
}

pub fn closed_bar(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let by = sheet
        .closing
        .as_ref()
        .and_then(|(_, by)| sheet.actor_name(*by));
    html! {
        div.closed-bar #closed tabindex="-1" {
            (icon("check-check"))
            p {
                @match by {
                    Some(name) => (t!(words, "cases-closed-by-at", name = name)),
                    None => (t!(words, "cases-closed-at")),
                }
                @if let Some((at, _)) = &sheet.closing { " " (eye.when(*at)) }
            }
            @if eye.asker.role >= Role::Agent {
                form method="post" action={ (sheet.path()) "/reopen" } {
                    (eye.token())
                    button.btn { (icon("rotate-ccw")) (t!(words, "cases-reopen")) }
                }
            }
        }
    }
}

/// Shown while a letter can still be taken back: to whom, which one, until when.
pub fn undo_bar(
    case: i64,
    message: i64,
    name: &str,
    until: At,
    parked: Option<At>,
    eye: Eye<'_>,
) -> Markup {
    let words = eye.words;
    let left = until.since(eye.now).as_secs();
    html! {
        form.undo #undo method="post" action={ "/cases/" (case) "/messages/" (message) "/undo" }
            data-until=(until.to_string()) {
            (eye.token())
            p role="status" {
                (t!(words, "cases-undo-to")) " " strong dir="auto" { (name) } " "
                (t!(words, "cases-undo-leaves")) " " span.figures data-left="" { (left) } " s."
                @if let Some(parked) = parked {
                    " " (t!(words, "promises-parked", when = words.when(parked, &eye.asker.zone, eye.now)))
                }
            }
            progress max=(left.max(1)) value=(left) aria-label=(t!(words, "cases-undo-left")) {}
            button.btn { (icon("undo-2")) (t!(words, "cases-undo")) " " kbd { "z" } }
        }
    }
}
