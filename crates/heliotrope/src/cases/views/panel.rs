//! The panel beside a conversation: the ribbon, needs, promises, the person.

use super::apology::Said;
use super::{Eye, Sheet, face, write};
use crate::billing;
use crate::cases::rules::{Place, Turn};
use crate::causes;
use crate::events::{Actor, Event, Kind as Happening};
use crate::goodwill;
use crate::messages::Kind;
use crate::needs::views::{kind_name, kinds, ours};
use crate::needs::{Kind as NeedKind, Need, State};
use crate::plans;
use crate::promises;
use crate::t;
use crate::web::{Back, Role, icon};
use crate::{checkins, tradeoffs};
use maud::{Markup, html};

pub fn panel(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    html! {
        section.pane.panel #panel aria-label=(t!(eye.words, "cases-panel")) tabindex="0" {
            div.panel-needs #panel-needs data-part=(sheet.part()) data-src=(sheet.path()) {
                (ribbon(sheet, eye))
                (needs(sheet, eye))
                (promised(sheet, eye))
                (plan(sheet, eye))
                (goodwill(sheet, eye))
                (super::apology::panel(sheet, eye))
                (causes::views::panel(&sheet.causes, &sheet.path(), eye.token(), eye.asker.role >= Role::Agent, eye.words, sheet.filled.form("cause")))
                (looks_again(sheet, eye))
                (billing::views::panel(&sheet.billing, &sheet.path(), eye.asker, &sheet.filled))
            }
            div.panel-person #panel-person { (person(sheet, eye)) (other_cases(sheet, eye)) }
        }
    }
}

/// L·E·A·R·N from the record. E is a dot: it is the agent's, nobody measures it.
fn ribbon(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let happened = |kind: Happening| sheet.events.iter().any(|e| e.kind == kind);
    let listened = sheet.case.answered || sheet.case.owner.is_some() || happened(Happening::Note);
    let responded = sheet.case.answered
        || happened(Happening::PromiseMade)
        || sheet.needs.iter().any(|n| !n.is_open());
    let notified = !sheet.needs.is_empty() && !sheet.needs.iter().any(Need::is_owed);
    let step = |letter: &str, on: bool, said: String| {
        html! { li.on[on] title=(said) { span aria-hidden="true" { (letter) } span.said { (said) } } }
    };
    html! {
        section aria-label=(t!(words, "cases-ribbon")) {
            ol.ribbon {
                (step("L", listened, if listened { t!(words, "cases-ribbon-listened") }
                    else { t!(words, "cases-ribbon-not-listened") }))
                li.dot title=(t!(words, "cases-ribbon-empathy")) { span.said { (t!(words, "cases-ribbon-empathy")) } }
                @let said = super::apology::said(sheet);
                (step("A", said != Said::Nothing, match said {
                    Said::Nothing => t!(words, "cases-ribbon-no-apology"),
                    Said::Apology => t!(words, "cases-ribbon-apology"),
                    Said::NotOwed => t!(words, "cases-ribbon-not-owed"),
                }))
                (step("R", responded, if responded { t!(words, "cases-ribbon-responded") }
                    else { t!(words, "cases-ribbon-not-responded") }))
                (step("N", notified, if notified { t!(words, "cases-ribbon-told") }
                    else { t!(words, "cases-ribbon-not-told") }))
            }
        }
    }
}

fn needs(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        section aria-labelledby="p-needs" {
            h2 #p-needs { (t!(words, "cases-needs")) }
            ul.needs { @for need in sheet.needs.iter().filter(|n| n.is_theirs()) { (self::need(sheet, need, eye)) } }
            (same_needs(sheet, eye))
            (ours(words, &sheet.needs, |need| need_acts(sheet, need, eye)))
            @if eye.asker.role >= Role::Agent { (add_need(sheet, eye)) }
        }
    }
}

/// Another need, or something of theirs that we need. Words of the newest letter
/// keep their place in it, also when they were copied by hand.
fn add_need(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let letter = sheet.messages.iter().rev().find(|m| m.kind == Kind::Letter);
    let back = sheet.filled.form("add-need");
    html! {
        form.add-need #add-need method="post" action={ (sheet.path()) "/needs" } {
            (eye.token())
            @if let Some(letter) = letter { input type="hidden" name="message" value=(letter.id); }
            label.said for="new-need" { (t!(words, "cases-need-add")) }
            input.input #new-need name="text" required placeholder=(t!(words, "cases-need-add-short"))
                value=(back.value("text", "")) aria-invalid=[back.invalid("text")]
                aria-describedby=[back.described("text", "")];
            button.btn.icon-only title=(t!(words, "cases-need-add-do")) {
                (icon("plus")) span.said { (t!(words, "cases-need-add-do")) } }
            button.btn.icon-only name="belongs_to" value="us" title=(t!(words, "needs-ask-do")) {
                (icon("hand")) span.said { (t!(words, "needs-ask-do")) } }
            (back.error("text"))
        }
    }
}

/// Two needs in the same words since a merging: one press makes them one.
fn same_needs(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let of = |id: i64| sheet.needs.iter().find(|n| n.id == id);
    html! {
        @if eye.asker.role >= Role::Agent {
            @for (came, own) in sheet.same_needs.iter().filter_map(|(came, own)| of(*came).zip(of(*own))) {
                form.same-needs method="post" action={ (sheet.path()) "/needs/" (came.id) "/joining" } {
                    (eye.token())
                    p { (t!(words, "cases-same-needs")) " " q dir="auto" { (own.words) } }
                    button.btn.quiet name="into" value=(own.id) { (icon("merge")) (t!(words, "cases-join-needs")) }
                }
            }
        }
    }
}

fn need(sheet: &Sheet, need: &Need, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let shape = match need.state {
        State::Open => "circle",
        State::Met => "circle-check",
        State::Declined => "circle-minus",
        State::Withdrawn => "undo-2",
    };
    html! {
        li class=(need.state.word()) id={ "n" (need.id) } data-key={ "n" (need.id) } {
            (icon(shape))
            span dir="auto" {
                @match need.quote {
                    Some(_) => a.place href={ "#q" (need.id) } title=(t!(words, "needs-place")) { (need.words) },
                    None => (need.words),
                }
                (reworded(sheet, need, eye))
            }
            span.state {
                span.kind.late[need.kind == NeedKind::Safety && need.is_open()] {
                    @if need.kind == NeedKind::Safety { (icon("triangle-alert")) }
                    (kind_name(words, need.kind)) }
                " · " (state(need, eye))
                (super::people::whose(sheet, need, eye.words))
            }
            @if need.state == State::Declined { (tradeoffs::views::panel(&sheet.noes, need.id, words)) }
            (need_acts(sheet, need, eye))
            @if eye.asker.role >= Role::Agent && need.is_open() {
                a.btn.quiet.icon-only.say-no href={ (sheet.path()) "?no=" (need.id) "#no-ask" } {
                    (icon("circle-minus")) span.said { (t!(words, "cases-need-decline", need = need.words.as_str())) }
                }
            }
        }
    }
}

/// A dot while the person's own new words for it wait for somebody of us.
fn reworded(sheet: &Sheet, need: &Need, eye: Eye<'_>) -> Markup {
    let about =
        |e: &&Event| e.kind == Happening::NeedReworded && e.ids.get("need") == Some(need.id);
    let waits = sheet
        .events
        .iter()
        .rev()
        .take_while(|e| !matches!(e.actor, Actor::Agent(_)))
        .any(|e| about(&e));
    let said = || t!(eye.words, "needs-reworded", name = sheet.person.shown());
    html! { @if waits { span.fresh title=(said()) { span.said { " " (said()) } } } }
}

fn need_acts(sheet: &Sheet, need: &Need, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let path = format!("{}/needs/{}", sheet.path(), need.id);
    let back = sheet.filled.form(&format!("need-{}", need.id));
    html! {
            @if eye.asker.role >= Role::Agent {
                details.menu open[back.is_back()] {
                    summary.btn.quiet.icon-only {
                        (icon("ellipsis")) span.said { (t!(words, "cases-need-acts", need = need.words.as_str())) }
                    }
                    form.hanging method="post" action=(path) {
                        (eye.token())
                        @if need.is_open() {
                            @if need.is_theirs() { (says(need, back, eye)) }
                            button.btn name="act" value="met" { (icon("circle-check")) (t!(words, "cases-need-met")) }
                            button.btn name="act" value="withdrawn" {
                                (icon("undo-2")) (t!(words, "cases-need-withdrawn")) }
                        } @else {
                            @if need.is_untold() {
                                button.btn name="act" value="phone" {
                                    (icon("phone")) (t!(words, "cases-told-phone")) }
                                button.btn name="act" value="in_person" {
                                    (icon("circle-user-round")) (t!(words, "cases-told-in-person")) }
                            }
                            button.btn name="act" value="open" { (icon("rotate-ccw")) (t!(words, "cases-need-open")) }
                        }
                        @if need.is_theirs() { (kinds(words, need)) }
                    }
                }
            }
    }
}

/// The sentence that will tell them, from whoever met it: closing offers it.
fn says(need: &Need, back: Back<'_>, eye: Eye<'_>) -> Markup {
    let id = format!("says-{}", need.id);
    html! {
        div.field {
            label for=(id) { (t!(eye.words, "needs-says")) }
            input.input id=(id) name="says" dir="auto" value=(back.value("says", ""))
                aria-invalid=[back.invalid("says")] aria-describedby=[back.described("says", "")];
            (back.error("says"))
        }
    }
}

fn state(need: &Need, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let settled = match need.state {
        State::Open => return html! { (t!(words, "cases-state-open")) },
        State::Met => t!(words, "cases-state-met"),
        State::Declined => t!(words, "cases-state-declined"),
        State::Withdrawn => t!(words, "cases-state-withdrawn"),
    };
    html! {
        (settled) " · "
        @match need.told_at {
            Some(at) => { (t!(words, "cases-told")) " " (eye.when(at)) }
            None => { (t!(words, "cases-not-told")) }
        }
    }
}

fn promised(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let owner = |promise: &promises::Promise| {
        promise
            .owner
            .map_or_else(|| t!(words, "cases-the-team"), |id| sheet.agent_name(id))
    };
    let more = turn(sheet, eye);
    promises::views::panel(
        &sheet.live,
        &sheet.promised,
        &sheet.path(),
        owner,
        &more,
        sheet.promise_eye(eye),
    )
}

/// Whose move it is, when it is not ours: said, and changed by a press.
fn turn(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    if sheet.case.is_closed() || eye.asker.role < Role::Agent {
        return html! {};
    }
    let waits = sheet.case.turn == Turn::ThirdParty;
    if !waits && sheet.live.is_empty() {
        return html! {};
    }
    html! {
        form.turn method="post" action={ (sheet.path()) "/turn" } {
            (eye.token())
            @if waits {
                span { (icon("hourglass")) (t!(words, "promises-third-party")) }
                button.btn.quiet name="turn" value="us" { (t!(words, "promises-turn-us")) }
            } @else {
                button.btn.quiet #third-party name="turn" value="third_party" {
                    (icon("hourglass")) (t!(words, "promises-wait-third-party")) }
            }
        }
    }
}

/// Times that are promised most, for a form: the field's value, and its words.
fn offers(eye: Eye<'_>) -> Vec<(String, String)> {
    write::offers(eye)
        .into_iter()
        .map(|(value, at)| (value, eye.words.when(at, &eye.asker.zone, eye.now)))
        .collect()
}

fn plan(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let panel = plans::views::Panel {
        plan: sheet.plan.as_ref(),
        path: &sheet.path(),
        token: eye.token(),
        writes: eye.asker.role >= Role::Agent && !sheet.case.is_closed(),
        offers: &offers(eye),
        filled: &sheet.filled,
    };
    plans::views::panel(&panel, eye.words)
}

fn goodwill(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let panel = goodwill::views::Panel {
        shown: &sheet.goodwill,
        needs: &sheet.needs,
        causes: sheet.causes.iter().map(|c| c.name.as_str()).collect(),
        unheard: unheard(sheet),
        back: sheet.filled.form("give"),
        path: &sheet.path(),
        asker: eye.asker,
        writes: eye.asker.role >= Role::Agent,
        alone: sheet.alone(),
        draft: sheet.reply_draft.as_ref().map_or("", |(_, words, _)| words),
        offers: &offers(eye),
        now: eye.now,
    };
    goodwill::views::panel(&panel)
}

/// Gifts that can be taken back still.
fn unheard(sheet: &Sheet) -> Vec<i64> {
    let stands = |message| sheet.messages.iter().any(|m| m.id == message);
    let gifts = sheet.goodwill.given.iter().map(|gift| gift.id);
    gifts
        .filter(|id| !goodwill::rules::may_be_heard(&sheet.events, *id, stands))
        .collect()
}

fn looks_again(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    if sheet.looks.is_empty() {
        return html! {};
    }
    let token = (eye.asker.role >= Role::Agent).then(|| eye.token());
    let (path, zone) = (sheet.path(), &eye.asker.zone);
    checkins::views::panel(&sheet.looks, &path, token, eye.words, zone, eye.now)
}

fn person(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    let name = sheet.person.shown();
    html! {
        section aria-labelledby="p-person" {
            h2 #p-person { (t!(words, "cases-person")) }
            p.person-name { (face(name, false)) a href={ "/people/" (sheet.person.id) } dir="auto" { (name) } }
            dl.facts-list {
                dt { (t!(words, "cases-person-mail")) }
                @for address in &sheet.person.addresses { dd { (in_two(address)) } }
                @if let Some(language) = &sheet.person.language {
                    dt { (t!(words, "cases-person-language")) } dd { (t!(words, "people-language-name", tag = language.as_str())) }
                }
            }
            (super::people::others(sheet, eye))
        }
    }
}

fn other_cases(sheet: &Sheet, eye: Eye<'_>) -> Markup {
    let words = eye.words;
    html! {
        @if !sheet.other_cases.is_empty() {
            section aria-labelledby="p-cases" {
                h2 #p-cases { (t!(words, "cases-others")) }
                ul.brief-cases {
                    @for (number, subject, place) in &sheet.other_cases {
                        li { a href={ "/cases/" (number) } {
                            span dir="auto" {
                                @if subject.trim().is_empty() { (t!(words, "cases-no-subject")) } @else { (subject) }
                            }
                            span.quietly { @if *place == Place::Closed { (t!(words, "cases-is-closed")) }
                                @else { (t!(words, "cases-is-open")) } }
                        } }
                    }
                }
            }
        }
    }
}

/// An address that goes on in the next line after its @, where it has to.
fn in_two(address: &str) -> Markup {
    match address.rsplit_once('@') {
        Some((local, domain)) => html! { (local) "@" wbr; (domain) },
        None => html! { (address) },
    }
}
