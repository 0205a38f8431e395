//! Time and quotes beside a conversation, on the person's page, and in the settings.

use maud::{Markup, html};

use super::rules::{self, Entry, Kind, Quote, What};
use super::store::House;
use crate::kit::money::{Currency, Money};
use crate::kit::words::Words;
use crate::t;
use crate::team::views::{Field, errors, sheet};
use crate::web::{Asker, Back, Filled, Role, form_token, icon, once_field};

/// What a case page knows of time and quotes.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    pub bills: bool,
    pub spent: Vec<Entry>,
    /// The newest version of each; more than one only where cases were merged.
    pub quotes: Vec<Quote>,
}

/// Lines of parts in the plain form; a program sends as many as it likes.
const PARTS: usize = 3;

pub fn panel(shown: &Shown, path: &str, asker: &Asker, filled: &Filled) -> Markup {
    let words = asker.words();
    let writes = shown.bills && asker.role >= Role::Agent;
    if !writes && shown.spent.is_empty() && shown.quotes.is_empty() {
        return html! {};
    }
    html! {
        section.billing aria-labelledby="p-time" {
            h2 #p-time { (t!(words, "billing-title")) }
            (totals(shown, words))
            @for quote in &shown.quotes { (stands(quote, words)) }
            @if writes { (time_form(path, asker, filled.form("time"))) (quote_form(path, asker, filled.form("quote"))) }
        }
    }
}

/// "Research 3 h 10 min · not charged", "Direct 1 h · quote accepted".
fn totals(shown: &Shown, words: Words) -> Markup {
    let sum = |kind| -> i64 {
        shown
            .spent
            .iter()
            .filter(|e| e.kind == kind)
            .map(|e| e.minutes)
            .sum()
    };
    let (research, direct) = (sum(Kind::Research), sum(Kind::Direct));
    html! {
        @if research > 0 || direct > 0 {
            ul.spent {
                @if research > 0 { li { (icon("search"))
                    span { (t!(words, "billing-research-given", span = rules::span(research, words))) } } }
                @if direct > 0 { li { (icon("hand"))
                    span { (t!(words, "billing-direct", span = rules::span(direct, words))) } } }
            }
        }
    }
}

fn stands(quote: &Quote, words: Words) -> Markup {
    html! {
        p.quote-stands {
            (icon("file-text"))
            span { (t!(words, "billing-quote-is", total = quote.total().exact(words.lang()))) " · "
                @match quote.accepted {
                    None => (t!(words, "billing-quote-waits")),
                    Some(true) => (t!(words, "billing-quote-accepted")),
                    Some(false) => (t!(words, "billing-quote-refused")),
                } }
        }
    }
}

fn time_form(path: &str, asker: &Asker, back: Back<'_>) -> Markup {
    let words = asker.words();
    html! {
        details.fold #time open[back.is_back()] {
            summary.btn.quiet { (icon("clock")) (t!(words, "billing-log")) }
            form method="post" action={ (path) "/time" } {
                (form_token(&asker.form_token)) (once_field())
                div.field {
                    label for="time-kind" { (t!(words, "billing-kind")) }
                    select.select #time-kind name="kind" {
                        option value="research" { (t!(words, "billing-kind-research")) }
                        option value="direct" selected[back.chose("kind", "direct")] { (t!(words, "billing-kind-direct")) }
                    }
                }
                div.field {
                    label for="time-minutes" { (t!(words, "billing-how-long")) }
                    input.input #time-minutes name="minutes" required autocomplete="off" value=(back.value("minutes", ""))
                        aria-invalid=[back.invalid("minutes")] aria-describedby=[back.described("minutes", "time-help")];
                    p.help #time-help { (t!(words, "billing-how-long-help")) }
                    (back.error("minutes"))
                }
                div.field {
                    label for="time-note" { (t!(words, "billing-note")) }
                    input.input #time-note name="note" dir="auto" value=(back.value("note", ""))
                        aria-invalid=[back.invalid("note")] aria-describedby=[back.described("note", "")];
                    (back.error("note"))
                }
                button.btn.primary { (t!(words, "billing-log-do")) }
            }
        }
    }
}

fn quote_form(path: &str, asker: &Asker, back: Back<'_>) -> Markup {
    let words = asker.words();
    html! {
        details.fold #quote open[back.is_back()] {
            summary.btn.quiet { (icon("file-text")) (t!(words, "billing-quote")) }
            form method="post" action={ (path) "/quote" } {
                (form_token(&asker.form_token)) (once_field())
                p.help { (t!(words, "billing-quote-help")) }
                fieldset.quote-lines {
                    legend { (t!(words, "billing-work")) }
                    label.said for="quote-work" { (t!(words, "billing-what")) }
                    input.input #quote-work name="work" dir="auto" placeholder=(t!(words, "billing-what"))
                        value=(back.value("work", "")) aria-invalid=[back.invalid("work")]
                        aria-describedby=[back.described("work", "")];
                    (back.error("work"))
                    label.said for="quote-minutes" { (t!(words, "billing-how-long")) }
                    input.input #quote-minutes name="minutes" autocomplete="off" placeholder=(t!(words, "billing-how-long"))
                        value=(back.value("minutes", "")) aria-invalid=[back.invalid("minutes")]
                        aria-describedby=[back.described("minutes", "")];
                    (back.error("minutes"))
                }
                (parts(words, back))
                button.btn.primary { (t!(words, "billing-quote-do")) }
            }
        }
    }
}

/// Most quotes are work alone, so the parts wait until somebody opens them.
fn parts(words: Words, back: Back<'_>) -> Markup {
    let fields = [
        ("part", t!(words, "billing-what")),
        ("pieces", t!(words, "billing-pieces")),
        ("each", t!(words, "billing-each")),
    ];
    let typed = (1..=PARTS).any(|n| fields.iter().any(|(f, _)| !back.nth(f, n).is_empty()));
    html! {
        details.fold open[typed] {
            summary.btn.quiet { (icon("plus")) (t!(words, "billing-parts")) }
            @for n in 1..=PARTS {
                fieldset.quote-lines {
                    legend { (t!(words, "billing-part", n = n as i64)) }
                    @for (field, label) in &fields {
                        @let at = format!("{field}-{n}");
                        label.said for={ "quote-" (field) (n) } { (label) }
                        input.input id={ "quote-" (field) (n) } name=(field) dir="auto"
                            autocomplete="off" placeholder=(label) value=(back.nth(field, n))
                            aria-invalid=[back.invalid(&at)] aria-describedby=[back.described(&at, "")];
                        (back.error(&at))
                    }
                }
            }
        }
    }
}

/// The lines of a quote with their sum.
fn table(quote: &Quote, words: Words) -> Markup {
    let lang = words.lang();
    let money = |minor| Money::of(minor, quote.currency).exact(lang);
    html! {
        table.quote-table {
            thead { tr { th { (t!(words, "billing-what")) } th { (t!(words, "billing-how-much")) } th { (t!(words, "billing-amount")) } } }
            tbody {
                @for line in &quote.lines {
                    tr {
                        td dir="auto" { (line.words) }
                        td { @match line.what {
                            What::Work { minutes } => (rules::span(minutes, words)),
                            What::Part { pieces, each } => (t!(words, "billing-pieces-at", n = pieces, each = money(each))),
                        } }
                        td.figure { (money(line.amount(quote.rate))) }
                    }
                }
            }
            tfoot { tr { th colspan="2" { (t!(words, "billing-total")) } td.figure { strong { (quote.total().exact(lang)) } } } }
        }
    }
}

/// The quote on the person's page: one press says yes or no.
pub fn theirs(quote: &Quote, action: &str, hidden: &Markup, words: Words) -> Markup {
    html! {
        section.stack.their-quote aria-labelledby={ "quote-" (quote.id) } {
            h2 id={ "quote-" (quote.id) } { (t!(words, "billing-quote-yours")) }
            (table(quote, words))
            @match quote.accepted {
                None => {
                    p { (t!(words, "billing-quote-ask")) }
                    form.btns method="post" action=(action) {
                        (hidden)
                        input type="hidden" name="quote" value=(quote.id);
                        button.btn.primary type="submit" name="answer" value="yes" {
                            (icon("check")) (t!(words, "billing-accept")) }
                        button.btn type="submit" name="answer" value="no" { (t!(words, "billing-refuse")) }
                    }
                }
                Some(true) => { p { (icon("circle-check")) " " (t!(words, "billing-you-accepted")) } }
                Some(false) => { p { (t!(words, "billing-you-refused")) } }
            }
        }
    }
}

/// "Asking is free", where the house bills.
pub fn asking_is_free(words: Words) -> Markup {
    html! { p.help.free { (icon("info")) " " (t!(words, "billing-asking-is-free")) } }
}

/// What was typed into the settings.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub bills: bool,
    pub rate: String,
    pub currency: String,
}

impl Typed {
    pub fn of(house: House, words: Words) -> Typed {
        Typed {
            bills: house.bills,
            rate: Money::of(house.rate, house.currency).typed(words.lang()),
            currency: house.currency.code().to_owned(),
        }
    }
}

pub fn settings(
    asker: &Asker,
    typed: &Typed,
    wrong: &[(&'static str, String)],
    kept: bool,
    months: &[(String, String)],
) -> Markup {
    let words = asker.words();
    let title = t!(words, "billing-settings");
    let body = html! {
        @if kept { div.bar.met role="status" { (icon("circle-check")) p { (t!(words, "billing-kept")) } } }
        p { (t!(words, "billing-lead")) }
        @if asker.role >= Role::Admin { (house_form(asker, typed, wrong)) }
        @else { p { (how_it_stands(words, typed)) } }
        section.section aria-labelledby="lines" {
            h2 #lines { (t!(words, "billing-lines")) }
            p { (t!(words, "billing-lines-lead")) }
            form.fields method="get" action="/settings/billing/lines.csv" {
                div.field {
                    label for="month" { (t!(words, "billing-month")) }
                    select.select #month name="month" {
                        @for (value, said) in months { option value=(value) { (said) } }
                    }
                }
                div.btns {
                    button.btn { (icon("download")) (t!(words, "billing-csv")) }
                    button.btn.quiet formaction="/settings/billing/lines.json" { (icon("download")) (t!(words, "billing-json")) }
                }
            }
        }
    };
    sheet(asker, "/settings/billing", &title, &body)
}

/// For whoever may read it and not change it.
fn how_it_stands(words: Words, typed: &Typed) -> String {
    match typed.bills {
        true => t!(
            words,
            "billing-stands",
            rate = typed.rate.as_str(),
            currency = typed.currency.as_str()
        ),
        false => t!(words, "billing-stands-not"),
    }
}

fn house_form(asker: &Asker, typed: &Typed, wrong: &[(&'static str, String)]) -> Markup {
    let words = asker.words();
    let said = |field: &str| {
        wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, w)| w.clone())
    };
    html! {
        form method="post" action="/settings/billing" {
        (form_token(&asker.form_token)) (once_field())
        @if !wrong.is_empty() {
            (errors(t!(words, "billing-not-kept"), t!(words, "billing-nothing-changed"), wrong))
        }
        section.section {
            div.fields {
                label.tick { input type="checkbox" name="bills" value="yes" checked[typed.bills];
                    span { (t!(words, "billing-we-bill")) } }
                (Field::new("rate", "text", t!(words, "billing-rate"), &typed.rate).optional()
                    .help(t!(words, "billing-rate-help")).wrong(said("rate")).show())
                div.field {
                    label for="currency" { (t!(words, "billing-currency")) }
                    select.select #currency name="currency" {
                        @for one in Currency::all() {
                            option value=(one.code()) selected[typed.currency == one.code()] { (one.code()) }
                        }
                    }
                }
            }
        }
        div.form-foot { button.btn.primary { (t!(words, "billing-keep")) } }
    }
    }
}
