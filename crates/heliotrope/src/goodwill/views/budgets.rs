//! The budgets, as a page of the settings.

use maud::{Markup, html};

use crate::goodwill::{Budget, Period, Scope};
use crate::kit::money::Currency;
use crate::kit::words::Words;
use crate::mailboxes::Mailbox;
use crate::t;
use crate::team::views::{Field, errors, sheet};
use crate::web::{Asker, Role, form_token, icon, once_field};

/// What was typed into the form.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub scope: String,
    pub period: String,
    pub limit: String,
    pub per_case: String,
    pub currency: String,
}

pub struct Page<'a> {
    pub budgets: &'a [Budget],
    pub mailboxes: &'a [Mailbox],
    pub typed: &'a Typed,
    pub wrong: &'a [(&'static str, String)],
}

pub fn page(asker: &Asker, page: &Page<'_>) -> Markup {
    let words = asker.words();
    let title = t!(words, "goodwill-budgets");
    let body = html! {
        p { (t!(words, "goodwill-budgets-lead")) }
        @if !page.budgets.is_empty() {
            div.table-scroll tabindex="0" role="region" aria-label=(title) {
                table.table {
                    thead { tr {
                        th { (t!(words, "goodwill-scope")) } th { (t!(words, "goodwill-period")) }
                        th { (t!(words, "goodwill-limit-of")) } th { (t!(words, "goodwill-per-case")) }
                        th { span.said { (t!(words, "goodwill-end")) } }
                    } }
                    tbody { @for budget in page.budgets { (row(asker, budget, page.mailboxes)) } }
                }
            }
        }
        (form(asker, page))
    };
    sheet(asker, "/settings/goodwill", &title, &body)
}

fn row(asker: &Asker, budget: &Budget, mailboxes: &[Mailbox]) -> Markup {
    let words = asker.words();
    html! {
        tr {
            td { (scope(budget.scope, mailboxes, words)) }
            td data-label=(t!(words, "goodwill-period")) { (period(budget.period, words)) }
            td data-label=(t!(words, "goodwill-limit-of")) { (budget.limit.said(words.lang())) }
            td data-label=(t!(words, "goodwill-per-case")) { @match budget.per_case { Some(each) => (each.said(words.lang())), None => "–" } }
            td.act {
                form method="post" action={ "/settings/goodwill/" (budget.id) "/end" } {
                    (form_token(&asker.form_token))
                    button.btn.quiet { (icon("x")) (t!(words, "goodwill-end")) }
                }
            }
        }
    }
}

fn scope(scope: Scope, mailboxes: &[Mailbox], words: Words) -> String {
    match scope {
        Scope::House => t!(words, "goodwill-scope-house"),
        Scope::Mailbox(id) => mailboxes
            .iter()
            .find(|m| m.id == id)
            .map_or_else(|| format!("#{id}"), |m| m.address.clone()),
        Scope::Role(role) => role_words(role, words),
    }
}

fn role_words(role: Role, words: Words) -> String {
    match role {
        Role::Light | Role::Agent => t!(words, "goodwill-scope-agents"),
        Role::Lead => t!(words, "goodwill-scope-leads"),
        Role::Admin => t!(words, "goodwill-scope-admins"),
    }
}

fn period(period: Period, words: Words) -> String {
    match period {
        Period::Month => t!(words, "goodwill-month"),
        Period::Quarter => t!(words, "goodwill-quarter"),
        Period::Year => t!(words, "goodwill-year"),
    }
}

fn form(asker: &Asker, page: &Page<'_>) -> Markup {
    let words = asker.words();
    let typed = page.typed;
    let wrong = |field: &str| {
        page.wrong
            .iter()
            .find(|(f, _)| *f == field)
            .map(|(_, w)| w.clone())
    };
    let fixed = page.budgets.first().map(|b| b.limit.currency);
    let chosen = fixed.map_or(typed.currency.as_str(), |c| c.code());
    let mut scopes = vec![("house".to_owned(), t!(words, "goodwill-scope-house"))];
    for role in [Role::Agent, Role::Lead, Role::Admin] {
        scopes.push((format!("role:{}", role.word()), role_words(role, words)));
    }
    scopes.extend(
        page.mailboxes
            .iter()
            .map(|m| (format!("mailbox:{}", m.id), m.address.clone())),
    );
    html! {
        form method="post" action="/settings/goodwill" {
            (form_token(&asker.form_token)) (once_field())
            @if !page.wrong.is_empty() {
                (errors(t!(words, "goodwill-not-kept"), t!(words, "goodwill-nothing-changed"), page.wrong))
            }
            section.section aria-labelledby="budget-new" {
                h2 #budget-new { (t!(words, "goodwill-budget-new")) }
                div.fields {
                    div.field {
                        label for="scope" { (t!(words, "goodwill-scope")) }
                        select.select #scope name="scope" {
                            @for (value, said) in &scopes { option value=(value) selected[typed.scope == *value] { (said) } }
                        }
                    }
                    div.field {
                        label for="period" { (t!(words, "goodwill-period")) }
                        select.select #period name="period" {
                            @for one in Period::ALL {
                                option value=(one.word()) selected[typed.period == one.word()] { (period(one, words)) }
                            }
                        }
                    }
                    (Field::new("limit", "text", t!(words, "goodwill-limit-of"), &typed.limit).wrong(wrong("limit")).show())
                    (Field::new("per_case", "text", t!(words, "goodwill-per-case"), &typed.per_case)
                        .optional().help(t!(words, "goodwill-per-case-help")).wrong(wrong("per_case")).show())
                    div.field {
                        label for="currency" { (t!(words, "goodwill-currency")) }
                        select.select #currency name="currency" {
                            @for one in Currency::all().filter(|c| fixed.is_none_or(|f| f == *c)) {
                                option value=(one.code()) selected[chosen == one.code()] { (one.code()) }
                            }
                        }
                    }
                }
            }
            div.form-foot { button.btn.primary { (t!(words, "goodwill-budget-keep")) } }
        }
    }
}
