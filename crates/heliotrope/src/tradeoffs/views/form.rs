//! The form in which a trade-off is written and changed.

use super::super::rules::{DAYS, Measure, Tradeoff, Typed, Why};
use crate::kit::words::Words;
use crate::t;
use crate::team::store::Colleague;
use crate::team::views::{Field, errors};
use crate::web::{Asker, Role, form_token, once_field};
use maud::{Markup, html};

pub fn form(
    asker: &Asker,
    known: Option<&Tradeoff>,
    typed: &Typed,
    team: &[Colleague],
    wrong: &[(&str, String)],
) -> Markup {
    let words = asker.words();
    let action = known.map_or("/tradeoffs".to_owned(), |t| format!("/tradeoffs/{}", t.id));
    let title = match known {
        Some(_) => t!(words, "tradeoffs-change-title"),
        None => t!(words, "tradeoffs-new-title"),
    };
    html! {
        div.pane.sheet-page {
            div.broad.tradeoffs {
                header.page-head { h1 { (title) } }
                form #tradeoff method="post" action=(action) {
                    (form_token(&asker.form_token)) (once_field())
                    @if let Some(known) = known { input type="hidden" name="version" value=(known.version); }
                    @if !wrong.is_empty() {
                        (errors(t!(words, "tradeoffs-not-kept"), t!(words, "tradeoffs-nothing-changed"), wrong))
                    }
                    div.halves {
                        div.fields { (said(words, typed, wrong)) }
                        div.fields { (decided(words, typed, team, wrong)) }
                    }
                    div.form-foot {
                        button.btn.primary { (t!(words, "tradeoffs-save")) }
                        a.btn.quiet href="/tradeoffs" { (t!(words, "tradeoffs-leave")) }
                    }
                }
            }
        }
    }
}

fn wrong_in(wrong: &[(&str, String)], field: &str) -> Option<String> {
    wrong
        .iter()
        .find(|(f, _)| *f == field)
        .map(|(_, words)| words.clone())
}

/// Several lines, one thing a line.
fn lines(
    name: &'static str,
    label: String,
    help: String,
    value: &str,
    wrong: Option<String>,
) -> Markup {
    let described = match wrong {
        Some(_) => format!("{name}-help {name}-error"),
        None => format!("{name}-help"),
    };
    html! {
        div.field {
            label for=(name) { (label) }
            p.help id={ (name) "-help" } { (help) }
            textarea.area.short id=(name) name=(name) rows="3" dir="auto" aria-describedby=(described)
                aria-invalid=[wrong.as_ref().map(|_| "true")] { "\n" (value) }
            @if let Some(wrong) = wrong { p.error id={ (name) "-error" } { (crate::web::icon("circle-alert")) (wrong) } }
        }
    }
}

fn said(words: Words, typed: &Typed, wrong: &[(&str, String)]) -> Markup {
    let text = |name, label, value, help: Option<String>| {
        let field = Field::new(name, "text", label, value)
            .optional()
            .wrong(wrong_in(wrong, name));
        match help {
            Some(help) => field.help(help).show(),
            None => field.show(),
        }
    };
    html! {
        (text("title", t!(words, "tradeoffs-name"), &typed.title, Some(t!(words, "tradeoffs-name-help"))))
        (text("bad_at", t!(words, "tradeoffs-bad-at"), &typed.bad_at, Some(t!(words, "tradeoffs-bad-at-help"))))
        (text("because", t!(words, "tradeoffs-because"), &typed.because, None))
        (text("so_that", t!(words, "tradeoffs-so-that"), &typed.so_that, None))
        (lines("instead", t!(words, "tradeoffs-possible"), t!(words, "tradeoffs-possible-help"), &typed.instead,
            wrong_in(wrong, "instead")))
        (text("signpost", t!(words, "tradeoffs-signpost"), &typed.signpost, None))
        (lines("slots", t!(words, "tradeoffs-slots"),
            t!(words, "tradeoffs-slots-help", days = DAYS.map(|(word, _)| word).join(" ")), &typed.slots,
            wrong_in(wrong, "slots")))
        (text("slot_link", t!(words, "tradeoffs-slot-link"), &typed.slot_link,
            Some(t!(words, "tradeoffs-slot-link-help"))))
    }
}

fn decided(words: Words, typed: &Typed, team: &[Colleague], wrong: &[(&str, String)]) -> Markup {
    let no_owner = wrong_in(wrong, "owner");
    html! {
        div.field {
            label for="owner" { (t!(words, "tradeoffs-owner")) }
            select.select #owner name="owner" aria-invalid=[no_owner.as_ref().map(|_| "true")] {
                option value="" { (t!(words, "tradeoffs-owner-none")) }
                @for colleague in team.iter().filter(|c| c.active && c.role >= Role::Agent) {
                    option value=(colleague.id) selected[typed.owner == colleague.id.to_string()] { (colleague.name) }
                }
            }
            @if let Some(wrong) = no_owner { p.error #owner-error { (crate::web::icon("circle-alert")) (wrong) } }
        }
        (Field::new("review_on", "date", t!(words, "tradeoffs-review"), &typed.review_on).optional()
            .help(t!(words, "tradeoffs-review-help")).wrong(wrong_in(wrong, "review_on")).show())
        div.field {
            label for="why" { (t!(words, "tradeoffs-why")) }
            select.select #why name="why" {
                @for why in Why::ALL { option value=(why.word()) selected[typed.why == why.word()] { (why.said(words)) } }
            }
        }
        fieldset.field.scale #decided tabindex="-1" {
            legend.label { (t!(words, "tradeoffs-decided")) }
            div.btns {
                @for n in 1..=5 {
                    label.tick {
                        input type="radio" name="decided" value=(n) checked[typed.decided == n.to_string()];
                        span { @match n {
                            1 => (t!(words, "tradeoffs-bad")),
                            5 => (t!(words, "tradeoffs-great")),
                            n => (n),
                        } }
                    }
                }
            }
            p.help { (t!(words, "tradeoffs-decided-help")) }
            @if let Some(wrong) = wrong_in(wrong, "decided") {
                p.error #decided-error { (crate::web::icon("circle-alert")) (wrong) }
            }
        }
        div.field {
            label for="measure" { (t!(words, "tradeoffs-measure")) }
            select.select #measure name="measure" {
                @for measure in Measure::ALL {
                    option value=(measure.word()) selected[typed.measure == measure.word()] { (measure.said(words)) }
                }
            }
        }
        (Field::new("for_whom", "text", t!(words, "tradeoffs-for-whom"), &typed.for_whom).optional()
            .wrong(wrong_in(wrong, "for_whom")).show())
        label.tick {
            input type="checkbox" name="public" value="true" checked[typed.public];
            span { (t!(words, "tradeoffs-public")) }
        }
    }
}
