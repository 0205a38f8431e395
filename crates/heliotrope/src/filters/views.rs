//! What views and the help for filters look like.

use maud::{Markup, html};
use url::form_urlencoded::Serializer;

use super::deeds::may_change;
use super::pages::{Refused, Shown, Typed};
use super::rules::FIELDS;
use super::store::kept::Kept;
use crate::kit::words::Words;
use crate::t;
use crate::team::views::{Field, errors};
use crate::web::{Asker, Role, form_token, icon, once_field};

/// Where the list of a filter stands that nobody keeps.
pub fn list_of(filter: &str) -> String {
    with_filter("/list?", filter)
}

/// Where a filter is given a name.
pub fn keep_as(filter: &str) -> String {
    with_filter("/views/new?", filter)
}

/// Where it can be written anew, with what may come next.
pub fn searched(filter: &str) -> String {
    let mut link = Serializer::for_suffix("/search?".to_owned(), "/search?".len());
    link.append_pair("q", filter);
    link.finish()
}

fn with_filter(path: &str, filter: &str) -> String {
    let mut link = Serializer::for_suffix(path.to_owned(), path.len());
    link.append_pair("filter", filter);
    link.finish()
}

/// A filter on one name: `tag:"e-book"`.
fn of_name(field: &str, name: &str) -> String {
    list_of(&format!("{field}:\"{name}\""))
}

pub fn all(asker: &Asker, shown: &Shown) -> Markup {
    let words = asker.words();
    let (mine, shared): (Vec<&Kept>, Vec<&Kept>) = shown
        .views
        .iter()
        .partition(|view| view.agent == asker.agent);
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head {
                    h1 { (t!(words, "filters-views")) }
                    a.btn.primary href="/views/new" { (icon("plus")) (t!(words, "filters-new")) }
                }
                p.quietly { (t!(words, "filters-views-mean")) }
                @if mine.is_empty() && shared.is_empty() {
                    div.empty { p { (t!(words, "filters-none")) } }
                }
                (table(asker, "mine", &t!(words, "filters-mine"), &mine))
                (table(asker, "shared", &t!(words, "filters-shared"), &shared))
                (ready(words, shown))
            }
        }
    }
}

fn table(asker: &Asker, id: &str, title: &str, views: &[&Kept]) -> Markup {
    let words = asker.words();
    let author = views.iter().any(|view| view.agent != asker.agent);
    html! {
        @if !views.is_empty() {
            section.section {
                h2 id=(id) { (title) }
                div.table-scroll tabindex="0" role="region" aria-labelledby=(id) {
                    table.table {
                        thead { tr {
                            th { (t!(words, "filters-name")) }
                            th { (t!(words, "filters-filter")) }
                            @if author { th { (t!(words, "filters-by")) } }
                            @else { th { (t!(words, "filters-seen-by")) } }
                            th { span.said { (t!(words, "filters-change")) } }
                        } }
                        tbody { @for view in views { (row(asker, view)) } }
                    }
                }
            }
        }
    }
}

fn row(asker: &Asker, view: &Kept) -> Markup {
    let words = asker.words();
    html! {
        tr {
            td dir="auto" { a href={ "/views/" (view.id) } { (view.name) } }
            td { code dir="ltr" { (view.filter) } }
            @if view.agent != asker.agent { td dir="auto" { (view.by) } }
            @else if view.shared { td { (t!(words, "filters-seen-by-team")) } }
            @else { td { (t!(words, "filters-seen-by-me")) } }
            td.act { @if may_change(asker, view) {
                a href={ "/views/" (view.id) "/edit" } {
                    (t!(words, "filters-change")) span.said { " " (view.name) } }
            } }
        }
    }
}

/// What is a list without being kept.
fn ready(words: Words, shown: &Shown) -> Markup {
    let links = |field: &str, names: &[String]| {
        html! { ul.link-row { @for name in names { li { a href=(of_name(field, name)) { bdi { (name) } } } } } }
    };
    html! {
        section.section {
            h2 { (t!(words, "filters-ready")) }
            h3 { (t!(words, "filters-mailboxes")) }
            (links("mailbox", &shown.mailboxes))
            @if !shown.teams.is_empty() {
                h3 { (t!(words, "filters-teams")) }
                ul.link-row { @for (id, name) in &shown.teams { li { a href={ "/teams/" (id) } { bdi { (name) } } } } }
            }
            @if !shown.tags.is_empty() {
                h3 { (t!(words, "filters-tags")) }
                (links("tag", &shown.tags))
            }
        }
    }
}

/// The form of one view, or of one to be.
pub fn form(asker: &Asker, title: &str, id: Option<i64>, typed: &Typed, wrong: &Refused) -> Markup {
    let words = asker.words();
    let path = id.map_or_else(|| "/views".to_owned(), |id| format!("/views/{id}"));
    let beside = |name: &str| {
        let here = wrong.as_ref().filter(|(field, _)| *field == name);
        here.map(|(_, said)| said.clone())
    };
    html! {
        div.pane.sheet-page {
            div.broad.stack {
                header.page-head { h1 { (title) } }
                form.stack method="post" action=(path) {
                    (form_token(&asker.form_token)) (once_field())
                    @if let Some((field, said)) = wrong {
                        (errors(t!(words, "filters-not-kept"), t!(words, "filters-still-there"), &[(*field, said.clone())]))
                    }
                    div.fields {
                        (Field::new("name", "text", t!(words, "filters-name"), &typed.name)
                            .help(t!(words, "filters-name-help")).wrong(beside("name")).show())
                        div.suggesting {
                            (Field::new("filter", "text", t!(words, "filters-filter"), &typed.filter).optional()
                                .help(t!(words, "filters-filter-help")).wrong(beside("filter")).show())
                            (ideas("filter", words))
                        }
                        @if asker.role >= Role::Agent && !asker.alone {
                            label.tick {
                                input type="checkbox" name="shared" value="1" checked[typed.shared];
                                span { (t!(words, "filters-share")) }
                            }
                        }
                    }
                    (help(words, false))
                    div.form-foot {
                        button.btn.primary { (t!(words, "filters-keep")) }
                        a.btn.quiet href="/views" { (t!(words, "filters-leave")) }
                    }
                }
                @if let Some(id) = id {
                    form method="post" action={ "/views/" (id) "/remove" } {
                        (form_token(&asker.form_token))
                        button.btn.quiet { (icon("trash-2")) (t!(words, "filters-remove")) }
                    }
                }
            }
        }
    }
}

/// Where a script lists what may come next in the field `of`.
pub fn ideas(of: &str, words: Words) -> Markup {
    html! {
        ul.ideas role="listbox" data-ideas-of=(of) id={ (of) "-ideas" } aria-label=(t!(words, "filters-ideas"))
            data-said=(t!(words, "filters-ideas-said", n = "{n}")) data-still hidden {}
    }
}

/// All fields with what they take: the help below a field.
pub fn help(words: Words, open: bool) -> Markup {
    html! {
        details.filter-help open[open] {
            summary { (icon("circle-help")) (t!(words, "filters-how")) }
            p { (t!(words, "filters-how-1")) " "
                // A line ends between two parts, never after a minus.
                @for part in t!(words, "filters-how-example").split(' ') { code { (part) } " " } }
            p { (t!(words, "filters-how-2")) }
            div.table-scroll tabindex="0" role="region" aria-label=(t!(words, "filters-fields")) {
                table.table {
                    thead { tr {
                        th { (t!(words, "filters-field")) }
                        th { (t!(words, "filters-picks")) }
                        th { (t!(words, "filters-values")) }
                    } }
                    tbody { @for row in &FIELDS {
                        tr {
                            td { code { (row.field.word()) ":" } }
                            td { (words.say(row.help)) }
                            td { @for (n, value) in row.values.iter().enumerate() {
                                @if n > 0 { ", " } code { (value) }
                            } }
                        }
                    } }
                }
            }
        }
    }
}
