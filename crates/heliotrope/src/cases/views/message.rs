//! The conversation: letters, replies and notes, and what happened between them.

use super::split::{parted, split, split_by};
use super::vouched::vouched;
use super::{Eye, Sheet, face, later, proposal, size};
use crate::events::{Actor, Event, Kind as Happening};
use crate::kit::At;
use crate::kit::markup::{Long, Room};
use crate::merging::rules;
use crate::messages::rules::{Showing, showing};
use crate::messages::{Attached, Came, Kind, Mark, Message};
use crate::needs::views::{Pen, marked};
use crate::outbox::{self, Delivery};
use crate::t;
use crate::tradeoffs::rules::own_page;
use crate::web::{Role, icon};
use letters::Seal;
use maud::{Markup, PreEscaped, html};

/// A larger file is only saved, in bytes.
const PREVIEWED: i64 = 10_000_000;

pub fn conversation(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words: usize = sheet.messages.iter().map(|m| m.words.len()).sum();
    html! {
        (Room(words + 1536 * sheet.events.len()))
        section.conversation #conversation aria-label=(t!(eye.words, "cases-conversation")) tabindex="0" {
            div.letters-between #letters data-part=(sheet.part()) data-src=(sheet.path())
                data-seen=(sheet.case.last_event) {
                @for event in &sheet.events { (entry(sheet, event, eye)) }
            }
            @if split_by(sheet, eye).is_some() {
                form #split-off method="post" action={ (sheet.path()) "/split" } { (eye.token()) }
            }
        }
    }
}

fn entry(sheet: &Sheet, event: &Event, eye: Eye<'_>) -> Markup {
    if event.kind == Happening::Merged {
        return merged(sheet, event, eye);
    }
    if let Happening::SplitOff | Happening::SplitFrom = event.kind {
        return parted(sheet, event, eye);
    }
    if event.kind.brings_words() {
        let message = event
            .ids
            .get("message")
            .and_then(|id| sheet.messages.iter().find(|m| m.id == id));
        return message.map_or_else(|| html! {}, |m| self::message(sheet, m, eye));
    }
    happened(sheet, event, eye).unwrap_or_default()
}

fn message(sheet: &Sheet, message: &Message, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let id = message.id;
    html! {
        (Room(message.words.len() + 2048))
        article.msg.note[message.kind.stays_inside()] id={ "m" (id) } data-key={ "m" (id) } aria-labelledby={ "m" (id) "-by" } {
            (face(&message.author_name, message.kind != Kind::Letter))
            header {
                div.by {
                    h2 id={ "m" (id) "-by" } dir="auto" { (message.author_name) }
                    @match message.kind {
                        Kind::Call => @if let Some(call) = &message.call { (super::call::line(call, eye)) },
                        Kind::Note => span { (icon("lock")) " " (t!(words, "cases-note-for-team")) },
                        Kind::Letter => span { (came_as(message, eye)) },
                        Kind::Reply => @if message.raw.is_some() {
                            span { (icon("mail")) " " (t!(words, "cases-sent-elsewhere")) }
                        } @else if let Some(to) = to_aside(sheet, message) {
                            span { (icon("lock")) " " (t!(words, "cases-to-aside", address = to)) }
                        } @else { (proposal::drafted_by(sheet, id, words)) },
                    }
                    (eye.when(message.call.as_ref().map_or(message.at, |call| call.at)))
                    (delivery(sheet, message, eye))
                }
                div {
                    @if message.kind == Kind::Letter { (split(sheet, message, eye)) }
                    @if message.raw.is_some() {
                        a.btn.quiet.icon-only href={ "/messages/" (message.id) "/source" } title=(t!(words, "cases-source")) {
                            (icon("file-text")) span.said { (t!(words, "cases-source")) }
                        }
                    }
                }
            }
            div.body {
                @if message.mark == Some(Mark::Thanks) {
                    p.happened.thanks { (icon("heart")) span { (t!(words, "cases-thanks")) } }
                }
                (vouched(sheet, message, eye))
                (sealed(message, eye))
                (said(sheet, message, eye))
                (folded(message, eye))
                (files(&message.attachments, eye))
                (trouble(sheet, message, eye))
            }
        }
    }
}

/// The address of a letter that went to somebody beside who asks, and to nobody
/// else.
fn to_aside<'a>(sheet: &'a Sheet, message: &Message) -> Option<&'a str> {
    if sheet.others.is_empty() {
        return None;
    }
    let mut to = sheet
        .envelopes
        .iter()
        .filter(|e| e.message == Some(message.id));
    let first = to.next()?;
    let aside = first.person.is_some_and(|p| p != sheet.case.person);
    (aside && to.next().is_none()).then_some(first.address.as_str())
}

fn came_as(message: &Message, eye: Eye<'_>) -> String {
    let words = eye.words;
    match message.mark {
        Some(Mark::Auto) => t!(words, "cases-mark-auto"),
        Some(Mark::Bounce) => t!(words, "cases-mark-bounce"),
        Some(Mark::Feedback) => t!(words, "cases-mark-feedback"),
        Some(Mark::List) => t!(words, "cases-mark-list"),
        Some(Mark::Thanks) | None => match message.came {
            Some(Came::Mail) => t!(words, "cases-by-mail"),
            Some(Came::Form) => t!(words, "cases-by-form"),
            Some(Came::Page) => t!(words, "cases-by-page"),
            Some(Came::Api) => t!(words, "cases-by-api"),
            None => String::new(),
        },
    }
}

/// What stands around the words of a letter: a signature that nobody checked, a
/// lock without its key, somebody else who wrote it first.
fn sealed(message: &Message, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        @if let Some(seal) = message.seal {
            p.happened { (icon("lock")) span { @match seal {
                Seal::SmimeSigned => (t!(words, "cases-sealed-smime-signed")),
                Seal::PgpSigned => (t!(words, "cases-sealed-pgp-signed")),
                Seal::SmimeEncrypted => (t!(words, "cases-sealed-smime-encrypted")),
                Seal::PgpEncrypted => (t!(words, "cases-sealed-pgp-encrypted")),
            } } }
        }
        @if let Some(writer) = &message.writer {
            p.happened { (icon("forward")) span {
                (t!(words, "cases-passed-on")) " "
                @if let Some(name) = &writer.name { bdi { (name) } " " }
                bdi { (writer.address) }
            } }
        }
    }
}

fn said(sheet: &Sheet, message: &Message, eye: Eye<'_>) -> Markup {
    if message.kind == Kind::Letter {
        // Candidates stand in one letter only, and in most cases in none.
        let may = eye.asker.role >= Role::Agent && !sheet.reading.candidates.is_empty();
        let action = may.then(|| format!("{}/needs", sheet.path()));
        let pen = action.as_deref().map(|action| Pen {
            action,
            token: eye.token(),
        });
        let pen = pen.as_ref();
        html! { div.words dir="auto" {
            (marked(eye.words, message.id, &message.words, &sheet.needs, &sheet.reading.candidates, pen))
        } }
    } else {
        let words = own_page(&message.words, None);
        html! { div.words.rich dir="auto" { (PreEscaped(letters::markdown_html(&words))) } }
    }
}

fn folded(message: &Message, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        @if let Some(bytes) = message.is_head_of() {
            div.bar { (icon("circle-alert")) p { (t!(words, "cases-head-only", size = size(bytes))) } }
        }
        @if let Some(elided) = message.elided.as_deref().filter(|e| !e.trim().is_empty()) {
            details.folded {
                summary { (icon("chevron-right")) (t!(words, "cases-folded")) }
                div.words dir="auto" { (Long(elided)) }
            }
        }
        @if message.has_html {
            details.folded {
                summary { (icon("chevron-right")) (t!(words, "cases-as-sent")) }
                // Links may open a page of their own; nothing else may act.
                iframe.letter name={ "letter-" (message.id) } title=(t!(words, "cases-as-sent"))
                    sandbox="allow-popups allow-popups-to-escape-sandbox"
                    src={ "/messages/" (message.id) "/html" } loading="lazy" {}
                p { a href={ "/messages/" (message.id) "/html?pictures=1" } target={ "letter-" (message.id) } {
                    (t!(words, "cases-show-pictures")) } }
                p { a href={ "/messages/" (message.id) "/raw" } download { (t!(words, "cases-raw")) } }
            }
        } @else if message.raw.is_some() && !message.oddities.is_empty() {
            details.folded {
                summary { (icon("chevron-right"))
                    (t!(words, "cases-odd", what = message.oddities.join(", "))) }
                p { a href={ "/messages/" (message.id) "/raw" } download { (t!(words, "cases-raw")) } }
            }
        }
    }
}

/// Files with what can be seen of them without saving: pictures at once, text and
/// PDF when they are opened. What could act is only saved.
pub fn files(files: &[Attached], eye: Eye<'_>) -> Markup {
    let shape = |f: &Attached| match f.content_type.split('/').next() {
        Some("image") => "image",
        Some("text") => "file-text",
        _ => "paperclip",
    };
    html! {
        @if !files.is_empty() {
            ul.files aria-label=(t!(eye.words, "cases-files")) {
                @for file in files {
                    li { a href=(file.url()) download {
                        (icon(shape(file))) bdi { (file.name) } " " span.size { (size(file.size)) }
                    } }
                }
            }
            @for file in files { (preview(file, eye)) }
        }
    }
}

/// Nothing of it is asked for before it is seen or opened.
fn preview(file: &Attached, eye: Eye<'_>) -> Markup {
    let showing = match file.size {
        0..=PREVIEWED => showing(&file.content_type),
        _ => Showing::Download,
    };
    html! {
        @match showing {
            Showing::Picture(_) => a.preview href=(file.url()) target="_blank" rel="noopener" {
                img src=(file.url()) alt=(file.name) loading="lazy" decoding="async";
            },
            Showing::Text | Showing::Pdf => details.folded {
                summary { (icon("chevron-right")) (t!(eye.words, "cases-look-at", name = file.name.as_str())) }
                iframe.letter title=(file.name) src=(file.url()) loading="lazy" {}
            },
            Showing::Download => {}
        }
    }
}

fn delivery(sheet: &Sheet, message: &Message, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let of_this = sheet
        .envelopes
        .iter()
        .filter(|e| e.message == Some(message.id));
    let Some(state) = outbox::of_all(of_this.map(|e| e.state)) else {
        return html! {};
    };
    let (shape, word) = match state {
        Delivery::Waiting => ("hourglass", t!(words, "cases-delivery-waiting")),
        Delivery::Paused => ("hand", t!(words, "cases-delivery-paused")),
        Delivery::Accepted => ("check", t!(words, "cases-delivery-accepted")),
        Delivery::Failed => ("triangle-alert", t!(words, "cases-delivery-failed")),
        Delivery::Bounced => ("mail-x", t!(words, "cases-delivery-bounced")),
        Delivery::TakenBack => return html! {},
    };
    html! { span class={ "delivery " (state.word()) } { (icon(shape)) (word) } }
}

/// What went wrong with a letter of ours: who never got it, the other server's
/// own sentence, and what is safe.
fn trouble(sheet: &Sheet, message: &Message, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let name = sheet.person.shown();
    html! {
        @for envelope in sheet.envelopes.iter().filter(|e| e.message == Some(message.id)) {
            @if envelope.state.is_lost() {
                @let asks = envelope.person.is_none_or(|p| p == sheet.case.person);
                div.trouble {
                    p { strong { (t!(words, "cases-never-got-it", name = if asks { name } else { &envelope.address })) } " "
                        (t!(words, "cases-server-said", address = envelope.address.as_str())) " "
                        (eye.when(envelope.state_at)) }
                    @if let Some(said) = &envelope.said { samp dir="auto" { (said) } }
                    p { (t!(words, "cases-trouble-safe"))
                        @if sheet.case.owner == Some(eye.asker.agent) || eye.asker.role >= Role::Lead {
                            " " a href={ "/letters#letter-" (envelope.id) } { (t!(words, "cases-trouble-mend")) }
                        } }
                }
            } @else if envelope.state == Delivery::Paused {
                div.trouble { p { (t!(words, "cases-paused", address = envelope.address.as_str())) " "
                    a href="/paused" { (t!(words, "cases-paused-decide")) } } }
            } @else if envelope.state == Delivery::Waiting {
                @if let Some(said) = &envelope.said {
                    div.trouble {
                        p { (t!(words, "cases-trying-again", address = envelope.address.as_str())) " "
                            (eye.when(envelope.not_before)) }
                        samp dir="auto" { (said) }
                    }
                }
            }
        }
    }
}

/// Another case came in here, and the way to take the two apart again.
fn merged(sheet: &Sheet, event: &Event, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let (Some(merging), Some(number)) = (event.ids.get("merging"), event.ids.get("case")) else {
        return html! {};
    };
    let name = sheet
        .actor_name(event.actor)
        .unwrap_or_else(|| t!(words, "cases-the-desk"));
    let stands = sheet.merged().any(|(id, _)| id == merging);
    let agent = eye.asker.role >= Role::Agent;
    html! {
        div.happened.with-act {
            (icon("merge"))
            span { bdi { (t!(words, "cases-did-merge", name = name, number = number.to_string())) } ", "
                (eye.when(event.at)) }
            @if stands && agent && rules::may_be_undone(event.at, eye.now) {
                form method="post" action={ "/cases/" (number) "/merging/undo" } {
                    (eye.token())
                    button.btn.quiet title=(t!(words, "cases-take-apart-until",
                        when = words.when(rules::until(event.at), &eye.asker.zone, eye.now))) {
                        (icon("split")) (t!(words, "cases-take-apart"))
                    }
                }
            }
        }
    }
}

/// A line between the letters; nothing for what shows elsewhere.
fn happened(sheet: &Sheet, event: &Event, eye: Eye<'_>) -> Option<Markup> {
    let words = eye.words;
    let name = sheet
        .actor_name(event.actor)
        .unwrap_or_else(|| t!(words, "cases-the-desk"));
    let (shape, text) = match event.kind {
        Happening::Assigned => match (event.ids.get("agent"), event.actor) {
            (Some(id), Actor::Agent(by)) if id == by => {
                ("hand", t!(words, "cases-did-take", name = name))
            }
            (Some(id), _) => (
                "user-round-plus",
                t!(
                    words,
                    "cases-did-assign",
                    name = name,
                    to = sheet.agent_name(id)
                ),
            ),
            (None, _) => match event.ids.get("team") {
                Some(team) => (
                    "users-round",
                    t!(
                        words,
                        "cases-did-give-team",
                        name = name,
                        team = sheet.team_name(team)
                    ),
                ),
                None => ("hand", t!(words, "cases-did-free", name = name)),
            },
        },
        Happening::FellToTeam => {
            let away = event.ids.get("agent").map(|id| sheet.agent_name(id));
            let name = away.unwrap_or_default();
            let said = match event.ids.get("reads") {
                Some(_) => t!(words, "cases-did-fall-reads", name = name),
                None => t!(words, "cases-did-fall", name = name),
            };
            ("users-round", said)
        }
        Happening::Closed if event.ids.get("until").is_some() => {
            ("circle-check", t!(words, "promises-did-close-until"))
        }
        Happening::UntilSet => {
            let day = event
                .ids
                .get("at")
                .map(|at| eye.words.when(At(at), &eye.asker.zone, eye.now));
            (
                "hourglass",
                t!(words, "promises-did-until", when = day.unwrap_or_default()),
            )
        }
        Happening::Closed => match event.ids.word("exemption") {
            Some("spam") => (
                "circle-check",
                t!(words, "cases-did-close-spam", name = name),
            ),
            Some("unreachable") => (
                "circle-check",
                t!(words, "cases-did-close-unreachable", name = name),
            ),
            Some(_) => (
                "circle-check",
                t!(words, "cases-did-close-nothing", name = name),
            ),
            None => ("circle-check", t!(words, "cases-did-close", name = name)),
        },
        Happening::Reopened => ("rotate-ccw", t!(words, "cases-did-reopen", name = name)),
        Happening::Receipt => ("mail", t!(words, "cases-did-receipt")),
        Happening::ReceiptHeld => (
            "circle-alert",
            t!(
                words,
                "cases-did-hold-receipt",
                n = event.ids.get("had").unwrap_or_default()
            ),
        ),
        Happening::Parked | Happening::Woke => later::happened(event, name, words),
        Happening::PromiseBroken => ("circle-alert", t!(words, "promises-did-break")),
        Happening::PromiseRenegotiated => (
            "calendar-clock",
            t!(words, "promises-did-renegotiate", name = name),
        ),
        Happening::PromiseReleased if matches!(event.actor, Actor::Person(_)) => {
            ("check", t!(words, "promises-did-release", name = name))
        }
        Happening::TakenBack => ("undo-2", t!(words, "cases-did-take-back", name = name)),
        Happening::PlanChanged => ("list", t!(words, "cases-did-plan", name = name)),
        Happening::PlanDoubted => (
            "circle-help",
            t!(words, "cases-did-doubt-plan", name = name),
        ),
        Happening::GoodwillGiven if event.ids.get("ask").is_none() => {
            ("heart", t!(words, "cases-did-give", name = name))
        }
        Happening::GoodwillAsked => ("hand", t!(words, "cases-did-ask", name = name)),
        Happening::GoodwillAgreed => ("heart", t!(words, "cases-did-agree", name = name)),
        Happening::GoodwillRefused => (
            "circle-minus",
            t!(words, "cases-did-not-agree", name = name),
        ),
        Happening::GoodwillWithdrawn => ("undo-2", t!(words, "cases-did-withdraw", name = name)),
        Happening::GoodwillTakenBack => {
            ("undo-2", t!(words, "cases-did-take-gift-back", name = name))
        }
        Happening::QuoteMade => ("file-text", t!(words, "cases-did-quote", name = name)),
        Happening::QuoteAccepted => (
            "circle-check",
            t!(words, "cases-did-accept-quote", name = name),
        ),
        Happening::QuoteRefused => (
            "circle-minus",
            t!(words, "cases-did-refuse-quote", name = name),
        ),
        Happening::Erased => ("eraser", t!(words, "cases-did-erase")),
        Happening::Told if event.ids.word("how").is_some() => {
            ("phone", t!(words, "cases-did-tell", name = name))
        }
        Happening::ApologyNotOwed => (
            "circle-minus",
            t!(words, "apologies-did-not-owed", name = name),
        ),
        Happening::Proposed | Happening::ProposalTaken => proposal::happened(event, name, words),
        Happening::AnswerWaits => ("hourglass", t!(words, "apologies-did-wait", name = name)),
        Happening::AnswerReleased => ("send", t!(words, "apologies-did-release", name = name)),
        Happening::AnswerGivenBack => ("undo-2", t!(words, "apologies-did-give-back", name = name)),
        Happening::CareDropped => (
            "circle-minus",
            t!(words, "apologies-did-drop-care", name = name),
        ),
        Happening::RestitutionTaken => {
            ("circle-check", t!(words, "apologies-did-take", name = name))
        }
        Happening::Complaint => ("flag", t!(words, "complaints-did-flag", name = name)),
        Happening::ComplaintAnswered => ("flag", t!(words, "complaints-did-answer", name = name)),
        Happening::ComplaintRejected => ("flag", t!(words, "complaints-did-reject", name = name)),
        Happening::ComplaintDropped => ("flag", t!(words, "complaints-did-drop", name = name)),
        Happening::CauseTold => ("wrench", t!(words, "cases-did-tell-cause")),
        Happening::TakenApart => (
            "split",
            t!(
                words,
                "cases-did-take-apart",
                name = name,
                number = event.ids.get("case").unwrap_or_default().to_string()
            ),
        ),
        Happening::NeedJoined => ("merge", t!(words, "cases-did-join", name = name)),
        Happening::NeedReworded => ("pencil", t!(words, "cases-did-reword", name = name)),
        Happening::NeedReopened => ("rotate-ccw", t!(words, "cases-did-not-yet", name = name)),
        Happening::NeedDeclined => ("circle-minus", t!(words, "cases-did-decline", name = name)),
        Happening::WayTaken => ("check", t!(words, "cases-did-take-way", name = name)),
        Happening::LookBack => ("calendar-clock", t!(words, "cases-did-look-back")),
        Happening::PersonAdded => (
            "user-round-plus",
            t!(words, "cases-did-add-person", name = name),
        ),
        Happening::PersonRemoved => ("x", t!(words, "cases-did-remove-person", name = name)),
        _ => return None,
    };
    Some(html! { p.happened { (icon(shape)) span { bdi { (text) } ", " (eye.when(event.at)) } } })
}
