//! A plan beside a conversation, on the person's page, and at a letter's foot.

use maud::{Markup, html};

use super::{Plan, Step, StepState};
use crate::kit::words::Words;
use crate::t;
use crate::web::{Filled, FormToken, icon};

/// What the panel of a case is drawn from.
pub struct Panel<'a> {
    pub plan: Option<&'a Plan>,
    /// "/cases/7"
    pub path: &'a str,
    pub token: FormToken<'a>,
    /// May this reader change it?
    pub writes: bool,
    /// Times that are promised most: the field's value, and its words.
    pub offers: &'a [(String, String)],
    /// A form that came back.
    pub filled: &'a Filled,
}

pub fn panel(panel: &Panel<'_>, words: Words) -> Markup {
    let plan = panel.plan.filter(|p| !p.is_empty());
    if plan.is_none() && !panel.writes {
        return html! {};
    }
    html! {
        section.plan aria-labelledby="p-plan" {
            // An empty plan is one button and no heading.
            h2 #p-plan.said[plan.is_none()] { (t!(words, "plans-title")) }
            @if let Some(plan) = plan { (stands(panel, plan, words)) }
            @if panel.writes { (write(panel, plan, words)) }
        }
    }
}

fn stands(panel: &Panel<'_>, plan: &Plan, words: Words) -> Markup {
    html! {
        (said(plan, words))
        @if plan.none_yet { p.none-yet { (icon("hourglass")) (t!(words, "plans-none-yet")) } }
        ol.plan-steps {
            @for (at, step) in plan.steps.iter().enumerate() {
                li class=(step.state.word()) data-key={ "step" (step.id) } {
                    (icon(shape(step.state)))
                    span dir="auto" { (step.words) } " "
                    span.state { (state(step.state, words)) }
                    @if panel.writes { (acts(panel, step, at, plan.steps.len(), words)) }
                }
            }
        }
    }
}

fn said(plan: &Plan, words: Words) -> Markup {
    html! {
        @if !plan.can.is_empty() || !plan.cannot.is_empty() {
            dl.can {
                @if !plan.can.is_empty() { dt { (t!(words, "plans-can")) } dd dir="auto" { (plan.can) } }
                @if !plan.cannot.is_empty() { dt { (t!(words, "plans-cannot")) } dd dir="auto" { (plan.cannot) } }
            }
        }
    }
}

fn acts(panel: &Panel<'_>, step: &Step, at: usize, all: usize, words: Words) -> Markup {
    let states = StepState::ALL.into_iter().filter(|s| *s != step.state);
    html! {
        details.menu {
            summary.btn.quiet.icon-only {
                (icon("ellipsis")) span.said { (t!(words, "plans-step-acts", step = step.words.as_str())) }
            }
            form.hanging method="post" action={ (panel.path) "/plan/" (step.id) } {
                (panel.token)
                @for to in states {
                    button.btn name="act" value=(to.word()) { (icon(shape(to))) (state(to, words)) }
                }
                @if at > 0 {
                    button.btn.quiet name="act" value="up" { (icon("chevron-up")) (t!(words, "plans-up")) }
                }
                @if at + 1 < all {
                    button.btn.quiet name="act" value="down" { (icon("chevron-down")) (t!(words, "plans-down")) }
                }
            }
        }
    }
}

fn write(panel: &Panel<'_>, plan: Option<&Plan>, words: Words) -> Markup {
    let (can, cannot) = plan.map_or(("", ""), |p| (p.can.as_str(), p.cannot.as_str()));
    let none_yet = plan.is_some_and(|p| p.none_yet);
    let back = panel.filled.form("plan");
    let open = back.is_back() || panel.filled.form("plan-none").is_back();
    html! {
        details.fold #plan open[open] {
            summary.btn.quiet {
                (icon("list"))
                @if plan.is_some() { (t!(words, "plans-change")) } @else { (t!(words, "plans-write")) }
                " " kbd { "p" }
            }
            form method="post" action={ (panel.path) "/plan" } {
                (panel.token)
                div.field {
                    label for="plan-steps" { (t!(words, "plans-next-steps")) }
                    textarea.area #plan-steps name="steps" rows="2" dir="auto" aria-invalid=[back.invalid("steps")]
                        aria-describedby=[back.described("steps", "plan-steps-help")] { "\n" (back.value("steps", "")) }
                    p.help #plan-steps-help { (t!(words, "plans-one-a-line")) }
                    (back.error("steps"))
                }
                div.field {
                    label for="plan-can" { (t!(words, "plans-can")) }
                    textarea.area #plan-can name="can" rows="2" dir="auto" aria-invalid=[back.invalid("can")]
                        aria-describedby=[back.described("can", "")] { "\n" (back.value("can", can)) }
                    (back.error("can"))
                }
                div.field {
                    label for="plan-cannot" { (t!(words, "plans-cannot")) }
                    textarea.area #plan-cannot name="cannot" rows="2" dir="auto" aria-invalid=[back.invalid("cannot")]
                        aria-describedby=[back.described("cannot", "")] { "\n" (back.value("cannot", cannot)) }
                    (back.error("cannot"))
                }
                button.btn.primary { (t!(words, "plans-keep")) }
            }
            @if !plan.is_some_and(|p| p.steps.iter().any(|s| s.state.is_ahead())) {
                (none_form(panel, words))
            }
            @if none_yet {
                form method="post" action={ (panel.path) "/plan" } {
                    (panel.token)
                    button.btn.quiet name="none" value="no" { (t!(words, "plans-none-drop")) }
                }
            }
        }
    }
}

/// "No plan yet": asks only for the time to speak next.
fn none_form(panel: &Panel<'_>, words: Words) -> Markup {
    let back = panel.filled.form("plan-none");
    html! {
        form #plan-none method="post" action={ (panel.path) "/plan/none" } {
            (panel.token)
            div.field {
                label for="plan-until" { (t!(words, "plans-none-until")) }
                select.select #plan-until name="until" {
                    @for (value, said) in panel.offers {
                        option value=(value) selected[back.chose("until", value)] { (said) } }
                    option value="at" selected[back.chose("until", "at")] { (t!(words, "plans-none-at")) }
                }
                span.at {
                    label.said for="plan-until-at" { (t!(words, "plans-none-at")) }
                    input.input type="datetime-local" #plan-until-at name="until_at" value=(back.value("until_at", ""))
                        aria-invalid=[back.invalid("until")] aria-describedby=[back.described("until", "")];
                }
                (back.error("until"))
            }
            button.btn { (icon("hourglass")) (t!(words, "plans-none-do")) }
        }
    }
}

fn shape(state: StepState) -> &'static str {
    match state {
        StepState::Next => "circle",
        StepState::Doing => "circle-dot",
        StepState::Done => "circle-check",
        StepState::Dropped => "minus",
    }
}

fn state(state: StepState, words: Words) -> String {
    match state {
        StepState::Next => t!(words, "plans-step-next"),
        StepState::Doing => t!(words, "plans-step-doing"),
        StepState::Done => t!(words, "plans-step-done"),
        StepState::Dropped => t!(words, "plans-step-dropped"),
    }
}

/// "Our plan" on the person's page, with a way to say that it is the wrong one.
pub fn theirs(plan: &Plan, action: &str, hidden: &Markup, words: Words) -> Markup {
    if plan.is_empty() {
        return html! {};
    }
    html! {
        section.stack.our-plan aria-labelledby="plan-title" {
            h2 #plan-title { (t!(words, "plans-ours")) }
            @if plan.none_yet { p { (t!(words, "plans-none-yet-theirs")) } }
            (said(plan, words))
            @if !plan.steps.is_empty() {
                ol.plan-steps {
                    @for step in &plan.steps {
                        li class=(step.state.word()) {
                            (icon(shape(step.state)))
                            span dir="auto" { (step.words) } " "
                            span.state { (state(step.state, words)) }
                        }
                    }
                }
            }
            details.fold {
                summary.btn { (t!(words, "plans-not-mine")) }
                form.stack method="post" action=(action) {
                    (hidden)
                    div.field {
                        label for="plan-instead" { (t!(words, "plans-instead")) }
                        textarea.area #plan-instead name="text" rows="4" dir="auto" required {}
                    }
                    div.btns { button.btn.primary type="submit" { (icon("send")) (t!(words, "plans-instead-send")) } }
                }
            }
        }
    }
}

/// One line at the foot of a letter; none when there is nothing to say there.
pub fn foot(plan: &Plan, words: Words) -> Option<String> {
    let mut parts = Vec::new();
    if !plan.can.is_empty() {
        parts.push(t!(words, "plans-foot-can", what = one_line(&plan.can)));
    }
    if !plan.cannot.is_empty() {
        parts.push(t!(
            words,
            "plans-foot-cannot",
            what = one_line(&plan.cannot)
        ));
    }
    for step in plan.steps.iter().filter(|s| s.state != StepState::Dropped) {
        parts.push(t!(
            words,
            "plans-foot-step",
            step = step.words.as_str(),
            state = state(step.state, words)
        ));
    }
    // That there is none yet, the letter itself says.
    (!parts.is_empty()).then(|| t!(words, "plans-foot", plan = parts.join(" · ")))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
